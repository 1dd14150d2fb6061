import * as z from 'zod'
import { freshnessKey } from '../../foundation/table/keys.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { type Item, pagesOf, type Table, update, type Write } from '../../foundation/table/table.ts'
import { type StoredPair, StoredPair as StoredPairSchema } from './stored-pair.ts'

/**
 * How fresh the pairs of one partition are. Unchanged answers are not written to their pairs: when all pairs of a
 * partition got good answers, this says so for all of them.
 */
const StoredFreshness = z.object({
  sk: z.string(),
  /** When the last pass began in which every pair that the partition held then got a good answer. */
  at: z.string().optional(),
  /** No answer to a pair of the partition is older; absent while none has an answer. */
  oldest: z.string().optional(),
  /** When all of its pairs were looked at last, because `oldest` was stale. */
  checkedAt: z.string().optional(),
})
export type Freshness = Omit<z.infer<typeof StoredFreshness>, 'sk'>

/** By partition of pairs. @param items of the partition in which they lie, others too */
export const freshnessByPartition = (items: readonly Item[]): Map<string, Freshness> => {
  const prefix = freshnessKey('').sk
  const found = items
    .filter(({ sk }) => String(sk).startsWith(prefix))
    .map((item) => StoredFreshness.parse(item))
    .map(({ sk, ...freshness }): [string, Freshness] => [sk.slice(prefix.length), freshness])
  return new Map(found)
}

const later = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || (other !== undefined && other > one) ? other : one

/** When a pair was asked for the last good answer; undefined while it has none. */
export const lastAnswer = (
  pair: Pick<StoredPair, 'answeredAt'>,
  freshness: Freshness | undefined,
): string | undefined => (pair.answeredAt === undefined ? undefined : later(pair.answeredAt, freshness?.at))

/** When a pair was last asked. */
export const lastAsked = (pair: Pick<StoredPair, 'askedAt' | 'answeredAt'>, freshness: Freshness | undefined) =>
  later(pair.askedAt, lastAnswer(pair, freshness))

/** Tells whether an answer is too old. @param at when it was asked for; undefined when there is none */
export const isStale = (at: string | undefined, now: Date, staleAfterHours: number): boolean =>
  at === undefined || Date.parse(at) < now.getTime() - staleAfterHours * 3_600_000

/** The earliest of some times. */
export const earliest = (times: readonly (string | undefined)[]): string | undefined =>
  times.filter((time) => time !== undefined).sort()[0]

/** Says how fresh a partition is after all of its pairs were asked. */
export const markFreshness = (partition: string, freshness: Freshness): Write =>
  update(freshnessKey(partition), { set: freshness }, {}, raceLost)

/** Says of partitions without any answer that one comes. Others are left as they are. */
export const boundFirstAnswers = (partitions: readonly string[], at: string): Write[] =>
  partitions.map((partition) =>
    update(freshnessKey(partition), { set: { oldest: at } }, { lacks: ['oldest'] }, raceLost),
  )

/**
 * Looks how old the oldest answer in a partition really is, after some of its pairs were asked or removed.
 * @param checkedAt given when it is to be kept that somebody looked
 */
export const renewBound = async (
  table: Table,
  partition: string,
  freshness: Freshness,
  checkedAt?: string,
): Promise<Write[]> => {
  let oldest: string | undefined
  for await (const items of pagesOf(table, { partition }))
    oldest = earliest([oldest, ...items.map((item) => lastAnswer(StoredPairSchema.parse(item), freshness))])
  const { at, oldest: assumed } = freshness
  if (oldest === assumed && checkedAt === undefined) return []
  const unchanged = {
    equals: { ...(at !== undefined && { at }), ...(assumed !== undefined && { oldest: assumed }) },
    lacks: [...(at === undefined ? ['at'] : []), ...(assumed === undefined ? ['oldest'] : [])],
  }
  const found = { oldest, ...(checkedAt !== undefined && { checkedAt }) }
  return [update(freshnessKey(partition), { set: found }, unchanged, raceLost)]
}
