import * as z from 'zod'
import { GroupId } from '../../agreements/records/group.ts'
import { ValidationFault } from '../../agreements/records/stored-pair.ts'

export const RefreshId = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'A refresh id is a ULID.')

const RefreshStatus = z.enum(['queued', 'running', 'completed', 'partial', 'failed'])
export type RefreshStatus = z.infer<typeof RefreshStatus>

const ScopeType = z.enum(['all', 'group', 'pairs'])
const Trigger = z.enum(['manual', 'scheduled', 'new-pairs'])

/** Pairs that a refresh has dealt with, by what came of it; `failed` got no good answer and keep what they had. */
const RefreshCounts = z
  .strictObject({ pairs: z.int(), valid: z.int(), expired: z.int(), notFound: z.int(), failed: z.int() })
  .meta({ id: 'RefreshCounts' })
export type RefreshCounts = z.infer<typeof RefreshCounts>

export const NewRefresh = z
  .strictObject({ groupId: GroupId.optional().meta({ description: 'Only the pairs of this group; all when absent.' }) })
  .meta({ id: 'NewRefresh' })
export type NewRefresh = z.infer<typeof NewRefresh>

/** A refresh on the wire: one run that asks VLSC about pairs and stores what it says. */
export const Refresh = z
  .strictObject({
    id: RefreshId,
    scope: z.strictObject({ type: ScopeType, groupId: z.string().optional() }),
    trigger: Trigger,
    status: RefreshStatus,
    counts: RefreshCounts,
    progress: z.strictObject({ done: z.int(), total: z.int() }).meta({ description: 'In pairs.' }),
    calls: z.int().meta({ description: 'Calls of VLSC so far.' }),
    importId: z.string().optional().meta({ description: 'The import whose new pairs it asks about.' }),
    error: ValidationFault.optional().meta({ description: 'Why some or all pairs got no good answer.' }),
    waitsUntil: z.iso.datetime().optional().meta({ description: 'VLSC asked to be left alone until then.' }),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().optional(),
    version: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Refresh' })
export type Refresh = z.infer<typeof Refresh>

/** How far a refresh of everything is: in which partition of pairs, and what is known of it so far. */
const Pass = z.object({
  /** Index of the partition. */
  partition: z.number(),
  /** Sort key of the last pair that was dealt with. */
  after: z.string().optional(),
  /** When the pass through this partition began. */
  at: z.string().optional(),
  /** Every pair of it got a good answer so far. */
  isWhole: z.boolean(),
  /** The oldest answer of those that did not. */
  oldest: z.string().optional(),
  pairs: z.number(),
})
export type Pass = z.infer<typeof Pass>

export const newPass = (partition: number): Pass => ({ partition, isWhole: true, pairs: 0 })

/** A refresh as stored. It is its own checkpoint, and its own circuit breaker. */
export const StoredRefresh = z.object({
  id: z.string(),
  type: ScopeType,
  groupId: z.string().optional(),
  trigger: Trigger,
  actor: z.string(),
  importId: z.string().optional(),
  status: RefreshStatus,
  ...RefreshCounts.shape,
  total: z.number(),
  calls: z.number(),
  /** Keys of pairs to ask about, when they are few. */
  pairKeys: z.array(z.string()).optional(),
  /** Which list of pairs to ask about, when they are many: see refreshPairsKey. */
  list: z.string().optional(),
  /** Pairs of the list that are dealt with. */
  position: z.number(),
  pass: Pass.optional(),
  /** Partitions of pairs that a refresh by list wrote to. */
  touched: z.array(z.string()).default([]),
  /** Calls of the next batch that failed. */
  attempts: z.number(),
  /** Calls that failed since the last one that did not. */
  failuresInRow: z.number(),
  waitUntil: z.string().optional(),
  error: ValidationFault.optional(),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  finishedAt: z.string().optional(),
  /** Seconds since 1970, when it is forgotten. */
  expiresAt: z.number(),
})
export type StoredRefresh = z.infer<typeof StoredRefresh>

export const isOpen = ({ status }: Pick<StoredRefresh, 'status'>): boolean =>
  status === 'queued' || status === 'running'

/** How many pairs there are is known at the end only; until then a refresh of everything goes by the one before it. */
const progressOf = ({ type, pairs, position, total }: StoredRefresh) =>
  type === 'all' ? { done: pairs, total: Math.max(pairs, total) } : { done: position, total }

export const showRefresh = (run: StoredRefresh): Refresh => {
  const { pairs, valid, expired, notFound, failed } = run
  return {
    id: run.id,
    scope: { type: run.type, ...(run.groupId !== undefined && { groupId: run.groupId }) },
    trigger: run.trigger,
    status: run.status,
    counts: { pairs, valid, expired, notFound, failed },
    progress: progressOf(run),
    calls: run.calls,
    ...(run.importId !== undefined && { importId: run.importId }),
    ...(run.error && { error: run.error }),
    ...(run.waitUntil !== undefined && isOpen(run) && { waitsUntil: run.waitUntil }),
    startedAt: run.createdAt,
    ...(run.finishedAt !== undefined && { finishedAt: run.finishedAt }),
    version: run.version,
    createdAt: run.createdAt,
    updatedAt: run.updatedAt,
  }
}
