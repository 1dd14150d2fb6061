import { auditEntry, changeOf } from '../../audit/trail.ts'
import { invalidInput } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import type { Change, Ledger, Who } from '../../foundation/table/ledger.ts'
import { commit, type Table } from '../../foundation/table/table.ts'
import { showListItem } from '../records/agreement.ts'
import { agreementHistory } from '../records/agreement-trail.ts'
import { changeAgreement } from '../records/agreement-writes.ts'
import { membersOf } from '../records/group.ts'
import { groupDeleting, groupNotFound } from '../records/group-store.ts'
import { joinGroup, leaveGroups } from '../records/group-writes.ts'
import { readHeads, type StoredAgreement } from '../records/stored-agreement.ts'

const expectAgreements = async (table: Table, ids: readonly string[]): Promise<StoredAgreement[]> => {
  const found = await readHeads(table, ids)
  const missing = ids.flatMap((id, index) => (found.has(id) ? [] : [{ id, index }]))
  if (missing.length > 0)
    throw invalidInput(
      missing.map(({ id, index }) => ({
        pointer: `/agreementIds/${index}`,
        code: 'agreement-not-found',
        message: `There is no agreement ${id}.`,
      })),
    )
  return ids.flatMap((id) => found.get(id) ?? [])
}

/** The writes have no counters of groups. @param auditId of the entry that tells of all of them */
export const moveWrites = (agreements: readonly StoredAgreement[], groupId: string, who: Who, auditId: string) => {
  const moves = agreements.map((agreement) => ({ agreement, ...changeAgreement(agreement, { groupId }, who.at) }))
  return {
    moved: moves.map(({ next }) => next),
    writes: moves.flatMap(({ agreement, writes, states }) => [
      ...writes,
      agreementHistory(agreement, 'agreement-moved', who, states, undefined, auditId),
    ]),
    changes: moves.map(({ agreement, states }) => changeOf('agreement', agreement, states)),
  }
}

export const moveIntoGroup = (ledger: Ledger, groupId: string, agreementIds: readonly string[], change: Change) =>
  settle(async () => {
    const agreements = await expectAgreements(ledger.table, [...new Set(agreementIds)])
    const moving = agreements.filter((agreement) => agreement.groupId !== groupId)
    const auditId = ledger.newId()
    const { moved, writes, changes } = moveWrites(moving, groupId, change, auditId)
    if (moving.length > 0)
      await commit(ledger.table, [
        joinGroup(groupId, membersOf(moving), 'api', (counter) =>
          counter ? groupDeleting(groupId) : groupNotFound(groupId),
        ),
        ...writes,
        ...leaveGroups(moving),
        auditEntry(auditId, change, 'agreement-moved', changes, []),
      ])
    const movedById = new Map(moved.map((agreement) => [agreement.id, agreement]))
    return agreements.map((agreement) => showListItem(movedById.get(agreement.id) ?? agreement))
  })
