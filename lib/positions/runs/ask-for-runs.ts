import { settle } from '../../foundation/table/attempts.ts'
import type { Change } from '../../foundation/table/ledger.ts'
import { commit, type Table } from '../../foundation/table/table.ts'
import type { Terms } from '../snapshot/manifest.ts'
import { isDue, presentOf, readPointers, want } from '../snapshot/pointers.ts'
import { PaceMoved, paceOf } from './pace.ts'
import {
  newReconciliation,
  type Reconciliation,
  type RunDesk,
  reconciliations,
  Stage,
  showRun,
} from './reconciliation.ts'

export type AskingDesk = Pick<RunDesk, 'table' | 'now' | 'timeZone' | 'ask'>

/** The longest that a queue can hold a message back, in seconds. */
const longestDelay = 900

/** Asks for runs that are due, as soon as their pace allows. The table's stream and the sweep call it, never a run. */
export const sendDue = async (desk: AskingDesk): Promise<void> => {
  const present = presentOf(desk)
  const pointers = await readPointers(desk.table)
  const now = desk.now()
  for (const stage of Stage.options) {
    const pace = paceOf(stage, pointers, now)
    if (!isDue[stage](pointers, present) || pace.isSent) continue
    const seconds = Math.min(longestDelay, Math.ceil(pace.wait / 1_000))
    try {
      await commit(desk.table, [pace.noteSent(seconds * 1_000)])
    } catch (error) {
      // Somebody else has just asked for it, or a run has begun.
      if (error instanceof PaceMoved) continue
      throw error
    }
    await desk.ask(stage, seconds)
  }
}

/** Asks for a run whatever the pace, once an import has ended. If this is lost, the table's stream asks for it. */
export const goFirst = async (
  { table, ask }: Pick<RunDesk, 'table' | 'ask'>,
  kind: 'devices' | 'facts',
): Promise<void> => {
  await commit(table, [want({ [kind]: 1 })])
  await ask(kind === 'devices' ? 'collect' : 'reconcile')
}

/** Makes both stages due: after a start, changes may have been missed. */
export const startRuns = (table: Table): Promise<void> => commit(table, [want({ devices: 1, facts: 1 })])

export type ConclusionSettings = Pick<Terms, 'timeZone' | 'staleDays' | 'alertDays' | 'alertNoEntitlement'>

/** Makes both stages due when a deployment has changed settings from which conclusions follow. */
export const followSettings = (table: Table, settings: ConclusionSettings): Promise<void> =>
  settle(async () => {
    const { timeZone, staleDays, alertDays, alertNoEntitlement } = settings
    const now = JSON.stringify([timeZone, staleDays, alertDays, alertNoEntitlement])
    const { settings: before } = (await readPointers(table)).wanted
    if (before !== now) await commit(table, [want({ devices: 1, facts: 1 }, { settings: now }, { settings: before })])
  })

/**
 * Asks for a run that reads everything again, devices first, unless one waits already.
 * @returns the run, and whether this request made it
 */
export const requestRun = async (
  { table, newId, ask }: Pick<RunDesk, 'table' | 'newId' | 'ask'>,
  change: Change,
): Promise<{ run: Reconciliation; begun: boolean }> => {
  const at = new Date(change.at)
  const requested = await settle(async () => {
    const { wanted } = await readPointers(table)
    const queued = wanted.queuedRun === undefined ? undefined : await reconciliations.read(table, wanted.queuedRun)
    if (queued?.status === 'queued') return { run: showRun(queued, at), begun: false }
    const run = newReconciliation(newId(), 'reconcile', 'manual', 'queued', change.at)
    const result = { run: showRun(run, at), begun: true }
    const queue = { queuedRun: run.id, queuedDevices: wanted.devices + 1 }
    const asRead = { devices: wanted.devices === 0 ? undefined : wanted.devices, queuedRun: wanted.queuedRun }
    await commit(table, [
      ...change.alongside(result),
      reconciliations.add(run),
      want({ devices: 1, facts: 1 }, queue, asRead),
    ])
    return result
  })
  if (requested.begun) await ask('collect')
  return requested
}
