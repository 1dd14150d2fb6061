import type { Creation, State } from '../../audit/trail.ts'
import { byKey, unpackPair } from './pair.ts'
import type { StoredAgreement, StoredOtherAgreement, WholeAgreement } from './stored-agreement.ts'

/** What the trail says of an other agreement: of its details only that there are some. */
const stateOfOther = (agreement: StoredOtherAgreement): State => ({
  publisher: agreement.publisher,
  productTitle: agreement.productTitle,
  licenseCount: agreement.licenseCount,
  ...(agreement.startDate !== undefined && { startDate: agreement.startDate }),
  ...(agreement.endDate !== undefined && { endDate: agreement.endDate }),
  ...(agreement.hasDetails && { details: 'given' }),
})

/** What the trail says of an agreement. */
export const stateOf = ({ agreement, pairs }: WholeAgreement): State => {
  const { name, type, groupId } = agreement
  if (agreement.type === 'other') return { name, type, groupId, ...stateOfOther(agreement) }
  const { program, pairCount } = agreement
  return { name, type, groupId, ...(program && { program }), pairCount, pairs }
}

/** An agreement that never changed, as it was created: with its pairs, unless they are so many that they stand apart. */
const creationState = (agreement: StoredAgreement): State => {
  if (agreement.type === 'other') return stateOf({ agreement, pairs: [] })
  const { pairs, ...state } = stateOf({ agreement, pairs: [] })
  return agreement.pairs ? { ...state, pairs: [...agreement.pairs].map(unpackPair).sort(byKey) } : state
}

/** How it came to be: what was kept at its first change, or what it is when it was never changed. */
export const creationOf = ({ agreement }: WholeAgreement): Creation => {
  const state = agreement.createdAs ?? creationState(agreement)
  return {
    at: agreement.createdAt,
    actor: agreement.createdBy,
    state: agreement.importId === undefined ? state : { ...state, importId: agreement.importId },
  }
}

/** What a first change keeps of the creation. */
export const keepCreation = (agreement: StoredAgreement): { createdAs: State } | undefined =>
  agreement.createdAs ? undefined : { createdAs: creationState(agreement) }
