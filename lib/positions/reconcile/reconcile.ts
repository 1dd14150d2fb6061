import { createHash } from 'node:crypto'
import { StoredPair } from '../../agreements/records/stored-pair.ts'
import { type DecidedRow, decideRows } from '../../entitlements/rows/decide-rows.ts'
import { addDays, startOfDay } from '../../foundation/calendar/day.ts'
import { devicesDigest, namesDigest, structureDigest } from '../lists/lists.ts'
import type { Summary, Terms } from '../snapshot/manifest.ts'
import type { AnyColumns, Row, TableName } from '../snapshot/tables.ts'
import { columnsOf, devicesColumns, entitlementsColumns, installsColumns, namesColumns } from './columns.ts'
import { countInstalls, countMachines, findMachines, type Machines } from './count-installs.ts'
import { countPositions, isInTerm, type Position } from './count-positions.ts'
import { deriveHistory, type EarlierDay } from './derive-history.ts'
import { type DueRow, dueOfAgreements, dueOfPairs, dueOfShortfalls } from './due.ts'
import type { Facts, PairFact } from './facts.ts'
import { matchProducts, type ProductMatch } from './match-products.ts'
import { type Recognized, recognizeNames } from './recognize-names.ts'
import { type ResolvedTitles, resolveTitles } from './resolve-titles.ts'
import { type ProductSum, sumProducts } from './sum-products.ts'
import { countPairs, expiringAgreements, largestShortfalls } from './summarize.ts'

/** The current snapshot, as far as its work need not be done again. Nothing that is concluded depends on it. */
export interface Earlier {
  /** What its tables were made from. */
  inputs: Readonly<Partial<Record<TableName, string>>>
  /** By hash; empty when they were recognized under another version of the knowledge. */
  recognized: ReadonlyMap<string, Recognized>
  /** By the number of a title. */
  installed: readonly number[]
  products: readonly ProductSum[]
}

export const nothingEarlier: Earlier = { inputs: {}, recognized: new Map(), installed: [], products: [] }

/** The last snapshot of an earlier day: how it is known, and what it said. */
export interface Past {
  id: string
  /** Absent when the current snapshot has the history that follows from it. */
  earlierDay: EarlierDay | undefined
}

/** A table to be written, unless the current snapshot has it: then its file is taken over. */
interface MadeTable {
  /** Of what it is made from: equal inputs give equal tables. */
  inputs: string
  columns: () => AnyColumns
}

export interface Conclusions {
  tables: Record<TableName, MadeTable>
  summary: Summary
}

const digest = (...parts: readonly unknown[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part instanceof Uint8Array ? part : JSON.stringify(part)).update('\n')
  return hash.digest('base64url').slice(0, 22)
}

/** What the table of history is made from. @param day of the snapshot, YYYY-MM-DD */
export const historyInputs = (past: Pick<Past, 'id'> | undefined, day: string): string => digest(past?.id ?? '', day)

/** Which names there are, and which titles they belong to. */
const concludeTitles = ({ lists, decisions }: Facts, { knowledge }: Terms, { recognized }: Earlier) => {
  const known = recognizeNames(lists.names, recognized)
  const resolved = resolveTitles(lists.names, known, decisions)
  const values = (all: ReadonlyMap<string, { value: unknown; at: string }>) =>
    [...all].map(([subject, { value, at }]) => [subject, value, at])
  const { catalog, merge, name } = decisions
  const inputs = digest(
    knowledge,
    namesDigest(lists),
    catalog.map(({ subject, value, at }) => [subject, value, at]),
    values(merge),
    values(name),
  )
  return { resolved, inputs }
}

/** Which machine has which title. */
const concludeInstalls = (
  { lists, links }: Facts,
  { day, timeZone, staleDays }: Terms,
  earlier: Earlier,
  titles: { resolved: ResolvedTitles; inputs: string },
) => {
  // The same rule as isStaleOn of lib/inventory/devices/stale-device.ts, asked of the calendar once.
  const counting = startOfDay(addDays(day, -staleDays), timeZone).getTime()
  const machines = findMachines(lists, links, (seenAt) => seenAt < counting)
  const inputs = digest(titles.inputs, structureDigest(lists), machines.counted, [...links])
  const known = earlier.inputs.installs === inputs ? earlier.installed : undefined
  const make = () => installsOf(titles.resolved, lists, machines)
  if (known) return { machines, inputs, counts: known, starts: firstsOf(known), make }
  const installs = make()
  return { machines, inputs, counts: installs.counts, starts: installs.starts, make: () => installs }
}

