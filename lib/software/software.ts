import * as z from 'zod'
import { EntitlementRow } from '../entitlements/entitlement-row.ts'
import { PositionFlag } from '../positions/flags.ts'
import { PositionStatus } from './title-store.ts'

const stored = {
  id: z.string(),
  publisher: z.string(),
  title: z.string(),
  licensable: z.boolean(),
  reason: z.string().optional().meta({ description: 'The rule by which it needs no license.' }),
  installedCount: z.int().meta({ description: 'Current devices that have it, each once, however many versions.' }),
  entitledCount: z.int().meta({ description: 'Licenses that count for it today.' }),
  difference: z.int().meta({ description: 'Entitled less installed.' }),
  status: PositionStatus,
  flags: z.array(PositionFlag).meta({
    description:
      '`expired-pairs`: some of it is what expired pairs still have; `shared-quantity`: other titles take from it too; `stale-data`: VLSC has not confirmed all of it lately.',
  }),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}

/** A software title as lists show it. */
export const SoftwareListItem = z
  .strictObject(stored)
  .omit({ reason: true, createdAt: true, updatedAt: true })
  .meta({ id: 'SoftwareListItem' })
export type SoftwareListItem = z.infer<typeof SoftwareListItem>

const Version = z.strictObject({
  version: z.string(),
  devices: z.int().meta({ description: 'Devices that have it, of those that were looked at.' }),
})
const RawTitle = z
  .strictObject({
    publisher: z.string(),
    title: z.string(),
    versions: z.array(Version).optional().meta({ description: 'Where the title is read by itself.' }),
  })
  .meta({ id: 'RawTitle', description: 'A name of software as devices report it.' })

/** An other agreement that is for a title. */
export const ClaimingAgreement = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    licenseCount: z.int(),
    startDate: z.iso.date().optional(),
    endDate: z.iso.date().optional(),
    counted: z.boolean().meta({ description: 'Today lies in its term.' }),
  })
  .meta({ id: 'ClaimingAgreement' })

/** What a title gets of a product that VLSC or license statements report. */
const ProductShare = z
  .strictObject({
    id: z.string(),
    product: z.string(),
    version: z.string(),
    owned: z.int().meta({ description: 'What counts of the product: rows whose `counted` is true add up to it.' }),
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

const Explanation = z
  .strictObject({
    agreements: z.array(ClaimingAgreement).meta({
      description: 'The first 100 other agreements; `GET /software/{titleId}/agreements` lists all.',
    }),
    agreementCount: z.int(),
    agreementQuantity: z.int().meta({ description: 'Licenses of all of them whose term it is today.' }),
    products: z.array(ProductShare),
  })
  .meta({
    id: 'Explanation',
    description: '`agreementQuantity` and the `quantity` of each product add up to `entitledCount`.',
  })
export type Explanation = z.infer<typeof Explanation>

/** A position as it was at the end of a day. */
export const PositionDay = z
  .strictObject({
    date: z.iso.date().meta({ description: 'In the time zone of the ledger.' }),
    entitledCount: z.int(),
    installedCount: z.int(),
    difference: z.int(),
  })
  .meta({ id: 'PositionDay' })
export type PositionDay = z.infer<typeof PositionDay>

const ShownMapping = z.strictObject({
  products: z.array(z.strictObject({ id: z.string(), product: z.string(), version: z.string(), rank: z.int() })),
})

export const Software = z
  .strictObject({
    ...stored,
    licensableBy: z.enum(['rule', 'manager']),
    mapping: ShownMapping.optional().meta({
      description: 'The products that count, as a manager said; without it the rules find them.',
    }),
    rawTitles: z.array(RawTitle).meta({ description: 'The names under which devices report it.' }),
    versionsOf: z.int().optional().meta({
      description:
        'Devices that `versions` were counted on: at most 100. `GET /software/{titleId}/devices` tells of all, one by one.',
    }),
    entitlements: Explanation.optional().meta({ description: 'Where the title is read by itself.' }),
  })
  .meta({ id: 'Software' })
export type Software = z.infer<typeof Software>

export const TitleId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'The id of a title has 26 characters.')

export const SoftwarePatch = z.strictObject({ licensable: z.boolean().optional() }).meta({ id: 'SoftwarePatch' })
export type SoftwarePatch = z.infer<typeof SoftwarePatch>

/** Titles that share a product take from it by rank. */
export const highestRank = 1_000

const Rank = z.int().min(1).max(highestRank)

/** Which products count for a title, as a manager says it. */
export const EntitlementMapping = z
  .strictObject({
    products: z
      .array(
        z.union([
          z.string().trim().min(1).max(256),
          z.strictObject({
            product: z.string().trim().min(1).max(256),
            version: z.string().trim().max(256).default(''),
            rank: Rank.optional().meta({
              description:
                'Titles that share the product take from it by rank, then by when they were first mapped; without one, the title keeps its rank or comes last.',
            }),
          }),
        ]),
      )
      .max(50)
      .meta({
        description:
          'All products that count, and no others: each by product and version as `GET /entitlements` shows them, or by its `productId` alone.',
      }),
  })
  .meta({ id: 'EntitlementMapping' })
export type EntitlementMapping = z.infer<typeof EntitlementMapping>

export const SoftwareMerge = z.strictObject({ into: TitleId }).meta({ id: 'SoftwareMerge' })

/** Names that one request can take out of a title: with what goes along they fit into one transaction of 100. */
export const namesPerSplit = 80

const RawName = z.strictObject({ publisher: z.string().max(256), title: z.string().min(1).max(512) })

export const SoftwareSplit = z
  .strictObject({
    rawTitles: z
      .array(z.union([RawName, z.string().min(1).max(512)]))
      .min(1)
      .max(namesPerSplit)
      .meta({ description: 'Names as devices report them: as the title shows them, or their titles alone.' }),
    title: z.string().trim().min(1).max(256).optional().meta({
      description: 'The new title; without it the first of the names.',
    }),
  })
  .meta({ id: 'SoftwareSplit' })
export type SoftwareSplit = z.infer<typeof SoftwareSplit>

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
