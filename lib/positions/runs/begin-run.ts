import { commit } from '../../table/table.ts'
import { TransactionRefused } from '../../table/table.ts'
import { parseWanted, type Pointers, type Present, readPointers, type Wanted } from '../snapshot/pointers.ts'
import { presentOf, type RunDesk } from './desk.ts'
import { takeToken } from './pace.ts'
import { newRun, putRun, type RunTrigger, readRun, type Stage, type StoredRun } from './reconciliation.ts'

/** A run that has begun. */
export interface BegunRun {
  run: StoredRun
  pointers: Pointers
  /** What was wanted when it began, before it has read anything: all that was counted by then has been committed. */
  wanted: Wanted
  present: Present
}

const triggerOf = (made: Present | undefined, { day, knowledge }: Present): RunTrigger => {
  if (made && made.knowledge !== knowledge) return 'knowledge'
  return made && made.day !== day ? 'day' : 'change'
}

/** A run that somebody asked for begins with the first that has all that was there by then. */
const mayBeginQueued = (stage: Stage, { wanted, lists }: Pointers): boolean =>
  stage === 'reconcile' && wanted.queuedRun !== undefined && lists !== undefined && lists.seen >= wanted.queuedDevices

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
    const present = presentOf(desk)
    const pointers = await readPointers(table)
    if (!isDue(pointers, present)) return undefined
    const queued = mayBeginQueued(stage, pointers) ? pointers.wanted.queuedRun : undefined
    const now = desk.now()
    try {
      const token = takeToken(stage, pointers, now, queued === undefined ? {} : { queuedRun: undefined })
      const wanted = parseWanted(await table.change(token))
      const at = now.toISOString()
      const made = stage === 'collect' ? pointers.lists : pointers.current
      const asked = queued === undefined ? undefined : await readRun(table, queued)
      const run: StoredRun = asked
        ? { ...asked, status: 'running', startedAt: at, updatedAt: at, version: asked.version + 1 }
        : newRun(newId(), stage, triggerOf(made, present), 'running', at)
      await commit(table, [putRun(run)])
      return { run, pointers, wanted, present }
    } catch (error) {
      // Another run has just begun: it may do all that was due.
      if (!(error instanceof TransactionRefused)) throw error
    }
  }
}
