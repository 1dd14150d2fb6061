import { auditEntry, type State } from '../../audit/trail.ts'
import { conflict, expectVersion, invalidInput, notFound, type Versions } from '../../foundation/errors.ts'
import { sayIssue } from '../../foundation/say-issue.ts'
import { settle } from '../../foundation/table/attempts.ts'
import {
  reportKey,
  reportScheduleKey,
  reportScheduleNameKey,
  reportSchedulePrefix,
  reportSchedulesPartition,
  reportScheduleTotalKey,
} from '../../foundation/table/keys.ts'
import { known } from '../../foundation/table/known.ts'
import type { Change, LedgerWith } from '../../foundation/table/ledger.ts'
import type { ListPage, PageRequest } from '../../foundation/table/lists.ts'
import { commit, put, queryAll, remove, type Table, update, type Write } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { groupsOf, NewReport, StoredReport } from '../reports/report.ts'
import { expectGroups } from '../reports/report-runs.ts'
import {
  expectTimes,
  type NewReportSchedule,
  nextTimesOf,
  type ReportSchedule,
  type ReportSchedulePatch,
  StoredReportSchedule,
} from './report-schedule.ts'

const parseKnown = known((item) => StoredReportSchedule.parse(item))

export const readSchedule = async (table: Table, id: string): Promise<StoredReportSchedule | undefined> => {
  const item = await table.get(reportScheduleKey(id))
  return item && parseKnown(item)[0]
}

export const findSchedule = async (table: Table, id: string): Promise<StoredReportSchedule> => {
  const schedule = await readSchedule(table, id)
  if (schedule) return schedule
  throw notFound('report-schedule-not-found', `There is no report schedule ${id}.`)
}

/** In the order in which they were made: a hundred at most. */
export const readSchedules = async (table: Table): Promise<StoredReportSchedule[]> => {
  const items = await queryAll(table, { partition: reportSchedulesPartition, prefix: reportSchedulePrefix })
  return items.flatMap(parseKnown)
}

