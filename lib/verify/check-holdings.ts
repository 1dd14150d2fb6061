import { pairKey, showPair } from '../agreements/pair.ts'
import { StoredPair } from '../agreements/stored-pair.ts'
import { StatementLayout, StoredEntitlement } from '../entitlements/entitlement.ts'
import { rowsOf } from '../entitlements/pair-rows.ts'
import { licenseKey, readStatementRows } from '../entitlements/statement-rows.ts'
import { organizationParts, readHoldings } from '../positions/holdings.ts'
import { addSum, noSum, productIdOf, type SourceKind, type Sum } from '../positions/product-store.ts'
import { pairPartitions, pairsByLicense, statementEntitlements } from '../table/keys.ts'
import { type Item, pagesOf, queryAll, type Table } from '../table/table.ts'
import { type Difference, differencesOf } from './difference.ts'
import { piecesOf } from './pieces.ts'

const differ = differencesOf('positions')

/** By product. */
type Sums = Map<string, Sum>

/** What sources say of a product together. */
export type Said = Record<SourceKind, Sum> & {
  /** Rows of pairs, by partition of pairs. */
  partitions: Record<number, number>
}

/** What is counted of one source, in one or several items, and what it says. */
interface Source {
  kind: SourceKind
  /** In words. */
  name: string
  items: readonly string[]
  sums: Sums
  partition?: number
}

const add = (sums: Sums, id: string, sum: Sum): void => void sums.set(id, addSum(sums.get(id) ?? noSum, sum, 1))

const ofPair = (pair: StoredPair, partition: number): Source => {
  const sums: Sums = new Map()
  const flagged = pair.status === 'expired' ? 1 : 0
  for (const row of rowsOf(pair.entitlements).values())
    add(sums, productIdOf(row), { quantity: row.effectiveQuantity, rows: 1, flagged })
  return { kind: 'pairs', name: `The pair ${showPair(pair)}`, items: [`PAIR#${pairKey(pair)}`], sums, partition }
}

/** What pairs with a License ID report themselves; undefined when there are none. */
const readAnswered = async (table: Table, license: string): Promise<Set<string> | undefined> => {
  const pairs = (await queryAll(table, pairsByLicense(license))).map((item) => StoredPair.parse(item))
  return pairs.length === 0 ? undefined : new Set(pairs.flatMap(({ entitlements }) => entitlements.map(productIdOf)))
}

/** Of two layouts that speak of a product the newer one counts. @param rows of one License ID */
const overtaken = (rows: readonly StoredEntitlement[]): ((row: StoredEntitlement) => boolean) => {
  const when = ({ at, source }: StoredEntitlement): string => `${at} ${source}`
  const newest = new Map<string, string>()
  const nameOf = (row: StoredEntitlement, source: string): string => `${productIdOf(row)} ${source}`
  for (const row of rows) {
    const key = nameOf(row, row.source)
    if ((newest.get(key) ?? '') < when(row)) newest.set(key, when(row))
  }
  return (row) =>
    StatementLayout.options.some(
      (layout) => layout !== row.source && (newest.get(nameOf(row, layout)) ?? '') > when(row),
    )
}

const itemsOf = (license: string, layout: StatementLayout): string[] =>
  license === '' ? organizationParts.map((part) => `ORGANIZATION#${layout}#${part}`) : [`LICENSE#${license}#${layout}`]

/** What the files of both layouts say for a License ID, or for the organization. */
const ofLicense = (
  license: string,
  rows: readonly StoredEntitlement[],
  answered: ReadonlySet<string> | undefined,
): Source[] => {
  const isOvertaken = overtaken(rows)
  const isOrphan = license !== '' && !answered
  return StatementLayout.options.map((layout) => {
    const sums: Sums = new Map()
    for (const row of rows.filter(({ source }) => source === layout)) {
      const id = productIdOf(row)
      if (isOrphan) add(sums, id, { quantity: 0, rows: 1, flagged: 1 })
      else if (!answered?.has(id) && !isOvertaken(row))
        add(sums, id, { quantity: row.effectiveQuantity, rows: 1, flagged: 0 })
    }
    const whose = license === '' ? 'the organization' : `the License ID ${license}`
    return {
      kind: license === '' ? 'organization' : 'licenses',
      name: `The ${layout} of ${whose}`,
      items: itemsOf(license, layout),
      sums,
    }
  })
}

