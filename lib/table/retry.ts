import { setTimeout as sleep } from 'node:timers/promises'
import { StandardRetryStrategy } from '@smithy/core/retry'
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types'
import { timeLeft } from './deadline.ts'

/** How much of the invocation's time is kept for the answer, in milliseconds. */
const reserve = 500
const base = 25
const ceiling = 2_000

const longest = (attempt: number): number => Math.min(ceiling, base * 2 ** attempt)

/** Exponential backoff with full jitter, in milliseconds. */
const backoff = (attempt: number): number => Math.random() * longest(attempt)

const lostToAnotherTransaction = (error: unknown): boolean => {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return false
  const reasons =
    'CancellationReasons' in error && Array.isArray(error.CancellationReasons) ? error.CancellationReasons : []
  const codes = reasons.map((reason: { Code?: string }) => reason.Code)
  return (
    !codes.includes('ConditionalCheckFailed') &&
    codes.some(
      (code) =>
        code === 'TransactionConflict' || code === 'ThrottlingError' || code === 'ProvisionedThroughputExceeded',
    )
  )
}

/** No time is left to try again. Answered as 503 with `Retry-After`, or redelivered by the queue. */
export class Busy extends Error {
  override name = 'Busy'
  constructor(cause?: unknown) {
    super('The ledger is busy. Try again in a few seconds.', { cause })
  }
}

/** Waits before attempt number `attempt` (from 0). @throws Busy when the invocation's time would not suffice */
export const pause = async (attempt: number, cause?: unknown): Promise<void> => {
  const delay = backoff(attempt)
  if (delay + reserve > timeLeft()) throw new Busy(cause)
  await sleep(delay)
}

/**
 * The SDK's standard retries, with two changes: a transaction that lost to another one in flight counts as throttled
 * (the SDK does not repeat it), and attempts are limited by the time left of the invocation, not by a number.
 */
export class DeadlineRetryStrategy extends StandardRetryStrategy {
  constructor() {
    super({ maxAttempts: 50, backoff: { setDelayBase: () => {}, computeNextBackoffDelay: backoff } })
  }

  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    failure: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    if (longest(token.getRetryCount()) + reserve > timeLeft()) throw failure.error
    const conflict = lostToAnotherTransaction(failure.error)
    return super.refreshRetryTokenForRetry(token, conflict ? { ...failure, errorType: 'THROTTLING' } : failure)
  }
}
