import { commit, type Table } from '../../foundation/table/table.ts'
import { isCollectDue, isReconcileDue, type Pointers, type Present, readPointers } from '../snapshot/pointers.ts'
import { presentOf, type RunDesk } from './desk.ts'
import { isSent, noteSent, PaceMoved, waitOf } from './pace.ts'
import type { Stage } from './reconciliation.ts'

/** What asking for runs needs. */
export type AskingDesk = Pick<RunDesk, 'now' | 'timeZone' | 'ask'> & { table: Table }

/** The longest that a queue can hold a message back, in seconds. */
const longestDelay = 900

const isDue: Record<Stage, (pointers: Pointers, present: Present) => boolean> = {
  collect: isCollectDue,
  // Without a lists file there is nothing to conclude from.
  reconcile: (pointers, present) => pointers.lists !== undefined && isReconcileDue(pointers, present),
}

/**
 * Asks for the runs that are due, unless they were asked for: as soon as their pace allows. Called by the table's stream
 * and by the sweep, never by a run.
 */
export const sendDue = async (desk: AskingDesk): Promise<void> => {
  const present = presentOf(desk)
  const pointers = await readPointers(desk.table)
  const now = desk.now()
  for (const stage of ['collect', 'reconcile'] as const) {
    if (!isDue[stage](pointers, present) || isSent(stage, pointers, now)) continue
    const seconds = Math.min(longestDelay, Math.ceil(waitOf(stage, pointers, now) / 1_000))
    try {
      await commit(desk.table, [noteSent(stage, pointers, now, seconds * 1_000)])
    } catch (error) {
      // Somebody else has just asked for it, or a run has begun.
      if (error instanceof PaceMoved) continue
      throw error
    }
    await desk.ask(stage, seconds)
  }
}
