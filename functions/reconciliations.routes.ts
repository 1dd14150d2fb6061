import * as z from 'zod'
import { accepted, listOf, ok, routesOver, single } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import { requestRun } from '../lib/positions/runs/ask-for-runs.ts'
import { getRun, listRuns, Reconciliation, type RunDesk } from '../lib/positions/runs/reconciliation.ts'

const route = routesOver<Pick<RunDesk, 'table' | 'now' | 'newId' | 'ask'>>()
const reader = 'license-reader'

const Nothing = z.strictObject({}).meta({ id: 'NoParameters', description: 'A run takes no parameters.' })

export const reconciliationRoutes = [
  route('POST', '/reconciliations', {
    summary: 'Read all facts again and publish a snapshot, without waiting for a change',
    role: 'license-manager',
    body: Nothing.optional(),
    answers: {
      200: { description: 'A run that has not begun to read: this one.', schema: Reconciliation },
      202: { description: 'The run, which will begin soon.', schema: Reconciliation },
    },
    handle: ({ change }, desk) => requestRun(desk, change),
    reply: ({ run, begun }) => (begun ? accepted(`/reconciliations/${run.id}`, run) : ok(run)),
  }),

  route('GET', '/reconciliations', {
    summary: 'List runs of the last 30 days, newest first',
    role: reader,
    paged: true,
    answers: { 200: { description: 'A page of runs.', schema: listOf(Reconciliation) } },
    handle: ({ page }, shelf) => listRuns(shelf, page),
    reply: ok,
  }),

  route('GET', '/reconciliations/{reconciliationId}', {
    summary: 'Read a run: what it has read, and the snapshot that it published',
    role: reader,
    params: z.object({ reconciliationId: Ulid }),
    answers: { 200: { description: 'The run.', schema: Reconciliation } },
    handle: ({ params: { reconciliationId } }, shelf) => getRun(shelf, reconciliationId),
    reply: single,
  }),
]