const readLicenses = async (table: Table): Promise<string[]> => {
  const licenses = new Set([''])
  for (const layout of StatementLayout.options)
    for await (const items of pagesOf(table, { partition: statementEntitlements(layout) }))
      for (const item of items) licenses.add(licenseKey(StoredEntitlement.parse(item).licenseId))
  return [...licenses]
}

/** License IDs that are read side by side. */
const licensesAtOnce = 20

async function* sourcesOfStatements(table: Table): AsyncGenerator<Source[]> {
  const licenses = await readLicenses(table)
  for (let first = 0; first < licenses.length; first += licensesAtOnce)
    yield (
      await Promise.all(
        licenses.slice(first, first + licensesAtOnce).map(async (license) => {
          const layouts = StatementLayout.options.map((layout) => readStatementRows(table, layout, new Set([license])))
          const [answered, ...rows] = await Promise.all([
            license === '' ? undefined : readAnswered(table, license),
            ...layouts,
          ])
          return ofLicense(license, rows.flat(), answered)
        }),
      )
    ).flat()
}

const inWords = ({ quantity, rows, flagged }: Sum): string => `${quantity} in ${rows} rows (${flagged} flagged)`

/** Compares what is counted of sources with what they say. */
const compare = async (table: Table, sources: readonly Source[]): Promise<Difference[]> => {
  const stored = await readHoldings(
    table,
    sources.flatMap(({ items }) => items),
  )
  return sources.flatMap(({ name, items, sums }) => {
    const counted: Sums = new Map(items.flatMap((item) => [...(stored.get(item) ?? [])]))
    return [...new Set([...counted.keys(), ...sums.keys()])].flatMap((id) => {
      const [is, should] = [inWords(counted.get(id) ?? noSum), inWords(sums.get(id) ?? noSum)]
      return is === should
        ? []
        : [differ(id, `${name} is counted with ${is} of the product ${id}, and says ${should}.`)]
    })
  })
}

const nothing = (): Said => ({ pairs: noSum, licenses: noSum, organization: noSum, partitions: {} })

/** What all sources say of products, by product; and which of them are counted otherwise. */
export const checkHoldings = (table: Table) => {
  const said = new Map<string, Said>()
  const differences: Difference[] = []
  const take = async (sources: readonly Source[]): Promise<void> => {
    for (const some of piecesOf(sources)) differences.push(...(await compare(table, some)))
    for (const { kind, sums, partition } of sources)
      for (const [id, sum] of sums) {
        const product = said.get(id) ?? nothing()
        product[kind] = addSum(product[kind], sum, 1)
        if (partition !== undefined) product.partitions[partition] = (product.partitions[partition] ?? 0) + sum.rows
        said.set(id, product)
      }
  }
  return {
    /** Takes pairs as whoever walks over all of them meets them. @param partition of `pairPartitions` */
    takePairs: (items: readonly Item[], partition: string): Promise<void> =>
      take(items.map((item) => ofPair(StoredPair.parse(item), pairPartitions.indexOf(partition)))),
    /** When all pairs are taken. */
    finish: async (): Promise<{ said: Map<string, Said>; differences: Difference[] }> => {
      for await (const sources of sourcesOfStatements(table)) await take(sources)
      return { said, differences }
    },
  }
}
export type HoldingsCheck = ReturnType<typeof checkHoldings>

/** The same, for whoever walks over the pairs for nothing else. */
export const checkAllHoldings = async (table: Table): Promise<HoldingsCheck> => {
  const holdings = checkHoldings(table)
  for (const partition of pairPartitions)
    for await (const items of pagesOf(table, { partition })) await holdings.takePairs(items, partition)
  return holdings
}
