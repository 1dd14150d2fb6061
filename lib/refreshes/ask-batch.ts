import { pairKey } from '../agreements/pair.ts'
import { pairItemKey, pairPartitions } from '../table/keys.ts'
import { earliest, type Freshness, lastAnswer } from '../validation/freshness.ts'
import { countField } from '../validation/pair-counts.ts'
import { isPairFault, type PairAnswer, type PairFault, type Vlsc, VlscFailure } from '../vlsc/vlsc.ts'
import { afterFailure } from './breaker.ts'
import type { RefreshDesk } from './desk.ts'
import { boundPartitions, markPartition, markSingly } from './freshness-steps.ts'
import type { Batch } from './next-batch.ts'
import { newPass, type Pass, type RefreshCounts, type StoredRefresh } from './refresh.ts'
import type { Progress } from './refresh-store.ts'
import { step } from './step.ts'
import { type Outcome, storeAnswers } from './store-answers.ts'

type Answers = ReadonlyMap<string, PairAnswer | PairFault>

/** Where a run is after a batch was asked about. */
export interface AfterBatch {
  run: StoredRefresh
  /** Milliseconds until the next call. */
  wait: number
  /** The run asks no more. */
  isOpen: boolean
}

/** What a run works with during one invocation. */
export interface RefreshRoom extends RefreshDesk {
  vlsc: Vlsc
  /** By partition of pairs, as it was when the invocation began. */
  freshness: ReadonlyMap<string, Freshness>
}

const count = (run: StoredRefresh, outcomes: Iterable<Outcome>): RefreshCounts => {
  const counts = {
    pairs: run.pairs,
    pending: 0,
    valid: run.valid,
    expired: run.expired,
    notFound: run.notFound,
    failed: run.failed,
  }
  for (const outcome of outcomes) {
    if (outcome === 'gone') continue
    counts.pairs += 1
    counts[outcome === 'failed' ? outcome : countField(outcome)] += 1
  }
  const { pending, ...rest } = counts
  return rest
}

/** How a pass through a partition stands behind a batch. */
const passBehind = (pass: Pass, batch: Batch, outcomes: ReadonlyMap<string, Outcome>, known?: Freshness): Pass => {
  const failed = batch.pairs.filter((pair) => outcomes.get(pairKey(pair)) === 'failed')
  const oldest = earliest([pass.oldest, ...failed.map((pair) => lastAnswer(pair, known))])
  return { ...pass, isWhole: pass.isWhole && failed.length === 0, ...(oldest !== undefined && { oldest }) }
}

const partitionOf = (pass: Pass): string => pairPartitions[pass.partition] ?? ''

/** Stores answers, and moves the run on behind the batch. */
const store = async (
  room: RefreshRoom,
  run: StoredRefresh,
  batch: Batch,
  answers: Answers,
  askedAt: string,
  more: Progress,
): Promise<StoredRefresh> => {
  const { ledger, freshness } = room
  const fault = batch.pairs.map((pair) => answers.get(pairKey(pair))).find((answer) => !answer || isPairFault(answer))
  const isWhole =
    batch.pass?.isWhole === true &&
    batch.pairs.every((pair) => {
      const answer = answers.get(pairKey(pair))
      return answer !== undefined && !isPairFault(answer)
    })
  if (batch.pass?.isWhole && !isWhole) await markSingly(ledger.table, partitionOf(batch.pass), run.pass)
  if (!batch.pass) await boundPartitions(ledger.table, freshness, batch.pairs, askedAt)
  const asked = { pairs: batch.pairs, answers, askedAt, refreshId: run.id, singly: !isWhole }
  const outcomes = await storeAnswers(ledger, asked)
  const error = fault && isPairFault(fault) ? { error: fault.fault } : {}
  const counts = count(run, [...outcomes.values(), ...batch.known.map(({ status }) => status)])
  const progress = { ...counts, attempts: 0, waitUntil: undefined, ...error, ...more }
  if (!batch.pass) {
    const touched = new Set([...run.touched, ...batch.pairs.map((pair) => pairItemKey(pairKey(pair)).pk)])
    return step(room, run, { ...progress, position: batch.position, touched: run.type === 'group' ? [...touched] : [] })
  }
  const partition = partitionOf(batch.pass)
  const known = freshness.get(partition)
  const pass = passBehind(batch.pass, batch, outcomes, known)
  if (!batch.endsPartition) return step(room, run, { ...progress, pass })
  const mark = pass.pairs > 0 || known ? markPartition(partition, pass) : []
  return step(room, run, { ...progress, pass: newPass(pass.partition + 1) }, mark)
}

const faultsFor = (batch: Batch, { code, message }: VlscFailure): Answers =>
  new Map(batch.pairs.map((pair) => [pairKey(pair), { fault: { code, message } }]))

const later = (now: Date, milliseconds: number): string => new Date(now.getTime() + milliseconds).toISOString()

/** Asks VLSC about a batch, and stores what it says or why it does not. */
export const askBatch = async (
  room: RefreshRoom,
  run: StoredRefresh,
  batch: Batch,
  longestSleep: number,
): Promise<AfterBatch> => {
  const askedAt = room.ledger.now().toISOString()
  if (batch.pairs.length === 0)
    return { run: await store(room, run, batch, new Map(), askedAt, {}), wait: 0, isOpen: false }
  const calls = run.calls + 1
  try {
    const answers = await room.vlsc.lookUp(batch.pairs)
    return { run: await store(room, run, batch, answers, askedAt, { calls, failuresInRow: 0 }), wait: 0, isOpen: false }
  } catch (error) {
    if (!(error instanceof VlscFailure)) throw error
    const { failuresInRow, isOpen, givesUp, wait } = afterFailure(run, error)
    const waitUntil = wait > longestSleep && !isOpen ? later(room.ledger.now(), wait) : undefined
    const failure = { calls, failuresInRow, waitUntil, error: { code: error.code, message: error.message } }
    const next = givesUp
      ? await store(room, run, batch, faultsFor(batch, error), askedAt, failure)
      : await step(room, run, { ...failure, attempts: run.attempts + 1 })
    return { run: next, wait, isOpen }
  }
}
