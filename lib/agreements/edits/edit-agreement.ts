import { expectVersion, invalidInput, LedgerError, type Versions } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import type { Change, LedgerWith } from '../../foundation/table/ledger.ts'
import type { Write } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { expectProduct } from '../catalog/find-in-catalog.ts'
import type { AgreementPatch } from '../records/agreement.ts'
import { commitEdit } from '../records/agreement-trail.ts'
import { type AgreementChanges, changeAgreement, differing, freeName, guardName } from '../records/agreement-writes.ts'
import { membersOf } from '../records/group.ts'
import { joinChosenGroup, leaveGroups } from '../records/group-writes.ts'
import { expectTerm } from '../records/other-agreement.ts'
import { pairFault, showPair } from '../records/pair.ts'
import { type AgreementType, restrictionsOf } from '../records/restrictions.ts'
import { readAgreement, readDetails, type StoredAgreement, type WholeAgreement } from '../records/stored-agreement.ts'
import { showAgreement } from './read-agreements.ts'

type Editing = LedgerWith<'pairLength' | 'staleAfterHours'>

const fieldsOfType: Record<AgreementType, readonly (keyof AgreementPatch)[]> = {
  volume: ['program'],
  other: ['publisher', 'productTitle', 'licenseCount', 'startDate', 'endDate', 'details'],
}

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

const changesOf = async (
  { table, pairLength }: Editing,
  { agreement, pairs }: WholeAgreement,
  { name = agreement.name, groupId = agreement.groupId, ...patch }: AgreementPatch,
): Promise<AgreementChanges> => {
  const restrictions = patch.restrictions === undefined ? agreement.restrictions : restrictionsOf(patch.restrictions)
  if (agreement.type === 'volume') {
    const changes = differing(agreement, {
      name,
      groupId,
      restrictions,
      program: patched(patch.program, agreement.program),
    })
    const { program } = changes
    const wrong = pairs.find((pair) => pairFault(pair, { program, pairLength })?.code === 'program-mismatch')
    if (!wrong) return changes
    const message = `In the program ${program} both numbers of a pair are the same; ${showPair(wrong)} is not such a pair.`
    throw invalidInput([{ pointer: '/program', code: 'program-mismatch', message }])
  }
  const { publisher = agreement.publisher, productTitle = agreement.productTitle } = patch
  const { licenseCount = agreement.licenseCount } = patch
  const startDate = patched(patch.startDate, agreement.startDate)
  const endDate = patched(patch.endDate, agreement.endDate)
  expectTerm({ startDate, endDate }, patch.endDate ? '/endDate' : '/startDate')
  const isSame = publisher === agreement.publisher && productTitle === agreement.productTitle
  const product = isSame ? {} : await expectProduct(table, { publisher, productTitle })
  return differing(agreement, { name, groupId, restrictions, licenseCount, startDate, endDate, ...product })
}

const renamed = (agreement: StoredAgreement, { name }: AgreementChanges): Write[] =>
  name === undefined || nameKey(name) === nameKey(agreement.name)
    ? []
    : [guardName({ ...agreement, name }), freeName(agreement)]

const regrouped = (agreement: StoredAgreement, { groupId }: AgreementChanges): Write[] =>
  groupId === undefined
    ? []
    : [joinChosenGroup(groupId, membersOf([agreement]), '/groupId'), ...leaveGroups([agreement])]

/** A patch that changes nothing writes nothing. The answer that is stored for a repeat has no details. */
export const patchAgreement = (
  ledger: Editing,
  id: string,
  patch: AgreementPatch,
  change: Change,
  expected?: Versions,
) =>
  settle(async () => {
    const whole = await readAgreement(ledger.table, id)
    const { agreement, pairs } = whole
    expectVersion(agreement.version, expected)
    expectFields(agreement.type, patch)
    const before = (await readDetails(ledger.table, [agreement])).get(id)
    const after = patched(patch.details, before) || undefined
    const details = after === before ? undefined : { before, after }
    const changes = await changesOf(ledger, whole, patch)
    const fields = Object.keys(changes)
    if (fields.length === 0 && !details) return showAgreement(ledger, whole, { details: before })

    const isMove = !details && fields.every((field) => field === 'groupId')
    const edit = changeAgreement(agreement, changes, change.at, details)
    const shown = await showAgreement(ledger, { agreement: edit.next, pairs })
    const others = [...change.alongside(shown), ...renamed(agreement, changes), ...regrouped(agreement, changes)]
    await commitEdit(ledger, agreement, isMove ? 'agreement-moved' : 'agreement-changed', edit, change, others)
    return shown.type === 'other' ? { ...shown, details: after } : shown
  })
