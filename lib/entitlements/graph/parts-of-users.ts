import type { Coverage } from '../../inventory/devices/plan-coverage.ts'
import { PlanPart, partOfServicePlan } from '../../recognition/data/plans.ts'
import type { User } from './count-users.ts'
import type { SubscribedSku } from './read-plans.ts'

/**
 * What the plans of a user let it run, in eight bits: the lower four say of each part that it may, the upper ones that
 * nobody knows. Neither of both: it may not.
 */
export type UserParts = number

const parts = PlanPart.options
const bitOf = (part: PlanPart): number => 1 << parts.indexOf(part)
const every = (1 << parts.length) - 1

/** Nobody knows what this user may run. */
export const unknownParts: UserParts = every << parts.length

/** By the id of a plan, the service plans in it that let a user run something, with their bits. */
export type PartsOfPlans = ReadonlyMap<string, readonly { servicePlanId: string; bit: number }[]>

/** In its grace period a plan gives what it gave before. */
const gives = new Set(['Enabled', 'Warning'])

export const partsOfPlans = (skus: readonly SubscribedSku[]): PartsOfPlans =>
  new Map(
    skus.map(({ skuId, capabilityStatus = 'Enabled', servicePlans }) => [
      skuId.toLowerCase(),
      gives.has(capabilityStatus)
        ? servicePlans.flatMap(({ servicePlanId: id, provisioningStatus }) => {
            const part = provisioningStatus === 'Disabled' ? undefined : partOfServicePlan(id)
            return part === undefined ? [] : [{ servicePlanId: id.toLowerCase(), bit: bitOf(part) }]
          })
        : [],
    ]),
  )

/**
 * What the plans of a user let it run: parts that some service plan gives that is not switched off for it. A disabled
 * account signs in nowhere, so somebody unknown uses its devices; and nobody knows what a plan gives that the tenant does
 * not list.
 */
export const partsOfUser = ({ accountEnabled, assignedLicenses }: User, plans: PartsOfPlans): UserParts => {
  if (accountEnabled === false) return unknownParts
  let has = 0
  let isUnsure = false
  for (const { skuId, disabledPlans } of assignedLicenses) {
    const given = plans.get(skuId.toLowerCase())
    isUnsure ||= given === undefined
    const off = disabledPlans.map((id) => id.toLowerCase())
    for (const { servicePlanId, bit } of given ?? []) if (!off.includes(servicePlanId)) has |= bit
  }
  return isUnsure ? has | ((every & ~has) << parts.length) : has
}

export const coverageOf = (held: UserParts): Coverage => {
  const answer = (part: PlanPart) => {
    if (held & bitOf(part)) return 'yes'
    return held & (bitOf(part) << parts.length) ? 'unknown' : 'no'
  }
  return {
    apps: answer('apps'),
    visio: answer('visio'),
    project: answer('project'),
    'windows-enterprise': answer('windows-enterprise'),
  }
}
