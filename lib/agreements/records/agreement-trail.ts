import { readHistory } from '../../audit/read-trail.ts'
import { type Action, auditEntry, type Creation, changeOf, historyEntry, type State } from '../../audit/trail.ts'
import { notFound } from '../../foundation/errors.ts'
import { agreementHistoryKey } from '../../foundation/table/keys.ts'
import type { Ledger, Who } from '../../foundation/table/ledger.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { commit, type Table, type Write } from '../../foundation/table/table.ts'
import type { Edit } from './agreement-writes.ts'
import { byKey, unpackPair } from './pair.ts'
import { findAgreement, type StoredAgreement, type WholeAgreement } from './stored-agreement.ts'

/** What the trail says of an agreement. It never tells details, only that there are some. */
export const stateOf = ({ agreement, pairs }: WholeAgreement): State => {
  const { name, type, groupId, restrictions } = agreement
  if (agreement.type === 'volume')
    return { name, type, groupId, restrictions, program: agreement.program, pairCount: agreement.pairCount, pairs }
  const { publisher, productTitle, licenseCount, startDate, endDate, hasDetails } = agreement
  const details = hasDetails && 'given'
  return { name, type, groupId, restrictions, publisher, productTitle, licenseCount, startDate, endDate, details }
}

/** An agreement that never changed, as it was created; pairs that are stored apart are left out. */
const creationState = (agreement: StoredAgreement): State => {
  const packed = agreement.type === 'volume' ? agreement.pairs : undefined
  return { ...stateOf({ agreement, pairs: [] }), pairs: packed && [...packed].map(unpackPair).sort(byKey) }
}

export const creationOf = (agreement: StoredAgreement): Creation => ({
  at: agreement.createdAt,
  actor: agreement.createdBy,
  state: { ...(agreement.createdAs ?? creationState(agreement)), importId: agreement.importId },
})

export const keepCreation = (agreement: StoredAgreement): { createdAs: State } | undefined =>
  agreement.createdAs ? undefined : { createdAs: creationState(agreement) }

/** @param agreement as it was before the change @param origin the import that it comes from @param auditId of an entry about many */
export const agreementHistory = (
  { id, version }: StoredAgreement,
  action: Action,
  who: Who,
  { before, after, creation }: Parameters<typeof historyEntry>[3],
  origin?: { importId: string } | { undoneImportId: string },
  auditId?: string,
): Write => {
  const states = { before, after: after && { ...after, ...origin }, ...(creation && { creation }) }
  const told = auditId === undefined ? undefined : { objectId: id, auditId }
  return historyEntry(agreementHistoryKey(id, version + 1), who, action, states, told)
}

export const commitEdit = (
  { table, newId }: Ledger,
  agreement: StoredAgreement,
  action: Action,
  { states, writes }: Edit,
  change: Who,
  others: readonly Write[],
): Promise<void> =>
  commit(table, [
    ...others,
    ...writes,
    agreementHistory(agreement, action, change, states),
    auditEntry(newId(), change, action, [changeOf('agreement', agreement, states)]),
  ])

export const readAgreementHistory = (table: Table, id: string, page: PageRequest) =>
  readHistory(table, agreementHistoryKey(id, 0).pk, page, {
    action: 'agreement-created',
    living: async () => {
      const whole = await findAgreement(table, id)
      return whole && creationOf(whole.agreement)
    },
    missing: () => notFound('agreement-not-found', `There never was an agreement ${id}.`),
  })
