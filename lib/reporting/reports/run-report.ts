import * as z from 'zod'
import type { Delivery } from '../../foundation/queue/delivery.ts'
import { RaceLost } from '../../foundation/table/race.ts'
import { makeReport, type ReportDesk } from './make-report.ts'
import type { StoredReport } from './report.ts'
import { followUpOfEnd } from './report-end.ts'
import { isOpen, readReport, type Step, stepReport } from './report-store.ts'
import { waitsForChanges } from './wait-for-changes.ts'

/** What the report queue takes: our own word to work on a run. */
const ReportMessage = z.object({ reportId: z.string() })

/**
 * Milliseconds after its last step for which a run counts as worked on: half of those after which the sweep sends it
 * again, and many times those between two steps.
 */
const patience = 30_000

/** Attempts after which a run is given up, also one whose worker was killed each time. */
const maximumAttempts = 5

const givenUp = {
  code: 'internal',
  message: 'The service could not finish this report and has given it up. The logs say why; request it again.',
}

/** A run in the hands of one delivery: each step is on condition that no other delivery took one. */
const takeInHand = ({ table, now, announceWork }: ReportDesk, report: StoredReport) => {
  let run = report
  const step = async (next: Step): Promise<void> => {
    run = await stepReport(table, run, next, now().toISOString())
  }
  const end = async (result: Step): Promise<void> => {
    await step({ ...result, finishedAt: now().toISOString() })
    for (const id of followUpOfEnd(run).workIds) await announceWork(id)
  }
  return {
    step,
    isLastAttempt: () => run.attempts >= maximumAttempts,
    complete: () => end({ status: 'completed' }),
    giveUp: () => end({ status: 'failed', error: givenUp }),
  }
}

/** @returns whether nobody else took the run */
const unlessOvertaken = async (work: () => Promise<void>): Promise<boolean> => {
  try {
    await work()
    return true
  } catch (error) {
    if (error instanceof RaceLost) return false
    throw error
  }
}

const isWorkedOn = ({ status, updatedAt }: StoredReport, now: Date): boolean =>
  status === 'running' && now.getTime() - Date.parse(updatedAt) < patience

/**
 * Makes the report that a message of the report queue tells of, unless another delivery is at it: should that one die,
 * the sweep sends the run again. Should it only have slept, it fails at its next step and leaves the run to whoever took
 * it over. A run that waits for changes is asked for again later. What fails at the last delivery or attempt ends as `failed`.
 */
export const takeReportMessage = async (desk: ReportDesk, { body, isLast }: Delivery): Promise<void> => {
  const { reportId } = ReportMessage.parse(body)
  const report = await readReport(desk.table, reportId)
  if (!report || !isOpen(report) || isWorkedOn(report, desk.now())) return
  if (await waitsForChanges(desk, report)) return
  const run = takeInHand(desk, report)
  if (run.isLastAttempt()) return void (await unlessOvertaken(run.giveUp))
  try {
    if (!(await unlessOvertaken(() => makeReport(desk, report, run.step)))) return
    if (await unlessOvertaken(run.complete)) return
    // Completed by another delivery, and deleted since: the file was put back just now.
    if (!(await readReport(desk.table, reportId))) await desk.bucket.remove(report)
  } catch (error) {
    if (isLast || run.isLastAttempt()) await unlessOvertaken(run.giveUp)
    throw error
  }
}
