import * as z from 'zod'

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
