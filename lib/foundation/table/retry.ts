import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { StandardRetryStrategy } from '@smithy/core/retry'
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types'
import { backoff, longestBackoff, reserve, timeLeft } from './attempts.ts'

const transient = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']

const lostToAnotherTransaction = (error: unknown): boolean => {
  if (error instanceof Error && error.name === 'TransactionConflictException') return true
  const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : []
  const codes = reasons.map(({ Code = '' }) => Code)
  return !codes.includes('ConditionalCheckFailed') && codes.some((code) => transient.includes(code))
}

/**
 * The SDK's standard retries, with two changes: a transaction that lost to another counts as throttled, and attempts
 * are limited by the time left of the invocation.
 */
export class DeadlineRetryStrategy extends StandardRetryStrategy {
  constructor() {
    super({ maxAttempts: 50, backoff: { setDelayBase: () => {}, computeNextBackoffDelay: backoff } })
  }

  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    failure: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    if (longestBackoff(token.getRetryCount()) + reserve > timeLeft()) throw failure.error
    const conflict = lostToAnotherTransaction(failure.error)
    return super.refreshRetryTokenForRetry(token, conflict ? { ...failure, errorType: 'THROTTLING' } : failure)
  }
}