/** Where each of some ranges begins that follow each other. */
const firstsOf = (counts: ArrayLike<number>): Int32Array => {
  const firsts = new Int32Array(counts.length)
  for (let index = 1; index < counts.length; index++)
    firsts[index] = (firsts[index - 1] ?? 0) + (counts[index - 1] ?? 0)
  return firsts
}

const installsOf = ({ titles }: ResolvedTitles, lists: Facts['lists'], machines: Machines) => {
  const numberOf = new Map(titles.flatMap(({ names }, title) => names.map(({ hash }) => [hash, title] as const)))
  const titleOfName = Int32Array.from(lists.names, ({ hash }) => numberOf.get(hash) ?? -1)
  return countInstalls(lists, machines, titleOfName, titles.length)
}

const answerOf = ({ entitlementsText, ...pair }: PairFact) => ({
  ...pair,
  entitlements: StoredPair.shape.entitlements.parse(entitlementsText),
})

/** What VLSC and statements report, by product. */
const concludeProducts = ({ pairs, statements }: Facts, earlier: Earlier) => {
  // Their texts are most of it, and are JSON already.
  const lines = pairs.map(({ entitlementsText = '', ...pair }) => `${JSON.stringify(pair)}\n${entitlementsText}`)
  const inputs = digest(Buffer.from(lines.join('\n')), statements)
  const rows = (): DecidedRow[] => decideRows({ pairs: pairs.map(answerOf), statements })
  if (earlier.inputs.entitlements === inputs) return { inputs, rows, products: earlier.products }
  const decided = rows()
  const partitionOf = new Map(pairs.map((pair) => [`${pair.agreementNumber}#${pair.licenseNumber}`, pair.partition]))
  const products = sumProducts(decided, (pair) => partitionOf.get(`${pair.agreementNumber}#${pair.licenseNumber}`) ?? 0)
  return { inputs, rows: () => decided, products }
}

const entitlementsOf = (rows: readonly DecidedRow[], products: readonly ProductSum[]): AnyColumns => {
  const productOf = new Int32Array(rows.length)
  for (const [number, { firstRow, rowCount }] of products.entries())
    productOf.fill(number, firstRow, firstRow + rowCount)
  return entitlementsColumns(rows, productOf)
}

const productRows = (
  products: readonly ProductSum[],
  matches: readonly ProductMatch[],
  shares: readonly (readonly number[])[],
): Row<'products'>[] =>
  products.map(({ isExpired, partitions, ...product }, index) => {
    const { titles = [], by, score, reason } = matches[index] ?? {}
    return {
      ...product,
      by,
      score,
      matchReason: reason,
      shares: JSON.stringify(titles.map((title, place) => ({ title, quantity: shares[index]?.[place] ?? 0 }))),
      sums: JSON.stringify({ isExpired, partitions }),
    }
  })

/** Other agreements by their titles: those that are for none come last. */
const agreementRows = ({ agreements }: Facts, { find }: ResolvedTitles, day: string): Row<'agreements'>[] =>
  agreements
    .flatMap(({ id, name, product, startDate, endDate }): Row<'agreements'>[] => {
      if (!product) return []
      const title = find(product)
      const licenseCount = product.licenseCount === 'unlimited' ? undefined : product.licenseCount
      return [{ id, name, title, licenseCount, startDate, endDate, counted: isInTerm({ startDate, endDate }, day) }]
    })
    .sort(
      (one, other) =>
        (one.title ?? Number.POSITIVE_INFINITY) - (other.title ?? Number.POSITIVE_INFINITY) ||
        (one.id < other.id ? -1 : 1),
    )

/** Where the rows of each title begin, and how many it has. @param titleOf ascending; undefined for none */
const rangesOf = (titles: number, titleOf: readonly (number | undefined)[]) => {
  const counts = new Int32Array(titles)
  for (const title of titleOf) if (title !== undefined) counts[title] = (counts[title] ?? 0) + 1
  return { firsts: firstsOf(counts), counts }
}

