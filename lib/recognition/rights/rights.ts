import * as z from 'zod'
import type { RecognizedProduct } from '../data/recognition.ts'
import { rightsOfFamily } from '../data/rights.ts'
import { assurancesFor, productId } from './assurances.ts'
import { waysOf } from './ways.ts'

/** Why a license may meet a requirement. One use may rest on several, which are given in this order. */
export const Right = z.enum([
  'exact',
  'renamed',
  'suite',
  'prior-version',
  'software-assurance',
  'lower-edition',
  'manager',
])
export type Right = z.infer<typeof Right>

/** Which rights count in this ledger, if a license has them. */
export const PositionPolicies = z.strictObject({
  priorVersion: z.boolean(),
  softwareAssurance: z.boolean(),
  lowerEdition: z.boolean(),
})
export type PositionPolicies = z.infer<typeof PositionPolicies>

/** The policies of a ledger that decided nothing else. */
export const everyRight: PositionPolicies = { priorVersion: true, softwareAssurance: true, lowerEdition: true }

export interface LicenseToRun {
  publisher: string
  product: RecognizedProduct
  /** Volume licenses have the rights of Product Terms; others only those that the data gives to any license. */
  isVolume: boolean
  /** Absent without; `until`: its last day, undefined when nobody knows it. */
  softwareAssurance?: { until: string | undefined } | undefined
  restrictions: readonly Right[]
}

export interface Use {
  /** In the order of `Right`. */
  rights: readonly Right[]
  cost: number
  /** It rests on Software Assurance of which nobody knows the end. */
  isEndUnknown: boolean
}

/** The families whose products a license may run: its own, and those of the parts of its suite. */
export const familiesOf = (publisher: string, { family, edition = '' }: RecognizedProduct): readonly string[] => {
  const parts = rightsOfFamily(publisher, family).elsewhere.get(edition) ?? []
  return [...new Set([family, ...parts.map((part) => part.family)])]
}

/** The cheapest way in which a license may run an installed product on a day; undefined: it may not. */
export const useOf = (
  license: LicenseToRun,
  installed: RecognizedProduct,
  day: string,
  policies: PositionPolicies,
): Use | undefined => {
  let cheapest: { cost: number; rights: readonly Right[] } | undefined
  for (const way of waysOf(license, installed, day, policies)) {
    if (way.rights.some((right) => license.restrictions.includes(right))) continue
    if (
      !cheapest ||
      way.cost < cheapest.cost ||
      (way.cost === cheapest.cost && way.rights.length < cheapest.rights.length)
    )
      cheapest = way
  }
  if (!cheapest) return undefined
  const { cost, rights } = cheapest
  return {
    rights: Right.options.filter((right) => rights.includes(right)),
    cost,
    isEndUnknown: rights.includes('software-assurance') && license.softwareAssurance?.until === undefined,
  }
}

/**
 * By the data, every license that may run `one` may also run `other`: `other` needs no license of its own beside it. What
 * is sold by volume is taken to be licensed so: at retail no license goes back to an earlier version.
 */
export const runsAlso = (publisher: string, one: RecognizedProduct, other: RecognizedProduct): boolean => {
  if (one.family !== other.family) return false
  if (productId(one) === productId(other)) return true
  const { editions, tracks } = rightsOfFamily(publisher, one.family)
  const edition = editions.get(one.edition ?? '')
  // What is not known of may be run by a license for just this product.
  if (!edition || one.version === undefined || !tracks.get(edition.track)?.places.has(one.version)) return false
  const others = assurancesFor(publisher, other)
  return assurancesFor(publisher, one).every((need, at) => {
    const also = others[at]
    if (also === undefined || (edition.isByVolume && !need.isVolume)) return true
    return also.ended <= need.ended && also.active <= need.active
  })
}
