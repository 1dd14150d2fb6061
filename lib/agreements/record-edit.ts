import type { Change } from '../audit/change.ts'
import { type Action, auditEntry, historyEntry, type State } from '../audit/trail.ts'
import { joinGroup, leaveGroup } from '../groups/group-store.ts'
import { membersOf } from '../groups/members.ts'
import type { Ledger } from '../ledger.ts'
import { nameKey } from '../names/name.ts'
import { agreementHistoryKey } from '../table/keys.ts'
import { commit, type Write } from '../table/table.ts'
import { freeName, guardName } from './agreement-store.ts'
import { unknownGroup } from './placement.ts'
import type { StoredAgreement } from './stored-agreement.ts'

/** A change of an agreement, and what its history tells of it. */
export interface Edit {
  action: Action
  before: State
  after: State
  writes: Write[]
}

/** Commits an edit together with its history and audit entries. */
export const recordEdit = async (
  ledger: Ledger,
  agreement: StoredAgreement,
  edit: Edit,
  change: Change,
  alongside: Write[],
): Promise<void> => {
  const { action, before, after, writes } = edit
  const name = typeof after.name === 'string' ? after.name : agreement.name
  await commit(ledger.table, [
    ...alongside,
    ...writes,
    historyEntry(agreementHistoryKey(agreement.id, agreement.version + 1), change, action, { before, after }),
    auditEntry(ledger.newId(), change, action, [{ type: 'agreement', id: agreement.id, name, before, after }]),
  ])
}

/** The guards of names, when an agreement gets another one. */
export const renamed = (agreement: StoredAgreement, name: string | undefined): Write[] =>
  name === undefined || nameKey(name) === nameKey(agreement.name)
    ? []
    : [guardName({ ...agreement, name }), freeName(agreement)]

/** The counters of groups, when an agreement gets into another one. */
export const regrouped = (agreement: StoredAgreement, groupId: string | undefined): Write[] =>
  groupId === undefined
    ? []
    : [
        joinGroup(groupId, membersOf([agreement]), 'api', unknownGroup(groupId, '/groupId')),
        leaveGroup(agreement.groupId, membersOf([agreement])),
      ]
