import * as z from 'zod'
import { getRefresh, listRefreshes } from '../lib/entitlements/refreshes/read-refreshes.ts'
import { NewRefresh, Refresh, RefreshId } from '../lib/entitlements/refreshes/refresh.ts'
import { type RefreshLedger, requestRefresh } from '../lib/entitlements/refreshes/request-refresh.ts'
import { listOf } from '../lib/foundation/http/lists.ts'
import { accepted, ok, routesOver, single } from '../lib/foundation/http/route.ts'

const route = routesOver<RefreshLedger>()
const reader = 'license-reader'

export const refreshRoutes = [
  route('POST', '/refreshes', {
    summary: 'Refresh Now: ask VLSC about all pairs, or about those of one group',
    role: 'license-manager',
    body: NewRefresh.optional(),
    answers: {
      200: { description: 'A run of the same scope is under way: this one.', schema: Refresh },
      202: { description: 'The run, which has begun.', schema: Refresh },
    },
    handle: ({ body, change }, ledger) => requestRefresh(ledger, body ?? {}, change),
    reply: ({ run, begun }) => (begun ? accepted(`/refreshes/${run.id}`, run) : ok(run)),
  }),

  route('GET', '/refreshes', {
    summary: 'List refreshes, newest first: by hand, by schedule, and those of new pairs',
    role: reader,
    paged: true,
    answers: { 200: { description: 'A page of runs.', schema: listOf(Refresh) } },
    handle: ({ page }, { table }) => listRefreshes(table, page),
    reply: ok,
  }),

  route('GET', '/refreshes/{refreshId}', {
    summary: 'Read a refresh: its progress while it runs, its result after',
    role: reader,
    params: z.object({ refreshId: RefreshId }),
    answers: { 200: { description: 'The run.', schema: Refresh } },
    handle: ({ params: { refreshId } }, { table }) => getRefresh(table, refreshId),
    reply: single,
  }),
]
