import type { Change } from '../audit/change.ts'
import type { AnnouncingLedger } from '../ledger.ts'
import { countPositionsWork } from '../positions/count-positions-work.ts'
import { markPositions } from '../positions/position-marks.ts'
import type { Table } from '../table/table.ts'
import type { AgreementPatch, OtherAgreement } from './agreement.ts'
import { expectTitle } from './catalog-rules.ts'
import { expectTerm } from './create-other-agreement.ts'
import {
  changeOther,
  countedFields,
  type DetailsChange,
  differing,
  fieldsOf,
  type OtherFields,
  readDetails,
} from './other-agreement-store.ts'
import { recordEdit, regrouped, renamed } from './record-edit.ts'
import { showOtherAgreement } from './show-agreement.ts'
import type { StoredOtherAgreement } from './stored-agreement.ts'

type Product = Pick<OtherFields, 'publisher' | 'productTitle' | 'titleId'>

/** Publisher and title are looked up together when one of them changes. */
const productOf = async (table: Table, agreement: StoredOtherAgreement, patch: AgreementPatch): Promise<Product> => {
  const { publisher = agreement.publisher, productTitle = agreement.productTitle } = patch
  if (publisher === agreement.publisher && productTitle === agreement.productTitle)
    return { publisher, productTitle, titleId: agreement.titleId }
  const title = await expectTitle(table, publisher, productTitle)
  return { publisher: title.publisher, productTitle: title.title, titleId: title.id }
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
  ledger: AnnouncingLedger,
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
  const isCounted = countedFields.some((field) => field in changes)
  if (isCounted) edit.writes.push(markPositions(ledger.newId(), { agreements: [agreement.id] }, change.at))
  const shown = showOtherAgreement(next, details ? details.after : before)
  await recordEdit(ledger, agreement, edit, change, change.alongside(showOtherAgreement(next)))
  if (isCounted) await ledger.announceWork(countPositionsWork)
  return shown
}
