import { auditEntry } from '../../audit/trail.ts'
import { invalidInput } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import type { PairLedger } from '../../foundation/table/ledger.ts'
import { commit } from '../../foundation/table/table.ts'
import type { Agreement, NewAgreement, NewVolumeAgreement } from '../records/agreement.ts'
import { stateOf } from '../records/agreement-state.ts'
import { addAgreement, guardName, pairTaken } from '../records/agreement-store.ts'
import { byKey, pairsFaults } from '../records/pair.ts'
import type { WholeVolumeAgreement } from '../records/stored-agreement.ts'
import { addPair } from '../records/stored-pair.ts'
import { createOtherAgreement } from './create-other-agreement.ts'
import { place } from './placement.ts'
import { showNew } from './show-agreement.ts'

const createVolumeAgreement = async (
  ledger: PairLedger,
  input: NewVolumeAgreement,
  change: Change,
): Promise<Agreement> => {
  const { pairs, program, name } = input
  const faults = pairsFaults(pairs, { program, pairLength: ledger.pairLength })
  if (faults.length > 0) throw invalidInput(faults)

  const { actor, at } = change
  const placement = place(ledger, input, change)
  const identity = {
    id: ledger.newId(),
    type: input.type,
    name,
    groupId: placement.groupId,
    ...(program && { program }),
  }
  const agreement = { ...identity, version: 1, createdAt: at, createdBy: actor, updatedAt: at }
  const sorted = [...pairs].sort(byKey)
  const whole: WholeVolumeAgreement = { agreement: { ...agreement, pairCount: pairs.length }, pairs: sorted }
  const shown = showNew(whole, ledger)

  await commit(ledger.table, [
    ...change.alongside(shown),
    guardName(agreement),
    ...pairs.map((pair, index) =>
      addPair(pair, agreement.id, (existing) => pairTaken(ledger.table, pair, existing, `/pairs/${index}`)),
    ),
    ...placement.writes,
    ...addAgreement(agreement, pairs),
    auditEntry(ledger.newId(), change, 'agreement-created', [
      { type: 'agreement', id: agreement.id, name, before: null, after: stateOf(whole) },
      ...placement.changes,
    ]),
  ])
  return shown
}

/**
 * Creates an agreement, a volume agreement with its pairs, into no, an existing or a new group: all or nothing, in one
 * transaction.
 * @throws LedgerError `agreement-name-taken`, `pair-taken`, `pair-too-long`, `program-mismatch`, `group-not-found`,
 *   `group-name-taken`, `group-limit-reached`, `no-inventory`, `not-in-catalog`, `invalid-date`
 */
export const createAgreement = (ledger: PairLedger, input: NewAgreement, change: Change): Promise<Agreement> =>
  input.type === 'volume' ? createVolumeAgreement(ledger, input, change) : createOtherAgreement(ledger, input, change)
