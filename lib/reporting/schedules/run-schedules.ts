import { LedgerError } from '../../foundation/errors.ts'
import { isWon, RaceLost, timeLeft } from '../../foundation/table/attempts.ts'
import { derivedUlid } from '../../foundation/table/ids.ts'
import { reportScheduleKey } from '../../foundation/table/keys.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { commit, update } from '../../foundation/table/table.ts'
import { plainly } from '../../foundation/text/name.ts'
import { commitWithEvents } from '../events/events.ts'
import { type ReportLedger, reportEvents, reportRuns, requestReport } from '../reports/report-runs.ts'
import { readSchedule, readSchedules } from './edit-schedules.ts'
import { type StoredReportSchedule, timesOf } from './report-schedule.ts'

export type SchedulingLedger = LedgerWith<'announceWork'> & ReportLedger

/** Milliseconds: a due time that passed longer ago is skipped. */
const madeUpFor = 24 * 60 * 60_000
/** Milliseconds that are kept for the rest of the invocation. */
const reserve = 20_000

/** The first time that is made up for, if any, and how many before it passed too long ago; undefined when none is due. */
const dueOf = (schedule: StoredReportSchedule, now: Date) => {
  if (schedule.nextDueAt === undefined || schedule.nextDueAt > now.toISOString()) return undefined
  const times = timesOf(schedule)
  let [skipped, time]: [number, Date | undefined] = [0, new Date(schedule.nextDueAt)]
  for (; time && now.getTime() - time.getTime() > madeUpFor; time = times(time)) skipped += 1
  const dueAt = time && time <= now ? time : undefined
  const next = dueAt ? times(dueAt) : time
  return { skipped, dueAt: dueAt?.toISOString(), nextDueAt: next?.toISOString() }
}

/**
 * Requests the report of one due time, exactly once: its id follows from schedule and time, and the same transaction
 * moves the schedule on. @throws RaceLost
 */
const runOnce = async (
  ledger: SchedulingLedger,
  schedule: StoredReportSchedule,
  { skipped, dueAt, nextDueAt }: NonNullable<ReturnType<typeof dueOf>>,
): Promise<void> => {
  const { id, name, report, timeZone, recipients } = schedule
  const move = (lastRun: StoredReportSchedule['lastRun']) => {
    const set = { nextDueAt, lastRun, missed: schedule.missed + skipped, revision: schedule.revision + 1 }
    return update(reportScheduleKey(id), { set }, { equals: { revision: schedule.revision } })
  }
  if (dueAt === undefined) return commit(ledger.table, [move(schedule.lastRun)])
  const reportId = derivedUlid(dueAt, 'report', id, dueAt)
  const at = ledger.now().toISOString()
  const moved = move({ dueAt, reportId })
  const change = { actor: `schedule:${id}`, at, alongside: () => [moved] }
  try {
    await requestReport({ ...ledger, newId: () => reportId }, report, change, { id, name, dueAt, timeZone, recipients })
  } catch (error) {
    // The report exists: the time came twice, as clocks differ.
    if (error instanceof RaceLost && (await reportRuns.read(ledger.table, reportId)))
      return commit(ledger.table, [moved])
    if (!(error instanceof LedgerError)) throw error
    const fault = { code: error.code, message: error.errors[0]?.message ?? error.message }
    const title = `Scheduled report failed: ${plainly(name)}`
    const message = `The schedule ${plainly(name)} could not ask for its report: ${plainly(fault.message)}`
    const told = { at, path: `/report-schedules/${id}`, title, message, schedule: { id, name, dueAt }, error: fault }
    const failed = reportEvents.ReportFailed.of([id, dueAt], told)
    await commitWithEvents(ledger, [move({ dueAt, error: fault })], [failed], at)
  }
}

/** @returns false when time is short */
const runDue = async (ledger: SchedulingLedger, schedule: StoredReportSchedule | undefined): Promise<boolean> => {
  const due = schedule && dueOf(schedule, ledger.now())
  if (!due) return true
  if (timeLeft() < reserve) return false
  await isWon(runOnce(ledger, schedule, due))
  return runDue(ledger, await readSchedule(ledger.table, schedule.id))
}

/** Requests the reports of all due times. A failure of one schedule is thrown when the others are done. */
export const runSchedules = async (ledger: SchedulingLedger): Promise<void> => {
  const failures: unknown[] = []
  for (const schedule of await readSchedules(ledger.table))
    try {
      if (!(await runDue(ledger, schedule))) return await ledger.announceWork('run-schedules')
    } catch (error) {
      failures.push(error)
    }
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} schedules failed.`)
}
