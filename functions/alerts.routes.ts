import * as z from 'zod'
import { listOf, ok, routesOver, single } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import type { LedgerWith } from '../lib/foundation/table/ledger.ts'
import { Acknowledgement, Alert, AlertKind } from '../lib/reporting/alerts/alert.ts'
import { acknowledgeAlert, getAlert, listAlerts } from '../lib/reporting/alerts/manage-alerts.ts'

const route = routesOver<LedgerWith<'announceWork'>>()
const params = z.object({ alertId: Ulid })
const reader = 'license-reader'

export const alertRoutes = [
  route('GET', '/alerts', {
    summary: 'List alerts, newest first',
    role: reader,
    query: z.object({
      status: z.enum(['open', 'ended', 'all']).default('open'),
      kind: AlertKind.optional(),
    }),
    paged: true,
    answers: { 200: { description: 'A page of alerts.', schema: listOf(Alert) } },
    handle: ({ query, page }, ledger) => listAlerts(ledger, query, page),
    reply: ok,
  }),

  route('GET', '/alerts/{alertId}', {
    summary: 'Read an alert',
    role: reader,
    params,
    answers: { 200: { description: 'The alert.', schema: Alert } },
    handle: ({ params: { alertId } }, ledger) => getAlert(ledger, alertId),
    reply: single,
  }),

  route('POST', '/alerts/{alertId}/acknowledge', {
    summary: 'Acknowledge an alert, with a note; an alert of a failed import ends by it',
    role: 'license-manager',
    params,
    body: Acknowledgement,
    answers: { 200: { description: 'The alert as acknowledged.', schema: Alert } },
    handle: ({ params: { alertId }, body, change }, ledger) => acknowledgeAlert(ledger, alertId, body, change),
    reply: single,
  }),
]
