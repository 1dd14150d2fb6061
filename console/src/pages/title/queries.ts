import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { everyItem, listOf } from '../../api/queries.ts'

type Day = string | undefined

const asOf = (day: Day) => (day === undefined ? {} : { asOf: day })
const from = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor })

export const machinesList = (titleId: string, day: Day) =>
  listOf(['/software/{titleId}/devices', titleId, day], (cursor, signal) =>
    read(
      api.GET('/software/{titleId}/devices', {
        params: { path: { titleId }, query: { ...asOf(day), limit: 100, ...from(cursor) } },
        signal,
      }),
    ),
  )

export const agreementsQuery = (titleId: string, day: Day) =>
  queryOptions({
    queryKey: ['/software/{titleId}/agreements', titleId, day],
    queryFn: ({ signal }) =>
      everyItem((cursor) =>
        read(
          api.GET('/software/{titleId}/agreements', {
            params: { path: { titleId }, query: { ...asOf(day), limit: 100, ...from(cursor) } },
            signal,
          }),
        ),
      ),
  })

export const historyQuery = (titleId: string) =>
  queryOptions({
    queryKey: ['/software/{titleId}/history', titleId],
    queryFn: ({ signal }) =>
      everyItem((cursor) =>
        read(
          api.GET('/software/{titleId}/history', {
            params: { path: { titleId }, query: { limit: 100, ...from(cursor) } },
            signal,
          }),
        ),
      ),
  })

const kindsOfDecisions = 'title-kind,mapping,merge,split,recognition-line'

/** What managers decided about titles; those about this one. */
export const decisionsQuery = (titleId: string) =>
  queryOptions({
    queryKey: ['/decisions', 'of title', titleId],
    queryFn: async ({ signal }) => {
      // Of which title a decision is may be known only once it is counted: until then the list is asked for again.
      let pending = false
      const all = await everyItem(async (cursor) => {
        const page = await read(
          api.GET('/decisions', {
            params: { query: { settled: 'true', kind: kindsOfDecisions, limit: 100, ...from(cursor) } },
            signal,
          }),
        )
        pending ||= page.pending
        return page
      })
      return {
        pending,
        of: all.filter(({ subject }) => subject && 'titleId' in subject && subject.titleId === titleId),
      }
    },
    select: ({ of }) => of,
  })

/** Titles that are called so, for a choice. */
export const titlesQuery = (contains: string) =>
  queryOptions({
    queryKey: ['/software', 'called', contains],
    queryFn: ({ signal }) => read(api.GET('/software', { params: { query: { contains, limit: 20 } }, signal })),
    enabled: contains.length > 1,
  })

export interface ReportedProduct {
  id: string
  product: string
  version: string
  quantity: number
  hasTitle: boolean
}

/** Products that look-ups and statements report: those without a title, or those with one. */
export const productsQuery = (hasTitle: boolean) =>
  queryOptions({
    queryKey: ['/entitlements', 'products', hasTitle],
    queryFn: async ({ signal }): Promise<ReportedProduct[]> => {
      const rows = await everyItem((cursor) =>
        read(
          api.GET('/entitlements', {
            params: { query: { matched: hasTitle ? 'true' : 'false', sort: 'product', limit: 100, ...from(cursor) } },
            signal,
          }),
        ),
      )
      const products = new Map<string, ReportedProduct>()
      for (const { productId, product, version, quantity, counted } of rows) {
        const known = products.get(productId) ?? { id: productId, product, version, quantity: 0, hasTitle }
        products.set(productId, { ...known, quantity: known.quantity + (counted ? quantity : 0) })
      }
      return [...products.values()]
    },
  })
