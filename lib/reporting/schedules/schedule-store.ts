import type { State } from '../../audit/trail.ts'
import { LedgerError } from '../../foundation/errors.ts'
import {
  reportScheduleKey,
  reportScheduleNameKey,
  reportSchedulePrefix,
  reportSchedulesPartition,
  reportScheduleTotalKey,
} from '../../foundation/table/keys.ts'
import type { ListPage, PageRequest } from '../../foundation/table/page.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { put, queryAll, remove, type Table, update, type Write } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { maximumSchedules, StoredReportSchedule } from './report-schedule.ts'

export const readSchedule = async (table: Table, id: string): Promise<StoredReportSchedule | undefined> => {
  const item = await table.get(reportScheduleKey(id))
  return item && StoredReportSchedule.parse(item)
}

const all = { partition: reportSchedulesPartition, prefix: reportSchedulePrefix }

/** All schedules: a hundred at most. */
export const readSchedules = async (table: Table): Promise<StoredReportSchedule[]> =>
  (await queryAll(table, all)).map((item) => StoredReportSchedule.parse(item))

const behindAll = `${reportSchedulePrefix}~`

/** Schedules in the order in which they were made. @param page.after id of the last one shown */
export const pageOfSchedules = async (
  table: Table,
  { limit, after }: PageRequest,
): Promise<ListPage<StoredReportSchedule>> => {
  const range: [string, string] = [
    `${reportScheduleKey(after ?? '').sk}${after === undefined ? '' : '\u0000'}`,
    behindAll,
  ]
  const { items } = await table.query({ partition: reportSchedulesPartition, between: range, limit: limit + 1 })
  const found = items.slice(0, limit).map((item) => StoredReportSchedule.parse(item))
  const last = found.at(-1)
  return { items: found, ...(items.length > limit && last && { next: last.id }) }
}

const nameTaken = (name: string): LedgerError =>
  new LedgerError('conflict', 'report-schedule-name-taken', `There is a report schedule named ${name} already.`, [
    { pointer: '/name', code: 'report-schedule-name-taken', message: 'Choose another name.' },
  ])

const limitReached = (): LedgerError =>
  new LedgerError(
    'conflict',
    'report-schedule-limit-reached',
    `There can be at most ${maximumSchedules} report schedules. Delete one first.`,
  )

const guardName = ({ id, name }: StoredReportSchedule): Write =>
  put({ ...reportScheduleNameKey(nameKey(name)), scheduleId: id }, { exists: false }, () => nameTaken(name))

const freeName = ({ id, name }: StoredReportSchedule): Write =>
  remove(reportScheduleNameKey(nameKey(name)), { equals: { scheduleId: id } }, raceLost)

/** A new schedule: the cap, the guard of its name, and itself. */
export const addSchedule = (schedule: StoredReportSchedule): Write[] => [
  guardName(schedule),
  update(reportScheduleTotalKey, { add: { total: 1 } }, { below: { total: maximumSchedules } }, limitReached),
  put({ ...reportScheduleKey(schedule.id), ...schedule }, { exists: false }, raceLost),
]

const asRead = ({ revision }: StoredReportSchedule) => ({ equals: { revision } })

/** Replaces a schedule as it was read. */
export const replaceSchedule = (schedule: StoredReportSchedule, next: StoredReportSchedule): Write[] => [
  put({ ...reportScheduleKey(schedule.id), ...next, revision: schedule.revision + 1 }, asRead(schedule), raceLost),
  ...(nameKey(next.name) === nameKey(schedule.name) ? [] : [guardName(next), freeName(schedule)]),
]

/** Says of a schedule as it was read what came of its due times, and when it is due next. */
export const moveSchedule = (
  schedule: StoredReportSchedule,
  moved: Pick<StoredReportSchedule, 'nextDueAt' | 'lastRun' | 'missed'>,
): Write =>
  update(
    reportScheduleKey(schedule.id),
    { set: { ...moved, revision: schedule.revision + 1 } },
    asRead(schedule),
    raceLost,
  )

/** Takes a schedule away as it was read. */
export const dropSchedule = (schedule: StoredReportSchedule): Write[] => [
  remove(reportScheduleKey(schedule.id), asRead(schedule), raceLost),
  freeName(schedule),
  update(reportScheduleTotalKey, { add: { total: -1 } }, { above: { total: 0 } }, raceLost),
]

/** What the trail tells of a schedule. */
export const stateOf = ({ name, report, cron, rate, timeZone, recipients }: StoredReportSchedule): State => ({
  name,
  report,
  ...(cron !== undefined && { cron }),
  ...(rate !== undefined && { rate }),
  timeZone,
  recipients,
})
