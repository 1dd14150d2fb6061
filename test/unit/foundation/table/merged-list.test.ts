import { expect, it } from 'vitest'
import { mergedList } from '../../../../lib/foundation/table/lists.ts'
import type { Query, Table } from '../../../../lib/foundation/table/table.ts'

const partitions = { covered: ['1', '3'], short: ['2', '3'] }

/** Reads these partitions of an index; the query knows which. */
const query = async ({ partition }: Query) => ({
  items: partitions[partition as keyof typeof partitions].map((gsiSk) => ({ gsiSk, status: partition })),
})
const table = { query } as unknown as Table
const queries = Object.keys(partitions).map((partition): Query => ({ index: 'gsi1', partition }))

/** A page of `GET /software` reads one partition a status, and a title may change its status in between. */
it('lists an item once that moved to another partition while the page was read', async () => {
  const { items, next } = await mergedList(table, queries, { limit: 3, after: undefined })
  expect(items.map(({ gsiSk }) => gsiSk)).toEqual(['1', '2', '3'])
  expect(next).toBeUndefined()
})

/** Every page of a query has 1 MB and goes on. */
const endless = () => {
  let asked = 0
  const read = async ({ startKey }: Query) => {
    asked += 1
    const gsiSk = String(Number(startKey?.gsiSk ?? 0) + 1)
    return { items: [{ gsiSk }], lastKey: { gsiSk } }
  }
  return { table: { query: read } as unknown as Table, asked: () => asked }
}

it.each([
  { of: 'all agreements, of two partitions', queries },
  { of: 'devices, of one', queries: queries.slice(0, 1) },
])('reads at most 2 MB of $of, to find what a filter names, and goes on from there', async ({ queries: some }) => {
  const { table: large, asked } = endless()
  const page = await mergedList(large, some, { limit: 3, after: undefined }, () => false)
  expect(asked()).toBe(2)
  expect(page.items).toEqual([])
  expect(page.next).toBeDefined()
})
