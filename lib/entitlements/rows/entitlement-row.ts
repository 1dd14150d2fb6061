import * as z from 'zod'
import { PairStatus } from '../../agreements/records/stored-pair.ts'
import { Ulid } from '../../foundation/table/ids.ts'
import { StatementLayout } from './statement-rows.ts'

/** Who reports an entitlement: the look-up of a pair (`vlsc`), or a file. */
export const EntitlementSource = z.enum(['vlsc', ...StatementLayout.options])
export type EntitlementSource = z.infer<typeof EntitlementSource>

/** Why a row does not count: docs/positions.md. */
export const NotCounted = z.enum([
  /** No pair has the number that is its License ID. */
  'no-such-pair',
  /** A pair with that number has an answer of its own for the product. */
  'pair-answers-itself',
  /** It speaks for the whole organization, and pairs report the product. */
  'pairs-report-product',
  /** A newer file of the other layout reports the product. */
  'newer-file',
  /** It is a subscription of users, which no machine uses up. */
  'of-users',
])
export type NotCounted = z.infer<typeof NotCounted>

/** Why a row has no titles. */
export const Unmatched = z.enum([
  'no-title',
  'no-such-pair',
  /** More than one title can be meant. */
  'several-titles',
  /** It is a known product that no machine has; its licenses may meet what others require. */
  'not-installed',
  /** Installs do not measure it: access licenses, and development platforms. */
  'not-measured',
  /** It only adds to a license of a lower edition. */
  'step-up',
])

/** What is worth a look at a subscription. */
export const SubscriptionHas = z.enum([
  /** More are assigned than can be. */
  'over-assigned',
  /** Some could be assigned and are not. */
  'unassigned',
  /** Disabled accounts have some. */
  'disabled',
  /** Of some the term is over, and they still count for a while. */
  'grace',
  /** Some have run out. */
  'expired',
])
export type SubscriptionHas = z.infer<typeof SubscriptionHas>

const Title = { id: z.string(), publisher: z.string(), title: z.string() }

const MatchedTitle = z.strictObject({
  ...Title,
  quantity: z.int().meta({ description: 'Its share of what counts of the product, of all rows together.' }),
})

const Match = z.strictObject({
  by: z.enum(['rule', 'manager']),
  score: z.number().optional().meta({ description: 'How sure the rule is, 0 to 1.' }),
  reason: z.string().optional(),
})

/** A row without what follows from positions. */
export const ReportedEntitlement = z.strictObject({
  id: z.string(),
  productId: z.string().meta({ description: 'The same for all rows of one product, however they write it.' }),
  product: z.string().meta({ description: 'The product family, as it was sent.' }),
  version: z.string(),
  productPool: z.string(),
  type: z.string(),
  quantity: z.int().meta({ description: 'Effective quantity: the only one that counts.' }),
  activeSoftwareAssuranceQuantity: z.int(),
  upgradeQuantity: z.int().optional(),
  assignedQuantity: z.int().optional().meta({ description: 'Of a subscription: licenses that users have.' }),
  expiredQuantity: z.int().optional().meta({ description: 'Of a subscription: licenses that have run out.' }),
  graceQuantity: z.int().optional().meta({
    description: 'Of a subscription: licenses whose term is over and that still count for a while, of `quantity`.',
  }),
  disabledQuantity: z.int().optional().meta({
    description: 'Of a subscription: licenses that disabled accounts have, of those assigned.',
  }),
  endDate: z.iso.date().optional().meta({ description: 'Of a subscription: when it ends or is renewed.' }),
  source: EntitlementSource,
  pair: z
    .strictObject({ agreementNumber: z.string(), licenseNumber: z.string(), status: PairStatus })
    .optional()
    .meta({ description: 'The pair whose answer it is; expired ones count what is still reported.' }),
  agreementId: Ulid.optional(),
  licenseId: z
    .string()
    .optional()
    .meta({ description: 'Of a row of a statement; absent when it speaks for the whole organization.' }),
  importId: z.string().optional(),
  counted: z.boolean(),
  notCounted: NotCounted.optional().meta({ description: 'Why it does not count.' }),
  matched: z.boolean().meta({ description: 'It has found its software titles.' }),
  matchedTitles: z.array(MatchedTitle).meta({ description: 'In the order in which they share the product.' }),
  match: Match.optional().meta({ description: 'Who found the titles of a matched row.' }),
  surplus: z.int().optional().meta({
    description: 'What counts of it and no machine requires, by any right. Absent for users and access.',
  }),
  unmatched: Unmatched.optional().meta({
    description:
      '`no-title` has its product, `no-such-pair` its License ID, `several-titles` can be meant, it is `not-installed` or `not-measured` (access licenses), or only adds to another license (`step-up`).',
  }),
  candidates: z
    .array(z.strictObject({ ...Title, score: z.number(), reason: z.string() }))
    .optional()
    .meta({
      description: 'Of an unmatched row whose product has no titles: what it may be a license for, the best first.',
    }),
  reportedAt: z.iso.datetime().meta({ description: 'Since when it is reported so.' }),
})
