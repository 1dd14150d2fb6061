import { auditEntry } from '../../audit/trail.ts'
import { invalidInput } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { commit } from '../../foundation/table/table.ts'
import type { NewOtherAgreement, OtherAgreement } from '../records/agreement.ts'
import { stateOf } from '../records/agreement-state.ts'
import { guardName } from '../records/agreement-store.ts'
import { type Term, termFault } from '../records/other-agreement.ts'
import { addOtherAgreement } from '../records/other-agreement-store.ts'
import type { StoredOtherAgreement } from '../records/stored-agreement.ts'
import { expectProduct } from './catalog-rules.ts'
import { place } from './placement.ts'
import { showOtherAgreement } from './show-agreement.ts'

/** @throws LedgerError `invalid-date` */
export const expectTerm = (term: Term, pointer: string): void => {
  const message = termFault(term)
  if (message !== undefined) throw invalidInput([{ pointer, code: 'invalid-date', message }])
}

/**
 * Creates an agreement for a title of the catalog.
 * @returns it without its details: what is answered may be stored for a repeated request
 * @throws LedgerError `no-inventory`, `not-in-catalog`, `invalid-date`, and what {@link place} throws
 */
export const createOtherAgreement = async (
  ledger: Ledger,
  input: NewOtherAgreement,
  change: Change,
): Promise<OtherAgreement> => {
  const { name, licenseCount, startDate, endDate } = input
  const details = input.details === '' ? undefined : input.details
  expectTerm(input, '/endDate')
  const product = await expectProduct(ledger.table, input)

  const { actor, at } = change
  const placement = place(ledger, input, change)
  const agreement: StoredOtherAgreement = {
    id: ledger.newId(),
    type: 'other',
    name,
    groupId: placement.groupId,
    ...product,
    licenseCount,
    ...(startDate !== undefined && { startDate }),
    ...(endDate !== undefined && { endDate }),
    ...(details !== undefined && { hasDetails: true }),
    version: 1,
    createdAt: at,
    createdBy: actor,
    updatedAt: at,
  }
  const shown = showOtherAgreement(agreement)
  await commit(ledger.table, [
    ...change.alongside(shown),
    guardName(agreement),
    ...placement.writes,
    ...addOtherAgreement(agreement, details),
    auditEntry(ledger.newId(), change, 'agreement-created', [
      { type: 'agreement', id: agreement.id, name, before: null, after: stateOf({ agreement, pairs: [] }) },
      ...placement.changes,
    ]),
  ])
  return shown
}
