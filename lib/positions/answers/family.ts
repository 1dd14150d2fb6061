import * as z from 'zod'
import { Ulid } from '../../foundation/table/ids.ts'
import { Metric, TitleKind } from '../../recognition/data/recognition.ts'
import { PositionPolicies, Right } from '../../recognition/rights/rights.ts'
import { FamilyFlag, FamilyStatus } from '../families/measure-family.ts'
import { PositionStatus } from '../reconcile/count-positions.ts'
import { basisShape } from '../snapshot/snapshot-reader.ts'

const units = {
  owned: z.int().meta({ description: 'Licenses that count today, without those of site licenses.' }),
  unlimited: z.boolean().meta({ description: 'Some license is a site license.' }),
  required: z.int().meta({ description: 'What machines require: `covered` and `shortfall` together.' }),
  covered: z.int(),
  shortfall: z.int().meta({ description: 'Requirements that nothing meets.' }),
  surplus: z.int().meta({ description: 'Licenses that nothing requires.' }),
  needsData: z.int().meta({ description: 'Installs of which nobody knows what they require.' }),
  exempt: z.int().meta({ description: 'Installs on machines that are exempt.' }),
}

export const ByRight = z.partialRecord(Right, z.int())

export const FamilyFigures = z
  .strictObject({
    metric: Metric.meta({ description: 'The unit of what is owned and required: never added up with another one.' }),
    ...units,
    status: FamilyStatus,
    byRight: ByRight.meta({
      description: 'Requirements that rest on each right. One may rest on several of them.',
    }),
    installs: z
      .strictObject({
        total: z.int(),
        freeOrComponent: z.int(),
        sameMachine: z.int(),
        coveredBySubscription: z.int().meta({ description: 'A plan of the user of the machine lets it run them.' }),
        exempt: z.int(),
        needsData: z.int(),
        required: z.int(),
        withoutPlan: z.int().meta({
          description: 'Subscriptions on machines whose user has no plan for them: `required`, or `exempt`.',
        }),
        planUnknown: z.int().meta({
          description: 'Subscriptions on machines of whose user nobody knows whether it has a plan: not in `total`.',
        }),
      })
      .meta({
        description:
          'Titles on machines, and where they went: `total` is the sum of the others up to `required`. The last two say more of subscriptions.',
      }),
    flags: z.array(FamilyFlag).meta({
      description:
        '`end-unknown`: some use rests on Software Assurance whose end nobody knows; `not-proven`: the search for the best coverage ended at its limit.',
    }),
  })
  .meta({ id: 'FamilyFigures' })

const named = { id: Ulid, publisher: z.string(), name: z.string() }

export const FamilyItem = z.strictObject({ ...named, ...FamilyFigures.shape }).meta({ id: 'FamilyItem' })
export type FamilyItem = z.infer<typeof FamilyItem>

const Product = z.strictObject({
  family: z.string(),
  edition: z.string().optional(),
  version: z.string().optional(),
})

const FamilyProduct = z
  .strictObject({
    titleId: z.string(),
    title: z.string(),
    kind: TitleKind,
    product: Product.optional(),
    installed: z.int(),
    required: z.int().meta({ description: 'Units that its requirements take, on all machines.' }),
    open: z.int().meta({ description: 'Of these, those that nothing meets.' }),
    needsData: z.int().meta({ description: 'Machines of which nobody knows whether it requires a license there.' }),
    status: PositionStatus,
  })
  .meta({ id: 'FamilyProduct' })
export type FamilyProduct = z.infer<typeof FamilyProduct>

export const FamilyEntitlement = z
  .strictObject({
    id: z.string(),
    name: z.string().meta({ description: 'As its source writes it.' }),
    product: Product.optional().meta({ description: 'As which it is read; absent when its name says no product.' }),
    metric: Metric,
    quantity: z.union([z.int(), z.literal('unlimited')]).meta({ description: 'Units of the metric that count today.' }),
    used: z.int().meta({ description: 'Of these, in use.' }),
    assigned: z.int().optional().meta({ description: 'Of a subscription, to users.' }),
    counted: z.boolean(),
    notCounted: z.string().optional().meta({ description: 'Why it does not count.' }),
    stepUp: z.boolean().meta({ description: 'It lifts licenses of a lower edition, which it uses up.' }),
    softwareAssurance: z
      .strictObject({ until: z.iso.date().optional() })
      .optional()
      .meta({ description: 'Absent without; without `until` nobody knows its end.' }),
    volume: z.boolean().meta({ description: 'It has the rights of volume licenses.' }),
    restrictions: z.array(Right).meta({ description: 'Rights that its agreement forbids.' }),
    source: z.string(),
    agreementId: z.string().optional(),
    agreementNumber: z.string().optional(),
    licenseNumber: z.string().optional(),
    productId: z.string().optional().meta({ description: '`GET /entitlements?productId=…` lists what reports it.' }),
    startDate: z.iso.date().optional(),
    endDate: z.iso.date().optional(),
  })
  .meta({ id: 'FamilyEntitlement' })
