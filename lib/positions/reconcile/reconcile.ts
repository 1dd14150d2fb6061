import { type DecidedRow, decideRows } from '../../entitlements/rows/decide-rows.ts'
import { addDays, startOfDay } from '../../foundation/calendar/day.ts'
import { ascendingBy, ascendingByAll } from '../../foundation/collections.ts'
import { isSameTitle } from '../../inventory/names/find-title.ts'
import { recognizer } from '../../recognition/products/recognize.ts'
import type { TitleNeeds } from '../families/measure-covered.ts'
import { devicesDigest, namesDigest, structureDigest } from '../lists/lists.ts'
import { digest } from '../snapshot/digest.ts'
import type { Summary, Terms } from '../snapshot/manifest.ts'
import type { AnyColumns, Row, TableName } from '../snapshot/tables.ts'
import {
  agreementRows,
  columnsOf,
  devicesColumns,
  entitlementRows,
  installsColumns,
  namesColumns,
  productRows,
  titleRows,
} from './columns.ts'
import { concludeRights, type FamilyTable, type Rights } from './conclude-rights.ts'
import { countInstalls, countMachines, findMachines } from './count-installs.ts'
import { countPositions, nameKinds } from './count-positions.ts'
import { deriveFamilyHistory, deriveHistory, type EarlierDay } from './derive-history.ts'
import { type DueRow, dueOfEnds, dueOfFamilies, dueOfPairs } from './due.ts'
import { expiringAgreements, findEnds } from './find-ends.ts'
import { matchProducts, type ProductSum, sumProducts } from './match-products.ts'
import { type Facts, saidBy } from './read-facts.ts'
import { parseAnswer } from './read-reported.ts'
import { type Recognized, type ResolvedTitles, recognizeNames, resolveTitles } from './resolve-titles.ts'
import { countPairs, summarizeFamilies } from './summarize.ts'

/** Work of the current snapshot that need not be done again. Nothing that is concluded depends on it. */
export interface Earlier {
  inputs: Readonly<Partial<Record<TableName, string>>>
  /** By hash; empty when they were recognized under another version of the knowledge. */
  recognized: ReadonlyMap<string, Recognized>
  /** Digest of the lines of managers by which they were recognized. */
  lines: string
  /** Digest of all that positions of families followed from. */
  rights: string
  installed: readonly number[]
  products: readonly ProductSum[]
  /** By the id of a title. */
  needs: ReadonlyMap<string, TitleNeeds>
  families: readonly Row<'families'>[]
  /** Reads a whole table, once. */
  all: <T extends TableName>(table: T) => Promise<readonly Row<T>[]>
}

export const nothingEarlier: Earlier = {
  ...{
    inputs: {},
    recognized: new Map(),
    lines: '',
    rights: '',
    installed: [],
    products: [],
    needs: new Map(),
    families: [],
  },
  all: () => Promise.resolve([]),
}

export interface Past {
  id: string
  /** Absent when the current snapshot has the history that follows from it. */
  earlierDay: EarlierDay | undefined
}

/** A table. Equal digests of `inputs` give equal tables: it is made when the current snapshot does not have it. */
interface MadeTable {
  inputs: string
  columns: () => AnyColumns
}

export type Conclusions = Awaited<ReturnType<typeof reconcile>>

export const historyInputs = (past: Pick<Past, 'id'> | undefined, day: string): string => digest(past?.id ?? '', day)

const concludeTitles = ({ lists, decisions }: Facts, { knowledge }: Terms, earlier: Earlier) => {
  const lines = digest(saidBy(decisions.line))
  // Of lines for the same words the newest counts.
  const byAge = [...decisions.line.values()].toSorted(ascendingByAll(({ at, subject }) => [at, subject]))
  const recognize = recognizer(byAge.flatMap(({ value }) => value ?? []))
  const known = recognizeNames(lists.names, lines === earlier.lines ? earlier.recognized : new Map(), recognize)
  const resolved = resolveTitles(lists.names, known, decisions, recognize)
  const { catalog, merge, name } = decisions
  const inputs = digest(knowledge, lines, namesDigest(lists), saidBy(catalog), saidBy(merge), saidBy(name))
  return { resolved, lines, inputs }
}

