import * as z from 'zod'
import type { Entitlement } from '../../agreements/records/entitlement.ts'
import { AgreementNumberPair } from '../../agreements/records/pair.ts'

/** Pairs that one call may ask about. */
export const lookUpLimit = 100

/** What one pair may have: so that its answer fits into an item of the table. */
export const entitlementLimits = { count: 1_000, bytes: 250_000 }

/** Results that are read of one answer; whoever sends more does not answer what was asked. */
const resultLimit = 10_000
const textLimit = 256
const quantityLimit = 1_000_000_000

/** Stored as sent; a half surrogate could not be. */
const FreeText = z
  .string()
  .refine((text) => [...text].length <= textLimit, `More than ${textLimit} characters`)
  .refine((text) => text.isWellFormed(), 'No well-formed Unicode')
  .meta({ maxLength: textLimit })

/** A whole number; -0 is 0. */
const Quantity = z
  .int()
  .min(0)
  .max(quantityLimit)
  .overwrite((quantity) => quantity + 0)

/** An entitlement as it may be sent. */
export const SentEntitlement = z.object({
  productPool: FreeText,
  productFamily: FreeText,
  version: FreeText,
  type: FreeText,
  effectiveQuantity: Quantity,
  activeSoftwareAssuranceQuantity: Quantity,
} satisfies Record<keyof Entitlement, z.ZodType>)

/** Counted before it is looked into, so that a list of millions costs nothing. */
const Entitlements = z
  .array(z.unknown())
  .max(entitlementLimits.count)
  .pipe(z.array(SentEntitlement))
  .refine(
    (entitlements) => Buffer.byteLength(JSON.stringify(entitlements)) <= entitlementLimits.bytes,
    `More than ${entitlementLimits.bytes / 1_000} kB of JSON`,
  )

/** Unknown fields are ignored here, unlike in what users enter. */
const Numbers = z.object(AgreementNumberPair.shape)

/** The pair that a result is about. */
export const ResultPair = Numbers

/** What is said about one pair. An optional field may be null, which is the same as absent. */
export const Result = Numbers.extend({
  status: z.enum(['valid', 'expired', 'not-found']),
  program: FreeText.nullish(),
  organization: FreeText.nullish(),
  startDate: z.iso.date().nullish(),
  endDate: z.iso.date().nullish(),
  entitlements: Entitlements.nullish(),
}).check(({ value: { status, entitlements }, issues }) => {
  const fault = (message: string) => issues.push({ code: 'custom', input: undefined, path: ['entitlements'], message })
  if (status !== 'not-found' && !entitlements) fault(`Missing, although the status is ${status}`)
  if (status === 'not-found' && entitlements && entitlements.length > 0)
    fault('Not empty, although the status is not-found')
})
export type Result = z.infer<typeof Result>

/** The body of a call. */
export const LookUpRequest = z.object({ pairs: z.array(Numbers).min(1).max(lookUpLimit) })

/** An answer as a whole. Its results are read one by one, so that a bad one voids only its own pair. */
export const LookUpAnswer = z.object({ results: z.array(z.unknown()).max(resultLimit) })
