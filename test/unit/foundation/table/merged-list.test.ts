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
