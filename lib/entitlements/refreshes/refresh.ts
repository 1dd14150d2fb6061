import * as z from 'zod'
import { GroupId } from '../../agreements/records/group.ts'
import { ValidationFault } from '../../agreements/records/stored-pair.ts'
import { raceLost } from '../../foundation/table/attempts.ts'
import { Ulid, versioned } from '../../foundation/table/ids.ts'
import {
  allRefreshes,
  lastRefreshKey,
  openRefreshes,
  refreshKey,
  refreshScopeKey,
} from '../../foundation/table/keys.ts'
import { check, type Item, put, remove, update, type Write } from '../../foundation/table/table.ts'
import { expiryOf, newRun, runMoved, runsOf } from '../../work/run.ts'

const RefreshStatus = z.enum(['queued', 'running', 'completed', 'partial', 'failed', 'cancelled'])
export type RefreshStatus = z.infer<typeof RefreshStatus>

const ScopeType = z.enum(['all', 'group', 'pairs'])

/** Pairs that a refresh has dealt with, by outcome. The `failed` ones got no good answer and keep what they had. */
const RefreshCounts = z
  .strictObject({ pairs: z.int(), valid: z.int(), expired: z.int(), notFound: z.int(), failed: z.int() })
  .meta({ id: 'RefreshCounts' })

export const NewRefresh = z
  .strictObject({ groupId: GroupId.optional().meta({ description: 'Only the pairs of this group; all when absent.' }) })
  .meta({ id: 'NewRefresh' })
export type NewRefresh = z.infer<typeof NewRefresh>

const Shared = z.object({
  id: Ulid,
  trigger: z.enum(['manual', 'scheduled', 'new-pairs']),
  status: RefreshStatus,
  calls: z.int().meta({ description: 'Calls of the gateway so far.' }),
  importId: z.string().optional().meta({ description: 'The import whose new pairs it asks about.' }),
  error: ValidationFault.optional().meta({ description: 'Why some or all pairs got no good answer.' }),
  finishedAt: z.iso.datetime().optional(),
  ...versioned,
})

export const Refresh = z
  .strictObject({
    ...Shared.shape,
    scope: z.strictObject({ type: ScopeType, groupId: z.string().optional() }),
    counts: RefreshCounts,
    progress: z.strictObject({ done: z.int(), total: z.int() }).meta({ description: 'In pairs.' }),
    waitsUntil: z.iso.datetime().optional().meta({ description: 'The gateway asked to be left alone until then.' }),
    startedAt: z.iso.datetime(),
  })
  .meta({ id: 'Refresh' })
export type Refresh = z.infer<typeof Refresh>

/** How far a refresh of everything is, by index of the partition of pairs. */
const Pass = z.object({
  partition: z.number(),
  /** Sort key of the last pair that was dealt with. */
  after: z.string().optional(),
  /** When the pass through this partition began. */
  at: z.string().optional(),
  /** The oldest answer of the pairs that failed. */
  oldest: z.string().optional(),
})
export type Pass = z.infer<typeof Pass>

/** Its own checkpoint, and its own circuit breaker. */
export const StoredRefresh = Shared.extend({
  ...RefreshCounts.shape,
  type: ScopeType,
  groupId: z.string().optional(),
  actor: z.string(),
  /** Pairs to ask about. A refresh of everything takes the number of the one before it. */
  total: z.number(),
  /** Keys of the pairs to ask about, when they are few. */
  pairKeys: z.array(z.string()).optional(),
  /** Names the list of the pairs to ask about, when they are many. */
  list: z.string().optional(),
  position: z.number(),
  pass: Pass.optional(),
  /** Partitions of pairs that a refresh of a group asked about. */
  touched: z.array(z.string()).default([]),
  attempts: z.number(),
  /** Calls about the next batch that failed. */
  batchFailures: z.number().default(0),
  /** Calls that failed since the last one that did not. */
  failuresInRow: z.number(),
  waitUntil: z.string().optional(),
  /** Seconds since 1970, when the table forgets it. */
  expiresAt: z.number(),
})
export type StoredRefresh = z.infer<typeof StoredRefresh>

