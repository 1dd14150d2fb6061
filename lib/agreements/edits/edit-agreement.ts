import type { State } from '../../audit/trail.ts'
import { expectVersion, invalidInput, LedgerError } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import type { PairLedger } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import type { Agreement, AgreementPatch, AgreementType } from '../records/agreement.ts'
import { changeAgreement, readAgreement } from '../records/agreement-store.ts'
import { type Program, pairFault, showPair } from '../records/pair.ts'
import type { StoredVolumeAgreement, WholeVolumeAgreement } from '../records/stored-agreement.ts'
import { patchOtherAgreement } from './patch-other-agreement.ts'
import { type Edit, recordEdit, regrouped, renamed } from './record-edit.ts'
import { showVolumeAgreement } from './show-agreement.ts'

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

const changedFields = (agreement: StoredVolumeAgreement, patch: AgreementPatch) => {
  const program = patch.program === undefined ? agreement.program : (patch.program ?? undefined)
  return {
    ...(patch.name !== undefined && patch.name !== agreement.name && { name: patch.name }),
    ...(patch.groupId !== undefined && patch.groupId !== agreement.groupId && { groupId: patch.groupId }),
    ...(program !== agreement.program && { program }),
  }
}

const checkProgram = (ledger: PairLedger, { pairs }: WholeVolumeAgreement, program: Program): void => {
  const wrong = pairs.find(
    (pair) => pairFault(pair, { program, pairLength: ledger.pairLength })?.code === 'program-mismatch',
  )
  if (!wrong) return
  const message = `In the program ${program} both numbers of a pair are the same; ${showPair(wrong)} is not such a pair.`
  throw invalidInput([{ pointer: '/program', code: 'program-mismatch', message }])
}

const pick = (agreement: StoredVolumeAgreement, fields: readonly string[]): State =>
  Object.fromEntries(fields.map((field) => [field, agreement[field as keyof StoredVolumeAgreement] ?? null]))

const patchVolumeAgreement = async (
  ledger: PairLedger,
  whole: WholeVolumeAgreement,
  patch: AgreementPatch,
  change: Change,
): Promise<Agreement> => {
  const { agreement } = whole
  const changes = changedFields(agreement, patch)
  const fields = Object.keys(changes)
  if (fields.length === 0) return showVolumeAgreement(ledger, whole)
  if (changes.program !== undefined) checkProgram(ledger, whole, changes.program)

  const next = { ...agreement, ...changes, version: agreement.version + 1, updatedAt: change.at }
  const edit: Edit = {
    action: fields.every((field) => field === 'groupId') ? 'agreement-moved' : 'agreement-changed',
    before: pick(agreement, fields),
    after: pick(next, fields),
    writes: [
      ...renamed(agreement, changes.name),
      ...regrouped(agreement, changes.groupId),
      changeAgreement(agreement, changes, change.at),
    ],
  }
  const shown = await showVolumeAgreement(ledger, { ...whole, agreement: next })
  await recordEdit(ledger, agreement, edit, change, change.alongside(shown))
  return shown
}

/**
 * Changes name, group or what agreements of its type have. A patch that changes nothing writes nothing.
 * @throws LedgerError `agreement-not-found`, `stale-version`, `agreement-name-taken`, `group-not-found`,
 *   `program-mismatch`, `not-in-catalog`, `invalid-date`
 */
export const patchAgreement = (
  ledger: PairLedger,
  id: string,
  patch: AgreementPatch,
  change: Change,
  expected?: number,
): Promise<Agreement> =>
  settle(async () => {
    const whole = await readAgreement(ledger.table, id)
    const { agreement, pairs } = whole
    expectVersion(agreement.version, expected)
    expectFields(agreement.type, patch)
    return agreement.type === 'other'
      ? patchOtherAgreement(ledger, agreement, patch, change)
      : patchVolumeAgreement(ledger, { agreement, pairs }, patch, change)
  })
