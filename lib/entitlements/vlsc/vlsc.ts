import * as z from 'zod'
import type { Entitlement } from '../../agreements/records/entitlement.ts'
import type { AgreementNumberPair } from '../../agreements/records/pair.ts'
import type { Result } from './contract.ts'

export { lookUpLimit } from './contract.ts'

/** What VLSC says about a pair. Dates are YYYY-MM-DD. */
export interface PairAnswer {
  status: Result['status']
  program?: string
  organization?: string
  startDate?: string
  endDate?: string
  entitlements: Entitlement[]
}

/** Why there is no answer to a pair, although the call succeeded. */
export const PairFaultCode = z.enum([
  /** The result breaks the contract. */
  'invalid-answer',
  /** There is no result. */
  'left-out',
  /** There are several results, and they differ. */
  'contradictory',
])
export type PairFaultCode = z.infer<typeof PairFaultCode>

/** Why a call as a whole gave nothing. */
export const VlscFailureCode = z.enum([
  'answer-too-large',
  'certificate',
  'connection',
  'not-json',
  'redirected',
  /** 4xx, other than 401 and 429. */
  'rejected',
  /** 5xx, other than 503. */
  'server-error',
  /** 429 */
  'throttled',
  'timeout',
  /** No access token was to be had: of the token endpoint, whatever it did, or of the client's secret. */
  'token',
  /** 401, with a new token too. */
  'unauthorized',
  /** 503 */
  'unavailable',
  'wrong-shape',
])
export type VlscFailureCode = z.infer<typeof VlscFailureCode>

/**
 * A pair that was asked about in vain: by itself, or because its call gave nothing. The message is for an administrator,
 * and quotes nothing that was sent.
 */
export interface PairFault {
  fault: { code: PairFaultCode | VlscFailureCode; message: string }
}

export const isPairFault = (answer: PairAnswer | PairFault): answer is PairFault => 'fault' in answer

/** A call gave nothing. The message is for an administrator: no secret, no agreement number, nothing that was sent. */
export class VlscFailure extends Error {
  override name = 'VlscFailure'
  readonly code: VlscFailureCode
  /** Milliseconds to wait before the next call, when the other side asked for it; at most a day. */
  readonly retryAfter: number | undefined

  constructor(code: VlscFailureCode, message: string, retryAfter?: number) {
    super(message)
    this.code = code
    this.retryAfter = retryAfter
  }
}

/** The Volume Licensing Service Center, as we ask it: docs/vlsc.md. */
export interface Vlsc {
  /**
   * Asks about at most 100 pairs. Every pair asked about is in the answer, by its pairKey.
   * @throws VlscFailure when the call as a whole gave nothing
   * @throws RangeError when asked about more pairs
   */
  lookUp: (pairs: readonly AgreementNumberPair[]) => Promise<Map<string, PairAnswer | PairFault>>
}
