import type { Change } from '../audit/change.ts'
import { auditEntry } from '../audit/trail.ts'
import { invalidInput } from '../errors.ts'
import type { AnnouncingLedger } from '../ledger.ts'
import { countPositionsWork } from '../positions/count-positions-work.ts'
import { markPositions } from '../positions/position-marks.ts'
import { commit } from '../table/table.ts'
import type { NewOtherAgreement, OtherAgreement } from './agreement.ts'
import { stateOf } from './agreement-state.ts'
import { guardName } from './agreement-store.ts'
import { expectInventory, expectTitle } from './catalog-rules.ts'
import { type Term, termFault } from './other-agreement.ts'
import { addOtherAgreement } from './other-agreement-store.ts'
import { place } from './placement.ts'
import { showOtherAgreement } from './show-agreement.ts'
import type { StoredOtherAgreement } from './stored-agreement.ts'

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
  ledger: AnnouncingLedger,
  input: NewOtherAgreement,
  change: Change,
): Promise<OtherAgreement> => {
  const { name, licenseCount, startDate, endDate } = input
  const details = input.details === '' ? undefined : input.details
  expectTerm(input, '/endDate')
  await expectInventory(ledger.table)
  const title = await expectTitle(ledger.table, input.publisher, input.productTitle)

  const { actor, at } = change
  const placement = place(ledger, input, change)
  const agreement: StoredOtherAgreement = {
    id: ledger.newId(),
    type: 'other',
    name,
    groupId: placement.groupId,
    publisher: title.publisher,
    productTitle: title.title,
    titleId: title.id,
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
    markPositions(ledger.newId(), { agreements: [agreement.id] }, at),
    auditEntry(ledger.newId(), change, 'agreement-created', [
      { type: 'agreement', id: agreement.id, name, before: null, after: stateOf({ agreement, pairs: [] }) },
      ...placement.changes,
    ]),
  ])
  await ledger.announceWork(countPositionsWork)
  return shown
}
