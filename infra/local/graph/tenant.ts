import { createHash } from 'node:crypto'
import { readDataLines } from '../../../lib/foundation/files/data-file.ts'

/** How large a simulated tenant is, and what everything about it follows from. */
export interface TenantSize {
  seed: number
  users: number
  devices: number
  /** Programs of each device. */
  apps: number
}

/** The same GUID whenever the same is asked for. */
const guidOf = (seed: number, kind: string, number: number): string => {
  const hex = createHash('sha256').update(`${seed} ${kind} ${number}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A number from 0 to below 1, the same whenever the same is asked for. */
const chanceOf = (seed: number, kind: string, number: number): number =>
  createHash('sha256').update(`${seed} ${kind} ${number}`).digest().readUInt32BE() / 2 ** 32

interface Plan {
  part: string
  /** Share of the users that have it, and licenses bought for each hundred users. */
  share: number
  bought: number
  parts: readonly string[]
  appliesTo?: 'Company'
  warning?: number
  suspended?: number
  /** Days from the start of the simulator until each of its purchases changes its status. */
  ends: readonly number[]
}

/** Plans as tenants have them; service plans as in learn.microsoft.com, licensing-service-plan-reference. */
const plans: readonly Plan[] = [
  {
    part: 'SPE_E3',
    share: 0.6,
    bought: 65,
    parts: ['OFFICESUBSCRIPTION', 'WIN10_PRO_ENT_SUB', 'EXCHANGE_S_ENTERPRISE'],
    ends: [45, 300],
  },
  {
    part: 'SPE_F1',
    share: 0.2,
    bought: 25,
    parts: ['EXCHANGE_S_DESKLESS', 'OFFICEMOBILE_SUBSCRIPTION', 'WIN10_ENT_LOC_F1'],
    ends: [120],
  },
  { part: 'O365_BUSINESS', share: 0.05, bought: 4, parts: ['OFFICE_BUSINESS'], ends: [20] },
  {
    part: 'VISIOCLIENT',
    share: 0.04,
    bought: 5,
    parts: ['VISIO_CLIENT_SUBSCRIPTION', 'VISIOONLINE'],
    warning: 1,
    ends: [6],
  },
  {
    part: 'PROJECTPROFESSIONAL',
    share: 0.03,
    bought: 4,
    parts: ['PROJECT_CLIENT_SUBSCRIPTION', 'PROJECT_PROFESSIONAL'],
    ends: [200],
  },
  { part: 'EMS', share: 0, bought: 0, parts: ['AAD_PREMIUM', 'INTUNE_A'], suspended: 10, ends: [] },
  { part: 'FLOW_FREE', share: 0.3, bought: 10_000, parts: ['FLOW_P2_VIRAL'], ends: [] },
  { part: 'SHAREPOINTSTORAGE', share: 0, bought: 100, parts: ['SHAREPOINTSTORAGE'], appliesTo: 'Company', ends: [90] },
]

/** Ids of service plans that let users run something are those of Microsoft. */
const knownServicePlans = new Map(
  readDataLines(new URL('../../../lib/recognition/data/plans/service-plans.tsv', import.meta.url)).map(
    ({ name = '', plan = '' }) => [name, plan] as const,
  ),
)

/** Programs that plans let users run, and on what share of the devices they are. */
const rented = [
  { share: 0.5, title: 'Microsoft 365 Apps for enterprise - en-us', version: '16.0.17126.20132' },
  { share: 0.15, title: 'Microsoft Visio - en-us', version: '16.0.17126.20132' },
  { share: 0.1, title: 'Microsoft Project - en-us', version: '16.0.17126.20132' },
] as const

const day = 86_400_000

/** Programs as Intune names them: those of the demo's organization. */
const software = readDataLines(new URL('../demo/data/software.tsv', import.meta.url))
  .filter(({ name = '' }) => !name.startsWith('Windows '))
  .map(({ publisher = '', name = '', version = '' }) => ({ publisher, title: name, version }))

/** A tenant that nobody keeps: each object follows from the seed and its number. @param now when it is looked at */
export const tenantOf = ({ seed, users, devices, apps }: TenantSize, now: () => Date) => {
  const skuId = (plan: Plan) => guidOf(seed, 'sku', plans.indexOf(plan))
  const planIds = new Map(
    plans
      .flatMap(({ parts }) => parts)
      .map((name, index) => [name, knownServicePlans.get(name) ?? guidOf(seed, 'service plan', index)]),
  )
  /** Administrators switch a part of a plan off for some users. */
  const disabledPlansOf = (user: number, { part, parts }: Plan): string[] =>
    chanceOf(seed, `disabled ${part}`, user) < 0.1 ? [planIds.get(parts[0] ?? '') ?? ''] : []

  const hasPlan = (user: number, plan: Plan): boolean => chanceOf(seed, plan.part, user) < plan.share
  const boughtOf = ({ part, bought }: Plan): number =>
    part === 'FLOW_FREE' ? bought : Math.ceil((users * bought) / 100)
  const started = now().getTime()

  const userOf = (number: number) => ({
    id: guidOf(seed, 'user', number),
    accountEnabled: chanceOf(seed, 'enabled', number) >= 0.05,
    userPrincipalName: `user.${number}.${guidOf(seed, 'name', number).slice(0, 8)}@contoso.example`,
    displayName: `Person ${number} ${guidOf(seed, 'name', number).slice(0, 8)}`,
    assignedLicenses: plans
      .filter((plan) => hasPlan(number, plan))
      .map((plan) => ({ skuId: skuId(plan), disabledPlans: disabledPlansOf(number, plan) })),
  })

  const countOf = (plan: Plan): number => {
    let count = 0
    for (let user = 0; user < users; user++) if (hasPlan(user, plan)) count += 1
    return count
  }
  const counts = new Map<Plan, number>()
  const consumedOf = (plan: Plan): number => {
    const known = counts.get(plan) ?? countOf(plan)
    counts.set(plan, known)
    return known
  }

  const skus = () =>
    plans.map((plan) => ({
      id: `tenant_${skuId(plan)}`,
      accountName: 'contoso',
      appliesTo: plan.appliesTo ?? 'User',
      capabilityStatus: plan.suspended ? 'Suspended' : 'Enabled',
      consumedUnits: consumedOf(plan),
      skuId: skuId(plan),
      skuPartNumber: plan.part,
      subscriptionIds: plan.ends.map((_, index) => guidOf(seed, plan.part, index)),
      prepaidUnits: {
        enabled: boughtOf(plan) - (plan.warning ?? 0),
        warning: plan.warning ?? 0,
        suspended: plan.suspended ?? 0,
        lockedOut: 0,
      },
      servicePlans: plan.parts.map((name) => ({
        servicePlanId: planIds.get(name),
        servicePlanName: name,
        provisioningStatus: 'Success',
        appliesTo: plan.appliesTo ?? 'User',
      })),
    }))

  const purchases = () =>
    plans.flatMap((plan) =>
      plan.ends.map((days, index) => {
        const [each, first] = [Math.floor(boughtOf(plan) / plan.ends.length), index === 0]
        return {
          id: guidOf(seed, plan.part, index),
          commerceSubscriptionId: guidOf(seed, `commerce ${plan.part}`, index),
          createdDateTime: '2025-01-05T00:00:00Z',
          isTrial: false,
          nextLifecycleDateTime: `${new Date(started + days * day).toISOString().slice(0, 10)}T00:00:00Z`,
          skuId: skuId(plan),
          skuPartNumber: plan.part,
          status: 'Enabled',
          totalLicenses: first ? boughtOf(plan) - each * (plan.ends.length - 1) : each,
          serviceStatus: [],
        }
      }),
    )

  /** Some devices have none, some one who has left the tenant, and a few people use many. */
  const primaryUserOf = (device: number): string => {
    const chance = chanceOf(seed, 'primary user', device)
    if (chance < 0.05) return ''
    if (chance < 0.08) return '00000000-0000-0000-0000-000000000000'
    if (chance < 0.12) return guidOf(seed, 'former user', device)
    return userOf(chance < 0.2 ? device % 3 : device % users).id
  }

  const deviceOf = (number: number) => {
    const chance = (of: string) => chanceOf(seed, of, number)
    const isWindows = chance('platform') >= 0.1
    const sku = ['Enterprise', 'Pro', 'Education'][Math.floor(chance('sku') ** 3 * 3)] ?? ''
    const seen = new Date(started - Math.floor((chance('silent') < 0.02 ? 120 : chance('seen')) * day))
    return {
      id: guidOf(seed, 'device', number),
      name: `${isWindows ? 'PC' : 'MAC'}-${String(number).padStart(6, '0')}`,
      platform: isWindows ? 'Windows' : 'macOS',
      version: isWindows ? (chance('release') < 0.6 ? '10.0.22631.4317' : '10.0.19045.5011') : '14.5',
      sku: isWindows ? sku : '',
      lastContact: `${seen.toISOString().slice(0, 19).replace('T', ' ')}.3022384`,
      userId: primaryUserOf(number),
    }
  }

  const lastOf = software.length
  /** Its programs; a few devices have not sent any yet. */
  const appsOf = (number: number) => {
    if (chanceOf(seed, 'no software', number) < 0.03) return []
    const first = Math.floor(chanceOf(seed, 'software', number) * lastOf)
    const own = rented.filter(({ share, title }) => chanceOf(seed, title, number) < share).slice(0, apps)
    const ofPlans = own.map(({ title, version }) => {
      const key = guidOf(seed, title, 0).replaceAll('-', '')
      return { key, publisher: 'Microsoft Corporation', title, version }
    })
    const others = Array.from({ length: apps - own.length }, (_, index) => {
      const at = first + index * 7
      const program = software[at % lastOf]
      // More programs than are known are programs of this organization.
      const own = index >= lastOf ? ` ${Math.floor(at / lastOf)}` : ''
      const { publisher = '', title = '', version = '' } = program ?? {}
      const named = `${title}${own}`
      return { key: guidOf(seed, named, 0).replaceAll('-', ''), publisher, title: named, version }
    })
    return [...others, ...ofPlans]
  }

  return { seed, users, devices, userOf, deviceOf, appsOf, skus, purchases }
}
export type Tenant = ReturnType<typeof tenantOf>
