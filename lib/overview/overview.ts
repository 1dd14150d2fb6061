import * as z from 'zod'
import { dayOf } from '../calendar/day.ts'
import { countGroups } from '../groups/group-store.ts'
import { readInventoryState } from '../inventory/device-counts.ts'
import type { DatedLedger } from '../ledger.ts'
import { Refresh, type StoredRefresh, showRefresh } from '../refreshes/refresh.ts'
import { readRefresh } from '../refreshes/refresh-store.ts'
import { lastRefreshKey, openRefreshes, validationPartition, workPartition, workShards } from '../table/keys.ts'
import { type Item, queryAll, type Table } from '../table/table.ts'
import { earliest, freshnessByPartition, isStale } from '../validation/freshness.ts'
import { PairCounts, sumPairCounts } from '../validation/pair-counts.ts'
import { Work } from '../work/work.ts'
import { ExpiringAgreement, readExpiring } from './expiring-agreements.ts'
import { notice } from './notice.ts'
import { readShortfalls, Shortfall } from './shortfalls.ts'

/** The ledger at a glance, on the wire. */
export const Overview = z
  .strictObject({
    workspaceReady: z.boolean().meta({
      description: 'A Windows device has reported. Informs, and apart from `no-inventory` forbids nothing.',
    }),
    deviceCount: z.int().meta({ description: 'Managed devices that count now, linked ones once.' }),
    agreementCounts: z
      .strictObject({ volume: z.int(), other: z.int() })
      .meta({ description: 'Agreements by type, exact.' }),
    groupCount: z.int().meta({ description: 'License groups, `unassigned` not counted.' }),
    pairValidation: PairCounts.meta({ description: 'Agreement number pairs, by what VLSC says.' }),
    lastRefresh: Refresh.nullable().meta({
      description: 'The last run by hand or by schedule that has ended; null when there was none.',
    }),
    stale: z.boolean().meta({
      description:
        'The answer of some pair is too old or missing, or a pair was added or removed and that is not looked up yet.',
    }),
    expiringAgreements: z.array(ExpiringAgreement).meta({
      description:
        'Other agreements whose last day is one of the next 90, or today, in the time zone of the ledger: soonest first, at most 10.',
    }),
    shortfalls: z.array(Shortfall).meta({
      description:
        'Titles that are installed more often than they are licensed, at most 10: `short`, then `no-entitlement`, each largest first.',
    }),
    notice: z.string(),
  })
  .meta({ id: 'Overview' })
type Overview = z.infer<typeof Overview>

/** What the overview needs. */
export interface OverviewShelf extends DatedLedger {
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

const concernsPairs = (item: Item): boolean => ['settle-entitlements', 'release-pairs'].includes(Work.parse(item).kind)

/** Pairs were added or removed, and what follows from that has not ended. */
const isUnderWay = async (table: Table): Promise<boolean> => {
  const [open, ...work] = await Promise.all([
    table.query({ index: 'gsi2', partition: openRefreshes }),
    ...workShards.map((shard) => table.query({ partition: workPartition(shard) })),
  ])
  return (
    open.items.some(({ type }) => type === 'pairs') ||
    work.some(({ items }) => items.some(concernsPairs)) ||
    // Behind a whole page, too, there is some that does.
    [open, ...work].some(({ lastKey }) => lastKey !== undefined)
  )
}

/** One look at the whole ledger: at most twelve requests, whatever its size. */
export const readOverview = async ({ table, now, staleAfterHours, timeZone }: OverviewShelf): Promise<Overview> => {
  const [known, inventory, isLookUpOpen, { groups, members }, expiringAgreements, shortfalls] = await Promise.all([
    queryAll(table, { partition: validationPartition }),
    readInventoryState(table),
    isUnderWay(table),
    countGroups(table),
    readExpiring(table, dayOf(now(), timeZone)),
    readShortfalls(table),
  ])
  const pairValidation = sumPairCounts(known)
  const oldest = earliest([...freshnessByPartition(known).values()].map((freshness) => freshness.oldest))
  const last = await readLast(table, known)
  const isOld = oldest !== undefined && isStale(oldest, now(), staleAfterHours)
  return {
    workspaceReady: inventory.hasReported,
    deviceCount: inventory.counted,
    agreementCounts: { volume: members.count - members.others, other: members.others },
    groupCount: groups,
    pairValidation,
    lastRefresh: last ? showRefresh(last) : null,
    stale: pairValidation.pending > 0 || isOld || isLookUpOpen,
    expiringAgreements,
    shortfalls,
    notice,
  }
}
