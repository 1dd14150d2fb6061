import { type Action, auditEntry, historyEntry, type State } from '../../audit/trail.ts'
import type { Change } from '../../foundation/table/change.ts'
import { agreementHistoryKey } from '../../foundation/table/keys.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { commit, type Write } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { freeName, guardName } from '../records/agreement-store.ts'
import { joinGroup, leaveGroup } from '../records/group-store.ts'
import { membersOf } from '../records/members.ts'
import type { StoredAgreement } from '../records/stored-agreement.ts'
import { unknownGroup } from './placement.ts'

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
