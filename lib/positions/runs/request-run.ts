import type { Change } from '../../foundation/table/change.ts'
import type { Condition } from '../../foundation/table/expression.ts'
import { wantedKey } from '../../foundation/table/keys.ts'
import { raceLost, settle } from '../../foundation/table/race.ts'
import { commit, update } from '../../foundation/table/table.ts'
import { readPointers } from '../snapshot/pointers.ts'
import type { RunDesk } from './desk.ts'
import { newRun, putRun, type Reconciliation, readRun } from './reconciliation.ts'

/** What asking for a run needs. */
export type RequestDesk = Pick<RunDesk, 'table' | 'newId' | 'ask'>

const show = ({ expiresAt: _, ...run }: ReturnType<typeof newRun>): Reconciliation => run

/** These attributes are as they were read; undefined where they were not there. */
const asRead = (read: Record<string, unknown>): Condition => ({
  equals: Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)),
  lacks: Object.keys(read).filter((name) => read[name] === undefined),
})

/**
 * Asks for a run that reads everything anew, devices first. One that was asked for and has not begun to read is the same.
 * @returns the run, and whether this request made it
 */
export const requestRun = async (
  { table, newId, ask }: RequestDesk,
  change: Change,
): Promise<{ run: Reconciliation; begun: boolean }> => {
  const requested = await settle(async () => {
    const { wanted } = await readPointers(table)
    const queued = wanted.queuedRun === undefined ? undefined : await readRun(table, wanted.queuedRun)
    if (queued?.status === 'queued') return { run: show(queued), begun: false }
    const run = newRun(newId(), 'reconcile', 'manual', 'queued', change.at)
    const result = { run: show(run), begun: true }
    await commit(table, [
      ...change.alongside(result),
      putRun(run),
      update(
        wantedKey,
        { set: { queuedRun: run.id, queuedDevices: wanted.devices + 1 }, add: { devices: 1, facts: 1 } },
        asRead({ devices: wanted.devices === 0 ? undefined : wanted.devices, queuedRun: wanted.queuedRun }),
        raceLost,
      ),
    ])
    return result
  })
  if (requested.begun) await ask('collect')
  return requested
}
