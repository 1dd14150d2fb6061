import { auditEntry, historyEntry } from '../../audit/trail.ts'
import { expectVersion, LedgerError } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import { groupHistoryKey } from '../../foundation/table/keys.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit, type Item, type Table } from '../../foundation/table/table.ts'
import { moveAgreements } from '../edits/move-agreements.ts'
import type { AgreementListItem } from '../records/agreement.ts'
import { type Group, type GroupPatch, isBuiltInName, type NewGroup, unassigned } from '../records/group.ts'
import {
  addGroup,
  builtInGroup,
  type Counts,
  countMembers,
  groupNameTaken,
  readGroup,
  renameGroup,
  type StoredGroup,
  showGroup,
} from '../records/group-store.ts'
import { nobody } from '../records/members.ts'

export const groupNotFound = (id: string): LedgerError =>
  new LedgerError('not-found', 'group-not-found', `There is no group ${id}.`)

const groupDeleting = (id: string): LedgerError =>
  new LedgerError('conflict', 'group-deleting', `Group ${id} is being deleted.`)

const builtIn = (verb: string): LedgerError =>
  new LedgerError('conflict', 'group-built-in', `The group ${unassigned.name} is built in and cannot be ${verb}.`)

export const totalOf = (counts: Counts): number => counts.api + counts.import

/** A group that can be changed. @throws LedgerError `group-built-in`, `group-not-found`, `group-deleting`, `stale-version` */
export const readChangeable = async (
  table: Table,
  id: string,
  verb: string,
  expected: number | undefined,
): Promise<{ group: StoredGroup; counts: Counts }> => {
  if (id === unassigned.id) throw builtIn(verb)
  const found = await readGroup(table, id)
  if (!found) throw groupNotFound(id)
  expectVersion(found.group.version, expected)
  return found
}

/** @throws LedgerError `group-not-found` */
export const getGroup = async (table: Table, id: string): Promise<Group> => {
  if (id === unassigned.id) return builtInGroup((await countMembers(table, id)).count)
  const found = await readGroup(table, id)
  if (!found) throw groupNotFound(id)
  return showGroup(found.group, totalOf(found.counts))
}

/** @throws LedgerError `group-name-taken`, `group-limit-reached` */
export const createGroup = async (ledger: Ledger, { name }: NewGroup, change: Change): Promise<Group> => {
  if (isBuiltInName(name)) throw groupNameTaken(name)
  const { actor, at } = change
  const group: StoredGroup = { id: ledger.newId(), name, version: 1, createdAt: at, createdBy: actor, updatedAt: at }
  const shown = showGroup(group, 0)
  await commit(ledger.table, [
    ...change.alongside(shown),
    ...addGroup(group, { name: () => groupNameTaken(name), members: nobody, writer: 'api' }),
    auditEntry(ledger.newId(), change, 'group-created', [
      { type: 'group', id: group.id, name, before: null, after: { name } },
    ]),
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
    const { group, counts } = await readChangeable(ledger.table, id, 'renamed', expected)
    if (group.deleting) throw groupDeleting(id)
    if (name === undefined || name === group.name) return showGroup(group, totalOf(counts))
    if (isBuiltInName(name)) throw groupNameTaken(name)
    const version = group.version + 1
    const before = { name: group.name }
    const after = { name }
    await commit(ledger.table, [
      ...renameGroup(group, name, change.at),
      historyEntry(groupHistoryKey(id, version), change, 'group-renamed', { before, after }),
      auditEntry(ledger.newId(), change, 'group-renamed', [{ type: 'group', id, name, before, after }]),
    ])
    return showGroup({ ...group, name, version, updatedAt: change.at }, totalOf(counts))
  })

/** Moves agreements into the group of the path, all or none. @throws LedgerError `group-not-found`, `agreement-not-found` */
export const moveIntoGroup = (
  ledger: Ledger,
  groupId: string,
  agreementIds: readonly string[],
  change: Change,
): Promise<AgreementListItem[]> =>
  moveAgreements(ledger, groupId, agreementIds, change, (counter?: Item) =>
    counter ? groupDeleting(groupId) : groupNotFound(groupId),
  )
