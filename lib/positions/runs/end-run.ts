import { Busy } from '../../foundation/table/backoff.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit, type Write } from '../../foundation/table/table.ts'
import { Overtaken } from '../snapshot/pointers.ts'
import type { BegunRun } from './begin-run.ts'
import type { RunDesk } from './desk.ts'
import { changeRun, type RunCounts, RunEnded, type StoredRun } from './reconciliation.ts'

/** What a run has done. */
interface Result {
  counts: RunCounts
  snapshotId?: string
}

/**
 * Ends a run: pointers move with it, unless a newer run has moved them.
 * @param pointers writes that move them
 * @returns whether they have moved
 */
export const endRun = async (
  { table, now, announceWork, alerts }: RunDesk,
  run: StoredRun,
  result: Result,
  pointers: readonly Write[],
): Promise<boolean> => {
  const finishedAt = now().toISOString()
  const completed = changeRun(run, { ...result, status: 'completed', finishedAt }, finishedAt)
  try {
    const workIds = await settle(async () => {
      const alert = await alerts.completed(table, run, finishedAt)
      await commit(table, [...pointers, completed, ...alert.writes])
      return alert.workIds
    })
    for (const id of workIds) await announceWork(id)
    return true
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
    const { counts } = result
    await commit(table, [changeRun(run, { counts, status: 'overtaken', finishedAt }, finishedAt)])
    return false
  }
}

/** A file that a run needs is not there. It has asked for it to be made again. */
export class FileMissing extends Error {
  override name = 'FileMissing'
}

/** What went wrong, for readers: what dependencies say names buckets and roles, and stands in the log. */
const tell = (thrown: unknown): { code: string; message: string } => {
  if (thrown instanceof FileMissing) return { code: 'file-missing', message: thrown.message }
  if (thrown instanceof Busy) return { code: 'busy', message: 'The table or the bucket did not answer in time.' }
  return { code: 'internal', message: 'The service could not finish this run. The log of its worker says why.' }
}

/** Runs that fail one after the other until an alert tells of it: the queue takes hours to give a message up. */
const attemptsUntilAlert = 5

/**
 * A run that could not do its work says why; what was published stays. One that has ended already stays as it is: only
 * the answer of the table got lost.
 * @param isLast the queue gives it up
 */
export const failRun = async (
  { table, now, announceWork, alerts }: RunDesk,
  { run, attempt }: Pick<BegunRun, 'run' | 'attempt'>,
  thrown: unknown,
  isLast: boolean,
): Promise<void> => {
  const isTold = isLast || attempt >= attemptsUntilAlert
  const finishedAt = now().toISOString()
  const error = tell(thrown)
  const failed = changeRun(run, { status: 'failed', finishedAt, error }, finishedAt)
  try {
    const workIds = await settle(async () => {
      const alert = isTold ? await alerts.failed(table, { ...run, error }, finishedAt) : undefined
      await commit(table, [failed, ...(alert?.writes ?? [])])
      return alert?.workIds ?? []
    })
    for (const id of workIds) await announceWork(id)
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error
  }
}
