import { earliest, type Freshness, lastAnswer } from '../../agreements/records/freshness.ts'
import { pairKey } from '../../agreements/records/pair.ts'
import type { StoredPair } from '../../agreements/records/stored-pair.ts'
import { pairItemKey, pairPartitions } from '../../foundation/table/keys.ts'
import { isPairFault, type PairAnswer, type PairFault, type Vlsc, VlscFailure } from '../vlsc/contract.ts'
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
  /** Why the run asks no more; undefined when it goes on. */
  stopped: string | undefined
}

/** What a run works with during one invocation. */
export interface RefreshRoom extends RefreshDesk {
  vlsc: Vlsc
  /** By partition of pairs, as it was when the invocation began. */
  freshness: ReadonlyMap<string, Freshness>
}

const fields = {
  valid: 'valid',
  expired: 'expired',
  'not-found': 'notFound',
  failed: 'failed',
} as const

/** A pending pair is none that was dealt with; one that is gone counts nowhere. */
const count = (run: StoredRefresh, outcomes: Iterable<Outcome>): RefreshCounts => {
  const { pairs, valid, expired, notFound, failed } = run
  const counts = { pairs, valid, expired, notFound, failed }
  for (const outcome of outcomes) {
    if (outcome === 'gone') continue
    counts.pairs += 1
    if (outcome !== 'pending') counts[fields[outcome]] += 1
  }
  return counts
}

const partitionOf = (pass: Pass): string => pairPartitions[pass.partition] ?? ''

/** Pairs of a batch without a good answer. */
const unanswered = ({ pairs }: Batch, answers: Answers): StoredPair[] =>
  pairs.filter((pair) => {
    const answer = answers.get(pairKey(pair))
    return !answer || isPairFault(answer)
  })

/** How a pass through a partition stands behind a batch. */
const passBehind = (pass: Pass, failed: readonly StoredPair[], known: Freshness | undefined): Pass => {
  const oldest = earliest([pass.oldest, ...failed.map((pair) => lastAnswer(pair, known))])
  return { ...pass, isWhole: pass.isWhole && failed.length === 0, ...(oldest !== undefined && { oldest }) }
}

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
  const failed = unanswered(batch, answers)
  const known = batch.pass && freshness.get(partitionOf(batch.pass))
  const pass = batch.pass && passBehind(batch.pass, failed, known)
  if (batch.pass?.isWhole && !pass?.isWhole) await markSingly(ledger.table, partitionOf(batch.pass), run.pass)
  if (!pass) await boundPartitions(ledger.table, freshness, batch.pairs, askedAt)
  const asked = { pairs: batch.pairs, answers, askedAt, singly: !pass?.isWhole }
  const outcomes = await storeAnswers(ledger.table, asked)
  const [first] = failed
  const fault = first && answers.get(pairKey(first))
  const error = fault && isPairFault(fault) ? { error: fault.fault } : {}
  const counts = count(run, [...outcomes.values(), ...batch.known.map(({ status }) => status)])
  const progress = { ...counts, attempts: 0, waitUntil: undefined, ...error, ...more }
  if (!pass) {
    const touched = new Set([...run.touched, ...batch.pairs.map((pair) => pairItemKey(pairKey(pair)).pk)])
    return step(room, run, { ...progress, position: batch.position, touched: run.type === 'group' ? [...touched] : [] })
  }
  if (!batch.endsPartition) return step(room, run, { ...progress, pass })
  const mark = pass.pairs > 0 || known ? markPartition(partitionOf(pass), pass) : []
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
  const goesOn = { wait: 0, stopped: undefined }
  if (batch.pairs.length === 0) return { run: await store(room, run, batch, new Map(), askedAt, {}), ...goesOn }
  const calls = run.calls + 1
  const answers = await room.vlsc.lookUp(batch.pairs).catch((error: unknown) => {
    if (error instanceof VlscFailure) return error
    throw error
  })
  if (!(answers instanceof VlscFailure))
    return { run: await store(room, run, batch, answers, askedAt, { calls, failuresInRow: 0 }), ...goesOn }
  const { failuresInRow, stopped, givesUp, wait } = afterFailure(run, answers)
  const waitUntil = wait > longestSleep && stopped === undefined ? later(room.ledger.now(), wait) : undefined
  const failure = { calls, failuresInRow, waitUntil, error: { code: answers.code, message: answers.message } }
  const next = givesUp
    ? await store(room, run, batch, faultsFor(batch, answers), askedAt, failure)
    : await step(room, run, { ...failure, attempts: run.attempts + 1 })
  return { run: next, wait, stopped }
}
