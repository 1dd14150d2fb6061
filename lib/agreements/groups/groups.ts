import { type Action, auditEntry, changeOf, historyEntry } from '../../audit/trail.ts'
import { conflict, expectVersion, type Versions } from '../../foundation/errors.ts'
import { pause, settle } from '../../foundation/table/attempts.ts'
import { agreementsByGroup, groupHistoryKey } from '../../foundation/table/keys.ts'
import type { Change, Ledger, LedgerWith, Who } from '../../foundation/table/ledger.ts'
import { commit, type Table, type Write } from '../../foundation/table/table.ts'
import { addWork, endWork, type Work } from '../../work/work.ts'
import { moveWrites } from '../edits/move-agreements.ts'
import {
  type Group,
  type GroupPatch,
  isBuiltInName,
  membersOf,
  type NewGroup,
  nobody,
  unassigned,
} from '../records/group.ts'
import {
  type FoundGroup,
  groupDeleting,
  groupNotFound,
  readGroup,
  type StoredGroup,
  showGroup,
  totalOf,
} from '../records/group-store.ts'
import {
  addGroup,
  closeGroup,
  dropGroup,
  groupNameTaken,
  joinGroup,
  leaveGroups,
  renameGroup,
} from '../records/group-writes.ts'
import { AgreementType } from '../records/restrictions.ts'
import { readHeads, type StoredAgreement } from '../records/stored-agreement.ts'

const readChangeable = async (table: Table, id: string, verb: string, expected: Versions | undefined) => {
  const detail = `The group ${unassigned.name} is built in and cannot be ${verb}.`
  if (id === unassigned.id) throw conflict('group-built-in', detail)
  const found = await readGroup(table, id)
  if (!found) throw groupNotFound(id)
  expectVersion(found.group.version, expected)
  return found
}

const commitChange = async (
  ledger: Ledger,
  { group, ...found }: FoundGroup,
  action: Action,
  writes: readonly Write[],
  changes: Pick<StoredGroup, 'name' | 'deleting'>,
  { actor, at }: Who,
): Promise<Group> => {
  const next = { ...group, ...changes, version: group.version + 1, updatedAt: at }
  const states = { before: { name: group.name }, after: changes }
  await commit(ledger.table, [
    ...writes,
    historyEntry(groupHistoryKey(group.id, next.version), { actor, at }, action, states),
    auditEntry(ledger.newId(), { actor, at }, action, [changeOf('group', group, states)]),
  ])
  return showGroup(next, totalOf(found))
}

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

export const patchGroup = (ledger: Ledger, id: string, { name }: GroupPatch, change: Change, expected?: Versions) =>
  settle(async () => {
    const found = await readChangeable(ledger.table, id, 'renamed', expected)
    const { group } = found
    if (group.deleting) throw groupDeleting(id)
    if (name === undefined || name === group.name) return showGroup(group, totalOf(found))
    if (isBuiltInName(name)) throw groupNameTaken(name)
    return commitChange(ledger, found, 'group-renamed', renameGroup(group, name, change.at), { name }, change)
  })

/** Members that move within the request; with the rest of the deletion they fit into one transaction. */
const membersInRequest = 25
/** Members that one transaction of the worker moves: two items each, and three around them. */
const membersAtOnce = 45

/** Up to `limit` members as the index knows them, each read again from the table: the index may lag behind. */
const readMembers = async (table: Table, groupId: string, limit: number): Promise<StoredAgreement[]> => {
  const pages = await Promise.all(
    AgreementType.options.map((type) =>
      table.query({ index: 'gsi2', partition: agreementsByGroup(groupId, type), limit }),
    ),
  )
  const ids = pages.flatMap(({ items }) => items.map(({ id }) => String(id))).slice(0, limit)
  return [...(await readHeads(table, ids)).values()].filter((agreement) => agreement.groupId === groupId)
}

const deletion = (ledger: Ledger, found: FoundGroup, who: Who, members: readonly StoredAgreement[] = []): Write[] => {
  const { writes, changed } = dropGroup(found, who)
  const auditId = ledger.newId()
  const moves = moveWrites(members, unassigned.id, who, auditId)
  return [
    ...writes,
    auditEntry(auditId, who, 'group-deleted', [changed, ...moves.changes], [changed.id]),
    ...moves.writes,
    ...(members.length > 0 ? [joinGroup(unassigned.id, membersOf(members), 'api')] : []),
  ]
}

export const deletionOfEmpty = async (ledger: Ledger, groupId: string, who: Who): Promise<Write[]> => {
  const found = await readGroup(ledger.table, groupId)
  const goes = found && found.group.version === 1 && totalOf(found) === 0
  return goes ? deletion(ledger, found, who) : []
}

const beginDeletion = async (ledger: Ledger, found: FoundGroup, { actor, at }: Change) => {
  const { id: subjectId, name } = found.group
  const workId = ledger.newId()
  const work = addWork({ id: workId, kind: 'empty-group', subjectId, actor, createdAt: at })
  const changes = { name, deleting: true } as const
  const writes = [...closeGroup(found.group, at), work]
  return { closed: await commitChange(ledger, found, 'group-deletion-begun', writes, changes, { actor, at }), workId }
}

/**
 * Deletes a group; its agreements move to `unassigned`. Up to 25 move within the request, and the answer is undefined.
 * Work moves more of them: the answer is then the group, which takes no agreements any more.
 */
export const deleteGroup = async (
  ledger: LedgerWith<'announceWork'>,
  id: string,
  change: Change,
  expected?: Versions,
): Promise<Group | undefined> => {
  const begun = await settle(async () => {
    const found = await readChangeable(ledger.table, id, 'deleted', expected)
    const count = totalOf(found)
    if (found.group.deleting) return { closed: showGroup(found.group, count), workId: undefined }
    const few = count > 0 && count <= membersInRequest
    const members = few ? await readMembers(ledger.table, id, membersInRequest) : []
    if (members.length !== count) return beginDeletion(ledger, found, change)
    await commit(ledger.table, deletion(ledger, found, change, members))
    return undefined
  })
  if (begun?.workId !== undefined) await ledger.announceWork(begun.workId)
  return begun?.closed
}

/**
 * Moves the members of a group that is being deleted, then deletes the group. Safe to repeat: each step is on condition
 * of what it read, and the counters say when nobody is left.
 */
export const emptyGroup = async (ledger: Ledger, { id: workId, subjectId, actor }: Work): Promise<void> => {
  for (let idle = 0; ; ) {
    const moved = await settle(async () => {
      const found = await readGroup(ledger.table, subjectId)
      if (!found) return 'gone'
      const who = { actor, at: ledger.now().toISOString() }
      if (totalOf(found) === 0) {
        await commit(ledger.table, [...deletion(ledger, found, who), endWork(workId)])
        return 'gone'
      }
      const members = await readMembers(ledger.table, subjectId, membersAtOnce)
      if (members.length === 0) return 0
      const auditId = ledger.newId()
      const { writes, changes } = moveWrites(members, unassigned.id, who, auditId)
      await commit(ledger.table, [
        ...leaveGroups(members),
        joinGroup(unassigned.id, membersOf(members), 'api'),
        ...writes,
        auditEntry(auditId, who, 'agreement-moved', changes, []),
      ])
      return members.length
    })
    if (moved === 'gone') return
    if (moved === 0) await pause(idle++)
    else idle = 0
  }
}
