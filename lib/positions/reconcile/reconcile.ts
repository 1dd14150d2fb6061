import { devicesDigest } from '../lists/lists.ts'
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
import { concludeInstalls } from './conclude-installs.ts'
import { concludeProducts } from './conclude-products.ts'
import { concludeRights, type RightsTable } from './conclude-rights.ts'
import { concludeTitles } from './conclude-titles.ts'
import { countMachines } from './count-installs.ts'
import { countPositions, nameKinds } from './count-positions.ts'
import { deriveFamilyHistory, deriveHistory, type EarlierDay } from './derive-history.ts'
import { dueRows } from './due.ts'
import type { Earlier } from './earlier.ts'
import { expiringAgreements } from './find-ends.ts'
import { matchProducts } from './match-products.ts'
import type { Facts } from './read-facts.ts'
import { countPairs, summarizeFamilies } from './summarize.ts'

export interface Past {
  id: string
  /** Absent when the current snapshot has the history that follows from it. */
  earlierDay: EarlierDay | undefined
}

/**
 * A table. Equal digests of `inputs` give equal tables: it is made when the current snapshot does not have it. Without
 * `inputs` it is made in any case, and known by its bytes.
 */
interface MadeTable {
  inputs?: string
  columns: () => AnyColumns
}

export type Conclusions = Awaited<ReturnType<typeof reconcile>>

export const historyInputs = (past: Pick<Past, 'id'> | undefined, day: string): string => digest(past?.id ?? '', day)

/**
 * Concludes everything that follows from the facts, as tables of a snapshot. The same facts, terms and past give the same
 * bytes: `earlier` only saves work.
 */
export const reconcile = async (facts: Facts, terms: Terms, earlier: Earlier, past: Past | undefined) => {
  const { lists, links } = facts
  const titles = await concludeTitles(facts, terms, earlier)
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
  const { positions, shares } = countPositions(kinds, installs.counts, agreements, products, matches, rights.needsOf)
  const listed = titleRows(positions, agreements)
  const whole = <T extends TableName>(table: T, rows: readonly Row<T>[]): MadeTable => ({
    columns: () => columnsOf(table, rows),
  })
  const ofRights = <T extends RightsTable>(table: T): MadeTable => {
    const rows = rights.rows(table)
    return rows ? whole(table, rows) : { inputs: earlier.inputs[table] ?? '', columns: () => columnsOf(table, []) }
  }
  const ends = rights.rows('ends') ?? (await earlier.all('ends'))
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
    families: ofRights('families'),
    combinations: ofRights('combinations'),
    machines: { inputs: rights.machines.inputs, columns: () => ({ device: rights.machines.list() }) },
    licenses: ofRights('licenses'),
    coverage: ofRights('coverage'),
    ends: ofRights('ends'),
    due: whole('due', dueRows(facts, ends, rights.families, terms)),
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
    expiringAgreements: expiringAgreements(ends, terms.day),
    families: summarizeFamilies(rights.families),
  }
  return {
    tables,
    summary,
    positions,
    families: rights.families,
    shownNames: resolved.shownNames(),
    lines: titles.lines,
    rights: rights.inputs,
  }
}