const concludeInstalls = (
  { lists, links }: Facts,
  { day, timeZone, staleDays }: Terms,
  earlier: Earlier,
  { resolved, inputs: titleInputs }: { resolved: ResolvedTitles; inputs: string },
) => {
  // The same rule as isStaleOn of lib/inventory/devices/device.ts, asked of the calendar once.
  const counting = startOfDay(addDays(day, -staleDays), timeZone).getTime()
  const machines = findMachines(lists, links, (seenAt) => seenAt < counting)
  const inputs = digest(titleInputs, structureDigest(lists), machines.counted, [...links])
  const make = () => {
    const titles = resolved.titles.flatMap(({ names }, title) => names.map(({ hash }) => [hash, title] as const))
    const numberOf = new Map(titles)
    const titleOfName = Int32Array.from(lists.names, ({ hash }) => numberOf.get(hash) ?? -1)
    return countInstalls(lists.installs, machines, titleOfName, resolved.titles.length)
  }
  if (earlier.inputs.installs === inputs) return { machines, inputs, counts: earlier.installed, make }
  const installs = make()
  return { machines, inputs, counts: installs.counts, make: () => installs }
}

const concludeProducts = ({ pairs, statements }: Facts, earlier: Earlier) => {
  // Their texts are most of it, and are JSON already.
  const lines = pairs.map(({ entitlementsText = '', ...pair }) => `${JSON.stringify(pair)}\n${entitlementsText}`)
  const inputs = digest(Buffer.from(lines.join('\n')), statements)
  const rows = (): DecidedRow[] =>
    decideRows({ pairs: pairs.map((pair) => ({ ...pair, entitlements: parseAnswer(pair) })), statements })
  if (earlier.inputs.entitlements === inputs) return { inputs, rows, products: earlier.products }
  const decided = rows()
  const keyOf = (pair: { agreementNumber: string; licenseNumber: string }) =>
    `${pair.agreementNumber}#${pair.licenseNumber}`
  const partitionOf = new Map(pairs.map((pair) => [keyOf(pair), pair.partition]))
  return { inputs, rows: () => decided, products: sumProducts(decided, (pair) => partitionOf.get(keyOf(pair)) ?? 0) }
}

const concludeEnds = async (
  { agreements, pairs }: Facts,
  rights: Rights,
  products: readonly ProductSum[],
  reported: { inputs: string; rows: () => DecidedRow[] },
  earlier: Earlier,
) => {
  const named = agreements.map(({ id, name, product, endDate }) => [id, name, product, endDate])
  const ending = pairs.map((pair) => [pair.agreementNumber, pair.licenseNumber, pair.agreementId, pair.endDate])
  const familyIds = rights.families.map(({ id }) => id)
  const inputs = digest(named, ending, familyIds, rights.inputsOf('licenses'), reported.inputs)
  const read = async <T extends TableName>(table: T, now: string, rows: () => readonly Row<T>[]) =>
    earlier.inputs[table] === now ? earlier.all(table) : rows()
  if (earlier.inputs.ends === inputs) return { inputs, rows: await earlier.all('ends') }
  const [licenses, entitlements] = await Promise.all([
    read('licenses', rights.inputsOf('licenses'), () => rights.rows('licenses')),
    read('entitlements', reported.inputs, () => entitlementRows(reported.rows(), products)),
  ])
  const { families } = rights
  return { inputs, rows: findEnds({ agreements, pairs, licenses, families, entitlements }) }
}

const dueRows = (
  { agreements, pairs }: Facts,
  ends: readonly Row<'ends'>[],
  families: readonly Row<'families'>[],
  { day, alertDays, alertNoEntitlement }: Terms,
): DueRow[] => {
  const names = new Map(agreements.map(({ id, name }) => [id, name]))
  return [
    ...dueOfEnds(ends, day, alertDays),
    ...dueOfFamilies(families, alertNoEntitlement),
    ...dueOfPairs(pairs, (id) => names.get(id)),
  ].sort(ascendingBy(({ subject }) => subject))
}

