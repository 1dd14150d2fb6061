import { type AgreementNumberPair, pairKey } from '../agreements/pair.ts'
import type { StoredPair } from '../agreements/stored-pair.ts'
import type { Marked } from './position-marks.ts'

const licenseOf = ({ licenseNumber }: AgreementNumberPair): string => licenseNumber.toUpperCase()

/** What pairs change that VLSC has said nothing of: rows of statements may count by their License IDs. */
export const markedOfNew = (pairs: readonly AgreementNumberPair[]): Marked => ({ licenses: pairs.map(licenseOf) })

/** What pairs change that go: what they entitled to, and rows of statements. */
export const markedOfFreed = (pairs: readonly StoredPair[]): Marked => {
  const byAnswer = Map.groupBy(pairs, ({ status }) => status === 'pending')
  return {
    pairs: (byAnswer.get(false) ?? []).map(pairKey),
    ...markedOfNew(byAnswer.get(true) ?? []),
  }
}
