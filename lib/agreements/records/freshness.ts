import * as z from 'zod'
import { freshnessKey, validationPartition } from '../../foundation/table/keys.ts'
import { type Item, queryAll, type Table } from '../../foundation/table/table.ts'
import type { StoredPair } from './stored-pair.ts'

/**
 * How fresh the pairs of one partition are. Unchanged answers are not written to their pairs: one mark for each pass of a
 * refresh through the partition says when they came.
 */
const StoredFreshness = z.object({
  sk: z.string(),
  /** When the last pass began. Every pair that has not failed since then got a good answer in it. */
  at: z.string().optional(),
  /** No answer to a pair of the partition is older; absent while none has an answer. */
  oldest: z.string().optional(),
  /** When all of its pairs were last read because `oldest` was stale. */
  checkedAt: z.string().optional(),
})
export type Freshness = Omit<z.infer<typeof StoredFreshness>, 'sk'>

/** By partition of pairs. @param items others too */
export const freshnessByPartition = (items: readonly Item[]): Map<string, Freshness> => {
  const prefix = freshnessKey('').sk
  const marks = items
    .filter(({ pk, sk }) => pk === validationPartition && String(sk).startsWith(prefix))
    .map((item) => StoredFreshness.parse(item))
  return new Map(marks.map(({ sk, ...freshness }) => [sk.slice(prefix.length), freshness]))
}

export const readFreshness = async (table: Table): Promise<Map<string, Freshness>> =>
  freshnessByPartition(await queryAll(table, { partition: validationPartition }))

type Asked = Pick<StoredPair, 'answeredAt' | 'askedAt' | 'error'>

/** When a pair was asked for the last good answer; undefined while it has none. */
export const lastAnswer = ({ answeredAt, askedAt = '', error }: Asked, { at = '' }: Freshness = {}) => {
  const hasFailedSince = error !== undefined && askedAt >= at
  return answeredAt !== undefined && answeredAt < at && !hasFailedSince ? at : answeredAt
}

export const lastAsked = (pair: Asked, freshness: Freshness | undefined): string | undefined =>
  [pair.askedAt, lastAnswer(pair, freshness)]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1)

/** Whether an answer is too old. @param at when it was asked for; undefined if the pair has no answer */
export const isStale = (at: string | undefined, now: Date, staleAfterHours: number): boolean =>
  at === undefined || Date.parse(at) < now.getTime() - staleAfterHours * 3_600_000

export const earliest = (times: readonly (string | undefined)[]): string | undefined =>
  times.filter((time) => time !== undefined).sort()[0]
