import type * as z from 'zod'
import type { Entitlement } from '../../agreements/records/entitlement.ts'
import type { PairStatus, StoredPair, ValidationFault } from '../../agreements/records/stored-pair.ts'
import { isPairFault, type PairAnswer, type PairFault } from '../vlsc/contract.ts'

type Fault = z.infer<typeof ValidationFault>

/** What an answer means for what is stored of its pair: nothing new, something new, or that there is none. */
export type Judgement =
  | { outcome: PairStatus; isChanged: false }
  | { outcome: PairStatus; isChanged: true; answer: PairAnswer }
  | { outcome: 'failed'; error: Fault }

/** Their schema gives all entitlements their fields in one order. */
const inOrder = (entitlements: readonly Entitlement[]): string =>
  JSON.stringify(entitlements.map((entitlement) => JSON.stringify(entitlement)).sort())

export const areSame = (some: readonly Entitlement[], others: readonly Entitlement[]): boolean =>
  inOrder(some) === inOrder(others)

const isSame = (pair: StoredPair, answer: PairAnswer): boolean =>
  pair.answeredAt !== undefined &&
  pair.error === undefined &&
  pair.status === answer.status &&
  pair.program === answer.program &&
  pair.organization === answer.organization &&
  pair.startDate === answer.startDate &&
  pair.endDate === answer.endDate &&
  areSame(pair.entitlements, answer.entitlements)

const leftOut: Fault = { code: 'left-out', message: 'VLSC answered without this pair.' }

/** Compares an answer with what is stored. The order of its entitlements does not matter. */
export const judgeAnswer = (pair: StoredPair, answer: PairAnswer | PairFault | undefined): Judgement => {
  if (!answer) return { outcome: 'failed', error: leftOut }
  if (isPairFault(answer)) return { outcome: 'failed', error: answer.fault }
  return isSame(pair, answer)
    ? { outcome: pair.status, isChanged: false }
    : { outcome: answer.status, isChanged: true, answer }
}
