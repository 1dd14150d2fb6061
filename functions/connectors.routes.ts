import * as z from 'zod'
import { GraphRun, graphRuns, importIdOf, showGraphRun } from '../lib/entitlements/graph/graph-run.ts'
import { cancelGraphRun, requestGraphRun } from '../lib/entitlements/graph/request-graph-run.ts'
import { accepted, listOf, ok, routesOver, single } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import { allGraphRuns } from '../lib/foundation/table/keys.ts'
import type { LedgerWith } from '../lib/foundation/table/ledger.ts'

type Desk = LedgerWith<'announceGraphRun' | 'announceImport'> & { signReport: (importId: string) => Promise<string> }

const route = routesOver<Desk>()
const reader = 'license-reader'
const params = z.object({ runId: Ulid })

export const connectorRoutes = [
  route('POST', '/connectors/graph/runs', {
    summary: 'Read what Microsoft Graph knows now: subscriptions of Microsoft 365, and devices of Intune',
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
    reply: ({ items, ...next }) => ok({ items: items.map((run) => showGraphRun(run)), ...next }),
  }),

  route('GET', '/connectors/graph/runs/{runId}', {
    summary: 'Read a run of the connector: its progress while it runs, its result after',
    role: reader,
    params,
    answers: { 200: { description: 'The run.', schema: GraphRun } },
    handle: async ({ params: { runId } }, { table, signReport }) => {
      const run = await graphRuns.get(table, runId)
      const importId = run.devicesWithoutSoftware > 0 ? importIdOf(run, 'software') : undefined
      return showGraphRun(run, importId && (await signReport(importId)))
    },
    reply: single,
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
