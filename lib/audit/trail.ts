import * as z from 'zod'
import { auditByActor, auditKey, type Key, timeOrder } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { put, type Write } from '../table/table.ts'
import type { Change } from './change.ts'

/** Fields of an agreement or a group as they were or became. */
export const State = z.record(z.string(), z.unknown())
export type State = z.infer<typeof State>

export const Action = z.enum([
  'agreement-created',
  'agreement-changed',
  'agreement-moved',
  'agreement-deleted',
  'pairs-added',
  'pair-removed',
  'group-created',
  'group-renamed',
  'group-deletion-begun',
  'group-deleted',
  'agreements-imported',
])
export type Action = z.infer<typeof Action>

/** What one transaction changed of one thing. */
export const Changed = z.object({
  type: z.enum(['agreement', 'group', 'import']),
  id: z.string(),
  name: z.string(),
  before: State.nullable(),
  after: State.nullable(),
})
export type Changed = z.infer<typeof Changed>

export const StoredAudit = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  action: Action,
  changes: z.array(Changed),
})

/** How something came to be; told by the thing itself, and kept in its history when it goes. */
export const Creation = z.object({ at: z.string(), actor: z.string(), state: State })
export type Creation = z.infer<typeof Creation>

export const StoredHistory = z.object({
  sk: z.string(),
  at: z.string(),
  actor: z.string(),
  action: Action,
  before: State.nullable(),
  after: State.nullable(),
  creation: Creation.optional(),
})

type Who = Pick<Change, 'actor' | 'at'>

/** The audit entry of a transaction: one item, listing all that it changes. */
export const auditEntry = (id: string, { actor, at }: Who, action: Action, changes: Changed[]): Write =>
  put(
    { ...auditKey(at, id), id, at, actor, action, changes, gsi1pk: auditByActor(actor), gsiSk: timeOrder(at, id) },
    { exists: false },
    raceLost,
  )

/** The history entry of one changed thing. @param key of the version that the change makes */
export const historyEntry = (
  key: Key,
  { actor, at }: Who,
  action: Action,
  { before, after, creation }: { before: State | null; after: State | null; creation?: Creation },
): Write => put({ ...key, at, actor, action, before, after, creation }, { exists: false }, raceLost)
