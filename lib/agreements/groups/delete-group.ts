import { auditEntry, changeOf, historyEntry } from '../../audit/trail.ts'
import { pause, settle } from '../../foundation/table/attempts.ts'
import { agreementsByGroup, groupHistoryKey } from '../../foundation/table/keys.ts'
import type { Change, Ledger, LedgerWith, Who } from '../../foundation/table/ledger.ts'
import { commit, type Table, type Write } from '../../foundation/table/table.ts'
import { addWork, endWork, type Work } from '../../work/work.ts'
import { moveWrites } from '../edits/move-agreements.ts'
import { AgreementType } from '../records/agreement.ts'
import { type Group, membersOf, unassigned } from '../records/group.ts'
import { type FoundGroup, readGroup, showGroup, totalOf } from '../records/group-store.ts'
import { closeGroup, dropGroup, joinGroup, leaveGroups } from '../records/group-writes.ts'
import { readHeads, type StoredAgreement } from '../records/stored-agreement.ts'
import { readChangeable } from './groups.ts'

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

/** Deletes a group that holds just these members, which move to `unassigned`. */
const deletion = (ledger: Ledger, found: FoundGroup, who: Who, members: readonly StoredAgreement[] = []): Write[] => {
  const { writes, changed } = dropGroup(found, who)
  const moves = moveWrites(members, unassigned.id, who)
  return [
    ...writes,
    auditEntry(ledger.newId(), who, 'group-deleted', [changed, ...moves.changes]),
    ...moves.writes,
    ...(members.length > 0 ? [joinGroup(unassigned.id, membersOf(members), 'api')] : []),
  ]
}

/** Deletes a group if it is empty and was never changed; writes nothing otherwise. */
export const deletionOfEmpty = async (ledger: Ledger, groupId: string, who: Who): Promise<Write[]> => {
  const found = await readGroup(ledger.table, groupId)
  const goes = found && found.group.version === 1 && totalOf(found) === 0
  return goes ? deletion(ledger, found, who) : []
}

const beginDeletion = async (ledger: Ledger, found: FoundGroup, { actor, at }: Change) => {
  const { group } = found
  const { id: subjectId, name } = group
  const work: Work = { id: ledger.newId(), kind: 'empty-group', subjectId, actor, createdAt: at }
  const version = group.version + 1
  const states = { before: { name }, after: { name, deleting: true } }
  await commit(ledger.table, [
    ...closeGroup(group, at),
    addWork(work),
    historyEntry(groupHistoryKey(subjectId, version), { actor, at }, 'group-deletion-begun', states),
    auditEntry(ledger.newId(), { actor, at }, 'group-deletion-begun', [changeOf('group', group, states)]),
  ])
  return { closed: showGroup({ ...group, deleting: true, version, updatedAt: at }, totalOf(found)), workId: work.id }
}

/**
 * Deletes a group; its agreements move to `unassigned`. Up to 25 move within the request, and the answer is undefined.
 * Work moves more of them: the answer is then the group, which takes no agreements any more.
 * @throws LedgerError `group-built-in`, `group-not-found`, `stale-version`
 */
export const deleteGroup = async (
  ledger: LedgerWith<'announceWork'>,
  id: string,
  change: Change,
  expected?: number,
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
 * Moves the members of a group that is being deleted, then deletes the group. Safe to run twice, at the same time or
 * after a crash: each step is one transaction, on condition of what it read; the counters say when nobody is left.
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
      const { writes, changes } = moveWrites(members, unassigned.id, who)
      await commit(ledger.table, [
        ...leaveGroups(members),
        joinGroup(unassigned.id, membersOf(members), 'api'),
        ...writes,
        auditEntry(ledger.newId(), who, 'agreement-moved', changes),
      ])
      return members.length
    })
    if (moved === 'gone') return
    if (moved === 0) await pause(idle++)
    else idle = 0
  }
}