export type FamilyEntitlement = z.infer<typeof FamilyEntitlement>

const missing = z
  .enum(['edition', 'cores', 'host'])
  .optional()
  .meta({ description: 'What nobody knows: the edition, the cores, or the host of a virtual machine.' })
const requiredTitles = z
  .array(z.strictObject({ titleId: z.string(), title: z.string() }))
  .meta({ description: 'Titles that need a license there.' })

export const FamilyCombination = z
  .strictObject({
    id: z.string(),
    titles: requiredTitles,
    state: z.enum(['required', 'needs-data', 'exempt', 'nothing']),
    missing,
    units: z.int().meta({ description: 'Units that each requirement takes on a machine: cores, else 1.' }),
    machines: z.int(),
    complete: z.int().meta({ description: 'Machines all of whose requirements are met.' }),
  })
  .meta({ id: 'FamilyCombination', description: 'Machines that need the same in a family.' })
export type FamilyCombination = z.infer<typeof FamilyCombination>

export const FamilyCoverage = z
  .strictObject({
    entitlementId: z.string(),
    rights: z.array(Right),
    combinationId: z.string(),
    titleId: z.string(),
    quantity: z.int().meta({ description: 'Units that are required.' }),
    flags: z.array(FamilyFlag.extract(['end-unknown'])),
  })
  .meta({ id: 'FamilyCoverage', description: 'Which entitlement meets which requirement, by which rights.' })
export type FamilyCoverage = z.infer<typeof FamilyCoverage>

export const OtherPositions = z.array(
  z
    .strictObject({
      metric: Metric,
      owned: z.int(),
      used: z.int().optional().meta({ description: 'Absent when nobody says it.' }),
      usedBy: z.enum(['assigned', 'declared']).optional().meta({ description: 'Absent of what machines use.' }),
      shortfall: z.int(),
      surplus: z.int(),
    })
    .meta({
      id: 'OtherPosition',
      description: 'In a metric of its own: what no inventory measures, and licenses for servers where cores count.',
    }),
)

/** The first of a part of a family are shown with it; the part has a list of its own. */
export const partShown = 200
const firstOf = (list: string) => `The first ${partShown}; \`${list}\` lists all.`

export const FamilyDetail = z
  .strictObject({
    ...FamilyItem.shape,
    others: OtherPositions,
    exemptMachines: z.int(),
    policies: PositionPolicies.meta({ description: 'The policies of the ledger as they are now.' }),
    products: z.array(FamilyProduct).meta({ description: firstOf('GET /software?familyId=…') }),
    productCount: z.int(),
    entitlements: z.array(FamilyEntitlement).meta({ description: firstOf('GET /families/{familyId}/entitlements') }),
    entitlementCount: z.int(),
    combinations: z.array(FamilyCombination).meta({ description: firstOf('GET /families/{familyId}/combinations') }),
    combinationCount: z.int(),
    coverage: z.array(FamilyCoverage).meta({ description: firstOf('GET /families/{familyId}/coverage') }),
    coverageCount: z.int(),
    ...basisShape,
  })
  .meta({ id: 'Family' })
export type FamilyDetail = z.infer<typeof FamilyDetail>

export const FamilyDay = z
  .strictObject({ date: z.iso.date().meta({ description: 'In the time zone of the ledger.' }), ...units })
  .meta({ id: 'FamilyDay' })
export type FamilyDay = z.infer<typeof FamilyDay>

export const MachineStatus = z.enum(['open', 'covered', 'needs-data', 'exempt'])
export type MachineStatus = z.infer<typeof MachineStatus>

export const FamilyDevice = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    seenAt: z.string(),
    status: MachineStatus.meta({ description: '`covered`: all its requirements are met.' }),
    combinationId: z.string(),
    titles: requiredTitles,
    missing,
  })
  .meta({ id: 'FamilyDevice' })
export type FamilyDevice = z.infer<typeof FamilyDevice>
