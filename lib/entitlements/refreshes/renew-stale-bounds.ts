import { isStale, renewBound } from '../../agreements/records/freshness.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit } from '../../foundation/table/table.ts'
import { readFreshness } from './freshness-steps.ts'

/** A partition that is really stale is looked at once an hour, while VLSC does not answer. */
const hoursBetween = 1
/** So that one sweep does not read all pairs of a large ledger. */
const partitionsAtOnce = 8

/**
 * Looks at partitions whose oldest answer is stale: it may have been that of a pair which was removed since. Removals
 * themselves do not care, and a refresh of everything finds it out by itself.
 */
export const renewStaleBounds = async ({
  table,
  now,
  staleAfterHours,
}: Pick<Ledger, 'table' | 'now'> & { staleAfterHours: number }): Promise<void> => {
  const old = [...(await readFreshness(table))].filter(
    ([, { oldest, checkedAt }]) =>
      oldest !== undefined && isStale(oldest, now(), staleAfterHours) && isStale(checkedAt, now(), hoursBetween),
  )
  for (const [partition] of old.slice(0, partitionsAtOnce))
    await settle(async () => {
      const freshness = (await readFreshness(table)).get(partition) ?? {}
      await commit(table, await renewBound(table, partition, freshness, now().toISOString()))
    })
}
