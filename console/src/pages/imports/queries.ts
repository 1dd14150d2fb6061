import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { listOf, queryClient } from '../../api/queries.ts'
import type { Import } from './kinds.ts'
import { isUnderWay } from './state.ts'

/** Milliseconds between two looks at imports that go on. */
const soon = 700
const often = 2_000
const seldom = 15_000
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
  refetchInterval: ({ state: { data } }: { state: { data?: { pages: { items: Import[] }[] } | undefined } }) =>
    data?.pages.some(({ items }) => items.some(isUnderWay)) ? often : seldom,
})

const importKey = (importId: string) => ['/imports', importId] as const

/**
 * When an import has ended, lists of imports are asked for again, and everything else if it wrote: that moves what other
 * pages show.
 */
const refreshOthers = ({ id, dryRun }: Import): void =>
  void queryClient.invalidateQueries({
    predicate: ({ queryKey: [path, part] }) => (path === '/imports' ? part !== id : !dryRun),
  })

/** An import, read again and again until it ends. */
export const importQuery = (importId: string) =>
  queryOptions({
    queryKey: importKey(importId),
    queryFn: async ({ signal }) => {
      const before = queryClient.getQueryData<Import>(importKey(importId))
      const run = await read(api.GET('/imports/{importId}', { params: { path: { importId } }, signal }))
      if (before && isUnderWay(before) && !isUnderWay(run)) refreshOthers(run)
      return run
    },
    refetchInterval: ({ state: { data } }) => (data && isUnderWay(data) ? soon : linksGood),
  })
