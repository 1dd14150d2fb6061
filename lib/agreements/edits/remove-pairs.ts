import { raceLost } from '../../foundation/table/race.ts'
import type { Write } from '../../foundation/table/table.ts'
import { type AgreementNumberPair, pairKey } from '../records/pair.ts'
import { freePair, type StoredPair } from '../records/stored-pair.ts'

/**
 * Frees pairs that an agreement holds, with all that VLSC has said of them.
 * @param stored the pairs as they were read
 * @throws RaceLost when one of them is gone, or another agreement's
 */
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
