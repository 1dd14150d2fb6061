import { auditEntry, changeOf, historyEntry } from '../../audit/trail.ts'
import { expectVersion, LedgerError } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import { groupHistoryKey } from '../../foundation/table/keys.ts'
import type { Change, Ledger } from '../../foundation/table/ledger.ts'
import { commit, type Table } from '../../foundation/table/table.ts'
import { type Group, type GroupPatch, isBuiltInName, type NewGroup, nobody, unassigned } from '../records/group.ts'
import { type FoundGroup, groupDeleting, groupNotFound, readGroup, showGroup, totalOf } from '../records/group-store.ts'
import { addGroup, groupNameTaken, renameGroup } from '../records/group-writes.ts'

/** A group that can be changed. @throws LedgerError `group-built-in`, `group-not-found`, `stale-version` */
export const readChangeable = async (
  table: Table,
  id: string,
  verb: string,
  expected: number | undefined,
): Promise<FoundGroup> => {
  const detail = `The group ${unassigned.name} is built in and cannot be ${verb}.`
  if (id === unassigned.id) throw new LedgerError('conflict', 'group-built-in', detail)
  const found = await readGroup(table, id)
  if (!found) throw groupNotFound(id)
  expectVersion(found.group.version, expected)
  return found
}

/** @throws LedgerError `group-name-taken`, `group-limit-reached` */
export const createGroup = async (ledger: Ledger, { name }: NewGroup, change: Change): Promise<Group> => {
  const taken = () => groupNameTaken(name)
  if (isBuiltInName(name)) throw taken()
  const { group, writes, changed } = addGroup(ledger.newId(), name, change, { taken, members: nobody, writer: 'api' })
  const shown = showGroup(group, 0)
  await commit(ledger.table, [
    ...change.alongside(shown),
    ...writes,
    auditEntry(ledger.newId(), change, 'group-created', [changed]),
  ])
  return shown
}

/** @throws LedgerError `group-built-in`, `group-not-found`, `group-name-taken`, `group-deleting`, `stale-version` */
export const patchGroup = (
  ledger: Ledger,
  id: string,
  { name }: GroupPatch,
  change: Change,
  expected?: number,
): Promise<Group> =>
  settle(async () => {
    const found = await readChangeable(ledger.table, id, 'renamed', expected)
    const { group } = found
    if (group.deleting) throw groupDeleting(id)
    if (name === undefined || name === group.name) return showGroup(group, totalOf(found))
    if (isBuiltInName(name)) throw groupNameTaken(name)
    const version = group.version + 1
    const states = { before: { name: group.name }, after: { name } }
    await commit(ledger.table, [
      ...renameGroup(group, name, change.at),
      historyEntry(groupHistoryKey(id, version), change, 'group-renamed', states),
      auditEntry(ledger.newId(), change, 'group-renamed', [changeOf('group', group, states)]),
    ])
    return showGroup({ ...group, name, version, updatedAt: change.at }, totalOf(found))
  })
