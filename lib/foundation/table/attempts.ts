import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

const deadlines = new AsyncLocalStorage<number>()

/** Runs `work` with a time limit that every retry below it respects. @param milliseconds from now */
export const withDeadline = <T>(milliseconds: number, work: () => Promise<T>): Promise<T> =>
  deadlines.run(Date.now() + milliseconds, work)

const withoutDeadline = 30_000

/** Milliseconds until the deadline of the invocation; 30 s where none was set. */
export const timeLeft = (): number => (deadlines.getStore() ?? Date.now() + withoutDeadline) - Date.now()

/** Milliseconds of the invocation that are kept for the answer. */
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

/** @param attempt from 0 @throws Busy when the invocation's time would not suffice */
export const pause = async (attempt: number, cause?: unknown): Promise<void> => {
  const delay = backoff(attempt)
  if (delay + reserve > timeLeft()) throw new Busy(cause)
  await sleep(delay)
}

/** Somebody changed an item between our read of it and our write. Reading again settles it. */
export class RaceLost extends Error {
  override name = 'RaceLost'
}

export const raceLost = (): RaceLost => new RaceLost()

/** Makes one attempt. @returns false when it lost a race */
export const isWon = async (attempt: Promise<unknown>): Promise<boolean> => {
  try {
    await attempt
    return true
  } catch (error) {
    if (error instanceof RaceLost) return false
    throw error
  }
}

/**
 * Runs an attempt again each time that it loses a race. @throws Busy
 * @param leaves whether a lost race is thrown to the caller instead
 */
export const settle = async <T>(attempt: () => Promise<T>, leaves?: (error: RaceLost) => boolean): Promise<T> => {
  for (let count = 0; ; count++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof RaceLost) || leaves?.(error)) throw error
      await pause(count, error)
    }
  }
}
