import { auditEntry, type Changed, historyEntry } from '../../audit/trail.ts'
import { pause } from '../../foundation/table/backoff.ts'
import type { Change } from '../../foundation/table/change.ts'
import { agreementKey, agreementsByGroup, groupHistoryKey } from '../../foundation/table/keys.ts'
import type { Ledger, LedgerWith } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit, type Table, type Write } from '../../foundation/table/table.ts'
import { addWork, endWork, type Work } from '../../work/work.ts'
import { moveWrites } from '../edits/move-agreements.ts'
import { AgreementType } from '../records/agreement.ts'
import { parseAgreement } from '../records/agreement-store.ts'
import { type Group, unassigned } from '../records/group.ts'
import {
  type Counts,
  closeGroup,
  creationOf,
  dropGroup,
  joinGroup,
  leaveGroup,
  readGroup,
  type StoredGroup,
  showGroup,
} from '../records/group-store.ts'
import { membersOf } from '../records/members.ts'
import type { StoredAgreement } from '../records/stored-agreement.ts'
import { readChangeable, totalOf } from './groups.ts'

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
  const items = await table.getMany(ids.map(agreementKey))
  return items.map((item) => parseAgreement(item)).filter((agreement) => agreement.groupId === groupId)
}

const deletion = (
  ledger: Ledger,
  group: StoredGroup,
  counts: Counts,
  who: Pick<Change, 'actor' | 'at'>,
  members: Changed[],
): Write[] => {
  const state = { name: group.name }
  return [
    ...dropGroup(group, counts),
    historyEntry(groupHistoryKey(group.id, group.version + 1), who, 'group-deleted', {
      before: state,
      after: null,
      creation: creationOf(group),
    }),
    auditEntry(ledger.newId(), who, 'group-deleted', [
      { type: 'group', id: group.id, name: group.name, before: state, after: null },
      ...members,
    ]),
  ]
}

/** A group goes if it is empty and was never changed; nothing is written otherwise. */
export const deletionOfEmpty = async (
  ledger: Ledger,
  groupId: string,
  who: Pick<Change, 'actor' | 'at'>,
): Promise<Write[]> => {
  const found = await readGroup(ledger.table, groupId)
  const goes = found && found.group.version === 1 && totalOf(found.counts) === 0
  return goes ? deletion(ledger, found.group, found.counts, who, []) : []
}

const deleteAtOnce = async (
  ledger: Ledger,
  group: StoredGroup,
  counts: Counts,
  members: StoredAgreement[],
  change: Change,
) => {
  const { writes, changes } = moveWrites(members, unassigned.id, change)
  await commit(ledger.table, [
    ...deletion(ledger, group, counts, change, changes),
    ...writes,
    ...(members.length > 0 ? [joinGroup(unassigned.id, membersOf(members), 'api')] : []),
  ])
}

const beginDeletion = async (ledger: Ledger, group: StoredGroup, counts: Counts, change: Change) => {
  const work: Work = {
    id: ledger.newId(),
    kind: 'empty-group',
    subjectId: group.id,
    actor: change.actor,
    createdAt: change.at,
  }
  const version = group.version + 1
  const state = { before: { name: group.name }, after: { name: group.name, deleting: true } }
  await commit(ledger.table, [
    ...closeGroup(group, change.at),
    addWork(work),
    historyEntry(groupHistoryKey(group.id, version), change, 'group-deletion-begun', state),
    auditEntry(ledger.newId(), change, 'group-deletion-begun', [
      { type: 'group', id: group.id, name: group.name, ...state },
    ]),
  ])
  const closed = showGroup({ ...group, deleting: true, version, updatedAt: change.at }, totalOf(counts))
  return { closed, workId: work.id }
}

/**
 * Deletes a group; its agreements move to `unassigned`. Up to 25 move at once, and the answer is undefined. More are
 * moved by a queue: the group, which takes no agreements any more, is answered.
 * @throws LedgerError `group-built-in`, `group-not-found`, `stale-version`
 */
export const deleteGroup = async (
  ledger: LedgerWith<'announceWork'>,
  id: string,
  change: Change,
  expected?: number,
): Promise<Group | undefined> => {
  const begun = await settle(async () => {
    const { group, counts } = await readChangeable(ledger.table, id, 'deleted', expected)
    const count = totalOf(counts)
    if (group.deleting) return { closed: showGroup(group, count), workId: undefined }
    const few = count > 0 && count <= membersInRequest
    const members = few ? await readMembers(ledger.table, id, membersInRequest) : []
    if (members.length !== count) return beginDeletion(ledger, group, counts, change)
    await deleteAtOnce(ledger, group, counts, members, change)
    return undefined
  })
  if (begun?.workId !== undefined) await ledger.announceWork(begun.workId)
  return begun?.closed
}

/**
 * Moves the members of a group that is being deleted, then takes the group away. Safe to run twice, at once or after a
 * crash: each step is one transaction, on condition of what it read; the counters tell when nobody is left.
 */
export const emptyGroup = async (ledger: Ledger, { id: workId, subjectId, actor }: Work): Promise<void> => {
  for (let idle = 0; ; ) {
    const moved = await settle(async () => {
      const found = await readGroup(ledger.table, subjectId)
      if (!found) return 'gone'
      const who = { actor, at: ledger.now().toISOString() }
      if (totalOf(found.counts) === 0) {
        await commit(ledger.table, [...deletion(ledger, found.group, found.counts, who, []), endWork(workId)])
        return 'gone'
      }
      const members = await readMembers(ledger.table, subjectId, membersAtOnce)
      if (members.length === 0) return 0
      const { writes, changes } = moveWrites(members, unassigned.id, who)
      await commit(ledger.table, [
        leaveGroup(subjectId, membersOf(members)),
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
