import { earliest, type Freshness, isStale, lastAnswer, readFreshness } from '../../agreements/records/freshness.ts'
import { StoredPair } from '../../agreements/records/stored-pair.ts'
import { settle } from '../../foundation/table/attempts.ts'
import { freshnessKey, pairPartitions } from '../../foundation/table/keys.ts'
import { known } from '../../foundation/table/known.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { commit, pagesOf, type Table, update, type Write } from '../../foundation/table/table.ts'
import type { Pass, StoredRefresh } from './refresh.ts'

/** A refresh of everything has asked about all pairs of a partition. */
export const markPartition = (partition: string, { at, oldest }: Pass): Write =>
  update(freshnessKey(partition), { set: { at, oldest: earliest([oldest, at]) } }, {})

type Known = ReadonlyMap<string, Freshness>

/** Bounds the age of answers in partitions that get their first ones. */
export const boundPartitions = async (table: Table, known: Known, partitions: readonly string[], at: string) => {
  const unbounded = (freshness: Known) =>
    [...new Set(partitions)].filter((partition) => freshness.get(partition)?.oldest === undefined)
  const bound = (partition: string): Write =>
    update(freshnessKey(partition), { set: { oldest: at } }, { lacks: ['oldest'] })
  if (unbounded(known).length > 0)
    await settle(async () => commit(table, unbounded(await readFreshness(table)).map(bound)))
}

/** A refresh of everything that stops amid a partition has answers there already. */
export const boundStopped = async (table: Table, { type, pass }: StoredRefresh): Promise<void> => {
  const partition = pass && pairPartitions[pass.partition]
  if (type !== 'all' || partition === undefined || pass?.at === undefined) return
  await boundPartitions(table, await readFreshness(table), [partition], pass.at)
}

/** @param checkedAt is kept when given */
const renewBound = (table: Table, partition: string, checkedAt?: string): Promise<void> =>
  settle(async () => {
    const freshness = (await readFreshness(table)).get(partition) ?? {}
    let oldest: string | undefined
    for await (const items of pagesOf(table, { partition }))
      oldest = earliest([
        oldest,
        ...items.flatMap(known((item) => StoredPair.parse(item))).map((pair) => lastAnswer(pair, freshness)),
      ])
    if (oldest === freshness.oldest && checkedAt === undefined) return
    const found = { oldest, ...(checkedAt !== undefined && { checkedAt }) }
    const bounds = Object.entries({ at: freshness.at, oldest: freshness.oldest })
    const unchanged = {
      equals: Object.fromEntries(bounds.filter(([, bound]) => bound !== undefined)),
      lacks: bounds.flatMap(([name, bound]) => (bound === undefined ? name : [])),
    }
    await commit(table, [update(freshnessKey(partition), { set: found }, unchanged)])
  })

type Clock = Pick<LedgerWith<'staleAfterHours'>, 'table' | 'now' | 'staleAfterHours'>

/** Renews the bounds of partitions that a refresh of a group asked about, if they are soon stale. */
export const renewTouched = async ({ table, now, staleAfterHours }: Clock, touched: readonly string[]) => {
  const freshness = await readFreshness(table)
  for (const partition of touched) {
    const oldest = freshness.get(partition)?.oldest
    if (oldest !== undefined && isStale(oldest, now(), staleAfterHours / 2)) await renewBound(table, partition)
  }
}

/** While VLSC does not answer, a stale partition is read once an hour. */
const hoursBetween = 1
/** Keeps one sweep from reading all pairs of a large ledger. */
const partitionsAtOnce = 8

/** Renews stale bounds: removing the pair with the oldest answer leaves its bound, until the sweep finds out. */
export const renewStaleBounds = async ({ table, now, staleAfterHours }: Clock): Promise<void> => {
  const stale = [...(await readFreshness(table))].filter(
    ([, { oldest, checkedAt }]) =>
      oldest !== undefined && isStale(oldest, now(), staleAfterHours) && isStale(checkedAt, now(), hoursBetween),
  )
  for (const [partition] of stale.slice(0, partitionsAtOnce)) await renewBound(table, partition, now().toISOString())
}
