import * as z from 'zod'
import { EntitlementSource, SubscriptionHas } from '../lib/entitlements/rows/entitlement-row.ts'
import { ok, routesOver } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import { EntitlementRow } from '../lib/positions/answers/entitlement-row.ts'
import { CalendarItem, calendarFields, listEnds } from '../lib/positions/answers/list-ends.ts'
import { entitlementFields, listEntitlements } from '../lib/positions/answers/list-entitlements.ts'
import type { AnswerShelf } from '../lib/positions/answers/title-rows.ts'
import { EndKind } from '../lib/positions/snapshot/manifest.ts'
import { Overview, readOverview } from '../lib/reporting/overview/overview.ts'
import { asOf, listed, severalOf, snapshotListOf, sortBy } from './wiring/snapshot-lists.ts'

const route = routesOver<AnswerShelf>()
const reader = 'license-reader'
export const entitlementRoutes = [
  route('GET', '/entitlements', {
    summary: 'List what look-ups and files of Microsoft report, by product',
    role: reader,
    query: z.object({
      contains: z.string().max(256).optional().meta({
        description:
          'Text that the product, its version, its License ID or a number of its pair contains, in any case.',
      }),
      matched: z
        .enum(['true', 'false'])
        .optional()
        .meta({ description: 'Only those that have found their software titles, or only those that have not.' }),
      agreementId: Ulid.optional().meta({ description: 'Only what pairs of this agreement report.' }),
      productId: Ulid.optional().meta({ description: 'Only what is reported of this product.' }),
      titleId: Ulid.optional().meta({ description: 'Only products that count for this software title.' }),
      source: severalOf(EntitlementSource).optional().meta({
        description:
          'Only what these report, with commas between: `vlsc`, `license-summary`, `license-statement`, `subscriptions`.',
      }),
      has: severalOf(SubscriptionHas).optional().meta({
        description:
          'Only subscriptions with one of these, with commas between: `over-assigned`, `unassigned`, `disabled` (accounts have some), `grace`, `expired`.',
      }),
      sort: sortBy(entitlementFields.sorts),
      asOf,
    }),
    paged: true,
    answers: {
      200: {
        description: 'A page of rows.',
        schema: snapshotListOf(EntitlementRow, entitlementFields),
      },
    },
    handle: ({ query: { matched, sort, asOf, ...filter }, page }, shelf) =>
      listEntitlements(shelf, { ...filter, matched: matched && matched === 'true' }, { sort, asOf }, page),
    reply: listed,
  }),

  route('GET', '/calendar', {
    summary: 'List what ends and when: agreements, pairs, Software Assurance and subscriptions, soonest first',
    role: reader,
    query: z.object({
      from: z.iso.date().optional().meta({ description: 'First day; the day of the ledger when absent.' }),
      to: z.iso.date().optional().meta({ description: 'Last day; no end when absent.' }),
      kind: severalOf(EndKind).optional().meta({
        description: 'Only these, with commas between: `agreement`, `pair`, `software-assurance`, `subscription`.',
      }),
      sort: sortBy(calendarFields.sorts),
    }),
    paged: true,
    answers: { 200: { description: 'A page of ends.', schema: snapshotListOf(CalendarItem, calendarFields) } },
    handle: ({ query, page }, shelf) => listEnds(shelf, query, page),
    reply: listed,
  }),

  route('GET', '/overview', {
    summary: 'The ledger at a glance',
    role: reader,
    answers: { 200: { description: 'The overview.', schema: Overview } },
    handle: (_, shelf) => readOverview(shelf),
    reply: ok,
  }),
]
