import { pairKey } from '../../agreements/records/pair.ts'
import { asRead, type PairStatus, pairItem, readPairs, type StoredPair } from '../../agreements/records/stored-pair.ts'
import { pause } from '../../foundation/table/backoff.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { put, type Table, TransactionRefused, transactionLimit, type Write } from '../../foundation/table/table.ts'
import type { PairAnswer, PairFault } from '../vlsc/contract.ts'
import { areSame, type Judgement, judgeAnswer } from './judge-answer.ts'

/** What came of asking about a pair; `gone` when nobody holds it any more. */
export type Outcome = PairStatus | 'failed' | 'gone'

export interface Asked {
  /** Pairs as they were read before. */
  pairs: readonly StoredPair[]
  answers: ReadonlyMap<string, PairAnswer | PairFault>
  /** ISO 8601 UTC. */
  askedAt: string
  /** Unchanged answers are written too, because nothing else says that they are fresh. */
  singly: boolean
}

/** What is to be written of one pair; nothing when that is not needed. */
interface PairWrite {
  pair: StoredPair
  judgement: Judgement
  write: Write | undefined
}

/** Bytes of entitlements in one transaction, which takes 4 MB. */
const bytesForPairs = 2_000_000

const writePair = (pair: StoredPair, changes: Partial<StoredPair>): Write =>
  put(pairItem({ ...pair, ...changes, revision: pair.revision + 1 }), asRead(pair), raceLost)

/** Somebody asked about the pair since, in vain as far as is stored. */
const isLater = (pair: StoredPair, askedAt: string): boolean => pair.askedAt !== undefined && pair.askedAt > askedAt

const writeOf = (pair: StoredPair, judgement: Judgement, { askedAt, singly }: Asked): Write | undefined => {
  if (judgement.outcome === 'failed') return writePair(pair, { askedAt, error: judgement.error })
  const good = { answeredAt: askedAt, ...(isLater(pair, askedAt) ? {} : { askedAt, error: undefined }) }
  if (!judgement.isChanged) return singly ? writePair(pair, good) : undefined
  const { status, program, organization, startDate, endDate, entitlements } = judgement.answer
  const reportedAt = areSame(pair.entitlements, entitlements) ? pair.reportedAt : askedAt
  return writePair(pair, { status, program, organization, startDate, endDate, entitlements, reportedAt, ...good })
}

const judge = (pair: StoredPair, asked: Asked): PairWrite => {
  const judgement = judgeAnswer(pair, asked.answers.get(pairKey(pair)))
  return { pair, judgement, write: writeOf(pair, judgement, asked) }
}

const bytesOf = ({ judgement }: PairWrite): number =>
  'answer' in judgement ? Buffer.byteLength(JSON.stringify(judgement.answer.entitlements)) : 0

/** As many from the first on as fit into one transaction. */
const fitting = (all: readonly PairWrite[]): PairWrite[] => {
  const taken: PairWrite[] = []
  let bytes = 0
  for (const each of all.slice(0, transactionLimit)) {
    bytes += bytesOf(each)
    if (taken.length > 0 && bytes > bytesForPairs) break
    taken.push(each)
  }
  return taken
}

/** Commits some pairs. @returns those whose conditions did not hold; nothing is written then */
const attempt = async (table: Table, some: readonly PairWrite[]): Promise<PairWrite[]> => {
  try {
    await table.transact(some.flatMap(({ write }) => write ?? []))
    return []
  } catch (error) {
    if (!(error instanceof TransactionRefused)) throw error
    const refused = new Set<Write | undefined>(error.failures.map(({ write }) => write))
    return some.filter(({ write }) => refused.has(write))
  }
}

/**
 * Judges pairs again that somebody wrote to since they were read. A good answer to a later question stays, and so does
 * what a later question asked in vain says of itself.
 */
const judgeAgain = async (table: Table, refused: readonly PairWrite[], asked: Asked) => {
  const stored = await readPairs(
    table,
    refused.map(({ pair }) => pair),
  )
  const outcomes = new Map<string, Outcome>()
  const again: PairWrite[] = []
  for (const { pair } of refused) {
    const key = pairKey(pair)
    const now = stored.get(key)
    if (!now) {
      outcomes.set(key, 'gone')
      continue
    }
    const judged = judge(now, asked)
    const overtaken = judged.judgement.outcome === 'failed' ? now.askedAt : now.answeredAt
    if (overtaken !== undefined && overtaken > asked.askedAt) outcomes.set(key, now.error ? 'failed' : now.status)
    else again.push(judged)
  }
  return { outcomes, again }
}

/**
 * Stores what VLSC said about some pairs, each on condition that it is as it was read: an answer never brings a pair
 * back, and never replaces that of a later question. Nothing is changed of a pair without a good answer but when it was
 * asked, and why in vain. Safe to repeat.
 * @returns what came of each pair, by its key
 */
export const storeAnswers = async (table: Table, asked: Asked): Promise<Map<string, Outcome>> => {
  const outcomes = new Map<string, Outcome>()
  /** @returns those that have to be written */
  const settle = (judged: readonly PairWrite[]): PairWrite[] => {
    for (const { pair, judgement, write } of judged) if (!write) outcomes.set(pairKey(pair), judgement.outcome)
    return judged.filter(({ write }) => write !== undefined)
  }
  let open = settle(asked.pairs.map((pair) => judge(pair, asked)))
  for (let setbacks = 0; open.length > 0; ) {
    const some = fitting(open)
    const refused = await attempt(table, some)
    if (refused.length === 0) {
      for (const { pair, judgement } of some) outcomes.set(pairKey(pair), judgement.outcome)
      open = open.slice(some.length)
      setbacks = 0
    } else {
      await pause(setbacks++)
      const { outcomes: known, again } = await judgeAgain(table, refused, asked)
      for (const [key, outcome] of known) outcomes.set(key, outcome)
      const rest = open.filter((each) => !refused.includes(each))
      open = [...settle(again), ...rest]
    }
  }
  return outcomes
}
