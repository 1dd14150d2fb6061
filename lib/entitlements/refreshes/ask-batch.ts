import { earliest, lastAnswer } from '../../agreements/records/freshness.ts'
import { pairKey, unpackPair } from '../../agreements/records/pair.ts'
import { partitionOf, readPairs, StoredPair } from '../../agreements/records/stored-pair.ts'
import { pairPartitions } from '../../foundation/table/keys.ts'
import { known } from '../../foundation/table/known.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import type { Item, Table, Write } from '../../foundation/table/table.ts'
import { type Answers, isPairFault, lookUpLimit, type Vlsc, VlscFailure } from '../vlsc/contract.ts'
import { boundPartitions, markPartition } from './freshness-marks.ts'
import { readListed } from './pair-list.ts'
import { isUnmoved, refreshes, type StoredRefresh } from './refresh.ts'
import { type Asked, answerTo, type Outcome, storeAnswers } from './store-answers.ts'

/** Pairs of a partition, as many as one call takes. A query may return fewer although there are more. */
const readAfter = async (table: Table, partition: string, after: string | undefined) => {
  const items: Item[] = []
  let startKey: Item | undefined
  do {
    const limit = lookUpLimit - items.length
    const page = await table.query({ partition, ...(after !== undefined && { after }), limit, startKey })
    items.push(...page.items)
    startKey = page.lastKey
  } while (startKey && items.length < lookUpLimit)
  return { items, endsPartition: startKey === undefined }
}

/** Skips partitions that have neither pairs nor a mark of freshness, without a write to the run. */
const nextOfPass = async (table: Table, run: StoredRefresh, freshness: Asked['freshness'], now: string) => {
  for (let pass = run.pass ?? { partition: 0 }; ; pass = { partition: pass.partition + 1 }) {
    const partition = pairPartitions[pass.partition]
    if (partition === undefined) return undefined
    const { items, endsPartition } = await readAfter(table, partition, pass.after)
    const last = items.at(-1)
    const after = last ? String(last.sk) : pass.after
    if (after === undefined && !freshness.has(partition)) continue
    const pairs = items.flatMap(known((item) => StoredPair.parse(item)))
    return { pairs, known: [], next: { pass: { ...pass, after, at: pass.at ?? now }, endsPartition } }
  }
}

const isKnown = (run: StoredRefresh, { answeredAt, error }: StoredPair): boolean =>
  run.type === 'pairs' && error === undefined && answeredAt !== undefined && answeredAt >= run.createdAt

const nextOfList = async (table: Table, run: StoredRefresh) => {
  const keys = await readListed(table, run, lookUpLimit)
  if (keys.length === 0) return undefined
  const stored = await readPairs(table, keys.map(unpackPair))
  const listed = keys.flatMap((key) => stored.get(key) ?? [])
  // The run of an import asks only about the listed pairs that the import added.
  const meant = listed.filter(({ importId }) => run.importId === undefined || importId === run.importId)
  const { known = [], asked: pairs = [] } = Object.groupBy(meant, (pair) => (isKnown(run, pair) ? 'known' : 'asked'))
  const partitions = run.type === 'group' ? pairs.map(partitionOf) : []
  const touched = [...new Set([...run.touched, ...partitions])]
  // Where the run is after the batch; `known` are pairs that another run has asked about since this one was queued.
  return { pairs, known, next: { position: run.position + keys.length, touched } }
}

/** Undefined at the end of the run. @param now ISO 8601 UTC */
export const nextBatch = (table: Table, run: StoredRefresh, freshness: Asked['freshness'], now: string) =>
  run.type === 'all' ? nextOfPass(table, run, freshness, now) : nextOfList(table, run)

type Batch = NonNullable<Awaited<ReturnType<typeof nextBatch>>>

/** `freshness` is as it was when the turn began. */
interface Room extends Pick<Ledger, 'table' | 'now'>, Pick<Asked, 'freshness' | 'contracts'> {
  vlsc: Vlsc
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
const storing =
  ({ table, now, freshness, contracts }: Room, run: StoredRefresh, { pairs, known, next }: Batch, askedAt: string) =>
  async (answers: Answers, more: Partial<StoredRefresh>): Promise<StoredRefresh> => {
    const faultOf = (pair: StoredPair) => {
      const answer = answerTo(pair, answers)
      return isPairFault(answer) ? answer.fault : undefined
    }
    const failed = pairs.filter(faultOf)
    const error = failed[0] && faultOf(failed[0])
    const isPass = 'pass' in next
    if (!isPass) await boundPartitions(table, freshness, pairs.map(partitionOf), askedAt)
    const outcomes = await storeAnswers(table, { pairs, answers, askedAt, freshness, contracts, singly: !isPass }, [
      isUnmoved(run),
    ])
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
  if (failuresInRow >= failuresUntilStop) return `The VLSC gateway failed ${failuresInRow} times in a row`
  return wait > longestWait
    ? `The VLSC gateway asks to be left alone for ${Math.ceil(wait / 60_000)} minutes`
    : undefined
}

/**
 * Asks VLSC about a batch. After a failure the batch is asked again or given up, or the run stops.
 * @returns milliseconds to wait until the next call, and why the run asks no more, if it is `stopped`
 */
export const askBatch = async (room: Room, run: StoredRefresh, batch: Batch) => {
  const askedAt = room.now().toISOString()
  const store = storing(room, run, batch, askedAt)
  if (batch.pairs.length === 0) return { run: await store(new Map(), {}), wait: 0 }
  const calls = run.calls + 1
  try {
    return { run: await store(await room.vlsc.lookUp(batch.pairs), { calls, failuresInRow: 0 }), wait: 0 }
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
    return { run: await store(faults, changes), wait, stopped }
  }
}
