import { wantedKey } from '../../foundation/table/keys.ts'
import { RaceLost, raceLost, settle } from '../../foundation/table/race.ts'
import { commit, type Table, TransactionRefused, update } from '../../foundation/table/table.ts'
import {
  mayBeginQueued,
  type Pointers,
  type Present,
  parseWanted,
  readPointers,
  type Wanted,
} from '../snapshot/pointers.ts'
import { presentOf, type RunDesk } from './desk.ts'
import { attemptOf, isNoted, noteArrived, takeToken } from './pace.ts'
import {
  changeRun,
  newRun,
  putRun,
  RunEnded,
  type RunTrigger,
  readRun,
  type Stage,
  type StoredRun,
} from './reconciliation.ts'

/** A run that has begun. */
export interface BegunRun {
  run: StoredRun
  pointers: Pointers
  /** What was wanted when it began, before it has read anything: all that was counted by then has been committed. */
  wanted: Wanted
  present: Present
  /** Its number among the runs that have begun since one moved the pointer. */
  attempt: number
}

const triggerOf = (made: Present | undefined, { day, knowledge }: Present): RunTrigger => {
  if (made && made.knowledge !== knowledge) return 'knowledge'
  return made && made.day !== day ? 'day' : 'change'
}

/**
 * Begins the run that somebody asked for. It is asked for until it has begun, so that a worker that dies before leaves it
 * to the next one.
 * @returns undefined when another run has become it, or it is no longer kept
 */
const adoptRun = async (table: Table, id: string, at: string): Promise<StoredRun | undefined> => {
  const asked = await readRun(table, id)
  const begins = { status: 'running', startedAt: at } as const
  const noneIsQueued = update(wantedKey, { set: { queuedRun: undefined } }, { equals: { queuedRun: id } }, raceLost)
  try {
    await commit(table, [noneIsQueued, ...(asked ? [changeRun(asked, begins, at)] : [])])
  } catch (error) {
    if (error instanceof RaceLost || error instanceof RunEnded) return undefined
    throw error
  }
  return asked && { ...asked, ...begins, version: asked.version + 1, updatedAt: at }
}

/** Runs that may end without a word before somebody is told: two at once, which end out of order, are no reason. */
const longestSilence = 10

/** Records a run. Workers that were killed cannot say that they failed: the one after them does. */
const recordRun = async ({ table, announceWork, alerts }: RunDesk, run: StoredRun, attempt: number): Promise<void> => {
  const error = { message: `${longestSilence} runs have begun, and none has published anything.` }
  const workIds = await settle(async () => {
    const alert = attempt > longestSilence ? await alerts.failed(table, { ...run, error }, run.startedAt) : undefined
    await commit(table, [putRun(run), ...(alert?.writes ?? [])])
    return alert?.workIds ?? []
  })
  for (const id of workIds) await announceWork(id)
}

/**
 * Begins a run, if one is due: it takes a token of its pace, and is recorded.
 * @returns undefined when nothing is due any more
 */
export const beginRun = async (
  desk: RunDesk,
  stage: Stage,
  isDue: (pointers: Pointers, present: Present) => boolean,
): Promise<BegunRun | undefined> => {
  const { table, newId } = desk
  while (true) {
    const now = desk.now()
    const present = presentOf({ ...desk, now: () => now })
    const pointers = await readPointers(table)
    const attempt = attemptOf(stage, pointers)
    try {
      if (!isDue(pointers, present)) {
        if (!isNoted(stage, pointers, now)) return undefined
        // Another run has done what this message asked for. Changes that saw it on its way have asked for nothing.
        await table.change(noteArrived(stage, pointers, now))
        continue
      }
      const wanted = parseWanted(await table.change(takeToken(stage, pointers, now)))
      const at = now.toISOString()
      // It begins with the first that has all that was there when it was asked for.
      const isQueued = stage === 'reconcile' && mayBeginQueued(wanted, pointers.lists)
      const adopted = isQueued && wanted.queuedRun ? await adoptRun(table, wanted.queuedRun, at) : undefined
      if (adopted) return { run: adopted, pointers, wanted, present, attempt }
      const made = stage === 'collect' ? pointers.lists : pointers.current
      const run = newRun(newId(), stage, triggerOf(made, present), 'running', at)
      await recordRun(desk, run, attempt)
      return { run, pointers, wanted, present, attempt }
    } catch (error) {
      // Another run has just begun, or was asked for: it may do all that was due.
      if (!(error instanceof TransactionRefused)) throw error
    }
  }
}
