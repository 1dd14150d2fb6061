import * as z from 'zod'
import { readInventoryState } from '../inventory/device-counts.ts'
import { Refresh, type StoredRefresh, showRefresh } from '../refreshes/refresh.ts'
import { readOpenRefreshes, readRefresh } from '../refreshes/refresh-store.ts'
import { lastRefreshKey, validationPartition, workPartition, workShards } from '../table/keys.ts'
import { type Item, queryAll, type Table } from '../table/table.ts'
import { earliest, freshnessByPartition, isStale } from '../validation/freshness.ts'
import { PairCounts, sumPairCounts } from '../validation/pair-counts.ts'
import { Work } from '../work/work.ts'
import { notice } from './notice.ts'

/** The ledger at a glance, on the wire. */
export const Overview = z
  .strictObject({
    workspaceReady: z.boolean().meta({
      description: 'A Windows device has reported. Informs, and apart from `no-inventory` forbids nothing.',
    }),
    deviceCount: z.int().meta({ description: 'Managed devices that count now, linked ones once.' }),
    pairValidation: PairCounts.meta({ description: 'Agreement number pairs, by what VLSC says.' }),
    lastRefresh: Refresh.nullable().meta({
      description: 'The last run by hand or by schedule that has ended; null when there was none.',
    }),
    stale: z.boolean().meta({
      description:
        'The answer of some pair is too old or missing, or a pair was added or removed and that is not looked up yet.',
    }),
    notice: z.string(),
  })
  .meta({ id: 'Overview' })
type Overview = z.infer<typeof Overview>

/** What the overview needs. */
export interface OverviewShelf {
  table: Table
  now: () => Date
  /** Hours after which an answer is stale. */
  staleAfterHours: number
}

const LastRefresh = z.object({ refreshId: z.string() })

const readLast = async (table: Table, items: readonly Item[]): Promise<StoredRefresh | undefined> => {
  const last = items.find(({ sk }) => sk === lastRefreshKey.sk)
  return last && readRefresh(table, LastRefresh.parse(last).refreshId)
}

/** Pairs were added or removed, and what follows from that has not ended. */
const isUnderWay = async (table: Table): Promise<boolean> => {
  const [open, ...work] = await Promise.all([
    readOpenRefreshes(table),
    ...workShards.map((shard) => queryAll(table, { partition: workPartition(shard) })),
  ])
  return (
    open.some(({ type }) => type === 'pairs') ||
    work.flat().some((item) => ['settle-entitlements', 'release-pairs'].includes(Work.parse(item).kind))
  )
}

/** One look at the whole ledger: eight requests, whatever its size. */
export const readOverview = async ({ table, now, staleAfterHours }: OverviewShelf): Promise<Overview> => {
  const [known, inventory, isLookUpOpen] = await Promise.all([
    queryAll(table, { partition: validationPartition }),
    readInventoryState(table),
    isUnderWay(table),
  ])
  const pairValidation = sumPairCounts(known)
  const oldest = earliest([...freshnessByPartition(known).values()].map((freshness) => freshness.oldest))
  const last = await readLast(table, known)
  const isOld = oldest !== undefined && isStale(oldest, now(), staleAfterHours)
  return {
    workspaceReady: inventory.hasReported,
    deviceCount: inventory.counted,
    pairValidation,
    lastRefresh: last ? showRefresh(last) : null,
    stale: pairValidation.pending > 0 || isOld || isLookUpOpen,
    notice,
  }
}
