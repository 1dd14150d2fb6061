import * as z from 'zod'
import { NewRefresh, Refresh, refreshes, showRefresh } from '../lib/entitlements/refreshes/refresh.ts'
import { cancelRefresh, requestRefresh } from '../lib/entitlements/refreshes/request-refresh.ts'
import { accepted, listOf, ok, routesOver, single } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import { allRefreshes } from '../lib/foundation/table/keys.ts'
import type { LedgerWith } from '../lib/foundation/table/ledger.ts'

const route = routesOver<LedgerWith<'announceRefresh'>>()
const reader = 'license-reader'

export const refreshRoutes = [
  route('POST', '/refreshes', {
    summary: 'Refresh Now: look up all pairs at Microsoft volume licensing (formerly VLSC), or those of one group',
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
    handle: ({ page }, { table }) => refreshes.list(table, [allRefreshes], page),
    reply: ({ items, ...next }) => ok({ items: items.map(showRefresh), ...next }),
  }),

  route('GET', '/refreshes/{refreshId}', {
    summary: 'Read a refresh: its progress while it runs, its result after',
    role: reader,
    params: z.object({ refreshId: Ulid }),
    answers: { 200: { description: 'The run.', schema: Refresh } },
    handle: ({ params: { refreshId } }, { table }) => refreshes.get(table, refreshId),
    reply: (run) => single(showRefresh(run)),
  }),

  route('POST', '/refreshes/{refreshId}/cancel', {
    summary: 'Cancel a refresh that waits or runs: it keeps the answers that it stored',
    role: 'license-manager',
    params: z.object({ refreshId: Ulid }),
    answers: { 202: { description: 'The run, which has ended as cancelled.', schema: Refresh } },
    handle: ({ params: { refreshId }, change }, ledger) => cancelRefresh(ledger, refreshId, change),
    reply: (run) => accepted(`/refreshes/${run.id}`, run),
  }),
]
