import { raceLost } from '../table/race.ts'
import type { Write } from '../table/table.ts'
import { addWork } from '../work/work.ts'
import { type AgreementNumberPair, pairKey } from './pair.ts'
import { freePair, type StoredPair } from './stored-pair.ts'

/** Who takes pairs out of an agreement, and the work that would follow. */
interface Remover {
  workId: string
  actor: string
  at: string
}

/** What frees pairs. Counting them is the caller's: a transaction may write to a counter once. */
export interface Removal {
  writes: Write[]
  freed: StoredPair[]
  /** Work, if there is any, that is to be announced after the commit. */
  work?: string
}

/**
 * Frees pairs that an agreement holds, and leaves the work to take away what they entitled to: they are out of every
 * list at once.
 * @param stored the pairs as they were read
 * @throws RaceLost when one of them is gone, or another agreement's
 */
export const removalOf = (
  pairs: readonly AgreementNumberPair[],
  stored: ReadonlyMap<string, StoredPair>,
  agreementId: string,
  { workId, actor, at }: Remover,
): Removal => {
  const held = pairs.map((pair) => {
    const found = stored.get(pairKey(pair))
    if (found?.agreementId !== agreementId) throw raceLost()
    return found
  })
  const answered = held.filter(({ status }) => status !== 'pending').map(pairKey)
  const work = { id: workId, kind: 'settle-entitlements' as const, subjectId: agreementId, actor, createdAt: at }
  return {
    writes: [...held.map(freePair), ...(answered.length > 0 ? [addWork({ ...work, pairKeys: answered })] : [])],
    freed: held,
    ...(answered.length > 0 && { work: workId }),
  }
}
