import type { Change } from '../../foundation/table/change.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { AgreementPatch, OtherAgreement } from '../records/agreement.ts'
import { changeOther, type DetailsChange, differing, fieldsOf, readDetails } from '../records/other-agreement-store.ts'
import type { StoredOtherAgreement } from '../records/stored-agreement.ts'
import { expectProduct, type Product } from './catalog-rules.ts'
import { expectTerm } from './create-other-agreement.ts'
import { recordEdit, regrouped, renamed } from './record-edit.ts'
import { showOtherAgreement } from './show-agreement.ts'

/** Publisher and title are looked up together when one of them changes. */
const productOf = async (table: Table, agreement: StoredOtherAgreement, patch: AgreementPatch): Promise<Product> => {
  const { publisher = agreement.publisher, productTitle = agreement.productTitle } = patch
  if (publisher === agreement.publisher && productTitle === agreement.productTitle) return { publisher, productTitle }
  return expectProduct(table, { publisher, productTitle })
}

const patched = <T>(patch: T | null | undefined, now: T | undefined): T | undefined =>
  patch === undefined ? now : (patch ?? undefined)

const changesOf = async (table: Table, agreement: StoredOtherAgreement, patch: AgreementPatch) => {
  const { name, groupId } = patch
  const wanted = {
    ...fieldsOf(agreement),
    licenseCount: patch.licenseCount ?? agreement.licenseCount,
    startDate: patched(patch.startDate, agreement.startDate),
    endDate: patched(patch.endDate, agreement.endDate),
  }
  expectTerm(wanted, patch.endDate ? '/endDate' : '/startDate')
  const product = await productOf(table, agreement, patch)
  return {
    ...(name !== undefined && name !== agreement.name && { name }),
    ...(groupId !== undefined && groupId !== agreement.groupId && { groupId }),
    ...differing(agreement, { ...wanted, ...product }),
  }
}

/** @returns undefined when the patch leaves details as they are */
const detailsChange = (patch: AgreementPatch, before: string | undefined): DetailsChange | undefined => {
  const after = patched(patch.details, before)
  const change = { before, after: after === '' ? undefined : after }
  return change.after === before ? undefined : change
}

/**
 * Changes an agreement as it was read. A patch that changes nothing writes nothing.
 * @throws LedgerError `not-in-catalog`, `invalid-date`, `agreement-name-taken`, `group-not-found`; RaceLost
 */
export const patchOtherAgreement = async (
  ledger: Ledger,
  agreement: StoredOtherAgreement,
  patch: AgreementPatch,
  change: Change,
): Promise<OtherAgreement> => {
  const before = await readDetails(ledger.table, agreement)
  const details = detailsChange(patch, before)
  const changes = await changesOf(ledger.table, agreement, patch)
  const fields = Object.keys(changes)
  if (fields.length === 0 && !details) return showOtherAgreement(agreement, before)

  const isMove = !details && fields.every((field) => field === 'groupId')
  const { next, writes, ...states } = changeOther(agreement, changes, details, change.at)
  const edit = {
    ...states,
    action: isMove ? ('agreement-moved' as const) : ('agreement-changed' as const),
    writes: [...renamed(agreement, changes.name), ...regrouped(agreement, changes.groupId), ...writes],
  }
  const shown = showOtherAgreement(next, details ? details.after : before)
  await recordEdit(ledger, agreement, edit, change, change.alongside(showOtherAgreement(next)))
  return shown
}
