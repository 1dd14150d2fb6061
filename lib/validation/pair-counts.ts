import * as z from 'zod'
import type { PairStatus, StoredPair } from '../agreements/stored-pair.ts'
import { pairCountKey } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { type Item, update, type Write } from '../table/table.ts'

/** Who counts: each has a counter of its own, so that they do not stand in each other's way. */
type CountWriter = 'api' | 'import' | 'refresh' | 'work'

/** Pairs of the ledger by what VLSC said. */
export const PairCounts = z.strictObject({
  pending: z.int(),
  valid: z.int(),
  expired: z.int(),
  notFound: z.int(),
})
export type PairCounts = z.infer<typeof PairCounts>

const fields = { pending: 'pending', valid: 'valid', expired: 'expired', 'not-found': 'notFound' } as const

export const countField = (status: PairStatus): keyof PairCounts => fields[status]

const StoredCounts = z.object({
  pending: z.number().default(0),
  valid: z.number().default(0),
  expired: z.number().default(0),
  notFound: z.number().default(0),
})

/** Pairs that come, go, or get another status. */
interface CountChange {
  added?: number
  removed?: readonly Pick<StoredPair, 'status'>[]
  /** Status before and after. */
  changed?: readonly (readonly [PairStatus, PairStatus])[]
}

/** Counts pairs, in the transaction that changes them. */
export const countPairs = (writer: CountWriter, { added = 0, removed = [], changed = [] }: CountChange): Write[] => {
  const delta: PairCounts = { pending: added, valid: 0, expired: 0, notFound: 0 }
  for (const { status } of removed) delta[countField(status)] -= 1
  for (const [before, after] of changed) {
    delta[countField(before)] -= 1
    delta[countField(after)] += 1
  }
  const add = Object.fromEntries(Object.entries(delta).filter(([, amount]) => amount !== 0))
  return Object.keys(add).length === 0 ? [] : [update(pairCountKey(writer), { add }, {}, raceLost)]
}

/** The sum of all counters. @param items of the partition in which they lie, others too */
export const sumPairCounts = (items: readonly Item[]): PairCounts => {
  const sum: PairCounts = { pending: 0, valid: 0, expired: 0, notFound: 0 }
  for (const item of items.filter(({ sk }) => String(sk).startsWith(pairCountKey('').sk))) {
    const counts = StoredCounts.parse(item)
    for (const field of PairCounts.keyof().options) sum[field] += counts[field]
  }
  return sum
}
