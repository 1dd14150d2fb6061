import { type Action, auditEntry } from '../../audit/trail.ts'
import { expectVersion, invalidInput, LedgerError } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import type { Change, Ledger, LedgerWith } from '../../foundation/table/ledger.ts'
import { commit, type Table, type Write } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { expectProduct } from '../catalog/find-in-catalog.ts'
import type { Agreement, AgreementPatch, AgreementType } from '../records/agreement.ts'
import { agreementHistory, changedAgreement, type States } from '../records/agreement-trail.ts'
import { type AgreementChanges, changeAgreement, differing, freeName, guardName } from '../records/agreement-writes.ts'
import { type DetailsChange, readDetails } from '../records/details.ts'
import { membersOf } from '../records/group.ts'
import { joinChosenGroup, leaveGroups } from '../records/group-writes.ts'
import { expectTerm } from '../records/other-agreement.ts'
import { type PairLengthRule, pairFault, showPair } from '../records/pair.ts'
import {
  isOther,
  readAgreement,
  type StoredAgreement,
  type StoredOtherAgreement,
  type WholeVolumeAgreement,
} from '../records/stored-agreement.ts'
import { showOtherAgreement, showVolumeAgreement } from './read-agreements.ts'

export const commitEdit = (
  ledger: Ledger,
  agreement: StoredAgreement,
  action: Action,
  { states, writes }: { states: States; writes: readonly Write[] },
  change: Change,
): Promise<void> =>
  commit(ledger.table, [
    ...writes,
    agreementHistory(agreement, action, change, states),
    auditEntry(ledger.newId(), change, action, [changedAgreement(agreement, states)]),
  ])

const fieldsOfType: Record<AgreementType, readonly (keyof AgreementPatch)[]> = {
  volume: ['program'],
  other: ['publisher', 'productTitle', 'licenseCount', 'startDate', 'endDate', 'details'],
}

/** @throws LedgerError `validation`, with a pointer to each field that agreements of this type do not have */
const expectFields = (type: AgreementType, patch: AgreementPatch): void => {
  const foreign = fieldsOfType[type === 'other' ? 'volume' : 'other'].filter((field) => patch[field] !== undefined)
  if (foreign.length === 0) return
  const errors = foreign.map((field) => ({
    pointer: `/${field}`,
    code: 'unknown-field',
    message: `An agreement of type ${type} has no ${field}.`,
  }))
  throw new LedgerError('invalid', 'validation', 'The patch has fields of the other type of agreement.', errors)
}

const patched = <T>(patch: T | null | undefined, now: T | undefined): T | undefined =>
  patch === undefined ? now : (patch ?? undefined)

/** @throws LedgerError `program-mismatch` when a pair does not fit the new program */
const volumeChanges = (
  { agreement, pairs }: WholeVolumeAgreement,
  { name = agreement.name, groupId = agreement.groupId, ...patch }: AgreementPatch,
  pairLength: PairLengthRule,
): AgreementChanges => {
  const program = patched(patch.program, agreement.program)
  const changes = differing(agreement, { name, groupId, program })
  const wrong = pairs.find(
    (pair) => pairFault(pair, { program: changes.program, pairLength })?.code === 'program-mismatch',
  )
  if (!wrong) return changes
  const message = `In the program ${program} both numbers of a pair are the same; ${showPair(wrong)} is not such a pair.`
  throw invalidInput([{ pointer: '/program', code: 'program-mismatch', message }])
}

/** Publisher and title are looked up together when one of them changes. @throws LedgerError `not-in-catalog`, `invalid-date` */
const otherChanges = async (
  agreement: StoredOtherAgreement,
  { name = agreement.name, groupId = agreement.groupId, ...patch }: AgreementPatch,
  table: Table,
): Promise<AgreementChanges> => {
  const { publisher = agreement.publisher, productTitle = agreement.productTitle } = patch
  const { licenseCount = agreement.licenseCount } = patch
  const startDate = patched(patch.startDate, agreement.startDate)
  const endDate = patched(patch.endDate, agreement.endDate)
  expectTerm({ startDate, endDate }, patch.endDate ? '/endDate' : '/startDate')
  const isSame = publisher === agreement.publisher && productTitle === agreement.productTitle
  const product = isSame ? {} : await expectProduct(table, { publisher, productTitle })
  return differing(agreement, { name, groupId, licenseCount, startDate, endDate, ...product })
}

/** @returns undefined when the patch leaves details as they are */
const detailsChange = (patch: AgreementPatch, before: string | undefined): DetailsChange | undefined => {
  const after = patched(patch.details, before) || undefined
  return after === before ? undefined : { before, after }
}

const renamed = (agreement: StoredAgreement, { name }: AgreementChanges): Write[] =>
  name === undefined || nameKey(name) === nameKey(agreement.name)
    ? []
    : [guardName({ ...agreement, name }), freeName(agreement)]

const regrouped = (agreement: StoredAgreement, { groupId }: AgreementChanges): Write[] =>
  groupId === undefined
    ? []
    : [joinChosenGroup(groupId, membersOf([agreement]), '/groupId'), ...leaveGroups([agreement])]

/**
 * Changes name, group or what agreements of its type have. A patch that changes nothing writes nothing. The answer that
 * is stored for a repeated request has no details.
 * @throws LedgerError `agreement-not-found`, `stale-version`, `agreement-name-taken`, `group-not-found`,
 *   `program-mismatch`, `not-in-catalog`, `invalid-date`
 */
export const patchAgreement = (
  ledger: LedgerWith<'pairLength' | 'staleAfterHours'>,
  id: string,
  patch: AgreementPatch,
  change: Change,
  expected?: number,
): Promise<Agreement> =>
  settle(async () => {
    const { table, pairLength } = ledger
    const { agreement, pairs } = await readAgreement(table, id)
    expectVersion(agreement.version, expected)
    expectFields(agreement.type, patch)
    const before = isOther(agreement) ? (await readDetails(table, [agreement])).get(id) : undefined
    const details = detailsChange(patch, before)
    const changes = isOther(agreement)
      ? await otherChanges(agreement, patch, table)
      : volumeChanges({ agreement, pairs }, patch, pairLength)
    const show = async (as: StoredAgreement, shownDetails?: string): Promise<Agreement> =>
      isOther(as) ? showOtherAgreement(as, shownDetails) : showVolumeAgreement(ledger, { agreement: as, pairs })
    const fields = Object.keys(changes)
    if (fields.length === 0 && !details) return show(agreement, before)

    const isMove = !details && fields.every((field) => field === 'groupId')
    const { next, writes, states } = changeAgreement(agreement, changes, change.at, details)
    const shown = await show(next)
    const all = [
      ...change.alongside(shown),
      ...renamed(agreement, changes),
      ...regrouped(agreement, changes),
      ...writes,
    ]
    await commitEdit(
      ledger,
      agreement,
      isMove ? 'agreement-moved' : 'agreement-changed',
      { states, writes: all },
      change,
    )
    return isOther(next) ? show(next, details ? details.after : before) : shown
  })
