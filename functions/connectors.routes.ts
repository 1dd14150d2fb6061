import * as z from 'zod'
import { GraphRun, graphRuns, showGraphRun } from '../lib/entitlements/graph/graph-run.ts'
import { cancelGraphRun, requestGraphRun } from '../lib/entitlements/graph/request-graph-run.ts'
import { accepted, listOf, ok, routesOver, single } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import { allGraphRuns } from '../lib/foundation/table/keys.ts'
import type { LedgerWith } from '../lib/foundation/table/ledger.ts'

const route = routesOver<LedgerWith<'announceGraphRun' | 'announceImport'>>()
const reader = 'license-reader'
const params = z.object({ runId: Ulid })

export const connectorRoutes = [
  route('POST', '/connectors/graph/runs', {
    summary: 'Read what Microsoft Graph knows now: subscriptions of Microsoft 365',
    role: 'license-manager',
    answers: {
      200: { description: 'A run is under way: this one.', schema: GraphRun },
      202: { description: 'The run, which has begun.', schema: GraphRun },
    },
    handle: ({ change }, ledger) => requestGraphRun(ledger, change),
    reply: ({ run, begun }) => (begun ? accepted(`/connectors/graph/runs/${run.id}`, run) : ok(run)),
  }),

  route('GET', '/connectors/graph/runs', {
    summary: 'List runs of the connector to Microsoft Graph, newest first',
    role: reader,
    paged: true,
    answers: { 200: { description: 'A page of runs.', schema: listOf(GraphRun) } },
    handle: ({ page }, { table }) => graphRuns.list(table, [allGraphRuns], page),
    reply: ({ items, ...next }) => ok({ items: items.map(showGraphRun), ...next }),
  }),

  route('GET', '/connectors/graph/runs/{runId}', {
    summary: 'Read a run of the connector: its progress while it runs, its result after',
    role: reader,
    params,
    answers: { 200: { description: 'The run.', schema: GraphRun } },
    handle: ({ params: { runId } }, { table }) => graphRuns.get(table, runId),
    reply: (run) => single(showGraphRun(run)),
  }),

  route('POST', '/connectors/graph/runs/{runId}/cancel', {
    summary: 'Cancel a run of the connector, and the imports that it has begun: they keep what they wrote',
    role: 'license-manager',
    params,
    answers: { 202: { description: 'The run, which has ended as cancelled.', schema: GraphRun } },
    handle: ({ params: { runId }, change }, ledger) => cancelGraphRun(ledger, runId, change),
    reply: (run) => accepted(`/connectors/graph/runs/${run.id}`, run),
  }),
]
