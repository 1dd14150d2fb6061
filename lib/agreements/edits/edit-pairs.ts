import { conflict, expectVersion, invalidInput, notFound, type Versions } from '../../foundation/errors.ts'
import { raceLost, settle } from '../../foundation/table/attempts.ts'
import type { Change, Ledger, LedgerWith } from '../../foundation/table/ledger.ts'
import type { Item, Table, Write } from '../../foundation/table/table.ts'
import { type Agreement, maximumPairs } from '../records/agreement.ts'
import { commitEdit } from '../records/agreement-trail.ts'
import { changePairs } from '../records/agreement-writes.ts'
import {
  type AgreementNumberPair,
  byKey,
  type PairRules,
  pairKey,
  pairsFaults,
  pairTaken,
  showPair,
} from '../records/pair.ts'
import { expectVolume, readAgreement, readHeads } from '../records/stored-agreement.ts'
import { addPair, freePair, readPairs, StoredPair } from '../records/stored-pair.ts'
import { showAgreement } from './read-agreements.ts'

export const expectPairs = (pairs: readonly AgreementNumberPair[], rules: PairRules): void => {
  const faults = pairsFaults(pairs, rules)
  if (faults.length > 0) throw invalidInput(faults)
}

const takenBy = async (table: Table, pair: AgreementNumberPair, existing: Item, pointer: string): Promise<Error> => {
  const { agreementId } = StoredPair.parse(existing)
  const [holder] = (await readHeads(table, [agreementId])).values()
  const message = pairTaken(pair, holder, 'Try again')
  return conflict('pair-taken', message, [{ pointer, code: 'pair-taken', message }])
}

export const takePairs = (table: Table, pairs: readonly AgreementNumberPair[], agreementId: string): Write[] =>
  pairs.map((pair, index) =>
    addPair(pair, agreementId, (existing) =>
      existing ? takenBy(table, pair, existing, `/pairs/${index}`) : raceLost(),
    ),
  )

/** Frees pairs of an agreement as they were read. @throws RaceLost when one of them is gone, or another agreement's */
export const freePairs = (
  pairs: readonly AgreementNumberPair[],
  stored: ReadonlyMap<string, StoredPair>,
  agreementId: string,
): Write[] =>
  pairs.map((pair) => {
    const found = stored.get(pairKey(pair))
    if (found?.agreementId !== agreementId) throw raceLost()
    return freePair(found)
  })

export const addPairs = (
  ledger: LedgerWith<'pairLength' | 'staleAfterHours'>,
  id: string,
  added: readonly AgreementNumberPair[],
  change: Change,
): Promise<Agreement> =>
  settle(async () => {
    const { agreement, pairs } = expectVolume(await readAgreement(ledger.table, id))
    expectPairs(added, { program: agreement.program, pairLength: ledger.pairLength })
    const pairCount = agreement.pairCount + added.length
    if (pairCount > maximumPairs)
      throw conflict(
        'too-many-pairs',
        `The agreement would have ${pairCount} pairs; at most ${maximumPairs} are allowed.`,
      )

    const next = { ...agreement, pairCount, version: agreement.version + 1, updatedAt: change.at }
    const whole = { agreement: next, pairs: [...pairs, ...added].sort(byKey) }
    const shown = await showAgreement(ledger, whole, { fresh: added })
    const taken = [...change.alongside(shown), ...takePairs(ledger.table, added, id)]
    await commitEdit(ledger, agreement, 'pairs-added', changePairs(agreement, { added }, change.at), change, taken)
    return shown
  })

export const removePair = (
  ledger: Ledger,
  id: string,
  pair: AgreementNumberPair,
  change: Change,
  expected?: Versions,
) =>
  settle(async () => {
    const { agreement, pairs } = expectVolume(await readAgreement(ledger.table, id))
    const { name, version, pairCount } = agreement
    expectVersion(version, expected)
    const removed = pairs.filter((candidate) => pairKey(candidate) === pairKey(pair))
    if (removed.length === 0) throw notFound('pair-not-found', `The agreement ${name} has no pair ${showPair(pair)}.`)
    if (pairCount === 1) throw conflict('last-pair', 'The last pair cannot be removed. Delete the agreement instead.')
    const stored = await readPairs(ledger.table, removed)
    const freed = freePairs(removed, stored, id)
    await commitEdit(ledger, agreement, 'pair-removed', changePairs(agreement, { removed }, change.at), change, freed)
  })
