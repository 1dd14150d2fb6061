import type { Ledger } from '../foundation/table/ledger.ts'
import { type Run, RunMoved, type Runs } from './run.ts'

/** Turns without any progress after which a run is given up: its work may kill each worker that takes it. */
const maximumAttempts = 5

export interface Turns<R extends Run> {
  runs: Runs<R>
  isOpen: (run: R) => boolean
  /** Puts a run off, and has asked for another message, before the turn counts as an attempt. */
  postpone?: (run: R) => Promise<boolean>
  begin?: (run: R) => Partial<R>
  /** Works; a step that makes progress sets `attempts` to 0. @throws RunMoved to leave the run to another worker */
  work: (run: R) => Promise<void>
  otherwise?: (run: R) => Promise<void>
  /** Ends a run that cannot be finished. @throws RunMoved when another worker took a step */
  giveUp: (run: R) => Promise<void>
  /** Milliseconds after its last step in which another worker is taken to be at it; else the newest takes over. */
  lease?: number
}

const unlessMoved = async (act: () => Promise<void>): Promise<void> => {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof RunMoved)) throw error
  }
}

/**
 * Takes a turn at a run. The attempt is counted before the work is read, so that work that kills its worker ends as
 * failed after a few turns. Each step is on condition of the version that this turn wrote, so an older turn fails at
 * its next one. What fails at the last delivery, or the last attempt, is given up.
 * @param counted the run with its first attempt, if this delivery has just recorded it
 */
export const takeTurn = async <R extends Run>(
  turns: Turns<R>,
  { table, now }: Pick<Ledger, 'table' | 'now'>,
  id: string,
  isLast: boolean,
  counted?: R,
): Promise<void> => {
  const { runs, isOpen, otherwise, postpone, begin = () => ({}), work, giveUp, lease = 0 } = turns
  const run = counted ?? (await runs.read(table, id))
  if (!run) return
  if (!isOpen(run)) return otherwise && unlessMoved(() => otherwise(run))
  const { attempts = 0 } = run
  const isHeld = attempts > 0 && now().getTime() - Date.parse(run.updatedAt) < lease
  if (isHeld && !counted) return
  if (await postpone?.(run)) return
  if (attempts >= maximumAttempts) return unlessMoved(() => giveUp(run))
  try {
    const changes: Partial<R> = { ...begin(run) }
    changes.attempts = attempts + 1
    await work(counted ?? (await runs.step(table, run, changes, now().toISOString())))
  } catch (error) {
    if (error instanceof RunMoved) return
    if (isLast || attempts + 1 >= maximumAttempts)
      await unlessMoved(async () => {
        const failed = await runs.read(table, id)
        if (failed && isOpen(failed)) await giveUp(failed)
      })
    throw error
  }
}
