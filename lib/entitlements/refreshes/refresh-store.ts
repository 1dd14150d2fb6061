import * as z from 'zod'
import {
  allRefreshes,
  lastRefreshKey,
  openRefreshes,
  refreshKey,
  refreshPairsKey,
  refreshScopeKey,
  timeOrder,
} from '../../foundation/table/keys.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { type Item, put, queryAll, remove, type Table, update, type Write } from '../../foundation/table/table.ts'
import { StoredRefresh } from './refresh.ts'

/** Another delivery of the same run took a step. */
export class RunMoved extends Error {
  override name = 'RunMoved'
}

/** A refresh of the same scope is under way. */
export class ScopeHeld extends Error {
  override name = 'ScopeHeld'
  readonly refreshId: string

  constructor(refreshId: string) {
    super(`The refresh ${refreshId} of the same scope is under way.`)
    this.refreshId = refreshId
  }
}

const moved = () => new RunMoved()
const retentionDays = 90
const StoredScope = z.object({ refreshId: z.string() })

export const parseRefresh = (item: Item): StoredRefresh => StoredRefresh.parse(item)

export const readRefresh = async (table: Table, id: string): Promise<StoredRefresh | undefined> => {
  const item = await table.get(refreshKey(id))
  return item && parseRefresh(item)
}

type Beginning = Pick<StoredRefresh, 'id' | 'type' | 'trigger' | 'actor' | 'total'> & Partial<StoredRefresh>

/** A run as it is queued. @param at ISO 8601 UTC */
export const newRefresh = (beginning: Beginning, at: string): StoredRefresh => ({
  status: 'queued',
  pairs: 0,
  valid: 0,
  expired: 0,
  notFound: 0,
  failed: 0,
  calls: 0,
  position: 0,
  touched: [],
  attempts: 0,
  failuresInRow: 0,
  version: 1,
  createdAt: at,
  updatedAt: at,
  expiresAt: Math.floor(Date.parse(at) / 1_000) + retentionDays * 24 * 3_600,
  ...beginning,
})

/** Records a new run, listed among all and, until it ends, among the open ones. */
export const addRefresh = (run: StoredRefresh): Write =>
  put(
    {
      ...refreshKey(run.id),
      ...run,
      gsi1pk: allRefreshes,
      gsi2pk: openRefreshes,
      gsiSk: timeOrder(run.createdAt, run.id),
    },
    { exists: false },
    moved,
  )

const scopeKey = ({ type, groupId }: Pick<StoredRefresh, 'type' | 'groupId'>) =>
  type === 'pairs' ? undefined : refreshScopeKey(groupId ?? 'all')

/** Keeps others from refreshing the same scope; new pairs need no such guard. @throws ScopeHeld */
export const holdScope = (run: StoredRefresh): Write[] => {
  const key = scopeKey(run)
  const held = (guard?: Item) => (guard ? new ScopeHeld(StoredScope.parse(guard).refreshId) : raceLost())
  return key ? [put({ ...key, refreshId: run.id }, { exists: false }, held)] : []
}

const releaseScope = (run: StoredRefresh): Write[] => {
  const key = scopeKey(run)
  return key ? [remove(key, { equals: { refreshId: run.id } }, moved)] : []
}

export type Progress = Partial<Omit<StoredRefresh, 'id' | 'type' | 'version' | 'createdAt' | 'updatedAt'>>

/** Takes a run a step further, on condition that nobody else did since it was read. */
export const advance = (run: StoredRefresh, progress: Progress, at: string): Write =>
  update(
    refreshKey(run.id),
    { set: { ...progress, status: 'running', version: run.version + 1, updatedAt: at } },
    { equals: { version: run.version } },
    moved,
  )

/** A run behind a step. */
export const behind = (run: StoredRefresh, progress: Progress, at: string): StoredRefresh => ({
  ...run,
  ...progress,
  status: 'running',
  version: run.version + 1,
  updatedAt: at,
})

/** The run ends: its scope is free, and a run by hand or by schedule is the last refresh. */
export const endRefresh = (
  run: StoredRefresh,
  result: Progress & Pick<StoredRefresh, 'status'>,
  at: string,
): Write[] => [
  update(
    refreshKey(run.id),
    {
      set: {
        ...result,
        waitUntil: undefined,
        gsi2pk: undefined,
        finishedAt: at,
        version: run.version + 1,
        updatedAt: at,
      },
    },
    { equals: { version: run.version } },
    moved,
  ),
  ...releaseScope(run),
  ...(run.type === 'pairs' ? [] : [keepLast(run, result)]),
]

const StoredLast = z.object({ sk: z.literal(lastRefreshKey.sk), refreshId: z.string(), pairs: z.number().default(0) })

/** @param result of a refresh of everything: it tells the next one how much there is to do */
const keepLast = (run: StoredRefresh, { total }: Progress): Write =>
  update(
    lastRefreshKey,
    { set: { refreshId: run.id, ...(run.type === 'all' && total !== undefined && { pairs: total }) } },
    {},
    raceLost,
  )

const findLast = (items: readonly Item[]) =>
  items.map((item) => StoredLast.safeParse(item)).find(({ success }) => success)?.data

/** Pairs that the last refresh of everything had. @param items of the partition in which it stands, others too */
export const pairsOfLast = (items: readonly Item[]): number => findLast(items)?.pairs ?? 0

/** The last refresh by hand or by schedule that has ended. @param items of the partition in which it stands, others too */
export const readLastRefresh = async (table: Table, items: readonly Item[]): Promise<StoredRefresh | undefined> => {
  const last = findLast(items)
  return last && readRefresh(table, last.refreshId)
}

/** Pairs in one piece of a list: some 170 kB. */
export const pairsPerPiece = 5_000

const StoredPiece = z.object({ pairKeys: z.array(z.string()) })

/** A piece of a list of pairs. It goes with its run. */
export const putPiece = (
  run: Pick<StoredRefresh, 'id' | 'expiresAt'>,
  list: string,
  piece: number,
  pairKeys: readonly string[],
): Write =>
  put(
    { ...refreshPairsKey(run.id, list, piece), pairKeys: [...pairKeys], expiresAt: run.expiresAt },
    { exists: false },
    moved,
  )

/** The next pairs of a run's list. @param limit how many at most */
export const readListed = async (table: Table, run: StoredRefresh, limit: number): Promise<string[]> => {
  if (run.pairKeys) return run.pairKeys.slice(run.position, run.position + limit)
  if (run.list === undefined) return []
  const piece = Math.floor(run.position / pairsPerPiece)
  const item = await table.get(refreshPairsKey(run.id, run.list, piece))
  const from = run.position - piece * pairsPerPiece
  return item ? StoredPiece.parse(item).pairKeys.slice(from, from + limit) : []
}

/** Rows of runs that have not ended: id, type, time of the last step. */
const readOpenRefreshes = (table: Table): Promise<Item[]> =>
  queryAll(table, { index: 'gsi2', partition: openRefreshes })

/** Ids of runs that have not ended and took no step since a time. @param before ISO 8601 UTC */
export const readStuckRefreshes = async (table: Table, before: string): Promise<string[]> => {
  const items = await readOpenRefreshes(table)
  return items.flatMap(({ id, updatedAt }) => (String(updatedAt) < before ? [String(id)] : []))
}
