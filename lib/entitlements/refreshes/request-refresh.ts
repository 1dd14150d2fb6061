import { unassigned } from '../../agreements/records/group.ts'
import { readGroup } from '../../agreements/records/group-store.ts'
import { invalidInput, LedgerError } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import { derivedUlid } from '../../foundation/table/ids.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { raceLost, settle } from '../../foundation/table/race.ts'
import { commit, type Table } from '../../foundation/table/table.ts'
import { isOpen, type NewRefresh, type Refresh, showRefresh } from './refresh.ts'
import { addRefresh, holdScope, newRefresh, RunMoved, readRefresh, ScopeHeld } from './refresh-store.ts'

/** What use cases work with that refresh. */
export interface RefreshLedger extends Ledger {
  /** Tells the queue of a committed refresh; a lost message is found by the sweep. */
  announceRefresh: (refreshId: string) => Promise<void>
}

const expectGroup = async (table: Table, groupId: string): Promise<void> => {
  if (groupId === unassigned.id) return
  const found = await readGroup(table, groupId)
  const pointer = '/groupId'
  const message = `There is no group ${groupId}.`
  if (!found) throw invalidInput([{ pointer, code: 'group-not-found', message }])
  if (found.group.deleting)
    throw new LedgerError('conflict', 'group-deleting', `The group ${found.group.name} is being deleted.`, [
      { pointer, code: 'group-deleting', message: 'Its agreements are moving to Unassigned Agreements.' },
    ])
}

/** The run of a scope that is under way, for whoever asks again. */
const underWay = async (table: Table, refreshId: string): Promise<Refresh> => {
  const run = await readRefresh(table, refreshId)
  // It ended in between, so that its scope is free now.
  if (!run || !isOpen(run)) throw raceLost()
  return showRefresh(run)
}

/**
 * Refresh Now, of everything or of one group. One run of a scope at a time: who asks while one is under way gets that.
 * @returns also whether it begins with this request
 * @throws LedgerError `group-not-found`, `group-deleting`
 */
export const requestRefresh = async (
  ledger: RefreshLedger,
  { groupId }: NewRefresh,
  change: Change,
): Promise<{ run: Refresh; begun: boolean }> => {
  if (groupId !== undefined) await expectGroup(ledger.table, groupId)
  const { actor, at } = change
  const scope = groupId === undefined ? { type: 'all' as const } : { type: 'group' as const, groupId }
  const run = newRefresh({ id: ledger.newId(), ...scope, trigger: 'manual', actor, total: 0 }, at)
  const result = { run: showRefresh(run), begun: true }
  return settle(async () => {
    try {
      await commit(ledger.table, [...change.alongside(result), ...holdScope(run), addRefresh(run)])
    } catch (error) {
      if (!(error instanceof ScopeHeld)) throw error
      return { run: await underWay(ledger.table, error.refreshId), begun: false }
    }
    await ledger.announceRefresh(run.id)
    return result
  })
}

/** Who asks when nobody does. */
const scheduler = 'schedule'

/**
 * The refresh that the schedule asks for. A message that is delivered twice begins one run; while another refresh of
 * everything is under way none begins.
 * @param scheduledFor ISO 8601 UTC
 * @returns id of the run to go on with; undefined when there is none
 */
export const beginScheduled = async (ledger: Ledger, scheduledFor: string): Promise<string | undefined> => {
  const id = derivedUlid(new Date(scheduledFor).toISOString(), scheduler)
  const run = newRefresh(
    { id, type: 'all', trigger: 'scheduled', actor: scheduler, total: 0 },
    ledger.now().toISOString(),
  )
  try {
    await settle(() => commit(ledger.table, [...holdScope(run), addRefresh(run)]))
  } catch (error) {
    if (error instanceof ScopeHeld) return error.refreshId === id ? id : undefined
    if (error instanceof RunMoved) return id
    throw error
  }
  return id
}
