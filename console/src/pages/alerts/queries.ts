import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { listOf } from '../../api/queries.ts'
import type { components } from '../../api/schema.d.ts'
import { text } from '../../texts/en/alerts.ts'

export type Alert = components['schemas']['Alert']
export type AlertKind = Alert['kind']
export type AlertState = keyof typeof text.statuses

const kinds = Object.keys(text.kinds)

export const stateOf = (given: string | undefined): AlertState =>
  given === 'ended' || given === 'all' ? given : 'open'

export const kindOf = (given: string | undefined): AlertKind | undefined =>
  given !== undefined && kinds.includes(given) ? (given as AlertKind) : undefined

export const alertsList = (status: AlertState, kind: AlertKind | undefined) =>
  listOf(['/alerts', status, kind], (cursor, signal) =>
    read(
      api.GET('/alerts', {
        params: { query: { status, limit: 50, ...(kind && { kind }), ...(cursor !== undefined && { cursor }) } },
        signal,
      }),
    ),
  )

export const alertQuery = (alertId: string) =>
  queryOptions({
    queryKey: ['/alerts', { alertId }],
    queryFn: ({ signal }) => read(api.GET('/alerts/{alertId}', { params: { path: { alertId } }, signal })),
  })
