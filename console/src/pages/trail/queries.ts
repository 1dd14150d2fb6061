import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { listOf } from '../../api/queries.ts'
import type { components } from '../../api/schema.d.ts'
import { isUnderWay } from '../../ledger/run-status.tsx'

type Schemas = components['schemas']
export type Entry = Schemas['AuditEntry']
export type Settings = Schemas['Settings']
export type Policies = Schemas['PositionPolicies']
export type Line = Schemas['RecognitionLine']
export type Run = Schemas['Reconciliation']
export type Refresh = Schemas['Refresh']

/** Milliseconds between two looks at a run that has not ended. */
const soon = 1_500

export interface TrailFilter {
  from: string | undefined
  to: string | undefined
  actor: string | undefined
  /** Id of a thing. */
  object: string | undefined
}

export const trailList = ({ from, to, actor, object }: TrailFilter) =>
  listOf(['/audit', from, to, actor, object], (cursor, signal) => {
    const query = {
      limit: 100,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(actor !== undefined && { actor }),
      ...(object !== undefined && { object }),
      ...(cursor !== undefined && { cursor }),
    }
    return read(api.GET('/audit', { params: { query }, signal }))
  })

export const readPolicies = (signal?: AbortSignal) => read(api.GET('/position-policies', signal ? { signal } : {}))

export const policiesQuery = queryOptions({
  queryKey: ['/position-policies'],
  queryFn: ({ signal }) => readPolicies(signal),
})

export const policiesHistory = listOf(['/position-policies/history'], (cursor, signal) =>
  read(
    api.GET('/position-policies/history', {
      params: { query: { limit: 50, ...(cursor !== undefined && { cursor }) } },
      signal,
    }),
  ),
)

export const linesList = (contains: string) =>
  listOf(['/recognition', contains], (cursor, signal) =>
    read(
      api.GET('/recognition', {
        params: {
          query: { limit: 200, ...(contains !== '' && { contains }), ...(cursor !== undefined && { cursor }) },
        },
        signal,
      }),
    ),
  )

export const readLine = (lineId: string) => read(api.GET('/recognition/{lineId}', { params: { path: { lineId } } }))

const runs = listOf(['/reconciliations'], (cursor, signal) =>
  read(
    api.GET('/reconciliations', { params: { query: { limit: 50, ...(cursor !== undefined && { cursor }) } }, signal }),
  ),
)
export const runsList: typeof runs = {
  ...runs,
  refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some(isUnderWay)) ? soon : false),
}

const refreshes = listOf(['/refreshes'], (cursor, signal) =>
  read(api.GET('/refreshes', { params: { query: { limit: 50, ...(cursor !== undefined && { cursor }) } }, signal })),
)
export const refreshesList: typeof refreshes = {
  ...refreshes,
  refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some(isUnderWay)) ? soon : false),
}
