import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { listOf, queryClient } from '../../api/queries.ts'
import type { Import } from './kinds.ts'
import { isUnderWay } from './state.ts'

const soon = 700
/** Milliseconds for which links to reports of errors are good, less a margin. */
const linksGood = 12 * 60_000

export const importsList = (kind: string | undefined, status: string | undefined) => ({
  ...listOf(['/imports', { kind, status }], (cursor, signal) =>
    read(
      api.GET('/imports', {
        params: {
          query: {
            limit: 50,
            ...(kind !== undefined && { kind }),
            ...(status !== undefined && { status }),
            ...(cursor !== undefined && { cursor }),
          },
        },
        signal,
      }),
    ),
  ),
  refetchInterval: 10_000,
})

const importKey = (importId: string) => ['/imports', importId] as const

/** Everything but imports is asked for again: what an import wrote moves what other pages show. */
const refreshOthers = (): void =>
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== '/imports' })

/** An import, read again and again until it ends. */
export const importQuery = (importId: string) =>
  queryOptions({
    queryKey: importKey(importId),
    queryFn: async ({ signal }) => {
      const before = queryClient.getQueryData<Import>(importKey(importId))
      const run = await read(api.GET('/imports/{importId}', { params: { path: { importId } }, signal }))
      if (before && isUnderWay(before) && !isUnderWay(run) && !run.dryRun) refreshOthers()
      return run
    },
    refetchInterval: ({ state: { data } }) => (data && isUnderWay(data) ? soon : linksGood),
  })

export const groupsQuery = queryOptions({
  queryKey: ['/groups'],
  queryFn: ({ signal }) => read(api.GET('/groups', { signal })),
})