export const isOpen = ({ status }: Pick<StoredRefresh, 'status'>): boolean =>
  status === 'queued' || status === 'running'

export const showRefresh = (run: StoredRefresh): Refresh => {
  const { type, groupId, pairs, valid, expired, notFound, failed, position, total } = run
  return {
    ...Shared.parse(run),
    scope: { type, groupId },
    counts: { pairs, valid, expired, notFound, failed },
    progress: type === 'all' ? { done: pairs, total: Math.max(pairs, total) } : { done: position, total },
    waitsUntil: isOpen(run) ? run.waitUntil : undefined,
    startedAt: run.createdAt,
  }
}

const retentionDays = 90

export const refreshes = runsOf<StoredRefresh>({
  name: 'refresh',
  parse: (item) => StoredRefresh.parse(item),
  key: refreshKey,
  listedIn: () => allRefreshes,
  openIn: openRefreshes,
})

type Beginning = Pick<StoredRefresh, 'id' | 'type' | 'trigger' | 'actor' | 'total'> & Partial<StoredRefresh>

export const newRefresh = (beginning: Beginning, at: string): StoredRefresh => ({
  ...newRun(beginning.id, at),
  status: 'queued',
  ...{ pairs: 0, valid: 0, expired: 0, notFound: 0, failed: 0 },
  ...{ calls: 0, batchFailures: 0, failuresInRow: 0 },
  ...{ position: 0, touched: [] },
  expiresAt: expiryOf(at, retentionDays),
  ...beginning,
})

export class ScopeHeld extends Error {
  override name = 'ScopeHeld'
  readonly refreshId: string

  constructor(refreshId: string) {
    super(`The refresh ${refreshId} of the same scope is under way.`)
    this.refreshId = refreshId
  }
}

const StoredScope = z.object({ refreshId: z.string() })

/** Records a run and takes its scope: one refresh of everything or of a group at a time. @throws ScopeHeld, RunMoved */
export const addRefresh = (run: StoredRefresh): Write[] => {
  const { id, type, groupId = 'all' } = run
  const held = (guard?: Item) => (guard ? new ScopeHeld(StoredScope.parse(guard).refreshId) : raceLost())
  return type === 'pairs'
    ? [refreshes.add(run)]
    : [put({ ...refreshScopeKey(groupId), refreshId: id }, { exists: false }, held), refreshes.add(run)]
}

export const isUnmoved = ({ id, version }: StoredRefresh): Write =>
  check(refreshKey(id), { equals: { version } }, runMoved)

/** Ends a run and frees its scope. A run by hand or by schedule is the last refresh then. */
export const endRefresh = (run: StoredRefresh, result: Partial<StoredRefresh>, at: string) => {
  const changes = { ...result, waitUntil: undefined, finishedAt: at }
  const ended = refreshes.changed(run, changes, at)
  const { id: refreshId, type, groupId = 'all' } = run
  // How many pairs there were tells the next refresh of everything how much there is to do.
  const last = { refreshId, ...(type === 'all' && { pairs: ended.total }) }
  const ofScope = [
    remove(refreshScopeKey(groupId), { equals: { refreshId } }, runMoved),
    update(lastRefreshKey, { set: last }, {}),
  ]
  const writes: Write[] = [refreshes.change(run, changes, at), ...(type === 'pairs' ? [] : ofScope)]
  return { ended, writes }
}

/** `pairs` is how many the last refresh of everything had. */
const StoredLast = z.object({ refreshId: z.string(), pairs: z.number().default(0) })

/** The last ended refresh by hand or by schedule. @param items of the partition `VALIDATION` */
export const findLast = (items: readonly Item[]) => {
  const item = items.find(({ sk }) => sk === lastRefreshKey.sk)
  return item && StoredLast.parse(item)
}
