import type { State } from '../../audit/trail.ts'
import { LedgerError } from '../../foundation/errors.ts'
import { raceLost } from '../../foundation/table/attempts.ts'
import {
  reportKey,
  reportScheduleKey,
  reportScheduleNameKey,
  reportSchedulePrefix,
  reportSchedulesPartition,
  reportScheduleTotalKey,
} from '../../foundation/table/keys.ts'
import type { ListPage, PageRequest } from '../../foundation/table/lists.ts'
import { put, queryAll, remove, type Table, update, type Write } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { StoredReport } from '../reports/report.ts'
import { maximumSchedules, type ReportSchedule, StoredReportSchedule } from './report-schedule.ts'

export const readSchedule = async (table: Table, id: string): Promise<StoredReportSchedule | undefined> => {
  const item = await table.get(reportScheduleKey(id))
  return item && StoredReportSchedule.parse(item)
}

/** @throws LedgerError `report-schedule-not-found` */
export const findSchedule = async (table: Table, id: string): Promise<StoredReportSchedule> => {
  const schedule = await readSchedule(table, id)
  if (schedule) return schedule
  throw new LedgerError('not-found', 'report-schedule-not-found', `There is no report schedule ${id}.`)
}

/** All schedules in the order in which they were made: a hundred at most. */
export const readSchedules = async (table: Table): Promise<StoredReportSchedule[]> => {
  const items = await queryAll(table, { partition: reportSchedulesPartition, prefix: reportSchedulePrefix })
  return items.map((item) => StoredReportSchedule.parse(item))
}

/** @returns shows a schedule as it is answered, with how its last run goes */
const showerOf = async (table: Table, schedules: readonly StoredReportSchedule[]) => {
  const items = await table.getMany(schedules.flatMap(({ lastRun }) => lastRun?.reportId ?? []).map(reportKey))
  const runs = new Map(items.map((item) => StoredReport.parse(item)).map((report) => [report.id, report]))
  return ({ lastRun, revision: _, createdBy: __, ...shown }: StoredReportSchedule): ReportSchedule => {
    if (!lastRun) return shown
    const { dueAt, reportId, error } = lastRun
    if (reportId === undefined) return { ...shown, lastRun: { dueAt, status: 'failed', ...(error && { error }) } }
    const run = runs.get(reportId)
    const status = run?.status ?? 'deleted'
    return { ...shown, lastRun: { dueAt, reportId, status, ...(run?.error && { error: run.error }) } }
  }
}

export const showSchedule = async (table: Table, schedule: StoredReportSchedule): Promise<ReportSchedule> =>
  (await showerOf(table, [schedule]))(schedule)

export const listSchedules = async (
  table: Table,
  { limit, after = '' }: PageRequest,
): Promise<ListPage<ReportSchedule>> => {
  const left = (await readSchedules(table)).filter(({ id }) => id > after)
  const shown = left.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(await showerOf(table, shown)), ...(left.length > limit && last && { next: last.id }) }
}

const nameTaken = (name: string): LedgerError =>
  new LedgerError('conflict', 'report-schedule-name-taken', `There is a report schedule named ${name} already.`, [
    { pointer: '/name', code: 'report-schedule-name-taken', message: 'Choose another name.' },
  ])

const limitReached = (): LedgerError => {
  const message = `There can be at most ${maximumSchedules} report schedules. Delete one first.`
  return new LedgerError('conflict', 'report-schedule-limit-reached', message)
}

const guardName = ({ id, name }: StoredReportSchedule): Write =>
  put({ ...reportScheduleNameKey(nameKey(name)), scheduleId: id }, { exists: false }, () => nameTaken(name))

const freeName = ({ id, name }: StoredReportSchedule): Write =>
  remove(reportScheduleNameKey(nameKey(name)), { equals: { scheduleId: id } }, raceLost)

/** Each write is on condition that nobody wrote to the schedule since it was read. */
const asRead = ({ revision }: StoredReportSchedule) => ({ equals: { revision } })

/** A new schedule, with the guard of its name, and one more of a total that has a limit. */
export const addSchedule = (schedule: StoredReportSchedule): Write[] => [
  guardName(schedule),
  update(reportScheduleTotalKey, { add: { total: 1 } }, { below: { total: maximumSchedules } }, limitReached),
  put({ ...reportScheduleKey(schedule.id), ...schedule }, { exists: false }, raceLost),
]

export const replaceSchedule = (schedule: StoredReportSchedule, next: StoredReportSchedule): Write[] => [
  put({ ...reportScheduleKey(schedule.id), ...next, revision: schedule.revision + 1 }, asRead(schedule), raceLost),
  ...(nameKey(next.name) === nameKey(schedule.name) ? [] : [guardName(next), freeName(schedule)]),
]

export const dropSchedule = (schedule: StoredReportSchedule): Write[] => [
  remove(reportScheduleKey(schedule.id), asRead(schedule), raceLost),
  freeName(schedule),
  update(reportScheduleTotalKey, { add: { total: -1 } }, { above: { total: 0 } }, raceLost),
]

/** Records what came of the due times of a schedule, and when it is due next. */
export const moveSchedule = (
  schedule: StoredReportSchedule,
  moved: Pick<StoredReportSchedule, 'nextDueAt' | 'lastRun' | 'missed'>,
): Write => {
  const set = { ...moved, revision: schedule.revision + 1 }
  return update(reportScheduleKey(schedule.id), { set }, asRead(schedule), raceLost)
}

export const stateOf = ({ name, report, cron, rate, timeZone, recipients }: StoredReportSchedule): State => ({
  name,
  report,
  ...(cron !== undefined && { cron }),
  ...(rate !== undefined && { rate }),
  timeZone,
  recipients,
})
