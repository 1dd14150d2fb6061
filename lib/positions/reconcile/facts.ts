import type { AnsweringPair } from '../../entitlements/rows/decide-rows.ts'
import type { StoredEntitlement } from '../../entitlements/rows/entitlement.ts'
import type { Lists } from '../lists/lists.ts'
import type { TitleDecisions } from './resolve-titles.ts'

/** An agreement, as far as conclusions follow from it. */
export interface AgreementFact {
  id: string
  name: string
  /** What other agreements are for; absent of volume agreements. */
  product?: { publisher: string; title: string; licenseCount: number | 'unlimited' }
  /** YYYY-MM-DD. */
  startDate?: string | undefined
  endDate?: string | undefined
}

/** A pair whose answer is read when it is needed: mostly it is what it was. */
export interface PairFact extends Omit<AnsweringPair, 'entitlements'> {
  /** JSON; absent when it entitles to nothing. */
  entitlementsText: string | undefined
  /** Place of its partition among those of pairs. */
  partition: number
}

/** All facts that conclusions follow from, in an order that does not depend on how they were read. */
export interface Facts {
  lists: Lists
  /** By their ids. */
  agreements: readonly AgreementFact[]
  /** By their keys. */
  pairs: readonly PairFact[]
  /** Rows of license statements, by their keys in the table. */
  statements: readonly StoredEntitlement[]
  decisions: TitleDecisions
  /** By the packed key of a device, that of the device that it was linked to. */
  links: ReadonlyMap<string, string>
}
