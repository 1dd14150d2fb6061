import { describe, expect, test } from 'vitest'
import type { User } from '../../../../lib/entitlements/graph/count-users.ts'
import {
  coverageOf,
  partsOfPlans,
  partsOfUser,
  unknownParts,
} from '../../../../lib/entitlements/graph/parts-of-users.ts'
import type { SubscribedSku } from '../../../../lib/entitlements/graph/read-plans.ts'

const apps = '43de0ff5-c92c-492b-9116-175376d08c38'
const visio = '663a804f-1c30-4ff0-9915-9db84f0d1cea'
const project = 'fafd7243-e5c1-4a3a-9e40-495efcb1d3c3'
const windows = '21b439ba-a0ca-424f-a6cc-52f954a5b111'
const mail = 'efb87545-963c-4e0d-99df-69c6916d9eb0'

const sku = (skuId: string, plans: readonly string[], more: Partial<SubscribedSku> = {}): SubscribedSku => ({
  ...{ skuId, skuPartNumber: skuId, consumedUnits: 0 },
  prepaidUnits: { enabled: 1, warning: 0, suspended: 0, lockedOut: 0 },
  servicePlans: plans.map((servicePlanId) => ({ servicePlanId, servicePlanName: servicePlanId })),
  ...more,
})

const plans = partsOfPlans([
  sku('E3', [apps, windows, mail]),
  sku('MAIL', [mail]),
  sku('VISIO', [visio.toUpperCase()]),
  sku('PROJECT', [project], { capabilityStatus: 'Warning' }),
  sku('ENDED', [visio, project], { capabilityStatus: 'Suspended' }),
  sku('LOCKED', [visio], { capabilityStatus: 'LockedOut' }),
  sku('OFF', [], { servicePlans: [{ servicePlanId: apps, servicePlanName: 'x', provisioningStatus: 'Disabled' }] }),
])

const none = { apps: 'no', visio: 'no', project: 'no', 'windows-enterprise': 'no' }
const nobodyKnows = { apps: 'unknown', visio: 'unknown', project: 'unknown', 'windows-enterprise': 'unknown' }
const has = (skuId: string, ...disabledPlans: string[]) => ({ skuId, disabledPlans })

const cases: { user: User; covers: object; because: string }[] = [
  { user: { assignedLicenses: [] }, covers: none, because: 'it has no plan' },
  { user: { assignedLicenses: [has('MAIL')] }, covers: none, because: 'its plan has no program' },
  {
    user: { assignedLicenses: [has('e3')] },
    covers: { ...none, apps: 'yes', 'windows-enterprise': 'yes' },
    because: 'its plan has both, in whatever case ids are written',
  },
  {
    user: { assignedLicenses: [has('E3', apps.toUpperCase())] },
    covers: { ...none, 'windows-enterprise': 'yes' },
    because: 'one of them is switched off for it',
  },
  {
    user: { assignedLicenses: [has('VISIO'), has('PROJECT')] },
    covers: { ...none, visio: 'yes', project: 'yes' },
    because: 'plans add up, and one in its grace period counts',
  },
  {
    user: { assignedLicenses: [has('E3', apps), has('ENDED'), has('LOCKED'), has('OFF')] },
    covers: { ...none, 'windows-enterprise': 'yes' },
    because: 'plans that are suspended, locked or not provided give nothing',
  },
  {
    user: { accountEnabled: false, assignedLicenses: [has('E3')] },
    covers: nobodyKnows,
    because: 'nobody signs in with a disabled account, so somebody else uses its devices',
  },
  {
    user: { assignedLicenses: [has('E3'), has('NEW')] },
    covers: { apps: 'yes', visio: 'unknown', project: 'unknown', 'windows-enterprise': 'yes' },
    because: 'the tenant does not say what one of its plans has',
  },
]

describe('What the plans of a user cover', () => {
  test.each(cases)('$covers, as $because', ({ user, covers }) => {
    expect(coverageOf(partsOfUser(user, plans))).toEqual(covers)
  })

  test('is unknown of nobody', () => expect(coverageOf(unknownParts)).toEqual(nobodyKnows))
})
