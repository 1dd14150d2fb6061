import type { VlscFailure } from '../vlsc/contract.ts'
import type { StoredRefresh } from './refresh.ts'

/** Calls that fail in a row until a run stops asking. */
const failuresUntilOpen = 5
/** Failed calls until the pairs of a batch are given up: one bad batch must not keep the others from their answers. */
const attemptsPerBatch = 2
const shortestPause = 500
const longestPause = 4_000
/** The longest that a run waits because VLSC asked for it: a queue holds a message back for 15 minutes at most. */
const longestWait = 10 * 60_000

/** What a run does after a call that failed. */
export interface Setback {
  failuresInRow: number
  /** Why the run asks no more; undefined when it goes on. */
  stopped: string | undefined
  /** The pairs of the batch get no answer in this run. */
  givesUp: boolean
  /** Milliseconds until the next call. */
  wait: number
}

const whyStopped = (failuresInRow: number, wait: number): string | undefined => {
  if (failuresInRow >= failuresUntilOpen) return `VLSC failed ${failuresInRow} times in a row`
  return wait > longestWait ? `VLSC asks to be left alone for ${Math.ceil(wait / 60_000)} minutes` : undefined
}

/** The circuit breaker, which is kept in the run: what follows from one more failure. */
export const afterFailure = (run: StoredRefresh, { retryAfter }: Pick<VlscFailure, 'retryAfter'>): Setback => {
  const failuresInRow = run.failuresInRow + 1
  const pause = Math.min(longestPause, shortestPause * 2 ** run.failuresInRow)
  const wait = Math.max(retryAfter ?? 0, pause)
  const stopped = whyStopped(failuresInRow, wait)
  return { failuresInRow, stopped, givesUp: stopped !== undefined || run.attempts + 1 >= attemptsPerBatch, wait }
}
