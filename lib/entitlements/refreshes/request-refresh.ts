import { unassigned } from '../../agreements/records/group.ts'
import { readGroup } from '../../agreements/records/group-store.ts'
import { conflict, invalidInput } from '../../foundation/errors.ts'
import { raceLost, settle } from '../../foundation/table/attempts.ts'
import { derivedUlid } from '../../foundation/table/ids.ts'
import type { Change, Ledger, LedgerWith } from '../../foundation/table/ledger.ts'
import { commit, type Table } from '../../foundation/table/table.ts'
import { RunMoved } from '../../work/run.ts'
import { boundStopped } from './freshness-marks.ts'
import {
  addRefresh,
  endRefresh,
  isOpen,
  type NewRefresh,
  newRefresh,
  type Refresh,
  refreshes,
  ScopeHeld,
  showRefresh,
} from './refresh.ts'

const expectGroup = async (table: Table, groupId: string): Promise<void> => {
  if (groupId === unassigned.id) return
  const found = await readGroup(table, groupId)
  const pointer = '/groupId'
  const message = `There is no group ${groupId}.`
  if (!found) throw invalidInput([{ pointer, code: 'group-not-found', message }])
  if (found.group.deleting)
    throw conflict('group-deleting', `The group ${found.group.name} is being deleted.`, [
      { pointer, code: 'group-deleting', message: 'Its agreements are moving to Unassigned Agreements.' },
    ])
}

/**
 * Refresh Now, of everything or of one group. Each scope has one run at a time: a second request gets the first one's.
 * @throws LedgerError `group-not-found`, `group-deleting`
 */
export const requestRefresh = async (desk: LedgerWith<'announceRefresh'>, { groupId }: NewRefresh, change: Change) => {
  const { table, newId, announceRefresh } = desk
  if (groupId !== undefined) await expectGroup(table, groupId)
  const { actor, at } = change
  const type = groupId === undefined ? 'all' : 'group'
  const run = newRefresh({ id: newId(), type, groupId, trigger: 'manual', actor, total: 0 }, at)
  const result = { run: showRefresh(run), begun: true }
  return settle(async () => {
    try {
      await commit(table, [...change.alongside(result), ...addRefresh(run)])
    } catch (error) {
      if (!(error instanceof ScopeHeld)) throw error
      const underWay = await refreshes.read(table, error.refreshId)
      // If it has ended since, its scope is free.
      if (!underWay || !isOpen(underWay)) throw raceLost()
      return { run: showRefresh(underWay), begun: false }
    }
    await announceRefresh(run.id)
    return result
  })
}

/** Once for each time, and not during another refresh of everything. @returns id of the run to go on with, if any */
export const beginScheduled = async ({ table, now }: Ledger, scheduledFor: string): Promise<string | undefined> => {
  const actor = 'schedule'
  const id = derivedUlid(new Date(scheduledFor).toISOString(), actor)
  const run = newRefresh({ id, type: 'all', trigger: 'scheduled', actor, total: 0 }, now().toISOString())
  try {
    await commit(table, addRefresh(run))
  } catch (error) {
    if (error instanceof ScopeHeld) return error.refreshId === id ? id : undefined
    if (!(error instanceof RunMoved)) throw error
  }
  return id
}

/**
 * Answers that were stored stay, and a worker that waits for VLSC stores nothing more. How old the oldest answers are
 * after a refresh of a group, the sweep finds out. @throws LedgerError `refresh-not-found`, `refresh-ended`
 */
export const cancelRefresh = ({ table }: Pick<Ledger, 'table'>, id: string, change: Change): Promise<Refresh> =>
  settle(async () => {
    const run = await refreshes.get(table, id)
    if (run.status === 'cancelled') return showRefresh(run)
    if (!isOpen(run)) throw conflict('refresh-ended', 'This refresh has already ended.')
    await boundStopped(table, run)
    const { ended, writes } = endRefresh(run, { status: 'cancelled' }, change.at)
    const shown = showRefresh(ended)
    await commit(table, [...change.alongside(shown), ...writes])
    return shown
  })
