import * as z from 'zod'
import { GroupId } from '../../agreements/records/group.ts'
import { ValidationFault } from '../../agreements/records/stored-pair.ts'

export const RefreshId = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'A refresh id is a ULID.')

const RefreshStatus = z.enum(['queued', 'running', 'completed', 'partial', 'failed', 'cancelled'])
export type RefreshStatus = z.infer<typeof RefreshStatus>

const ScopeType = z.enum(['all', 'group', 'pairs'])
const Trigger = z.enum(['manual', 'scheduled', 'new-pairs'])

/** Pairs that a refresh has dealt with, by outcome. The `failed` ones got no good answer and keep what they had. */
const RefreshCounts = z
  .strictObject({ pairs: z.int(), valid: z.int(), expired: z.int(), notFound: z.int(), failed: z.int() })
  .meta({ id: 'RefreshCounts' })
export type RefreshCounts = z.infer<typeof RefreshCounts>

export const NewRefresh = z
  .strictObject({ groupId: GroupId.optional().meta({ description: 'Only the pairs of this group; all when absent.' }) })
  .meta({ id: 'NewRefresh' })
export type NewRefresh = z.infer<typeof NewRefresh>

/** What a refresh is both on the wire and in the table. */
const Shared = z.object({
  id: RefreshId,
  trigger: Trigger,
  status: RefreshStatus,
  calls: z.int().meta({ description: 'Calls of VLSC so far.' }),
  importId: z.string().optional().meta({ description: 'The import whose new pairs it asks about.' }),
  error: ValidationFault.optional().meta({ description: 'Why some or all pairs got no good answer.' }),
  finishedAt: z.iso.datetime().optional(),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})

/** A refresh on the wire: one run that asks VLSC about pairs and stores what it says. */
export const Refresh = z
  .strictObject({
    ...Shared.shape,
    scope: z.strictObject({ type: ScopeType, groupId: z.string().optional() }),
    counts: RefreshCounts,
    progress: z.strictObject({ done: z.int(), total: z.int() }).meta({ description: 'In pairs.' }),
    waitsUntil: z.iso.datetime().optional().meta({ description: 'VLSC asked to be left alone until then.' }),
    startedAt: z.iso.datetime(),
  })
  .meta({ id: 'Refresh' })
export type Refresh = z.infer<typeof Refresh>

/** How far a refresh of everything is: in which partition of pairs, and what is known of that partition so far. */
const Pass = z.object({
  /** Index of the partition. */
  partition: z.number(),
  /** Sort key of the last pair that was dealt with. */
  after: z.string().optional(),
  /** When the pass through this partition began. */
  at: z.string().optional(),
  /** The oldest answer of the pairs that failed. */
  oldest: z.string().optional(),
})
export type Pass = z.infer<typeof Pass>

export const newPass = (partition: number): Pass => ({ partition })

/** A refresh as stored. It is its own checkpoint, and its own circuit breaker. */
export const StoredRefresh = Shared.extend({
  ...RefreshCounts.shape,
  type: ScopeType,
  groupId: z.string().optional(),
  actor: z.string(),
  /** Pairs to ask about. A refresh of everything takes the number of the one before it. */
  total: z.number(),
  /** Keys of the pairs to ask about, when they are few. */
  pairKeys: z.array(z.string()).optional(),
  /** Names the list of the pairs to ask about, when they are many: pair-list.ts. */
  list: z.string().optional(),
  /** Pairs of the list that are dealt with. */
  position: z.number(),
  pass: Pass.optional(),
  /** Partitions of pairs that a refresh of a group asked about. */
  touched: z.array(z.string()).default([]),
  /** Turns without progress: lib/work/turn.ts. */
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