/**
 * Concludes everything that follows from the facts, as tables of a snapshot. The same facts, terms and past give the same
 * bytes: `earlier` only saves work.
 */
export const reconcile = async (facts: Facts, terms: Terms, earlier: Earlier, past: Past | undefined) => {
  const { lists, links } = facts
  const titles = concludeTitles(facts, terms, earlier)
  const { resolved } = titles
  const installs = concludeInstalls(facts, terms, earlier, titles)
  const { machines } = installs
  const { products, ...reported } = concludeProducts(facts, earlier)
  const matches = matchProducts(products, resolved)
  const agreements = agreementRows(facts, resolved, terms.day)
  const kinds = nameKinds(resolved.titles, agreements, matches)
  const rights = await concludeRights(
    facts,
    terms.day,
    { titles, installs, kinds, matches, products, reported, agreements },
    earlier,
  )
  const ends = await concludeEnds(facts, rights, products, reported, earlier)
  const { positions, shares } = countPositions(kinds, installs.counts, agreements, products, matches, rights.needsOf)
  const listed = titleRows(positions, agreements)
  const whole = <T extends TableName>(table: T, rows: readonly Row<T>[]): MadeTable => ({
    inputs: digest(rows),
    columns: () => columnsOf(table, rows),
  })
  const ofFamilies = <T extends FamilyTable>(table: T): MadeTable => ({
    inputs: rights.inputsOf(table),
    columns: () => columnsOf(table, rights.rows(table)),
  })
  const historyOf = (rows: (day: EarlierDay) => AnyColumns, none: () => AnyColumns): MadeTable => ({
    inputs: historyInputs(past, terms.day),
    columns: () => (past?.earlierDay ? rows(past.earlierDay) : none()),
  })

  const tables: Record<TableName, MadeTable> = {
    names: { inputs: titles.inputs, columns: () => namesColumns(resolved.titles) },
    titles: whole('titles', listed),
    installs: { inputs: installs.inputs, columns: () => installsColumns(installs.make()) },
    devices: {
      inputs: digest(devicesDigest(lists), machines.counted, [...links]),
      columns: () => devicesColumns(lists, machines),
    },
    products: whole('products', productRows(products, matches, shares)),
    entitlements: {
      inputs: reported.inputs,
      columns: () => columnsOf('entitlements', entitlementRows(reported.rows(), products)),
    },
    agreements: whole('agreements', agreements),
    catalog: whole(
      'catalog',
      listed.map(({ id, publisher, title, licensable }) => ({ id, publisher, title, licensable })),
    ),
    families: ofFamilies('families'),
    combinations: ofFamilies('combinations'),
    machines: { inputs: rights.machines.inputs, columns: () => ({ device: rights.machines.list() }) },
    licenses: ofFamilies('licenses'),
    coverage: ofFamilies('coverage'),
    ends: { inputs: ends.inputs, columns: () => columnsOf('ends', ends.rows) },
    due: whole('due', dueRows(facts, ends.rows, rights.families, terms)),
    history: historyOf(
      (day) => columnsOf('history', deriveHistory(day, terms.day)),
      () => columnsOf('history', []),
    ),
    familyHistory: historyOf(
      (day) => columnsOf('familyHistory', deriveFamilyHistory(day, terms.day)),
      () => columnsOf('familyHistory', []),
    ),
  }
  const summary: Summary = {
    machines: countMachines(machines),
    devices: lists.seenAt.length,
    names: lists.names.length,
    titles: resolved.titles.length,
    agreements: facts.agreements.length,
    pairs: countPairs(facts.pairs),
    expiringAgreements: expiringAgreements(ends.rows, terms.day),
    families: summarizeFamilies(rights.families),
  }
  /** Digest of the names that titles have in this snapshot alone: lib/positions/corrections/guard-titles.ts. */
  const shownNames = digest(
    resolved.titles.flatMap(({ publisher, title, names }) =>
      names.some(({ own }) => isSameTitle(own, { publisher, title })) ? [] : [[publisher, title]],
    ),
  )
  return {
    tables,
    summary,
    positions,
    families: rights.families,
    shownNames,
    lines: titles.lines,
    rights: rights.inputs,
  }
}
