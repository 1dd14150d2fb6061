import * as z from 'zod'
import { unpackPair } from '../agreements/pair.ts'
import { readPairs, StoredPair } from '../agreements/stored-pair.ts'
import { whyNotCounted } from '../entitlements/decide-rows.ts'
import { StatementLayout, type StoredEntitlement } from '../entitlements/entitlement.ts'
import { rowsOf } from '../entitlements/pair-rows.ts'
import type { NamedProduct } from '../entitlements/product-key.ts'
import { licenseKey, readStatementRows } from '../entitlements/statement-rows.ts'
import { holdingKey, pairItemKey, pairPartitions, pairsByLicense, statementKey } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { put, queryAll, remove, type Table, type Write } from '../table/table.ts'
import { addSum, noSum, productIdOf, type SourceKind, type Sum } from './product-store.ts'

/** What one source says of products: a pair, or a layout of statements for a License ID or the organization. */
export interface Holding {
  source: string
  kind: SourceKind
  /** Partition of a pair. */
  partition?: number
  sums: Map<string, Sum>
}

/** What a source should say, with the names of its products. */
export interface Wanted extends Holding {
  names: Map<string, NamedProduct>
}

const StoredHolding = z.object({
  source: z.string(),
  /** By product: quantity, rows, flagged rows. */
  products: z.record(z.string(), z.tuple([z.number(), z.number(), z.number()])),
})

/** What of these sources is counted at present, by source. */
export const readHoldings = async (table: Table, sources: Iterable<string>): Promise<Map<string, Map<string, Sum>>> => {
  const items = await table.getMany([...sources].map(holdingKey))
  return new Map(
    items.map((item) => {
      const { source, products } = StoredHolding.parse(item)
      const sums = Object.entries(products).map(
        ([id, [quantity, rows, flagged]]) => [id, { quantity, rows, flagged }] as const,
      )
      return [source, new Map(sums)]
    }),
  )
}

/** Says what of a source is counted now. Only one worker writes this. */
export const putHolding = (source: string, sums: ReadonlyMap<string, Sum>): Write =>
  sums.size === 0
    ? remove(holdingKey(source), {}, raceLost)
    : put(
        {
          ...holdingKey(source),
          source,
          products: Object.fromEntries(
            [...sums].map(([id, { quantity, rows, flagged }]) => [id, [quantity, rows, flagged]]),
          ),
        },
        {},
        raceLost,
      )

/** What rows say of products. @param countOf what one of them adds; undefined when it says nothing */
const wantedOf = <T extends NamedProduct>(
  holding: Omit<Wanted, 'sums' | 'names'>,
  rows: readonly T[],
  countOf: (row: T) => Sum | undefined,
): Wanted => {
  const sums = new Map<string, Sum>()
  const names = new Map<string, NamedProduct>()
  for (const row of rows) {
    const sum = countOf(row)
    if (!sum) continue
    const id = productIdOf(row)
    sums.set(id, addSum(sums.get(id) ?? noSum, sum, 1))
    names.set(id, row)
  }
  return { ...holding, sums, names }
}

const partitionOf = (key: string): number => pairPartitions.indexOf(pairItemKey(key).pk)

const ofPair = (key: string, pair: StoredPair | undefined): Wanted =>
  wantedOf(
    { source: `PAIR#${key}`, kind: 'pairs', partition: partitionOf(key) },
    [...rowsOf(pair?.entitlements ?? []).values()],
    ({ effectiveQuantity: quantity }) => ({ quantity, rows: 1, flagged: pair?.status === 'expired' ? 1 : 0 }),
  )

/** What pairs' own answers say, also of pairs that are gone: nothing. @param keys of pairs */
export const wantedOfPairs = async (table: Table, keys: readonly string[]): Promise<Wanted[]> => {
  const pairs = await readPairs(table, keys.map(unpackPair))
  return keys.map((key) => ofPair(key, pairs.get(key)))
}

type Holders = ReadonlyMap<string, readonly StoredPair[]>

/** Whether a license statement was ever imported. */
export const hasStatements = async (table: Table): Promise<boolean> =>
  (await table.getMany(StatementLayout.options.map(statementKey))).length > 0

/** Queries that are made at once. */
const queriesAtOnce = 25

const readHolders = async (table: Table, licenses: readonly string[]): Promise<Holders> => {
  const holders = new Map<string, StoredPair[]>()
  for (let first = 0; first < licenses.length; first += queriesAtOnce)
    await Promise.all(
      licenses.slice(first, first + queriesAtOnce).map(async (license) => {
        const items = await queryAll(table, pairsByLicense(license))
        holders.set(
          license,
          items.map((item) => StoredPair.parse(item)),
        )
      }),
    )
  return holders
}

/** What a row adds, among the rows of its product for its License ID. */
const sumOfRow = (row: StoredEntitlement, statements: readonly StoredEntitlement[], holders: Holders) => {
  const why = whyNotCounted(row, { statements, reported: new Set(), holders })
  if (why === 'no-such-pair') return { quantity: 0, rows: 1, flagged: 1 }
  return why === undefined ? { quantity: row.effectiveQuantity, rows: 1, flagged: 0 } : undefined
}

/** The organization may have so many products that they lie in several items. */
export const organizationParts = Array.from({ length: 8 }, (_, part) => part)

const partOf = (row: NamedProduct): number => (productIdOf(row).codePointAt(25) ?? 0) % organizationParts.length

/** Where rows of a License ID are counted. */
interface Place {
  source: string
  kind: SourceKind
  holds: (row: StoredEntitlement) => boolean
}

const placesOf = (license: string): Place[] =>
  StatementLayout.options.flatMap((layout): Place[] =>
    license === ''
      ? organizationParts.map((part) => ({
          source: `ORGANIZATION#${layout}#${part}`,
          kind: 'organization',
          holds: (row) => row.source === layout && partOf(row) === part,
        }))
      : [{ source: `LICENSE#${license}#${layout}`, kind: 'licenses', holds: ({ source }) => source === layout }],
  )

/**
 * What license statements say for some License IDs.
 * @param licenses upper case; '' for the whole organization
 */
export const wantedOfLicenses = async (table: Table, licenses: ReadonlySet<string>): Promise<Wanted[]> => {
  const layouts = await Promise.all(StatementLayout.options.map((layout) => readStatementRows(table, layout, licenses)))
  const byLicense = Map.groupBy(layouts.flat(), (row) => licenseKey(row.licenseId))
  const holders = await readHolders(
    table,
    [...byLicense.keys()].filter((license) => license !== ''),
  )
  return [...licenses].flatMap((license) => {
    const rows = byLicense.get(license) ?? []
    const byProduct = Map.groupBy(rows, productIdOf)
    const sum = (row: StoredEntitlement) => sumOfRow(row, byProduct.get(productIdOf(row)) ?? [], holders)
    return placesOf(license).map(({ source, kind, holds }) => wantedOf({ source, kind }, rows.filter(holds), sum))
  })
}
