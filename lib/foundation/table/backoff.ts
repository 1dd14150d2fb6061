import { setTimeout as sleep } from 'node:timers/promises'
import { timeLeft } from './deadline.ts'

/** How much of the invocation's time is kept for the answer, in milliseconds. */
export const reserve = 500
const base = 25
const ceiling = 2_000

/** The longest wait before an attempt, in milliseconds. */
export const longestBackoff = (attempt: number): number => Math.min(ceiling, base * 2 ** attempt)

/** Exponential backoff with full jitter, in milliseconds. */
export const backoff = (attempt: number): number => Math.random() * longestBackoff(attempt)

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
