import { expectVersion, invalidInput, LedgerError } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import type { Ledger, PairLedger } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { type Agreement, maximumPairs } from '../records/agreement.ts'
import { changePairs, pairTaken, readVolumeAgreement } from '../records/agreement-store.ts'
import { type AgreementNumberPair, byKey, pairKey, pairsFaults, showPair } from '../records/pair.ts'
import type { WholeVolumeAgreement } from '../records/stored-agreement.ts'
import { addPair, readPairs } from '../records/stored-pair.ts'
import { type Edit, recordEdit } from './record-edit.ts'
import { freePairs } from './remove-pairs.ts'
import { showVolumeAgreement } from './show-agreement.ts'

/**
 * Adds pairs (the + of the source).
 * @throws LedgerError `not-a-volume-agreement`, `pair-taken`, `pair-too-long`, `program-mismatch`, `too-many-pairs`
 */
export const addPairs = async (
  ledger: PairLedger,
  id: string,
  pairs: readonly AgreementNumberPair[],
  change: Change,
): Promise<Agreement> =>
  settle(async () => {
    const whole = await readVolumeAgreement(ledger.table, id)
    const { agreement } = whole
    const faults = pairsFaults(pairs, { program: agreement.program, pairLength: ledger.pairLength })
    if (faults.length > 0) throw invalidInput(faults)
    const pairCount = agreement.pairCount + pairs.length
    if (pairCount > maximumPairs)
      throw new LedgerError(
        'conflict',
        'too-many-pairs',
        `The agreement would have ${pairCount} pairs; at most ${maximumPairs} are allowed.`,
      )

    const grown = grow(whole, pairs, change.at)
    const shown = await showVolumeAgreement(ledger, grown, pairs)
    const edit: Edit = {
      action: 'pairs-added',
      before: { pairCount: agreement.pairCount },
      after: { pairCount, pairs: [...pairs] },
      writes: [
        ...pairs.map((pair, index) =>
          addPair(pair, id, (existing) => pairTaken(ledger.table, pair, existing, `/pairs/${index}`)),
        ),
        ...changePairs(agreement, { added: pairs }, change.at),
      ],
    }
    await recordEdit(ledger, agreement, edit, change, change.alongside(shown))
    return shown
  })

const grow = (
  whole: WholeVolumeAgreement,
  added: readonly AgreementNumberPair[],
  at: string,
): WholeVolumeAgreement => ({
  agreement: {
    ...whole.agreement,
    pairCount: whole.agreement.pairCount + added.length,
    version: whole.agreement.version + 1,
    updatedAt: at,
  },
  pairs: [...whole.pairs, ...added].sort(byKey),
})

/**
 * Removes a pair (the - of the source).
 * @throws LedgerError `not-a-volume-agreement`, `pair-not-found`, `last-pair`, `stale-version`
 */
export const removePair = (
  ledger: Ledger,
  id: string,
  pair: AgreementNumberPair,
  change: Change,
  expected?: number,
): Promise<void> =>
  settle(async () => {
    const whole = await readVolumeAgreement(ledger.table, id)
    const { agreement } = whole
    expectVersion(agreement.version, expected)
    const held = whole.pairs.find((candidate) => pairKey(candidate) === pairKey(pair))
    if (!held)
      throw new LedgerError(
        'not-found',
        'pair-not-found',
        `The agreement ${agreement.name} has no pair ${showPair(pair)}.`,
      )
    if (agreement.pairCount === 1)
      throw new LedgerError('conflict', 'last-pair', 'The last pair cannot be removed. Delete the agreement instead.')
    const stored = await readPairs(ledger.table, [held])
    const edit: Edit = {
      action: 'pair-removed',
      before: { pairCount: agreement.pairCount, pairs: [held] },
      after: { pairCount: agreement.pairCount - 1 },
      writes: [...freePairs([held], stored, id), ...changePairs(agreement, { removed: [held] }, change.at)],
    }
    await recordEdit(ledger, agreement, edit, change, [])
  })
