import type { Item, Query, Table } from '../table/table.ts'

/** A query, page by page: what is behind a page is not read before it is asked for. */
export async function* pagesOf(table: Table, query: Query): AsyncGenerator<Item[]> {
  let startKey: Item | undefined
  do {
    const { items, lastKey } = await table.query({ ...query, startKey })
    yield items
    startKey = lastKey
  } while (startKey)
}

/** Items that are read by key at once; `getMany` asks for four batches of 100 side by side. */
const piece = 400

export const piecesOf = <T>(members: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(members.length / piece) }, (_, index) =>
    members.slice(index * piece, (index + 1) * piece),
  )