const titleRows = (
  { titles }: ResolvedTitles,
  positions: readonly Position[],
  firstInstalls: ArrayLike<number>,
  agreements: readonly Row<'agreements'>[],
): Row<'titles'>[] => {
  const ofAgreements = rangesOf(
    titles.length,
    agreements.map(({ title }) => title),
  )
  let firstName = 0
  return titles.map(({ names, knownAs: _, ...title }, number) => {
    const { partitions, ...position } = positions[number] ?? { partitions: [] }
    const row = {
      ...title,
      ...position,
      partitions: partitions.length > 0 ? partitions.join() : undefined,
      firstName,
      nameCount: names.length,
      firstInstall: firstInstalls[number] ?? 0,
      firstAgreement: ofAgreements.firsts[number] ?? 0,
      agreementCount: ofAgreements.counts[number] ?? 0,
    }
    firstName += names.length
    return row as Row<'titles'>
  })
}

/** What alerts are to tell, by subject. */
const dueRows = (
  { agreements, pairs }: Facts,
  titles: readonly Row<'titles'>[],
  { day, alertDays, alertNoEntitlement }: Terms,
): DueRow[] => {
  const names = new Map(agreements.map(({ id, name }) => [id, name]))
  const others = agreements.flatMap(({ id, name, product, endDate }) =>
    product
      ? [
          {
            id,
            name,
            endDate,
            publisher: product.publisher,
            productTitle: product.title,
            licenseCount: product.licenseCount,
          },
        ]
      : [],
  )
  return [
    ...dueOfAgreements(others, day, alertDays),
    ...dueOfShortfalls(titles, alertNoEntitlement),
    ...dueOfPairs(pairs, (id) => names.get(id)),
  ].sort((one, other) => (one.subject < other.subject ? -1 : 1))
}

/**
 * Concludes everything that follows from the facts: the tables of a snapshot. The same facts and terms give the same
 * bytes, whatever there was before; the current snapshot and the past only save work, and tell of earlier days.
 */
export const reconcile = (facts: Facts, terms: Terms, earlier: Earlier, past: Past | undefined): Conclusions => {
  const titles = concludeTitles(facts, terms, earlier)
  const { resolved } = titles
  const installs = concludeInstalls(facts, terms, earlier, titles)
  const reported = concludeProducts(facts, earlier)
  const { products } = reported
  const matches = matchProducts(products, resolved, facts.decisions)
  const agreements = agreementRows(facts, resolved, terms.day)
  const counted = agreements.map(({ title, licenseCount, counted }) => ({
    title,
    licenseCount: licenseCount ?? ('unlimited' as const),
    counted,
  }))
  const { positions, shares } = countPositions(resolved.titles, installs.counts, counted, products, matches)
  const rows = {
    titles: titleRows(resolved, positions, installs.starts, agreements),
    products: productRows(products, matches, shares),
    agreements,
  }
  const catalog = rows.titles.map(({ id, publisher, title, licensable }) => ({ id, publisher, title, licensable }))
  const due = dueRows(facts, rows.titles, terms)
  const whole = <T extends 'titles' | 'products' | 'agreements' | 'catalog' | 'due'>(
    table: T,
    all: readonly Row<T>[],
  ): MadeTable => ({ inputs: digest(all), columns: () => columnsOf(table, all) })

  return {
    tables: {
      names: { inputs: titles.inputs, columns: () => namesColumns(resolved.titles) },
      titles: whole('titles', rows.titles),
      installs: { inputs: installs.inputs, columns: () => installsColumns(installs.make()) },
      devices: {
        inputs: digest(devicesDigest(facts.lists), installs.machines.counted, [...facts.links]),
        columns: () => devicesColumns(facts.lists, installs.machines),
      },
      products: whole('products', rows.products),
      entitlements: { inputs: reported.inputs, columns: () => entitlementsOf(reported.rows(), products) },
      agreements: whole('agreements', agreements),
      catalog: whole('catalog', catalog),
      due: whole('due', due),
      history: {
        inputs: historyInputs(past, terms.day),
        columns: () => columnsOf('history', past?.earlierDay ? deriveHistory(past.earlierDay, terms.day) : []),
      },
    },
    summary: {
      machines: countMachines(installs.machines),
      devices: facts.lists.devices.seenAt.length,
      names: facts.lists.names.length,
      titles: resolved.titles.length,
      agreements: facts.agreements.length,
      pairs: countPairs(facts.pairs),
      expiringAgreements: expiringAgreements(facts.agreements, terms.day),
      shortfalls: largestShortfalls(resolved.titles, positions),
    },
  }
}
