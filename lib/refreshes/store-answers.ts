import { pairKey } from '../agreements/pair.ts'
import { asRead, type PairStatus, readPairs, type StoredPair } from '../agreements/stored-pair.ts'
import { rowsOf, rowWrites } from '../entitlements/pair-rows.ts'
import type { AnnouncingLedger } from '../ledger.ts'
import { countPositionsWork } from '../positions/count-positions-work.ts'
import { markPositions } from '../positions/position-marks.ts'
import { pause } from '../table/backoff.ts'
import { pairItemKey } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { put, TransactionRefused, type Write } from '../table/table.ts'
import { countPairs } from '../validation/pair-counts.ts'
import type { PairAnswer, PairFault } from '../vlsc/vlsc.ts'
import { addWork } from '../work/work.ts'
import { type Judgement, judgeAnswer } from './judge-answer.ts'

/** What came of asking about a pair; `gone` when nobody holds it any more. */
export type Outcome = PairStatus | 'failed' | 'gone'

export interface Asked {
  /** Pairs as they were read before. */
  pairs: readonly StoredPair[]
  answers: ReadonlyMap<string, PairAnswer | PairFault>
  /** ISO 8601 UTC. */
  askedAt: string
  /** Who asked, for the trail of follow-up work. */
  refreshId: string
  /** Unchanged answers are written too, because nothing else says that they are fresh. */
  singly: boolean
}

/** What is to be written of one pair. */
interface PairWrites {
  pair: StoredPair
  judgement: Judgement
  writes: Write[]
  /** Its rows are left to follow-up work. */
  leavesRows: boolean
}

/** Items of a transaction besides those of pairs: the counter, the follow-up work, the mark, and what is added later. */
const around = 5
const itemsForPairs = 100 - around
/** Bytes of entitlements in one transaction, which takes 4 MB: each stands in its pair and in a row. */
const bytesForPairs = 1_000_000

const writePair = (pair: StoredPair, changes: Partial<StoredPair>): Write =>
  put({ ...pairItemKey(pairKey(pair)), ...pair, ...changes, revision: pair.revision + 1 }, asRead(pair), raceLost)

/** Somebody asked about the pair since, in vain as far as is stored. */
const isLater = (pair: StoredPair, askedAt: string): boolean => pair.askedAt !== undefined && pair.askedAt > askedAt

const answerWrites = (pair: StoredPair, judgement: Judgement, asked: Asked, leavesRows: boolean): PairWrites => {
  const { askedAt, singly } = asked
  const result = (writes: Write[], leaves = false): PairWrites => ({ pair, judgement, writes, leavesRows: leaves })
  if (judgement.outcome === 'failed') return result([writePair(pair, { askedAt, error: judgement.error })])
  const good = { answeredAt: askedAt, ...(isLater(pair, askedAt) ? {} : { askedAt, error: undefined }) }
  if (!judgement.isChanged) return result(singly ? [writePair(pair, good)] : [])
  const { status, program, organization, startDate, endDate, entitlements } = judgement.answer
  const said = { status, program, organization, startDate, endDate, entitlements }
  const head = writePair(pair, { ...said, ...good })
  const rows = rowWrites(pair, rowsOf(pair.entitlements), rowsOf(entitlements), askedAt)
  const leaves = rows.length > 0 && (leavesRows || rows.length >= itemsForPairs)
  return result(leaves ? [head] : [head, ...rows], leaves)
}

const bytesOf = ({ judgement }: PairWrites): number =>
  'answer' in judgement ? Buffer.byteLength(JSON.stringify(judgement.answer.entitlements)) : 0

/** As many from the first on as fit into one transaction. */
const fitting = (all: readonly PairWrites[]): PairWrites[] => {
  const taken: PairWrites[] = []
  let [items, bytes] = [0, 0]
  for (const each of all) {
    items += each.writes.length
    bytes += bytesOf(each)
    if (taken.length > 0 && (items > itemsForPairs || bytes > bytesForPairs)) break
    taken.push(each)
  }
  return taken
}

/** The work that brings the rows of some pairs in line with their answers. */
const rowsWork = ({ newId }: AnnouncingLedger, some: readonly PairWrites[], { askedAt, refreshId }: Asked) => {
  const pairKeys = some.filter(({ leavesRows }) => leavesRows).map(({ pair }) => pairKey(pair))
  if (pairKeys.length === 0) return { writes: [], workId: undefined }
  const workId = newId()
  const work = { id: workId, kind: 'settle-entitlements' as const, subjectId: refreshId, actor: 'refresh' }
  return { writes: [addWork({ ...work, pairKeys, createdAt: askedAt })], workId }
}

