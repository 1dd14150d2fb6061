import * as z from 'zod'
import { nameKey } from '../names/name.ts'
import { catalogLeafKey, catalogRowPrefix, shelfKey } from '../table/keys.ts'
import { raceLost, settle } from '../table/race.ts'
import { type Item, pagesOf, queryAll, type Table } from '../table/table.ts'
import { type CatalogEntry, entriesOf, type Leaf, unpackLeaf } from './leaf.ts'
import type { LeafCache } from './leaf-cache.ts'
import { type LeafRef, StoredShelf } from './shelf.ts'

const StoredRow = z.object({
  sk: z.string(),
  name: z.string(),
  licensable: z.boolean(),
  revision: z.number(),
  removed: z.boolean().default(false),
  /** How often it was written since it lies loose. */
  writes: z.number(),
})

/** A row that is not packed. */
export interface LooseRow extends CatalogEntry {
  sk: string
  revision: number
  removed: boolean
  writes: number
}

const parseRow = (item: Item): LooseRow => {
  const row = StoredRow.parse(item)
  return { ...row, id: row.sk.slice(catalogRowPrefix.length), key: nameKey(row.name) }
}

/** All that a shelf holds at some moment. A loose row goes before what is packed of the same id. */
export interface Shelf {
  shelf: StoredShelf
  rows: LooseRow[]
  leaves: Leaf[]
}

/** All that a shelf lists: what lies loose goes before what is packed. */
export const listedOn = ({ rows, leaves }: Shelf): CatalogEntry[] => {
  const covered = new Set(rows.map(({ id }) => id))
  const packed = leaves.flatMap(entriesOf).filter(({ id }) => !covered.has(id))
  return [...packed, ...rows.filter(({ removed }) => !removed)]
}

const StoredLeaf = z.object({ sk: z.string(), revision: z.number(), packed: z.instanceof(Uint8Array) })

/** @throws RaceLost when they were packed anew since the shelf was read */
export const readLeaves = async (
  table: Table,
  partition: string,
  refs: readonly LeafRef[],
  cache: LeafCache,
): Promise<Leaf[]> => {
  const nameOf = (sk: string): string => `${partition} ${sk}`
  const wanted = refs.map(({ number, revision }) => ({ ...catalogLeafKey(partition, number), revision }))
  const found = new Map(wanted.map(({ sk, revision }) => [sk, cache.get(nameOf(sk), revision)]))
  const missing = wanted.filter(({ sk }) => !found.get(sk))
  const items = missing.length > 0 ? await table.getMany(missing) : []
  const read = new Map(items.map((item) => StoredLeaf.parse(item)).map((leaf) => [leaf.sk, leaf]))
  for (const { sk, revision } of missing) {
    const stored = read.get(sk)
    if (stored?.revision !== revision) throw raceLost()
    const leaf = unpackLeaf(stored.packed)
    cache.put(nameOf(sk), revision, leaf)
    found.set(sk, leaf)
  }
  return wanted.flatMap(({ sk }) => found.get(sk) ?? [])
}

/**
 * Reads a shelf: its rows, then which leaves there are, then those that the cache does not have. A row leaves the shelf
 * after the leaf that holds it was written, so that in this order nothing is missed.
 * @param most leaves to read, the first in the order of names
 * @returns undefined when there is no such shelf
 */
export const readShelf = (
  table: Table,
  partition: string,
  cache: LeafCache,
  most = Number.POSITIVE_INFINITY,
): Promise<Shelf | undefined> =>
  settle(async () => {
    const items = await queryAll(table, { partition, after: catalogRowPrefix })
    const last = items.pop()
    if (!last) return undefined
    // A query may see one part of a transaction before the other.
    if (last.sk !== shelfKey(partition).sk) throw raceLost()
    const shelf = StoredShelf.parse(last)
    const refs = shelf.leaves.slice(0, most)
    return { shelf, rows: items.map(parseRow), leaves: await readLeaves(table, partition, refs, cache) }
  })

/** Some of the loose rows of a shelf. */
export const readLooseRows = async (table: Table, partition: string, atLeast: number): Promise<LooseRow[]> => {
  const rows: LooseRow[] = []
  for await (const items of pagesOf(table, { partition, prefix: catalogRowPrefix })) {
    rows.push(...items.map(parseRow))
    if (rows.length >= atLeast) break
  }
  return rows
}
