import { keepPreviousData } from '@tanstack/react-query'
import type { getRouteApi } from '@tanstack/react-router'
import { api, read } from '../../api/client.ts'
import { listOf } from '../../api/queries.ts'
import type { components, paths } from '../../api/schema.d.ts'

export type Entitlement = components['schemas']['EntitlementRow']
export type Search = ReturnType<ReturnType<typeof getRouteApi<'/entitlements'>>['useSearch']>
type Query = NonNullable<paths['/entitlements']['get']['parameters']['query']>

const queryOf = ({ q, matched, source, agreement, product, forTitle, sort, day }: Search): Query => {
  const asked = {
    ...{ contains: q, source: source?.replaceAll('|', ','), agreementId: agreement, productId: product },
    ...{ matched: matched === 'true' || matched === 'false' ? matched : undefined },
    ...{ titleId: forTitle, sort, asOf: day, limit: 100 },
  }
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
}

export const entitlementsList = (search: Search) => ({
  ...listOf(['/entitlements', queryOf(search)], (cursor, signal) =>
    read(
      api.GET('/entitlements', {
        params: { query: { ...queryOf(search), ...(cursor !== undefined && { cursor }) } },
        signal,
      }),
    ),
  ),
  placeholderData: keepPreviousData,
})
