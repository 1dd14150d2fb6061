import { LedgerError } from '../../foundation/errors.ts'
import { reportKey } from '../../foundation/table/keys.ts'
import type { ListPage, PageRequest } from '../../foundation/table/page.ts'
import type { Table } from '../../foundation/table/table.ts'
import { StoredReport } from '../reports/report.ts'
import type { ReportSchedule, StoredReportSchedule } from './report-schedule.ts'
import { pageOfSchedules, readSchedule } from './schedule-store.ts'

/** Runs that schedules asked for last, by id. */
const readLastRuns = async (table: Table, schedules: readonly StoredReportSchedule[]) => {
  const ids = schedules.flatMap(({ lastRun }) => lastRun?.reportId ?? [])
  const items = await table.getMany(ids.map(reportKey))
  return new Map(items.map((item) => StoredReport.parse(item)).map((report) => [report.id, report]))
}

type LastRuns = Awaited<ReturnType<typeof readLastRuns>>

const showLastRun = ({ lastRun }: StoredReportSchedule, runs: LastRuns): ReportSchedule['lastRun'] => {
  if (!lastRun) return undefined
  const { dueAt, reportId, error } = lastRun
  if (reportId === undefined) return { dueAt, status: 'failed', ...(error && { error }) }
  const run = runs.get(reportId)
  return { dueAt, reportId, status: run?.status ?? 'deleted', ...(run?.error && { error: run.error }) }
}

const show = (schedule: StoredReportSchedule, runs: LastRuns): ReportSchedule => {
  const { lastRun: _, revision: __, createdBy: ___, ...shown } = schedule
  const lastRun = showLastRun(schedule, runs)
  return { ...shown, ...(lastRun && { lastRun }) }
}

/** As it is answered, with how its last run goes. */
export const showSchedule = async (table: Table, schedule: StoredReportSchedule): Promise<ReportSchedule> =>
  show(schedule, await readLastRuns(table, [schedule]))

/** @throws LedgerError `report-schedule-not-found` */
export const findSchedule = async (table: Table, id: string): Promise<StoredReportSchedule> => {
  const schedule = await readSchedule(table, id)
  if (schedule) return schedule
  throw new LedgerError('not-found', 'report-schedule-not-found', `There is no report schedule ${id}.`)
}

export const listSchedules = async (table: Table, page: PageRequest): Promise<ListPage<ReportSchedule>> => {
  const { items, ...rest } = await pageOfSchedules(table, page)
  const runs = await readLastRuns(table, items)
  return { items: items.map((schedule) => show(schedule, runs)), ...rest }
}
