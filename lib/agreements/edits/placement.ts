import type { Changed } from '../../audit/trail.ts'
import { LedgerError } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import type { Item, Write } from '../../foundation/table/table.ts'
import type { NewAgreement } from '../records/agreement.ts'
import { isBuiltInName, unassigned } from '../records/group.ts'
import { addGroup, groupNameTaken, joinGroup, type StoredGroup } from '../records/group-store.ts'
import { type Members, membersOf } from '../records/members.ts'

/** Where a new agreement goes, and what makes its group. */
export interface Placement {
  groupId: string
  writes: Write[]
  changes: Changed[]
}

/** @param pointer to the field that names the group */
export const unknownGroup =
  (groupId: string, pointer: string) =>
  (counter?: Item): Error => {
    const [code, message] = counter
      ? (['group-deleting', `Group ${groupId} is being deleted and takes no agreements.`] as const)
      : (['group-not-found', `There is no group ${groupId}.`] as const)
    return new LedgerError(counter ? 'conflict' : 'invalid', code, message, [{ pointer, code, message }])
  }

const newGroup = (ledger: Ledger, name: string, members: Members, { actor, at }: Change): Placement => {
  const taken = () =>
    new LedgerError('conflict', 'group-name-taken', groupNameTaken(name).message, [
      { pointer: '/group/name', code: 'group-name-taken', message: 'Give its id instead, or choose another name.' },
    ])
  if (isBuiltInName(name)) throw taken()
  const group: StoredGroup = { id: ledger.newId(), name, version: 1, createdAt: at, createdBy: actor, updatedAt: at }
  return {
    groupId: group.id,
    writes: addGroup(group, { name: taken, members, writer: 'api' }),
    changes: [{ type: 'group', id: group.id, name, before: null, after: { name } }],
  }
}

/** @throws LedgerError `group-name-taken` when it names the built-in group */
export const place = (ledger: Ledger, input: Pick<NewAgreement, 'type' | 'group'>, change: Change): Placement => {
  const members = membersOf([input])
  if (input.group?.name !== undefined) return newGroup(ledger, input.group.name, members, change)
  const groupId = input.group?.id ?? unassigned.id
  return { groupId, writes: [joinGroup(groupId, members, 'api', unknownGroup(groupId, '/group/id'))], changes: [] }
}
