import * as z from 'zod'
import { raceLost } from '../foundation/table/attempts.ts'
import { auditByActor, auditKey, type Key, timeOrder } from '../foundation/table/keys.ts'
import type { Who } from '../foundation/table/ledger.ts'
import { put, type Write } from '../foundation/table/table.ts'

/** Fields of an agreement or a group as they were or became. */
export const State = z.record(z.string(), z.unknown())
export type State = z.infer<typeof State>

const Pairs = z.array(z.strictObject({ agreementNumber: z.string(), licenseNumber: z.string() }))
const PackedPairs = z.array(z.string())

/** Pairs are stored packed: 5,000 of them as they are shown would fill most of an item. */
const packState = (state: State | null): State | null => {
  const { data } = Pairs.safeParse(state?.pairs)
  return data
    ? { ...state, pairs: data.map(({ agreementNumber, licenseNumber }) => `${agreementNumber}#${licenseNumber}`) }
    : state
}

const unpack = (packed: string) => {
  const [agreementNumber = '', licenseNumber = ''] = packed.split('#')
  return { agreementNumber, licenseNumber }
}

const StoredState = State.transform((state): State => {
  const { data } = PackedPairs.safeParse(state.pairs)
  return data ? { ...state, pairs: data.map(unpack) } : state
})

export const Action = z.enum([
  'agreement-created',
  'agreement-changed',
  'agreement-moved',
  'agreement-deleted',
  'pairs-added',
  'pair-removed',
  'pairs-removed',
  'group-created',
  'group-renamed',
  'group-deletion-begun',
  'group-deleted',
  'agreements-imported',
  'entitlements-imported',
  'inventory-imported',
  'catalog-imported',
  'title-added',
  'title-changed',
  'title-mapped',
  'title-merged',
  'title-split',
  'device-deleted',
  'device-linked',
  'device-unlinked',
  'import-undone',
  'alert-acknowledged',
  'report-schedule-created',
  'report-schedule-changed',
  'report-schedule-deleted',
])
export type Action = z.infer<typeof Action>

/** What one transaction changed of one thing. */
export const Changed = z.object({
  type: z.enum(['agreement', 'group', 'import', 'title', 'device', 'alert', 'report-schedule']),
  id: z.string(),
  name: z.string(),
  before: StoredState.nullable(),
  after: StoredState.nullable(),
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
const Creation = z.object({ at: z.string(), actor: z.string(), state: StoredState })
export type Creation = z.infer<typeof Creation>

export const StoredHistory = z.object({
  sk: z.string(),
  at: z.string(),
  actor: z.string(),
  action: Action,
  before: StoredState.nullable(),
  after: StoredState.nullable(),
  creation: Creation.optional(),
})

/** The audit entry of a transaction: one item, listing all that it changes. */
export const auditEntry = (id: string, { actor, at }: Who, action: Action, changes: Changed[]): Write => {
  const packed = changes.map(({ before, after, ...subject }) => ({
    ...subject,
    before: packState(before),
    after: packState(after),
  }))
  const order = timeOrder(at, id)
  return put(
    { ...auditKey(at, id), id, at, actor, action, changes: packed, gsi1pk: auditByActor(actor), gsiSk: order },
    { exists: false },
    raceLost,
  )
}

/** The history entry of one changed thing. @param key of the version that the change makes */
export const historyEntry = (
  key: Key,
  { actor, at }: Who,
  action: Action,
  { before, after, creation }: { before: State | null; after: State | null; creation?: Creation },
): Write => {
  const packed = creation && { ...creation, state: packState(creation.state) }
  const entry = { at, actor, action, before: packState(before), after: packState(after), creation: packed }
  return put({ ...key, ...entry }, { exists: false }, raceLost)
}
