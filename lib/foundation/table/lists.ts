import type { Key } from './keys.ts'
import { known } from './known.ts'
import type { Item, Query, Table } from './table.ts'

export interface PageRequest {
  limit: number
  after: string | undefined
}

/** Part of a list, and the position where it goes on; absent at its end. A page may be short and still go on. */
export interface ListPage<T> {
  items: T[]
  next?: string | undefined
}

/** A page, newest first, found by an index and read from the table. @param page.after order of the last one shown */
export const newestFirst = async <T extends { id: string }>(
  table: Table,
  partitions: readonly Pick<Query, 'index' | 'partition'>[],
  { limit, after }: PageRequest,
  { key, parse }: { key: (id: string) => Key; parse: (item: Item) => T },
): Promise<ListPage<T>> => {
  const bounds = { ...(after !== undefined && { before: after }), newestFirst: true, limit: limit + 1 }
  const pages = await Promise.all(partitions.map((partition) => table.query({ ...partition, ...bounds })))
  const found = pages
    .flatMap(({ items }) => items)
    .map(({ id, gsiSk }) => ({ id: String(id), order: String(gsiSk) }))
    .sort((one, other) => (one.order < other.order ? 1 : -1))
  const wanted = found.slice(0, limit)
  const stored = (await table.getMany(wanted.map(({ id }) => key(id)))).flatMap(known(parse))
  const byId = new Map(stored.map((one) => [one.id, one]))
  const next = found.length > limit ? wanted.at(-1)?.order : undefined
  return { items: wanted.flatMap(({ id }) => byId.get(id) ?? []), next }
}

/** How much one page may read to find what matches: two query pages of 1 MB, or one of each partition. */
const queriesPerPage = 2

type Matches = ((item: Item) => boolean) | undefined

/** In an index or, for items that stand in none, in the table. */
const orderOf = ({ gsiSk, sk }: Item): string => String(gsiSk ?? sk)

const compare = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

/** @returns `readTo`: the sort key up to which all was read; undefined at the end of the partition */
const readMatching = async (table: Table, query: Query, limit: number, atMost: number, matches: Matches) => {
  const items: Item[] = []
  let startKey: Item | undefined
  for (let queries = 0; queries < atMost; queries++) {
    const page = await table.query({ ...query, ...(!matches && { limit: limit + 1 }), startKey })
    items.push(...page.items.filter(matches ?? (() => true)))
    startKey = page.lastKey
    if (!startKey || items.length > limit) break
  }
  return { items, readTo: startKey && orderOf(startKey) }
}

/**
 * One page of several partitions of an index or the table, merged in their order, which no two items share. With a filter
 * a page may be short or empty and still go on. @param queries without bounds that `after` would break
 */
export const mergedList = async (
  table: Table,
  queries: readonly Query[],
  { limit, after }: PageRequest,
  matches?: Matches,
): Promise<ListPage<Item>> => {
  const atMost = matches ? Math.max(1, Math.floor(queriesPerPage / queries.length)) : 1
  const bounded = after === undefined ? queries : queries.map((query) => behind(query, after))
  const reads = await Promise.all(bounded.map((query) => readMatching(table, query, limit, atMost, matches)))
  // Only up to here is the merge complete: beyond it a partition may hold more that was not read.
  const [horizon] = reads.flatMap(({ readTo }) => readTo ?? []).sort(compare)
  const merged = reads
    .flatMap(({ items }) => items.map((item) => ({ item, order: orderOf(item) })))
    .filter(({ order }) => horizon === undefined || compare(order, horizon) <= 0)
    .sort((one, other) => compare(one.order, other.order))
    // An item that moved to another partition just now is read in both.
    .filter(({ order }, index, rows) => order !== rows[index - 1]?.order)
  const page = merged.slice(0, limit)
  const next = merged.length > limit ? page.at(-1)?.order : horizon
  return { items: page.map(({ item }) => item), next }
}

const behindAll = '\u{10ffff}'

/** DynamoDB takes one condition on the sort key: a prefix and a beginning become a range. */
const behind = ({ prefix, ...query }: Query, after: string): Query => {
  if (prefix === undefined) return { ...query, after }
  const to = `${prefix}${behindAll}`
  const from = `${after}\u0000`
  return { ...query, between: [compare(from, to) < 0 ? from : to, to] }
}
