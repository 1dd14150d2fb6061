import { isDeepStrictEqual } from 'node:util'
import { type ContractsById, contractOf, isOvertaken } from '../../agreements/records/contract.ts'
import type { Entitlement } from '../../agreements/records/entitlement.ts'
import { type Freshness, lastAnswer } from '../../agreements/records/freshness.ts'
import { pairKey } from '../../agreements/records/pair.ts'
import {
  asRead,
  type PairStatus,
  pairItem,
  partitionOf,
  readPairs,
  type StoredPair,
  saidOf,
} from '../../agreements/records/stored-pair.ts'
import { commit, put, type Table, transactionLimit, type Write } from '../../foundation/table/table.ts'
import { settleStep } from '../../work/run.ts'
import { type Answers, isPairFault, leftOut } from '../vlsc/contract.ts'

/** What came of asking about a pair; `gone` when no agreement holds it any more. */
export type Outcome = PairStatus | 'failed' | 'gone'

export interface Asked {
  pairs: readonly StoredPair[]
  answers: Answers
  askedAt: string
  /** Unchanged answers are written too, because nothing else says that they are fresh. */
  singly: boolean
  freshness: ReadonlyMap<string, Freshness>
  /** What files say of contracts: an unchanged answer is written, too, when it is newer. */
  contracts: ContractsById
}

export const answerTo = (pair: StoredPair, answers: Answers) => answers.get(pairKey(pair)) ?? leftOut

/** The order does not matter. Their schema gives all entitlements their fields in one order. */
const inOrder = (entitlements: readonly Entitlement[]): string =>
  JSON.stringify(entitlements.map((entitlement) => JSON.stringify(entitlement)).sort())

/** What an answer means for a pair as it is stored now. */
const judge = (pair: StoredPair, asked: Asked): { outcome: Outcome; write?: Write } => {
  const { answers, askedAt, singly, freshness, contracts } = asked
  const answer = answerTo(pair, answers)
  const isLater = (at: string | undefined): boolean => at !== undefined && at > askedAt
  const written = (changes: Partial<StoredPair>): Write =>
    put(pairItem({ ...pair, ...changes, revision: pair.revision + 1 }), asRead(pair))

  const isFault = isPairFault(answer)
  if (isLater(isFault ? pair.askedAt : pair.answeredAt)) return { outcome: pair.error ? 'failed' : pair.status }
  if (isFault) {
    const answeredAt = lastAnswer(pair, freshness.get(partitionOf(pair)))
    return { outcome: 'failed', write: written({ answeredAt, askedAt, error: answer.fault }) }
  }
  // A later question that failed stays known.
  const times = { answeredAt: askedAt, ...(isLater(pair.askedAt) ? {} : { askedAt, error: undefined }) }
  const { status, entitlements } = answer
  const reportsTheSame = inOrder(pair.entitlements) === inOrder(entitlements)
  const saysTheSame = isDeepStrictEqual(saidOf(pair), saidOf(answer))
  const isNewest = !isOvertaken(pair, contractOf(pair, contracts))
  const isWhole = isNewest && pair.answeredAt !== undefined && pair.gsi1pk !== undefined && !pair.error
  if (isWhole && reportsTheSame && saysTheSame) return { outcome: status, ...(singly && { write: written(times) }) }
  const reportedAt = reportsTheSame ? pair.reportedAt : askedAt
  return { outcome: status, write: written({ ...saidOf(answer), entitlements, reportedAt, ...times }) }
}

/** Bytes of entitlements in one transaction, which takes 4 MB. */
const bytesAtOnce = 2_000_000

const transactionsOf = ({ pairs, answers }: Asked, most: number): StoredPair[][] => {
  const chunks: StoredPair[][] = []
  let bytes = 0
  for (const pair of pairs) {
    const answer = answerTo(pair, answers)
    const { entitlements } = isPairFault(answer) ? pair : answer
    const more = Buffer.byteLength(JSON.stringify(entitlements))
    const last = chunks.at(-1)
    const fits = last && last.length < most && bytes + more <= bytesAtOnce
    if (fits) last.push(pair)
    else chunks.push([pair])
    bytes = fits ? bytes + more : more
  }
  return chunks
}

/**
 * Stores what VLSC said about some pairs, each on condition that it is as it was read: an answer never brings a pair
 * back, and never replaces that of a later question. A pair without a good answer only gets when it was asked, and the
 * reason. Safe to repeat. @param alongside conditions of each transaction @returns what came of each pair, by its key
 */
export const storeAnswers = async (table: Table, asked: Asked, alongside: readonly Write[] = []) => {
  const outcomes = new Map<string, Outcome>(asked.pairs.map((pair) => [pairKey(pair), 'gone']))
  for (const chunk of transactionsOf(asked, transactionLimit - alongside.length)) {
    let read: readonly StoredPair[] | undefined = chunk
    await settleStep(async () => {
      const pairs = read ?? [...(await readPairs(table, chunk)).values()]
      read = undefined
      const judged = pairs.map((pair) => ({ key: pairKey(pair), ...judge(pair, asked) }))
      const writes = judged.flatMap(({ write }) => write ?? [])
      if (writes.length > 0) await commit(table, [...alongside, ...writes])
      for (const { key, outcome } of judged) outcomes.set(key, outcome)
    })
  }
  return outcomes
}
