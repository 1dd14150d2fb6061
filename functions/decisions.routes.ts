import * as z from 'zod'
import { ok, routesOver } from '../lib/foundation/http/route.ts'
import { DecisionItem } from '../lib/positions/answers/decision-item.ts'
import { decisionFields, listDecisions } from '../lib/positions/answers/list-decisions.ts'
import type { AnswerShelf } from '../lib/positions/answers/title-rows.ts'
import { severalOf, snapshotListOf } from './wiring/snapshot-lists.ts'

const route = routesOver<AnswerShelf>()

export const decisionRoutes = [
  route('GET', '/decisions', {
    summary: 'List what managers have to decide, most machines or licenses first, or what they have decided',
    role: 'license-reader',
    query: z.object({
      kind: severalOf(DecisionItem.shape.kind)
        .optional()
        .meta({ description: 'Only of these kinds, with commas between.' }),
      settled: z
        .enum(['true', 'false'])
        .optional()
        .meta({ description: '`true`: what was decided, newest first, each with the request that takes it back.' }),
    }),
    paged: true,
    answers: { 200: { description: 'A page of decisions.', schema: snapshotListOf(DecisionItem, decisionFields) } },
    handle: ({ query: { kind, settled }, page }, shelf) =>
      listDecisions(shelf, { kind, settled: settled === 'true' }, page),
    // Decisions made since the snapshot are in it: it has no tag.
    reply: ({ snapshotId: _, ...page }: Awaited<ReturnType<typeof listDecisions>> & { snapshotId?: string }) =>
      ok(page),
  }),
]
