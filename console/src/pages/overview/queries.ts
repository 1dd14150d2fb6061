import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import type { components } from '../../api/schema.d.ts'

export type Overview = components['schemas']['Overview']
export type FamilyInShort = components['schemas']['FamilyInShort']
export type Change = components['schemas']['FamilyChange']
export type Refresh = components['schemas']['Refresh']

/** Rows of each table; a link leads to the rest. */
export const rowsShown = 8

export const withoutDataQuery = queryOptions({
  queryKey: ['/families', 'without data'],
  queryFn: ({ signal }) =>
    read(
      api.GET('/families', {
        params: { query: { has: 'needs-data', sort: '-needsData', limit: rowsShown } },
        signal,
      }),
    ),
})

/** The sums of families with machines whose user has no plan for what is on them. */
export const withoutPlanQuery = queryOptions({
  queryKey: ['/families', 'without plan'],
  queryFn: ({ signal }) => read(api.GET('/families', { params: { query: { has: 'without-plan', limit: 1 } }, signal })),
})

export const changesQuery = (from: string) =>
  queryOptions({
    queryKey: ['/changes', 'overview', from],
    queryFn: ({ signal }) => read(api.GET('/changes', { params: { query: { from, limit: rowsShown } }, signal })),
  })

export const decisionsQuery = queryOptions({
  queryKey: ['/decisions', 'counts'],
  queryFn: ({ signal }) => read(api.GET('/decisions', { params: { query: { limit: 1 } }, signal })),
})

/** @param to last day */
export const endsQuery = (to: string) =>
  queryOptions({
    queryKey: ['/calendar', to],
    queryFn: ({ signal }) => read(api.GET('/calendar', { params: { query: { to, limit: 100 } }, signal })),
  })

export const importsQuery = queryOptions({
  queryKey: ['/imports', 'last'],
  queryFn: ({ signal }) => read(api.GET('/imports', { params: { query: { limit: 5 } }, signal })),
})

export const isOpen = ({ status }: Refresh): boolean => status === 'queued' || status === 'running'

/** The last run of look-ups, which is watched while it is under way. */
export const refreshQuery = queryOptions({
  queryKey: ['/refreshes', 'last'],
  queryFn: ({ signal }) => read(api.GET('/refreshes', { params: { query: { limit: 1 } }, signal })),
  refetchInterval: ({ state }) => (state.data?.items.some(isOpen) ? 1_000 : false),
})
