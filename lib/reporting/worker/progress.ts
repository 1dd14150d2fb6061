import type { Ledger } from '../../foundation/table/ledger.ts'
import type { StoredReport } from '../reports/report.ts'
import { reportRuns } from '../reports/report-runs.ts'

/** Milliseconds between two steps of a run: a sixth of those for which it counts as being worked on. */
const betweenSteps = 5_000

/** Records how far a run is. Its steps throw RunMoved when the run was cancelled or taken over. */
export const progressOf = ({ table, now }: Pick<Ledger, 'table' | 'now'>, begun: StoredReport) => {
  let run = begun
  let [done, expected, last] = [0, 0, now().getTime()]

  const step = async (total: number): Promise<void> => {
    last = now().getTime()
    run = await reportRuns.step(table, run, { done, total }, now().toISOString())
  }
  /** To be called often, also when nothing is done yet. */
  const alive = async (): Promise<void> => {
    if (now().getTime() - last >= betweenSteps) await step(Math.max(done, expected))
  }

  return {
    alive,
    /** How many agreements and titles are known at first. */
    expect: (total: number): void => {
      expected = total
    },
    /** To be called for each agreement or title that was read. */
    met: (): Promise<void> => {
      done += 1
      return alive()
    },
    end: (): Promise<void> => step(done),
    run: () => run,
  }
}

export type Progress = ReturnType<typeof progressOf>
