import * as z from 'zod'
import { created, listOf, noContent, ok, type Role, routesOver, single } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import {
  createSchedule,
  deleteSchedule,
  findSchedule,
  listSchedules,
  patchSchedule,
  type ScheduleLedger,
  showSchedule,
} from '../lib/reporting/schedules/edit-schedules.ts'
import { NewReportSchedule, ReportSchedule, ReportSchedulePatch } from '../lib/reporting/schedules/report-schedule.ts'

const route = routesOver<ScheduleLedger>()
const params = z.object({ scheduleId: Ulid })
const reader = 'license-reader'
const manager = 'license-manager'

/** Addresses are of people: readers do not see them. */
const seenBy =
  (roles: readonly Role[]) =>
  (schedule: ReportSchedule): ReportSchedule =>
    roles.includes(manager) ? schedule : { ...schedule, recipients: undefined }

export const scheduleRoutes = [
  route('POST', '/report-schedules', {
    summary: 'Have a report made again and again, and a link to it mailed',
    role: manager,
    body: NewReportSchedule,
    answers: { 201: { description: 'The new schedule.', schema: ReportSchedule } },
    handle: ({ body, change }, ledger) => createSchedule(ledger, body, change),
    reply: (schedule) => created(`/report-schedules/${schedule.id}`, schedule),
  }),

  route('GET', '/report-schedules', {
    summary: 'List report schedules in the order in which they were made; recipients are for managers',
    role: reader,
    paged: true,
    answers: { 200: { description: 'A page of schedules.', schema: listOf(ReportSchedule) } },
    handle: async ({ page, roles }, { table }) => {
      const { items, ...rest } = await listSchedules(table, page)
      return { items: items.map(seenBy(roles)), ...rest }
    },
    reply: ok,
  }),

  route('GET', '/report-schedules/{scheduleId}', {
    summary: 'Read a report schedule: when it is due next, and how its last run went; recipients are for managers',
    role: reader,
    params,
    answers: { 200: { description: 'The schedule.', schema: ReportSchedule } },
    handle: async ({ params: { scheduleId }, roles }, { table }) =>
      seenBy(roles)(await showSchedule(table, await findSchedule(table, scheduleId))),
    reply: single,
  }),

  route('PATCH', '/report-schedules/{scheduleId}', {
    summary: 'Change a report schedule',
    role: manager,
    params,
    body: ReportSchedulePatch,
    versioned: true,
    answers: { 200: { description: 'The schedule as changed.', schema: ReportSchedule } },
    handle: ({ params: { scheduleId }, body, change, expectedVersions }, ledger) =>
      patchSchedule(ledger, scheduleId, body, change, expectedVersions),
    reply: single,
  }),

  route('DELETE', '/report-schedules/{scheduleId}', {
    summary: 'Delete a report schedule; reports that it had made stay',
    role: manager,
    params,
    versioned: true,
    answers: { 204: { description: 'Deleted.' } },
    handle: ({ params: { scheduleId }, change, expectedVersions }, ledger) =>
      deleteSchedule(ledger, scheduleId, change, expectedVersions),
    reply: noContent,
  }),
]
