import { Busy, RaceLost, settle } from '../../foundation/table/attempts.ts'
import { wantedKey } from '../../foundation/table/keys.ts'
import { commit, type Table, TransactionRefused, update, type Write } from '../../foundation/table/table.ts'
import { RunMoved } from '../../work/run.ts'
import { commitFollowed, type FollowUp } from '../../work/work.ts'
import { isDue, mayBeginQueued, Overtaken, presentOf, readPointers, Wanted } from '../snapshot/pointers.ts'
import { paceOf } from './pace.ts'
import { newReconciliation, type RunDesk, reconciliations, type Stage, type StoredRun } from './reconciliation.ts'

interface Done extends Pick<StoredRun, 'counts' | 'snapshotId'> {
  pointers: readonly Write[]
}

/** Failures in a row until an alert is raised: the queue gives a message up only after hours. */
const failuresUntilAlert = 5
/** Runs without an end until an alert is raised. Two at a time that end out of order are no reason. */
const longestSilence = 10

/** Commits writes of a run and of its alert. @returns false when they went through before and the answer got lost */
const commitRun = (
  desk: RunDesk,
  writes: readonly Write[],
  alertOf: () => Promise<FollowUp> | undefined,
): Promise<boolean> =>
  settle(async () => {
    try {
      await commitFollowed(desk, writes, await alertOf())
      return true
    } catch (error) {
      if (error instanceof RunMoved) return false
      throw error
    }
  })

/** Begins the run that somebody asked for. @returns undefined when another run has become it, or it is gone */
const adoptRun = async (table: Table, id: string, at: string): Promise<StoredRun | undefined> => {
  const asked = await reconciliations.read(table, id)
  const unqueue = update(wantedKey, { set: { queuedRun: undefined } }, { equals: { queuedRun: id } })
  try {
    if (asked) return await reconciliations.step(table, asked, { status: 'running', startedAt: at }, at, [unqueue])
    await commit(table, [unqueue])
  } catch (error) {
    if (!(error instanceof RaceLost)) throw error
  }
  return undefined
}

/** Begins a run and records it, if one is due: it takes a token of its pace. */
const beginRun = async (desk: RunDesk, stage: Stage) => {
  const { table, newId, alerts } = desk
  while (true) {
    const now = desk.now()
    const at = now.toISOString()
    const present = presentOf({ ...desk, now: () => now })
    const pointers = await readPointers(table)
    const pace = paceOf(stage, pointers, now)
    const { attempt } = pace
    try {
      if (!isDue[stage](pointers, present)) {
        if (!pace.isNoted) return undefined
        // Another run has done what this message asked for. Changes that saw it on its way have asked for nothing.
        await table.change(pace.noteArrived())
        continue
      }
      // Read before any fact: all that was counted by now has been committed.
      const wanted = Wanted.parse(await table.change(pace.takeToken()))
      // It begins with the first run that has all that was there when it was asked for.
      const isQueued = stage === 'reconcile' && pointers.lists && mayBeginQueued(wanted, pointers.lists)
      const adopted = isQueued && wanted.queuedRun ? await adoptRun(table, wanted.queuedRun, at) : undefined
      if (adopted) return { run: adopted, pointers, wanted, present, attempt }
      const made = (stage === 'collect' ? pointers.lists : pointers.current) ?? present
      const older = made.day === present.day ? 'change' : 'day'
      const trigger = made.knowledge === present.knowledge ? older : 'knowledge'
      const run = newReconciliation(newId(), at, { stage, trigger, status: 'running' })
      // Workers that were killed cannot say that they failed, so the next one does.
      const error = { message: `${longestSilence} runs have begun, and none has published anything.` }
      await commitRun(desk, [reconciliations.add(run)], () =>
        attempt > longestSilence ? alerts.failed(table, { ...run, error }, at) : undefined,
      )
      return { run, pointers, wanted, present, attempt }
    } catch (error) {
      // Another run has just begun, or was asked for: it may do all that was due.
      if (!(error instanceof TransactionRefused)) throw error
    }
  }
}

/** Ends a run: pointers move with it, unless a newer run has moved them. @returns whether they have moved */
const endRun = async (desk: RunDesk, run: StoredRun, { pointers, ...result }: Done): Promise<boolean> => {
  const { table, alerts } = desk
  const at = desk.now().toISOString()
  const completed = reconciliations.change(run, { ...result, status: 'completed', finishedAt: at }, at)
  try {
    return await commitRun(desk, [...pointers, completed], () => alerts.completed(table, run, at))
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
    await reconciliations.step(table, run, { counts: result.counts, status: 'overtaken', finishedAt: at }, at)
    return false
  }
}

export type BegunRun = NonNullable<Awaited<ReturnType<typeof beginRun>>>

export class FileMissing extends Error {
  override name = 'FileMissing'
}

/** What went wrong, for readers. Messages of dependencies name buckets and roles: they stand in the log alone. */
const tell = (thrown: unknown): { code: string; message: string } => {
  if (thrown instanceof FileMissing) return { code: 'file-missing', message: thrown.message }
  if (thrown instanceof Busy) return { code: 'busy', message: 'The table or the bucket did not answer in time.' }
  return { code: 'internal', message: 'The service could not finish this run. The log of its worker says why.' }
}

const failRun = async (desk: RunDesk, { run, attempt }: BegunRun, thrown: unknown, isLast: boolean): Promise<void> => {
  const { table, alerts } = desk
  const at = desk.now().toISOString()
  const error = tell(thrown)
  const failed = reconciliations.change(run, { status: 'failed', finishedAt: at, error }, at)
  await commitRun(desk, [failed], () =>
    isLast || attempt >= failuresUntilAlert ? alerts.failed(table, { ...run, error }, at) : undefined,
  )
}

/**
 * Runs a stage, if it is due. Safe to run at any time, several times in parallel, or after a crash.
 * @param isLast when it fails, the queue gives it up
 * @returns whether its pointers have moved
 */
export const runStage = async (
  desk: RunDesk,
  stage: Stage,
  isLast: boolean,
  work: (begun: BegunRun) => Promise<Done>,
): Promise<boolean> => {
  const begun = await beginRun(desk, stage)
  if (!begun) return false
  try {
    return await endRun(desk, begun.run, await work(begun))
  } catch (error) {
    await failRun(desk, begun, error, isLast)
    throw error
  }
}