const showerOf = async (table: Table, schedules: readonly StoredReportSchedule[]) => {
  const items = await table.getMany(schedules.flatMap(({ lastRun }) => lastRun?.reportId ?? []).map(reportKey))
  const runs = new Map(items.flatMap(known((item) => StoredReport.parse(item))).map((report) => [report.id, report]))
  return ({ lastRun, revision: _, createdBy: __, ...schedule }: StoredReportSchedule): ReportSchedule => {
    const shown = { ...schedule, nextDueTimes: nextTimesOf(schedule) }
    if (!lastRun) return shown
    const { status = 'deleted', error = lastRun.error } = runs.get(lastRun.reportId ?? '') ?? {}
    return { ...shown, lastRun: { ...lastRun, status: lastRun.reportId === undefined ? 'failed' : status, error } }
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
  const next = left.length > limit ? shown.at(-1)?.id : undefined
  return { items: shown.map(await showerOf(table, shown)), next }
}

export type ScheduleLedger = LedgerWith<'timeZone' | 'sendsMail'>

const expectDeliverable = (ledger: ScheduleLedger, { recipients, report }: StoredReportSchedule): Promise<void> => {
  if (recipients.length === 0 || ledger.sendsMail) return expectGroups(ledger.table, groupsOf(report), '/report')
  const message = 'This deployment sends no mail: its settings name no mail server. Leave recipients out.'
  throw invalidInput([{ pointer: '/recipients', code: 'mail-not-configured', message }])
}

const entered = ['name', 'report', 'cron', 'rate', 'timeZone', 'recipients'] as const

const stateOf = (schedule: StoredReportSchedule): State =>
  Object.fromEntries(entered.map((field) => [field, schedule[field]]))

const maximumSchedules = 100
const limitReached = `There can be at most ${maximumSchedules} report schedules. Delete one first.`

const guardName = (id: string, name: string): Write =>
  put({ ...reportScheduleNameKey(nameKey(name)), scheduleId: id }, { exists: false }, () => {
    const error = { pointer: '/name', code: 'report-schedule-name-taken', message: 'Choose another name.' }
    return conflict(error.code, `There is a report schedule named ${name} already.`, [error])
  })

const freeName = (id: string, name: string): Write =>
  remove(reportScheduleNameKey(nameKey(name)), { equals: { scheduleId: id } })

const oneMore = update(reportScheduleTotalKey, { add: { total: 1 } }, { below: { total: maximumSchedules } }, () =>
  conflict('report-schedule-limit-reached', limitReached),
)
const oneLess = update(reportScheduleTotalKey, { add: { total: -1 } }, { above: { total: 0 } })

/** Creates, changes or deletes a schedule, on condition that nobody wrote to it since it was read. */
const changeSchedule = (
  { newId }: ScheduleLedger,
  change: Change,
  before: StoredReportSchedule | undefined,
  after: StoredReportSchedule | undefined,
): Write[] => {
  const { id = '', name = '' } = after ?? before ?? {}
  const key = reportScheduleKey(id)
  const asRead = before ? { equals: { revision: before.revision } } : { exists: false }
  const isNamed = before && after && nameKey(before.name) === nameKey(after.name)
  const states = { before: before ? stateOf(before) : null, after: after ? stateOf(after) : null }
  const action = before && after ? 'changed' : after ? 'created' : 'deleted'
  return [
    after ? put({ ...key, ...after, revision: (before?.revision ?? 0) + 1 }, asRead) : remove(key, asRead),
    ...(after && !isNamed ? [guardName(id, after.name)] : []),
    ...(before && !isNamed ? [freeName(id, before.name)] : []),
    ...(before && after ? [] : [after ? oneMore : oneLess]),
    auditEntry(newId(), change, `report-schedule-${action}`, [{ type: 'report-schedule', id, name, ...states }]),
  ]
}

/**
 * @throws LedgerError `invalid-schedule`, `mail-not-configured`, `group-not-found`, `report-schedule-name-taken`,
 *   `report-schedule-limit-reached`
 */
export const createSchedule = async (
  ledger: ScheduleLedger,
  { timeZone = ledger.timeZone, ...wanted }: NewReportSchedule,
  change: Change,
): Promise<ReportSchedule> => {
  const { actor, at } = change
  const now = new Date(at)
  const times = expectTimes({ ...wanted, timeZone }, now)
  const begun = { missed: 0, revision: 1, version: 1, createdAt: at, createdBy: actor, updatedAt: at }
  const nextDueAt = times(now)?.toISOString()
  const schedule = { id: ledger.newId(), ...wanted, timeZone, nextDueAt, ...begun }
  await expectDeliverable(ledger, schedule)
  const shown = await showSchedule(ledger.table, schedule)
  await commit(ledger.table, [...change.alongside(shown), ...changeSchedule(ledger, change, undefined, schedule)])
  return shown
}

const patchReport = (report: NewReport, patch: ReportSchedulePatch['report']): NewReport => {
  if (!patch) return report
  // Another type takes other fields; what both take stays.
  const { format: _, ...shared } = { format: undefined, ...report }
  const base = patch.type === undefined || patch.type === report.type ? report : shared
  const merged = Object.entries({ ...base, ...patch }).filter(([, value]) => value !== null)
  const parsed = NewReport.safeParse(Object.fromEntries(merged), { error: sayIssue })
  if (parsed.success) return parsed.data
  const pointerTo = (path: readonly PropertyKey[]) => ['/report', ...path.map(String)].join('/')
  throw invalidInput(
    parsed.error.issues.map(({ path, message }) => ({ pointer: pointerTo(path), code: 'validation', message })),
  )
}

const patched = (schedule: StoredReportSchedule, patch: ReportSchedulePatch, ledgerTimeZone: string) => {
  const { name = schedule.name, timeZone = schedule.timeZone, recipients = schedule.recipients } = patch
  const { cron = patch.rate ? null : schedule.cron, rate = patch.cron ? null : schedule.rate } = patch
  return {
    ...schedule,
    name,
    cron: cron ?? undefined,
    rate: rate ?? undefined,
    timeZone: timeZone ?? ledgerTimeZone,
    report: patchReport(schedule.report, patch.report),
    recipients: recipients ?? [],
  }
}

const timed = ['cron', 'rate', 'timeZone'] as const

/** @throws LedgerError as {@link createSchedule}, and `report-schedule-not-found`, `stale-version`, `validation` */
export const patchSchedule = (
  ledger: ScheduleLedger,
  id: string,
  patch: ReportSchedulePatch,
  change: Change,
  expected?: Versions,
): Promise<ReportSchedule> =>
  settle(async () => {
    const schedule = await findSchedule(ledger.table, id)
    expectVersion(schedule.version, expected)
    const wanted = patched(schedule, patch, ledger.timeZone)
    const now = new Date(change.at)
    const times = timed.some((field) => schedule[field] !== wanted[field]) ? expectTimes(wanted, now) : undefined
    // What is due already is still made.
    const isDue = schedule.nextDueAt !== undefined && schedule.nextDueAt <= now.toISOString()
    const nextDueAt = times && !isDue ? times(now)?.toISOString() : schedule.nextDueAt
    if (JSON.stringify(stateOf(wanted)) === JSON.stringify(stateOf(schedule)))
      return showSchedule(ledger.table, schedule)
    await expectDeliverable(ledger, wanted)
    const next = { ...wanted, nextDueAt, version: schedule.version + 1, updatedAt: change.at }
    await commit(ledger.table, changeSchedule(ledger, change, schedule, next))
    return showSchedule(ledger.table, next)
  })

/** Its reports stay. @throws LedgerError `report-schedule-not-found`, `stale-version` */
export const deleteSchedule = (
  ledger: ScheduleLedger,
  id: string,
  change: Change,
  expected?: Versions,
): Promise<void> =>
  settle(async () => {
    const schedule = await findSchedule(ledger.table, id)
    expectVersion(schedule.version, expected)
    await commit(ledger.table, changeSchedule(ledger, change, schedule, undefined))
  })
