import * as z from 'zod'
import { Ulid, versioned } from '../../foundation/table/ids.ts'
import { Name } from '../../foundation/text/name.ts'
import { ValidatedBy } from './contract.ts'
import { Entitlement } from './entitlement.ts'
import { GroupChoice, GroupId } from './group.ts'
import { Details, LicenseCount, ProductName, TermDate } from './other-agreement.ts'
import { AgreementNumberPair, Program } from './pair.ts'
import { Restrictions } from './restrictions.ts'
import { validationFields } from './stored-pair.ts'

/** An agreement holds 1 to 5,000 pairs. */
export const maximumPairs = 5_000

/** Pairs that one request can name: with the items around them they fit into one transaction of 100. */
export const pairsPerTransaction = 85

const head = {
  id: Ulid,
  name: z.string(),
  groupId: GroupId,
  ...versioned,
}

export const volumeFields = { ...head, type: z.literal('volume'), program: Program.optional(), pairCount: z.int() }

const asInCatalog = z.string().meta({ description: 'As the catalog showed it when it was last written.' })
export const otherFields = {
  ...head,
  type: z.literal('other'),
  publisher: asInCatalog,
  productTitle: asInCatalog,
  licenseCount: LicenseCount,
  startDate: z.iso.date().optional(),
  endDate: z.iso.date().optional(),
}

const PairValidation = z
  .strictObject({
    ...validationFields,
    validatedBy: ValidatedBy.optional().meta({
      description: 'Source of the newer answer: a look-up or a contracts file. Absent until one of them has answered.',
    }),
    stale: z.boolean(),
  })
  .meta({ id: 'PairValidation' })

export const ShownPair = z
  .strictObject({ agreementNumber: z.string(), licenseNumber: z.string(), validation: PairValidation })
  .meta({ id: 'AgreementNumberPair' })
export type ShownPair = z.infer<typeof ShownPair>

const VolumeListItem = z
  .strictObject({
    ...volumeFields,
    productTitle: z
      .literal('Not available')
      .meta({ description: 'No volume agreement has a product title of its own.' }),
  })
  .meta({ id: 'VolumeAgreementListItem' })

const OtherListItem = z.strictObject(otherFields).meta({ id: 'OtherAgreementListItem' })

export const AgreementListItem = z.discriminatedUnion('type', [VolumeListItem, OtherListItem])
export type AgreementListItem = z.infer<typeof AgreementListItem>

const Shown = z.discriminatedUnion('type', [VolumeListItem.strip(), OtherListItem.strip()])

export const showListItem = (agreement: Record<string, unknown>): AgreementListItem =>
  Shown.parse({ productTitle: 'Not available', ...agreement })

export const pairsShown = 100
export const productsShown = 1_000

/** Of an agreement, but in no index: lists do not show it. */
export const unlisted = { restrictions: Restrictions.optional() }

const VolumeAgreement = VolumeListItem.extend({
  ...unlisted,
  pairs: z.array(ShownPair).meta({ description: `The first ${pairsShown}; \`/pairs\` lists all.` }),
  entitlements: z.array(Entitlement).meta({
    description: `What look-ups report for the pairs shown, summed by product; at most ${productsShown}. \`GET /entitlements?agreementId=…\` lists all, row by row.`,
  }),
}).meta({ id: 'VolumeAgreement' })

const OtherAgreement = OtherListItem.extend({
  ...unlisted,
  details: z.string().optional().meta({ description: 'For managers only.' }),
}).meta({ id: 'OtherAgreement' })

export const Agreement = z.discriminatedUnion('type', [VolumeAgreement, OtherAgreement])
export type Agreement = z.infer<typeof Agreement>

const SomePairs = z
  .array(AgreementNumberPair)
  .min(1)
  .max(pairsPerTransaction, {
    message: `One request takes at most ${pairsPerTransaction} pairs; for more, import a file.`,
  })

const NewVolumeAgreement = z
  .strictObject({
    type: z.literal('volume'),
    name: Name,
    program: Program.optional(),
    pairs: SomePairs,
    restrictions: Restrictions.optional(),
    group: GroupChoice.optional(),
  })
  .meta({ id: 'NewVolumeAgreement' })

const NewOtherAgreement = z
  .strictObject({
    type: z.literal('other'),
    name: Name,
    publisher: ProductName,
    productTitle: ProductName.meta({ description: "A title of the publisher's in the catalog." }),
    licenseCount: LicenseCount,
    startDate: TermDate.optional(),
    endDate: TermDate.optional(),
    details: Details.optional(),
    restrictions: Restrictions.optional(),
    group: GroupChoice.optional(),
  })
  .meta({ id: 'NewOtherAgreement' })

export const NewAgreement = z.discriminatedUnion('type', [NewVolumeAgreement, NewOtherAgreement])
export type NewAgreement = z.infer<typeof NewAgreement>

/** A merge patch; `null` clears an optional field. */
export const AgreementPatch = z
  .strictObject({
    name: Name.optional(),
    groupId: GroupId.optional(),
    restrictions: Restrictions.nullable().optional(),
    program: Program.nullable().optional().meta({ description: 'Of volume agreements only.' }),
    publisher: ProductName.optional().meta({ description: 'Of other agreements only, and so are those below.' }),
    productTitle: ProductName.optional(),
    licenseCount: LicenseCount.optional(),
    startDate: TermDate.nullable().optional(),
    endDate: TermDate.nullable().optional(),
    details: Details.nullable().optional(),
  })
  .meta({ id: 'AgreementPatch' })
export type AgreementPatch = z.infer<typeof AgreementPatch>

export const MorePairs = z.strictObject({ pairs: SomePairs }).meta({ id: 'MorePairs' })

export const Moved = z.strictObject({ agreementIds: z.array(Ulid).min(1).max(30) }).meta({ id: 'AgreementsToMove' })
