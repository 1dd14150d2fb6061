import * as z from 'zod'
import type { Entitlement } from '../../agreements/records/entitlement.ts'
import { AgreementNumberPair } from '../../agreements/records/pair.ts'

export const lookUpLimit = 100

/** What one pair may have. It must fit into an item of the table. */
export const entitlementLimits = { count: 1_000, bytes: 250_000 }

const textLimit = 256

/** Stored as it was sent, which a lone surrogate cannot be. */
const FreeText = z
  .string()
  .refine((text) => [...text].length <= textLimit, `More than ${textLimit} characters`)
  .refine((text) => text.isWellFormed(), 'Not well-formed Unicode')
  .meta({ maxLength: textLimit })

/** Adding 0 turns -0 into 0. */
const Quantity = z
  .int()
  .min(0)
  .max(1_000_000_000)
  .overwrite((quantity) => quantity + 0)

export const SentEntitlement = z.object({
  productPool: FreeText,
  productFamily: FreeText,
  version: FreeText,
  type: FreeText,
  effectiveQuantity: Quantity,
  activeSoftwareAssuranceQuantity: Quantity,
} satisfies Record<keyof Entitlement, z.ZodType>)

/** Counted before its members are parsed: a list of millions costs nothing. */
const SentEntitlements = z
  .array(z.unknown())
  .max(entitlementLimits.count)
  .pipe(z.array(SentEntitlement))
  .refine(
    (entitlements) => Buffer.byteLength(JSON.stringify(entitlements)) <= entitlementLimits.bytes,
    `More than ${entitlementLimits.bytes / 1_000} kB of JSON`,
  )

/** Unknown fields are ignored here, unlike in what users enter. */
export const ResultPair = z.object(AgreementNumberPair.shape)

/** Null is the same as absent. */
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined)

/** What is said about one pair. Dates are YYYY-MM-DD. */
export const Result = ResultPair.extend({
  status: z.enum(['valid', 'expired', 'not-found']),
  program: optional(FreeText),
  organization: optional(FreeText),
  startDate: optional(z.iso.date()),
  endDate: optional(z.iso.date()),
  entitlements: optional(SentEntitlements),
}).check(({ value: { status, entitlements }, issues }) => {
  const fault = (message: string) => issues.push({ code: 'custom', input: undefined, path: ['entitlements'], message })
  if (status !== 'not-found' && !entitlements) fault(`Missing, although the status is ${status}`)
  if (status === 'not-found' && entitlements && entitlements.length > 0)
    fault('Not empty, although the status is not-found')
})

export const LookUpRequest = z.object({ pairs: z.array(ResultPair).min(1).max(lookUpLimit) })

/** An answer as a whole. Its results are read one by one: a bad one voids only its own pair. */
export const LookUpAnswer = z.object({ results: z.array(z.unknown()).max(10_000) })

export type PairAnswer = Omit<z.infer<typeof Result>, keyof AgreementNumberPair | 'entitlements'> & {
  entitlements: Entitlement[]
}

/** As it is sent. */
export type Result = AgreementNumberPair & Pick<PairAnswer, 'status'> & Partial<PairAnswer>

/** Why a call as a whole gave nothing: docs/vlsc.md. */
export type VlscFailureCode =
  | 'answer-too-large'
  | 'certificate'
  | 'connection'
  | 'not-json'
  | 'redirected'
  | 'rejected'
  | 'server-error'
  | 'throttled'
  | 'timeout'
  | 'token'
  | 'unauthorized'
  | 'unavailable'
  | 'wrong-shape'

/** Why there is no answer to a pair. The message is for an administrator, and quotes no number. */
export interface PairFault {
  fault: { code: VlscFailureCode | 'contradictory' | 'invalid-answer' | 'left-out'; message: string }
}

export const leftOut: PairFault = {
  fault: { code: 'left-out', message: 'The VLSC gateway answered, and left this pair out.' },
}

export const isPairFault = (answer: PairAnswer | PairFault): answer is PairFault => 'fault' in answer

export type Answers = ReadonlyMap<string, PairAnswer | PairFault>

/** A call gave nothing. The message is for an administrator, and quotes no secret and nothing that was sent. */
export class VlscFailure extends Error {
  override name = 'VlscFailure'
  readonly code: VlscFailureCode
  /** Milliseconds that the other side asks to be left alone; at most a day. */
  readonly retryAfter: number | undefined

  constructor(code: VlscFailureCode, message: string, retryAfter?: number) {
    super(message)
    this.code = code
    this.retryAfter = retryAfter
  }
}

export interface Vlsc {
  /** Asks about at most 100 pairs. The answers have each of them. @throws VlscFailure, RangeError */
  lookUp: (pairs: readonly AgreementNumberPair[]) => Promise<Answers>
}
