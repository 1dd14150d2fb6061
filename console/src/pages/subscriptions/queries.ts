import { keepPreviousData } from '@tanstack/react-query'
import type { getRouteApi } from '@tanstack/react-router'
import { api, read } from '../../api/client.ts'
import { listOf, pagesOf } from '../../api/queries.ts'
import type { components, paths } from '../../api/schema.d.ts'

export type Subscription = components['schemas']['EntitlementRow']
export type Totals = paths['/entitlements']['get']['responses'][200]['content']['application/json']['totals']
export type Search = ReturnType<ReturnType<typeof getRouteApi<'/subscriptions'>>['useSearch']>
type Query = NonNullable<paths['/entitlements']['get']['parameters']['query']>

const queryOf = ({ q, has, sort = 'product', day }: Search): Query => {
  const asked = { contains: q, has: has?.replaceAll('|', ','), sort, asOf: day, limit: 100 }
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
  return { ...given, source: 'subscriptions' }
}

const page = (search: Search) => (cursor: string | undefined, signal: AbortSignal) =>
  read(
    api.GET('/entitlements', {
      params: { query: { ...queryOf(search), ...(cursor !== undefined && { cursor }) } },
      signal,
    }),
  )

export const subscriptionsList = (search: Search) => ({
  ...listOf(['/entitlements', 'subscriptions', queryOf(search)], page(search)),
  placeholderData: keepPreviousData,
})

export const allSubscriptions = (search: Search, signal: AbortSignal) => pagesOf(page(search), signal)
