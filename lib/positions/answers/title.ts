import * as z from 'zod'
import { Ulid } from '../../foundation/table/ids.ts'
import { TitleKind } from '../../recognition/data/recognition.ts'
import { PositionStatus } from '../reconcile/count-positions.ts'
import { basisShape } from '../snapshot/snapshot-reader.ts'
import { EntitlementRow } from './entitlement-row.ts'

export const PositionFlag = z.enum(['expired-pairs', 'shared-quantity', 'stale-data'])
export type PositionFlag = z.infer<typeof PositionFlag>

const position = {
  installedCount: z.int().meta({ description: 'Current devices that have it, each once, however many versions.' }),
  entitledCount: z.int().meta({ description: 'Licenses that count for it today, without those of site licenses.' }),
  unlimited: z.boolean().meta({ description: 'It has a site license, which covers any need.' }),
  difference: z.int().nullable().meta({ description: 'Entitled less installed; null with a site license.' }),
}

const listed = {
  id: z.string(),
  publisher: z.string(),
  title: z.string(),
  kind: TitleKind.meta({
    description:
      '`licensed` and `subscription` need a license, `free` and `component` none; of an `unknown` one nobody knows it yet.',
  }),
  familyId: Ulid.optional().meta({
    description: 'The family in whose position it counts: `GET /families/{familyId}`. Absent when none has it.',
  }),
  product: z
    .strictObject({
      familyId: Ulid,
      family: z.string(),
      edition: z.string().optional().meta({ description: '`?`: the name does not tell it.' }),
      version: z.string().optional(),
    })
    .optional()
    .meta({ description: 'Which product it is recognized as. Names of one product are one title.' }),
  recognizedBy: z.string().optional().meta({
    description: 'The data line or pattern that says of which kind it is, or `manager`; absent while it is `unknown`.',
  }),
  licensable: z.boolean().meta({ description: 'Neither free nor a component.' }),
  ...position,
  status: PositionStatus,
  flags: z.array(PositionFlag).meta({
    description:
      '`expired-pairs`: some licenses come from expired pairs; `shared-quantity`: other titles share some of them; `stale-data`: some look-ups are too old.',
  }),
  version: z.int().meta({ description: 'Rises with each decision of a manager about it.' }),
}

export const SoftwareListItem = z.strictObject(listed).meta({ id: 'SoftwareListItem' })
export type SoftwareListItem = z.infer<typeof SoftwareListItem>

const Version = z.strictObject({
  version: z.string(),
  devices: z.int().meta({ description: 'Devices that have it, of those that were looked at.' }),
})

export const RawTitle = z
  .strictObject({
    publisher: z.string(),
    title: z.string(),
    versions: z.array(Version).optional().meta({ description: 'Where the title is read by itself.' }),
  })
  .meta({ id: 'RawTitle', description: 'A name of software as devices report it.' })
export type RawTitle = z.infer<typeof RawTitle>

export const ClaimingAgreement = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    licenseCount: z.union([z.int(), z.literal('unlimited')]),
    startDate: z.iso.date().optional(),
    endDate: z.iso.date().optional(),
    counted: z.boolean().meta({ description: 'Today lies in its term.' }),
  })
  .meta({ id: 'ClaimingAgreement' })
export type ClaimingAgreement = z.infer<typeof ClaimingAgreement>

export const ProductShare = z
  .strictObject({
    id: z.string(),
    product: z.string(),
    version: z.string(),
    owned: z.int().meta({ description: 'What counts of the product: the sum of its rows with `counted`.' }),
    quantity: z.int().meta({ description: 'What of it counts for this title.' }),
    by: z.enum(['manager', 'rule']).meta({ description: 'Who says that the product is for this title.' }),
    score: z.number().optional().meta({ description: 'How sure the rule is, 0 to 1.' }),
    reason: z.string().optional(),
    sharedWith: z.array(z.strictObject({ id: z.string(), title: z.string(), quantity: z.int() })),
    rows: z.array(EntitlementRow).meta({
      description: 'The first rows that report it; `GET /entitlements?productId=…` lists all.',
    }),
    hasMoreRows: z.boolean(),
  })
  .meta({ id: 'ProductShare' })
export type ProductShare = z.infer<typeof ProductShare>

export const Explanation = z
  .strictObject({
    agreements: z.array(ClaimingAgreement).meta({
      description: 'The first 100 other agreements; `GET /software/{titleId}/agreements` lists all.',
    }),
    agreementCount: z.int(),
    agreementQuantity: z.int().meta({
      description: 'Licenses of all agreements that are in their term today, without site licenses.',
    }),
    products: z.array(ProductShare),
  })
  .meta({
    id: 'Explanation',
    description: '`agreementQuantity` and the `quantity` of each product add up to `entitledCount`.',
  })
export type Explanation = z.infer<typeof Explanation>

export const PositionDay = z
  .strictObject({ date: z.iso.date().meta({ description: 'In the time zone of the ledger.' }), ...position })
  .meta({ id: 'PositionDay' })
export type PositionDay = z.infer<typeof PositionDay>

const MappedProduct = z.strictObject({ id: z.string(), product: z.string(), version: z.string() })
const ShownMapping = z.strictObject({
  products: z.array(MappedProduct.extend({ rank: z.int() })),
  exclude: z.array(MappedProduct),
})

export const Software = z
  .strictObject({
    ...listed,
    licensableBy: z.enum(['rule', 'manager']),
    requiredCount: z.int().meta({ description: 'Units of the metric of its family that its requirements take.' }),
    openCount: z.int().meta({ description: 'Of these, those that nothing meets.' }),
    needsDataCount: z
      .int()
      .meta({ description: 'Machines of which nobody knows whether it requires a license there.' }),
    mapping: ShownMapping.optional().meta({
      description: 'Products that a manager added to those that the rules find, and those that must not count for it.',
    }),
    rawTitles: z.array(RawTitle).meta({ description: 'The names under which devices report it.' }),
    versionsOf: z.int().optional().meta({
      description: 'Devices that `versions` were counted on: at most 100. `GET /software/{titleId}/devices` lists all.',
    }),
    entitlements: Explanation.optional().meta({ description: 'Where the title is read by itself.' }),
    createdAt: z.iso
      .datetime()
      .meta({ description: 'When its first name was reported, or it was added to the catalog.' }),
    updatedAt: z.iso.datetime().meta({ description: 'When a manager last decided about it.' }),
    ...basisShape,
  })
  .meta({ id: 'Software' })
export type Software = z.infer<typeof Software>

export const InstalledOn = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    reportedAt: z.iso.datetime(),
    installed: z
      .array(z.strictObject({ publisher: z.string(), title: z.string(), version: z.string() }))
      .meta({ description: 'What of the title the device and those that are linked to it report.' }),
  })
  .meta({ id: 'InstalledOn' })
export type InstalledOn = z.infer<typeof InstalledOn>
