import type { Key } from './keys.ts'
import type { ListPage, PageRequest } from './page.ts'
import type { Item, Query, Table } from './table.ts'

/**
 * One page of things, newest first: found in partitions of an index, read from the table.
 * @param page.after order of the last one shown
 */
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
  const stored = (await table.getMany(wanted.map(({ id }) => key(id)))).map(parse)
  const byId = new Map(stored.map((one) => [one.id, one]))
  const next = found.length > limit ? wanted.at(-1)?.order : undefined
  return { items: wanted.flatMap(({ id }) => byId.get(id) ?? []), ...(next !== undefined && { next }) }
}
