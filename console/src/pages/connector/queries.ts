import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { listOf } from '../../api/queries.ts'
import type { components } from '../../api/schema.d.ts'
import { isUnderWay } from '../../ledger/run-status.tsx'

export type GraphRun = components['schemas']['GraphRun']

/** Milliseconds between two looks at a run that is under way. */
const soon = 1_500
/** Milliseconds after which links to files are renewed. Each link is valid for 15 minutes. */
const linkAge = 10 * 60_000

const runs = listOf(['/connectors/graph/runs'], (cursor, signal) =>
  read(
    api.GET('/connectors/graph/runs', {
      params: { query: { limit: 10, ...(cursor !== undefined && { cursor }) } },
      signal,
    }),
  ),
)

/** Runs, which are watched while one is under way. */
export const runsList: typeof runs = {
  ...runs,
  refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some(isUnderWay)) ? soon : false),
}

/** One run, with the link to its list of PCs. */
export const runQuery = (runId: string) =>
  queryOptions({
    queryKey: ['/connectors/graph/runs', runId],
    queryFn: ({ signal }) => read(api.GET('/connectors/graph/runs/{runId}', { params: { path: { runId } }, signal })),
    refetchInterval: linkAge,
  })
