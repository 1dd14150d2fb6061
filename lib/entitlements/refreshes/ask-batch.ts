import { earliest, lastAnswer } from '../../agreements/records/freshness.ts'
import { pairKey } from '../../agreements/records/pair.ts'
import { partitionOf, type StoredPair } from '../../agreements/records/stored-pair.ts'
import { pairPartitions } from '../../foundation/table/keys.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import type { Write } from '../../foundation/table/table.ts'
import { type Answers, isPairFault, type Vlsc, VlscFailure } from '../vlsc/contract.ts'
import { boundPartitions, markPartition } from './freshness-marks.ts'
import type { Batch } from './next-batch.ts'
import { isUnmoved, refreshes, type StoredRefresh } from './refresh.ts'
import { type Asked, answerTo, type Outcome, storeAnswers } from './store-answers.ts'

/** `freshness` is as it was when the turn began. */
export interface Room extends Pick<Ledger, 'table' | 'now'>, Pick<Asked, 'freshness'> {
  vlsc: Vlsc
}

interface AfterBatch {
  run: StoredRefresh
  wait: number
  /** Why the run asks no more; undefined when it goes on. */
  stopped?: string | undefined
}

/** Pairs that are gone count nowhere; a known pair may still be `pending`. */
const count = ({ pairs, valid, expired, notFound, failed }: StoredRefresh, outcomes: Iterable<Outcome>) => {
  const counts = { pairs, valid, expired, notFound, failed }
  for (const outcome of outcomes) {
    if (outcome === 'gone') continue
    counts.pairs += 1
    if (outcome !== 'pending') counts[outcome === 'not-found' ? 'notFound' : outcome] += 1
  }
  return counts
}

/** Stores answers, and moves the run past the batch. @throws RunMoved when it was cancelled or another turn began */
const store = async (
  { table, now, freshness }: Room,
  run: StoredRefresh,
  { pairs, known, next }: Batch,
  answers: Answers,
  askedAt: string,
  more: Partial<StoredRefresh>,
): Promise<StoredRefresh> => {
  const faultOf = (pair: StoredPair) => {
    const answer = answerTo(pair, answers)
    return isPairFault(answer) ? answer.fault : undefined
  }
  const failed = pairs.filter(faultOf)
  const error = failed[0] && faultOf(failed[0])
  const isPass = 'pass' in next
  if (!isPass) await boundPartitions(table, freshness, pairs.map(partitionOf), askedAt)
  const outcomes = await storeAnswers(table, { pairs, answers, askedAt, freshness, singly: !isPass }, [isUnmoved(run)])
  const counts = count(run, [...outcomes.values(), ...known.map(({ status }) => status)])
  const progress = { ...counts, attempts: 0, batchFailures: 0, ...(error && { error }), ...more }
  const step = (changes: Partial<StoredRefresh>, marks: readonly Write[] = []) =>
    refreshes.step(table, run, { ...progress, ...changes }, now().toISOString(), marks)

  if (!isPass) return step(next)
  const answersKept = failed.map((pair) => lastAnswer(pair, freshness.get(partitionOf(pair))))
  const pass = { ...next.pass, oldest: earliest([next.pass.oldest, ...answersKept]) }
  return next.endsPartition
    ? step({ pass: { partition: pass.partition + 1 } }, [markPartition(pairPartitions[pass.partition] ?? '', pass)])
    : step({ pass })
}

const failuresUntilStop = 5
/** Failed calls until the pairs of a batch are given up: one bad batch must not keep the others from their answers. */
const callsPerBatch = 2
const shortestPause = 500
const longestPause = 4_000
/** The longest that a run waits because VLSC asked for it: a queue holds a message back for 15 minutes at most. */
const longestWait = 10 * 60_000
/** Milliseconds that a worker waits itself. Longer waits are the queue's. */
export const longestSleep = 5_000

const whyStopped = (failuresInRow: number, wait: number): string | undefined => {
  if (failuresInRow >= failuresUntilStop) return `VLSC failed ${failuresInRow} times in a row`
  return wait > longestWait ? `VLSC asks to be left alone for ${Math.ceil(wait / 60_000)} minutes` : undefined
}

/** Asks VLSC about a batch. After a failure the batch is asked again or given up, or the run stops. */
export const askBatch = async (room: Room, run: StoredRefresh, batch: Batch): Promise<AfterBatch> => {
  const askedAt = room.now().toISOString()
  const stored = async (
    answers: Answers,
    more: Partial<StoredRefresh>,
    after: Omit<AfterBatch, 'run'> = { wait: 0 },
  ) => ({
    run: await store(room, run, batch, answers, askedAt, more),
    ...after,
  })
  if (batch.pairs.length === 0) return stored(new Map(), {})
  const calls = run.calls + 1
  try {
    return await stored(await room.vlsc.lookUp(batch.pairs), { calls, failuresInRow: 0 })
  } catch (failure) {
    if (!(failure instanceof VlscFailure)) throw failure
    const { code, message, retryAfter = 0 } = failure
    const now = room.now()
    const failuresInRow = run.failuresInRow + 1
    const batchFailures = run.batchFailures + 1
    const wait = Math.max(retryAfter, Math.min(longestPause, shortestPause * 2 ** run.failuresInRow))
    const stopped = whyStopped(failuresInRow, wait)
    const error = { code, message }
    const waits = wait > longestSleep && { waitUntil: new Date(now.getTime() + wait).toISOString() }
    const changes = { calls, failuresInRow, ...waits, error }
    if (stopped === undefined && batchFailures < callsPerBatch) {
      const again = { ...changes, batchFailures, attempts: 0 }
      return { run: await refreshes.step(room.table, run, again, now.toISOString()), wait }
    }
    const faults = new Map(batch.pairs.map((pair) => [pairKey(pair), { fault: error }]))
    return stored(faults, changes, { wait, stopped })
  }
}
