import { type Family, groupsOf, type Position, sum } from './family-data.ts'
import type { LicenseGroup } from './licenses.ts'
import { openMachines, type Requirement } from './requirements.ts'

/** How a license that is spare differs from a title that lacks licenses: what both are read as, not a rule of rights. */
type Difference =
  | { is: 'version'; has: string; needs: string; hasAssurance: boolean }
  | { is: 'edition'; has: string; needs: string }
  | { is: 'restricted'; rights: LicenseGroup['restrictions'] }
  | { is: 'other' }

export interface Spare {
  name: string
  quantity: number
  differs: Difference
}

interface Lack {
  titleId: string
  title: string
  open: number
  covered: number
}

/** Why the position of a family is what it is, for a sentence. Everything is read off the answer of the API. */
export interface Answer {
  position: Position
  /** Machines on which something is open. */
  machines: number
  /** Titles that lack licenses, the most first. */
  lacks: Lack[]
  /** Licenses that are spare while others lack, by product, the most first. */
  spare: Spare[]
  /** Policies of the ledger that switch rights off. */
  switchedOff: (keyof Family['policies'])[]
  /** Machines by what nobody knows of them. */
  missing: { what: 'edition' | 'cores' | 'host'; machines: number }[]
  /** Installs of subscriptions on machines whose user has no plan, or is not known to have one. */
  withoutPlan: number
  planUnknown: number
  /** Its licenses in other metrics. */
  others: Family['others']
  isProven: boolean
  isEndKnown: boolean
}

type Named = NonNullable<LicenseGroup['product']>

const differenceOf = (license: LicenseGroup, needs: Partial<Named> | undefined): Difference => {
  const has = license.product
  if (has && needs) {
    if (has.edition !== needs.edition && has.edition !== undefined && needs.edition !== undefined)
      return { is: 'edition', has: has.edition, needs: needs.edition }
    if (has.version !== needs.version && has.version !== undefined && needs.version !== undefined)
      return { is: 'version', has: has.version, needs: needs.version, hasAssurance: license.hasAssurance }
  }
  if (license.restrictions.length > 0) return { is: 'restricted', rights: license.restrictions }
  return { is: 'other' }
}

/** Of what lacks, the product that a license differs least from. */
const nearest = (
  has: LicenseGroup['product'],
  needed: readonly (Partial<Named> | undefined)[],
): Partial<Named> | undefined =>
  needed.find((product) => product?.edition === has?.edition) ?? (needed.length === 1 ? needed[0] : undefined)

export const answerOf = (
  family: Family,
  licenses: readonly LicenseGroup[],
  requirements: readonly Requirement[],
): Answer => {
  const lacks = requirements.filter(({ open }) => open > 0)
  const needed = lacks.map(({ titleId }) => family.products.find((product) => product.titleId === titleId)?.product)
  const spare = groupsOf(
    licenses.filter(({ spare, isOfFamily }) => isOfFamily && spare > 0),
    ({ name, hasAssurance }) => JSON.stringify([name, hasAssurance]),
  )
  return {
    position: family,
    machines: openMachines(family.combinations),
    lacks,
    spare: [...spare.values()]
      .flatMap(([first, ...more]): Spare[] =>
        first
          ? [
              {
                name: first.name,
                quantity: sum([first, ...more].map((license) => license.spare)),
                differs: differenceOf(first, nearest(first.product, needed)),
              },
            ]
          : [],
      )
      .sort((one, other) => other.quantity - one.quantity),
    switchedOff: (['priorVersion', 'softwareAssurance', 'lowerEdition'] as const).filter(
      (policy) => !family.policies[policy],
    ),
    missing: (['edition', 'cores', 'host'] as const)
      .map((what) => ({
        what,
        machines: sum(
          family.combinations
            .filter((combination) => combination.state === 'needs-data' && combination.missing === what)
            .map(({ machines }) => machines),
        ),
      }))
      .filter(({ machines }) => machines > 0),
    withoutPlan: family.installs.withoutPlan,
    planUnknown: family.installs.planUnknown,
    others: family.others,
    isProven: !family.flags.includes('not-proven'),
    isEndKnown: !family.flags.includes('end-unknown'),
  }
}