/** Commits some pairs. @returns those whose conditions did not hold; nothing is written then */
const attempt = async (ledger: AnnouncingLedger, some: readonly PairWrites[], asked: Asked): Promise<PairWrites[]> => {
  const changed = some.flatMap(({ pair, judgement }): [PairStatus, PairStatus][] =>
    judgement.outcome === 'failed' ? [] : [[pair.status, judgement.outcome]],
  )
  const { writes, workId } = rowsWork(ledger, some, asked)
  const answered = some.filter(({ judgement }) => judgement.outcome !== 'failed' && judgement.isChanged)
  const pairs = answered.map(({ pair }) => pairKey(pair))
  const marks = pairs.length > 0 ? [markPositions(ledger.newId(), { pairs }, asked.askedAt)] : []
  try {
    await ledger.table.transact([
      ...some.flatMap((each) => each.writes),
      ...countPairs('refresh', { changed }),
      ...writes,
      ...marks,
    ])
  } catch (error) {
    if (!(error instanceof TransactionRefused)) throw error
    const refused = new Set(error.failures.map(({ write }) => write))
    return some.filter((each) => each.writes.some((write) => refused.has(write)))
  }
  if (workId !== undefined) await ledger.announceWork(workId)
  if (marks.length > 0) await ledger.announceWork(countPositionsWork)
  return []
}

/**
 * Judges pairs again that somebody wrote to since they were read. A good answer to a later question stays, and so does
 * what a later question asked in vain says of itself; rows of theirs may still be those of an earlier holder, so that
 * they are left to follow-up work.
 */
const judgeAgain = async (ledger: AnnouncingLedger, refused: readonly PairWrites[], asked: Asked) => {
  const stored = await readPairs(
    ledger.table,
    refused.map(({ pair }) => pair),
  )
  const outcomes = new Map<string, Outcome>()
  const again: PairWrites[] = []
  for (const { pair } of refused) {
    const key = pairKey(pair)
    const now = stored.get(key)
    if (!now) {
      outcomes.set(key, 'gone')
      continue
    }
    const judgement = judgeAnswer(now, asked.answers.get(key))
    const overtaken = judgement.outcome === 'failed' ? now.askedAt : now.answeredAt
    if (overtaken !== undefined && overtaken > asked.askedAt) outcomes.set(key, now.error ? 'failed' : now.status)
    else again.push(answerWrites(now, judgement, asked, true))
  }
  return { outcomes, again }
}

/**
 * Stores what VLSC said about some pairs, each on condition that it is as it was read: an answer never brings a pair
 * back, and never replaces that of a later question. Nothing is changed of a pair without a good answer but when it was
 * asked, and why in vain. Safe to repeat.
 * @returns what came of each pair, by its key
 */
export const storeAnswers = async (ledger: AnnouncingLedger, asked: Asked): Promise<Map<string, Outcome>> => {
  const outcomes = new Map<string, Outcome>()
  let open = asked.pairs.map((pair) =>
    answerWrites(pair, judgeAnswer(pair, asked.answers.get(pairKey(pair))), asked, false),
  )
  const settleOutcome = ({ pair, judgement }: PairWrites): void => void outcomes.set(pairKey(pair), judgement.outcome)
  for (const each of open.filter(({ writes }) => writes.length === 0)) settleOutcome(each)
  open = open.filter(({ writes }) => writes.length > 0)
  for (let setbacks = 0; open.length > 0; ) {
    const some = fitting(open)
    const refused = await attempt(ledger, some, asked)
    if (refused.length === 0) {
      some.forEach(settleOutcome)
      open = open.slice(some.length)
      setbacks = 0
    } else {
      await pause(setbacks++)
      const { outcomes: known, again } = await judgeAgain(ledger, refused, asked)
      for (const [key, outcome] of known) outcomes.set(key, outcome)
      const rest = open.filter((each) => !refused.includes(each))
      for (const each of again.filter(({ writes }) => writes.length === 0)) settleOutcome(each)
      open = [...again.filter(({ writes }) => writes.length > 0), ...rest]
    }
  }
  return outcomes
}
