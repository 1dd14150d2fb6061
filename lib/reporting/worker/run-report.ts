import type { LedgerWith } from '../../foundation/table/ledger.ts'
import type { AnswerShelf } from '../../positions/answers/title-rows.ts'
import { isDue, presentOf, readPointers } from '../../positions/snapshot/pointers.ts'
import { RunMoved } from '../../work/run.ts'
import { type Turns, takeTurn } from '../../work/turn.ts'
import type { StoredReport } from '../reports/report.ts'
import { followUpOfEnd, isOpen, reportRuns } from '../reports/report-runs.ts'
import { makeReport, type ReportBucket } from './make-report.ts'

export type ReportDesk = AnswerShelf &
  Pick<LedgerWith<'timeZone' | 'announceWork' | 'announceReport'>, 'timeZone' | 'announceWork' | 'announceReport'> & {
    bucket: ReportBucket
  }

/** Milliseconds: half of those after which the sweep sends a run again, and many times those between two steps. */
const lease = 30_000

const givenUp = {
  code: 'internal',
  message: 'The service could not finish this report and has given it up. The logs say why; request it again.',
}

/** Milliseconds after its request for which a report waits. */
const longestWait = 2 * 60_000
/** Seconds until a report that waits is looked at again. */
const delay = 3

/**
 * Whether the current snapshot may lack changes that were made before a license report was requested. The queue delivers
 * it again then: a function that sleeps costs as much as one that works.
 */
const isTooEarly = async (desk: ReportDesk, { type, createdAt: at, attempts }: StoredReport): Promise<boolean> => {
  if (type === 'export' || attempts > 0 || desk.now().getTime() - Date.parse(at) >= longestWait) return false
  const present = presentOf(desk)
  const pointers = await readPointers(desk.table)
  const { current, lists } = pointers
  if (!current) return true
  const lacksDevices = isDue.collect(pointers, present) || lists?.id !== current.lists
  return (lacksDevices && current.listsReadFrom < at) || (isDue.reconcile(pointers, present) && current.readFrom < at)
}

type Result = Pick<StoredReport, 'status' | 'error'>

const end = async ({ table, now, announceWork }: ReportDesk, run: StoredReport, result: Result): Promise<void> => {
  const at = now().toISOString()
  const changes = { ...result, finishedAt: at }
  const { writes, workIds } = followUpOfEnd(reportRuns.changed(run, changes, at))
  await reportRuns.step(table, run, changes, at, writes)
  for (const id of workIds) await announceWork(id)
}

const turnsOf = (desk: ReportDesk): Turns<StoredReport> => ({
  runs: reportRuns,
  isOpen,
  lease,
  postpone: async (run) => {
    const isEarly = await isTooEarly(desk, run)
    if (isEarly) await desk.announceReport(run.id, delay)
    return isEarly
  },
  begin: ({ startedAt = desk.now().toISOString() }) => ({ status: 'running', done: 0, total: 0, startedAt }),
  work: async (run) => {
    const made = await makeReport(desk, run)
    try {
      await end(desk, made, { status: 'completed' })
    } catch (error) {
      // The file that was put just now must not stay when its run was cancelled or deleted.
      const moved = error instanceof RunMoved ? await reportRuns.read(desk.table, run.id) : run
      if (!moved || moved.status === 'cancelled') await desk.bucket.remove(run)
      throw error
    }
  },
  giveUp: (run) => end(desk, run, { status: 'failed', error: givenUp }),
})

export const takeReport = (desk: ReportDesk, reportId: string, isLast: boolean): Promise<void> =>
  takeTurn(turnsOf(desk), desk, reportId, isLast)
