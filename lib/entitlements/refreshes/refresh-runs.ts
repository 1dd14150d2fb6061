import * as z from 'zod'
import { raceLost } from '../../foundation/table/attempts.ts'
import {
  allRefreshes,
  lastRefreshKey,
  openRefreshes,
  refreshKey,
  refreshScopeKey,
} from '../../foundation/table/keys.ts'
import type { ListPage, PageRequest } from '../../foundation/table/lists.ts'
import { check, type Item, put, remove, type Table, update, type Write } from '../../foundation/table/table.ts'
import { expiryOf, newRun, RunMoved, runsOf } from '../../work/run.ts'
import { type Refresh, StoredRefresh, showRefresh } from './refresh.ts'

const retentionDays = 90

export const refreshes = runsOf<StoredRefresh>({
  name: 'refresh',
  parse: (item) => StoredRefresh.parse(item),
  key: refreshKey,
  listedIn: () => allRefreshes,
  openIn: openRefreshes,
})

/** @throws LedgerError `refresh-not-found` */
export const getRefresh = async (table: Table, id: string): Promise<Refresh> =>
  showRefresh(await refreshes.get(table, id))

/** Runs, newest first. */
export const listRefreshes = async (table: Table, page: PageRequest): Promise<ListPage<Refresh>> => {
  const { items, ...next } = await refreshes.list(table, [allRefreshes], page)
  return { items: items.map(showRefresh), ...next }
}

type Beginning = Pick<StoredRefresh, 'id' | 'type' | 'trigger' | 'actor' | 'total'> & Partial<StoredRefresh>

/** A run as it is queued. @param at ISO 8601 UTC */
export const newRefresh = (beginning: Beginning, at: string): StoredRefresh => ({
  ...newRun(beginning.id, at),
  status: 'queued',
  pairs: 0,
  valid: 0,
  expired: 0,
  notFound: 0,
  failed: 0,
  calls: 0,
  position: 0,
  touched: [],
  batchFailures: 0,
  failuresInRow: 0,
  expiresAt: expiryOf(at, retentionDays),
  ...beginning,
})

/** A refresh of the same scope is under way. */
export class ScopeHeld extends Error {
  override name = 'ScopeHeld'
  readonly refreshId: string

  constructor(refreshId: string) {
    super(`The refresh ${refreshId} of the same scope is under way.`)
    this.refreshId = refreshId
  }
}

const StoredScope = z.object({ refreshId: z.string() })
const moved = () => new RunMoved()

/** Records a run and takes its scope: one refresh of everything or of a group at a time. @throws ScopeHeld, RunMoved */
export const addRefresh = (run: StoredRefresh): Write[] => {
  const { id, type, groupId = 'all' } = run
  const held = (guard?: Item) => (guard ? new ScopeHeld(StoredScope.parse(guard).refreshId) : raceLost())
  return type === 'pairs'
    ? [refreshes.add(run)]
    : [put({ ...refreshScopeKey(groupId), refreshId: id }, { exists: false }, held), refreshes.add(run)]
}

/** For what is written beside a run: the run is as it was read. */
export const isUnmoved = ({ id, version }: StoredRefresh): Write =>
  check(refreshKey(id), { equals: { version } }, moved)

/** Ends a run and frees its scope. A run by hand or by schedule is the last refresh then. */
export const endRefresh = (
  run: StoredRefresh,
  result: Partial<StoredRefresh>,
  at: string,
): { ended: StoredRefresh; writes: Write[] } => {
  const changes = { ...result, waitUntil: undefined, finishedAt: at }
  const ended = refreshes.changed(run, changes, at)
  const { id: refreshId, type, groupId = 'all' } = run
  // How many pairs there were tells the next refresh of everything how much there is to do.
  const last = { refreshId, ...(type === 'all' && { pairs: ended.total }) }
  const ofScope = [
    remove(refreshScopeKey(groupId), { equals: { refreshId } }, moved),
    update(lastRefreshKey, { set: last }, {}, raceLost),
  ]
  return { ended, writes: [refreshes.change(run, changes, at), ...(type === 'pairs' ? [] : ofScope)] }
}

const StoredLast = z.object({ refreshId: z.string(), pairs: z.number().default(0) })

const findLast = (items: readonly Item[]) => {
  const item = items.find(({ sk }) => sk === lastRefreshKey.sk)
  return item && StoredLast.parse(item)
}

/** Pairs that the last refresh of everything had. @param items of the partition `VALIDATION` */
export const pairsOfLast = (items: readonly Item[]): number => findLast(items)?.pairs ?? 0

/** The last refresh by hand or by schedule that has ended. @param items of the partition `VALIDATION` */
export const readLastRefresh = async (table: Table, items: readonly Item[]): Promise<StoredRefresh | undefined> => {
  const last = findLast(items)
  return last && refreshes.read(table, last.refreshId)
}
