import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { listOf } from '../../api/queries.ts'
import type { Request } from '../../api/requests.ts'
import type { components } from '../../api/schema.d.ts'

export type Decision = components['schemas']['Decision']

export const decisionsList = (status: string | undefined, kind: string | undefined) =>
  listOf(['/decisions', status, kind], (cursor, signal) =>
    read(
      api.GET('/decisions', {
        params: {
          query: {
            limit: 100,
            ...(status === 'settled' && { settled: 'true' }),
            ...(kind !== undefined && { kind }),
            ...(cursor !== undefined && { cursor }),
          },
        },
        signal,
      }),
    ),
  )

const most = 20

export const titlesNamed = (contains: string) =>
  queryOptions({
    queryKey: ['/software', 'named', contains],
    queryFn: ({ signal }) => read(api.GET('/software', { params: { query: { contains, limit: most } }, signal })),
    enabled: contains.length > 1,
    placeholderData: (before) => before,
  })

/** Adds a product to those that are mapped to a title by hand already. */
export const mappingWith = async (titleId: string, productId: string): Promise<Request> => {
  const { mapping } = await read(api.GET('/software/{titleId}', { params: { path: { titleId } } }))
  const { products = [], exclude = [] } = mapping ?? {}
  return {
    method: 'PUT',
    path: `/software/${titleId}/entitlement-mapping`,
    body: {
      products: [...products.map(({ product, version, rank }) => ({ product, version, rank })), productId],
      exclude: exclude.map(({ product, version }) => ({ product, version })),
    },
  }
}

const productsOf = (body: Request['body']): unknown[] => (Array.isArray(body?.products) ? body.products : [])

/**
 * What takes back a request that has just settled a decision. Of a mapping that was there before only the new product
 * goes; for the rest the ledger says it.
 */
export const undoOf = async (request: Request): Promise<Request | undefined> => {
  const { path, body } = request
  const products = productsOf(body)
  if (products.length > 1) return { ...request, body: { ...body, products: products.slice(0, -1) } }
  const { items } = await read(api.GET('/decisions', { params: { query: { settled: 'true', limit: 20 } } }))
  const isMerge = path.endsWith('/merge')
  return items.find(({ kind, undo }) => undo?.path === path || (isMerge && kind === 'merge'))?.undo
}
