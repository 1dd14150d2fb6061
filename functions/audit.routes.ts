import * as z from 'zod'
import { AuditEntry, readAudit } from '../lib/audit/read-trail.ts'
import { listOf, ok, routesOver } from '../lib/foundation/http/route.ts'
import type { Table } from '../lib/foundation/table/table.ts'

const route = routesOver<{ table: Table }>()

/** Before and after every entry; a time outside of them is a mistake, and sorts wrongly with a year of more digits. */
const beginning = '1970-01-01T00:00:00.000Z'
const end = '2999-12-31T23:59:59.999Z'

const Time = z.union(
  [z.iso.datetime({ offset: true }), z.iso.date()],
  'Must be a date or a time, such as 2026-01-31 or 2026-01-31T08:00:00Z.',
)

const Within = z
  .string()
  .refine(
    (time) => time.length === end.length && time >= beginning && time <= end,
    'Must be of the years 1970 to 2999.',
  )

const atStart = (time: string): string => new Date(time).toISOString()
const atEnd = (time: string): string => (time.includes('T') ? atStart(time) : `${time}T23:59:59.999Z`)

export const auditRoutes = [
  route('GET', '/audit', {
    summary:
      'All changes that people and files made, newest first, those of what is deleted too; who read details of agreements, and who asked for exports and got a link to one',
    role: 'license-reader',
    query: z
      .object({
        from: Time.transform(atStart)
          .pipe(Within)
          .default(beginning)
          .meta({ description: 'First day or time, UTC unless it says so.' }),
        to: Time.transform(atEnd).pipe(Within).default(end).meta({ description: 'Last day or time.' }),
        actor: z.string().min(1).max(300).optional(),
        object: z.string().min(1).max(512).optional().meta({
          description:
            'Id of what was changed: an agreement, group, title, device, import, report, schedule, alert or anything else in `changes`.',
        }),
      })
      .refine(({ from, to }) => from <= to, { path: ['to'], message: 'Must not be before from.' }),
    paged: true,
    answers: { 200: { description: 'A page of entries.', schema: listOf(AuditEntry) } },
    handle: ({ query, page, roles }, { table }) => readAudit(table, query, page, roles.includes('license-manager')),
    reply: ok,
  }),
]
