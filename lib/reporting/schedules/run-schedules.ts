import { LedgerError } from '../../foundation/errors.ts'
import { timeLeft } from '../../foundation/table/deadline.ts'
import { derivedUlid } from '../../foundation/table/ids.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { RaceLost } from '../../foundation/table/race.ts'
import { commit } from '../../foundation/table/table.ts'
import { plainly } from '../../foundation/text/name.ts'
import { commitWithEvents } from '../events/events.ts'
import { reportEvents } from '../reports/report-end.ts'
import { reportRuns } from '../reports/report-runs.ts'
import { type ReportLedger, requestReport } from '../reports/request-report.ts'
import type { StoredReportSchedule } from './report-schedule.ts'
import { runSchedulesWork } from './run-schedules-work.ts'
import { moveSchedule, readSchedule, readSchedules } from './schedule-store.ts'
import { timesOf } from './timing.ts'

/** What running schedules needs. */
export type SchedulingLedger = LedgerWith<'announceWork'> & ReportLedger

/** Milliseconds for which a due time that passed is made up for. */
const madeUpFor = 24 * 60 * 60_000
/** Milliseconds that are left for what cannot be put off. */
const reserve = 20_000

/** What is to be done for a schedule whose time has come. */
interface Due {
  /** Due times that passed too long ago. */
  skipped: number
  /** The first that is made up for; undefined when there is none. */
  dueAt: string | undefined
  nextDueAt: string | undefined
}

/** @returns undefined when nothing is due */
const dueOf = (schedule: StoredReportSchedule, now: Date): Due | undefined => {
  if (schedule.nextDueAt === undefined || schedule.nextDueAt > now.toISOString()) return undefined
  const times = timesOf(schedule)
  let [skipped, time]: [number, Date | undefined] = [0, new Date(schedule.nextDueAt)]
  for (; time && now.getTime() - time.getTime() > madeUpFor; time = times(time)) skipped += 1
  const dueAt = time && time <= now ? time : undefined
  const next = dueAt ? times(dueAt) : time
  return { skipped, dueAt: dueAt?.toISOString(), nextDueAt: next?.toISOString() }
}

/** A run that cannot even be asked for, as a group of its was deleted: the schedule says so, and an event. */
const failRun = async (
  ledger: SchedulingLedger,
  schedule: StoredReportSchedule,
  { dueAt, moved, at }: { dueAt: string; moved: Parameters<typeof moveSchedule>[1]; at: string },
  { code, message, errors: [first] }: LedgerError,
): Promise<void> => {
  const { id, name } = schedule
  const error = { code, message: first?.message ?? message }
  const event = reportEvents.ReportFailed.of([id, dueAt], {
    at,
    path: `/report-schedules/${id}`,
    title: `Scheduled report failed: ${plainly(name)}`,
    message: `The schedule ${plainly(name)} could not ask for its report: ${plainly(error.message)}`,
    schedule: { id, name, dueAt },
    error,
  })
  await commitWithEvents(ledger, [moveSchedule(schedule, { ...moved, lastRun: { dueAt, error } })], [event], at)
}

/**
 * Asks for the report of one due time. Its id follows from schedule and time, and it is recorded in the transaction that
 * moves the schedule on: exactly once, whoever else does the same.
 * @throws RaceLost when somebody else did something to the schedule
 */
const runOnce = async (ledger: SchedulingLedger, schedule: StoredReportSchedule, due: Due): Promise<void> => {
  const { id, name, report, timeZone, recipients, lastRun } = schedule
  const { skipped, dueAt, nextDueAt } = due
  const moved = { nextDueAt, lastRun, missed: schedule.missed + skipped }
  if (dueAt === undefined) return commit(ledger.table, [moveSchedule(schedule, moved)])
  const reportId = derivedUlid(dueAt, 'report', id, dueAt)
  const at = ledger.now().toISOString()
  const move = moveSchedule(schedule, { ...moved, lastRun: { dueAt, reportId } })
  const change = { actor: `schedule:${id}`, at, alongside: () => [move] }
  try {
    await requestReport({ ...ledger, newId: () => reportId }, report, change, { id, name, dueAt, timeZone, recipients })
  } catch (error) {
    // The report is there, of a time that came twice as clocks differ.
    if (error instanceof RaceLost && (await reportRuns.read(ledger.table, reportId)))
      return commit(ledger.table, [move])
    if (!(error instanceof LedgerError)) throw error
    await failRun(ledger, schedule, { dueAt, moved, at }, error)
  }
}

/** Asks for all that is due of one schedule. @returns false when time is short */
const runDue = async (ledger: SchedulingLedger, first: StoredReportSchedule): Promise<boolean> => {
  let schedule: StoredReportSchedule | undefined = first
  while (schedule) {
    const due = dueOf(schedule, ledger.now())
    if (!due) return true
    if (timeLeft() < reserve) return false
    try {
      await runOnce(ledger, schedule, due)
    } catch (error) {
      if (!(error instanceof RaceLost)) throw error
    }
    schedule = await readSchedule(ledger.table, first.id)
  }
  return true
}

/**
 * Asks for the reports of all due times since schedules were last looked at. Safe to run at any time, twice at once, or
 * after a crash: each due time is one report. What fails for one schedule is told when the others are done.
 */
export const runSchedules = async (ledger: SchedulingLedger): Promise<void> => {
  const failures: unknown[] = []
  for (const schedule of await readSchedules(ledger.table))
    try {
      if (!(await runDue(ledger, schedule))) return await ledger.announceWork(runSchedulesWork)
    } catch (error) {
      failures.push(error)
    }
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} schedules failed.`)
}
