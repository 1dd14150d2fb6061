import { auditEntry, type Changed, historyEntry } from '../../audit/trail.ts'
import { invalidInput } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import { agreementHistoryKey, agreementKey } from '../../foundation/table/keys.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit, type Item, type Table, type Write } from '../../foundation/table/table.ts'
import type { AgreementListItem } from '../records/agreement.ts'
import { changeAgreement, parseAgreement, showListItem } from '../records/agreement-store.ts'
import { joinGroup, leaveGroup } from '../records/group-store.ts'
import { membersOf } from '../records/members.ts'
import type { StoredAgreement } from '../records/stored-agreement.ts'

const readAgreements = async (table: Table, ids: readonly string[]): Promise<StoredAgreement[]> => {
  const items = await table.getMany(ids.map(agreementKey))
  const found = new Map(items.map((item) => parseAgreement(item)).map((agreement) => [agreement.id, agreement]))
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

/** The writes that move agreements, without their counters: each agreement and its history entry. */
export const moveWrites = (
  agreements: readonly StoredAgreement[],
  groupId: string,
  who: Pick<Change, 'actor' | 'at'>,
): { writes: Write[]; changes: Changed[] } => ({
  writes: agreements.flatMap((agreement) => [
    changeAgreement(agreement, { groupId }, who.at),
    historyEntry(agreementHistoryKey(agreement.id, agreement.version + 1), who, 'agreement-moved', {
      before: { groupId: agreement.groupId },
      after: { groupId },
    }),
  ]),
  changes: agreements.map(({ id, name, groupId: from }) => ({
    type: 'agreement',
    id,
    name,
    before: { groupId: from },
    after: { groupId },
  })),
})

/**
 * Moves agreements into a group, all or none.
 * @param refused names the error when the group takes none
 * @throws LedgerError `agreement-not-found`
 */
export const moveAgreements = (
  ledger: Ledger,
  groupId: string,
  agreementIds: readonly string[],
  change: Change,
  refused: (counter?: Item) => Error,
): Promise<AgreementListItem[]> =>
  settle(async () => {
    const agreements = await readAgreements(ledger.table, [...new Set(agreementIds)])
    const moving = agreements.filter((agreement) => agreement.groupId !== groupId)
    if (moving.length > 0) {
      const sources = Map.groupBy(moving, (agreement) => agreement.groupId)
      const { writes, changes } = moveWrites(moving, groupId, change)
      await commit(ledger.table, [
        joinGroup(groupId, membersOf(moving), 'api', refused),
        ...writes,
        ...[...sources].map(([source, members]) => leaveGroup(source, membersOf(members))),
        auditEntry(ledger.newId(), change, 'agreement-moved', changes),
      ])
    }
    const moved = new Set(moving)
    return agreements.map((agreement) =>
      showListItem(
        moved.has(agreement)
          ? { ...agreement, groupId, version: agreement.version + 1, updatedAt: change.at }
          : { ...agreement },
      ),
    )
  })
