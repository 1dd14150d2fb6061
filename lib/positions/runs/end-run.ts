import { writesOfCompletedRun, writesOfFailedRun } from '../../alerts/failed-reconciliations.ts'
import { settle } from '../../table/race.ts'
import { commit, type Write } from '../../table/table.ts'
import { Overtaken } from '../snapshot/pointers.ts'
import type { RunDesk } from './desk.ts'
import { changeRun, type RunCounts, type StoredRun } from './reconciliation.ts'

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
  { table, now, announceWork }: RunDesk,
  run: StoredRun,
  result: Result,
  pointers: readonly Write[],
): Promise<boolean> => {
  const finishedAt = now().toISOString()
  const completed = changeRun(run, { ...result, status: 'completed', finishedAt }, finishedAt)
  try {
    const workIds = await settle(async () => {
      const alert = await writesOfCompletedRun(table, run, finishedAt)
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

/**
 * A run that could not do its work says why; what was published stays.
 * @param isLast the queue gives it up: an alert tells of it
 */
export const failRun = async (
  { table, now, announceWork }: RunDesk,
  run: StoredRun,
  thrown: unknown,
  isLast: boolean,
): Promise<void> => {
  const finishedAt = now().toISOString()
  const [code, message] = thrown instanceof Error ? [thrown.name, thrown.message] : ['Error', String(thrown)]
  const error = { code, message }
  const failed = changeRun(run, { status: 'failed', finishedAt, error }, finishedAt)
  const workIds = await settle(async () => {
    const alert = isLast ? await writesOfFailedRun(table, { ...run, error }, finishedAt) : undefined
    await commit(table, [failed, ...(alert?.writes ?? [])])
    return alert?.workIds ?? []
  })
  for (const id of workIds) await announceWork(id)
}
