import * as z from 'zod'
import { auditByActor, auditByObject, auditKey, type Key, timeOrder } from '../foundation/table/keys.ts'
import type { Who } from '../foundation/table/ledger.ts'
import { put, type Write } from '../foundation/table/table.ts'

export const State = z.record(z.string(), z.unknown())
export type State = z.infer<typeof State>

const Pair = z.strictObject({ agreementNumber: z.string(), licenseNumber: z.string() })
type Pair = z.infer<typeof Pair>

/** A pair in one text, as agreements store it too: 5,000 pairs as they are shown would fill most of an item. */
export const packPair = ({ agreementNumber, licenseNumber }: Pair): string => `${agreementNumber}#${licenseNumber}`

export const unpackPair = (packed: string): Pair => {
  const [agreementNumber = '', licenseNumber = ''] = packed.split('#')
  return { agreementNumber, licenseNumber }
}

const Pairs = z.array(Pair)
const PackedPairs = z.array(z.string())

const packState = (state: State | null): State | null => {
  const { data } = Pairs.safeParse(state?.pairs)
  return data ? { ...state, pairs: data.map(packPair) } : state
}

const StoredState = State.transform((state): State => {
  const { data } = PackedPairs.safeParse(state.pairs)
  return data ? { ...state, pairs: data.map(unpackPair) } : state
}).nullable()

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
  'device-facts-imported',
  'catalog-imported',
  'title-added',
  'title-changed',
  'title-mapped',
  'title-merged',
  'title-split',
  'recognition-line-created',
  'recognition-line-changed',
  'recognition-line-deleted',
  'recognition-imported',
  'position-policies-changed',
  'use-declared',
  'declared-use-deleted',
  'device-exempted',
  'device-exemption-deleted',
  'device-deleted',
  'device-linked',
  'device-unlinked',
  'import-undone',
  'alert-acknowledged',
  'report-schedule-created',
  'report-schedule-changed',
  'report-schedule-deleted',
  'details-read',
  'export-requested',
  'export-opened',
  'person-name-deleted',
])
export type Action = z.infer<typeof Action>

export const Changed = z.object({
  type: z.enum([
    'agreement',
    'group',
    'import',
    'title',
    'recognition-line',
    'position-policies',
    'family',
    'contract',
    'device',
    'alert',
    'report-schedule',
    'report',
    'person',
  ]),
  id: z.string(),
  name: z.string(),
  before: StoredState,
  after: StoredState,
})
export type Changed = z.infer<typeof Changed>

const entry = { at: z.string(), actor: z.string(), action: Action }

export const StoredAudit = z.object({ ...entry, id: z.string(), changes: z.array(Changed) })

/** How something came to be; told by the thing itself, and kept in its history when it goes. */
export interface Creation extends Who {
  state: State
}

export const StoredHistory = z.object({
  ...entry,
  sk: z.string(),
  before: StoredState,
  after: StoredState,
  creation: z.object({ at: z.string(), actor: z.string(), state: StoredState.unwrap() }).optional(),
})

/** What something was before a change and is afterwards; null before its creation and after its deletion. */
export type States = Pick<Changed, 'before' | 'after'>

/** A thing that was changed, under the name that it has now. */
export const changeOf = (
  type: Changed['type'],
  { id, name }: { id: string; name: string },
  { before, after }: States,
): Changed => ({ type, id, name: typeof after?.name === 'string' ? after.name : name, before, after })

const packed = <T extends States>(states: T): T => ({
  ...states,
  before: packState(states.before),
  after: packState(states.after),
})

/**
 * An entry of the trail, found by its actor and by what it is about.
 * @param about ids of at most two things; others are found by their own history entries, which name this one
 */
export const auditEntry = (
  id: string,
  { actor, at }: Who,
  action: Action,
  changes: readonly Changed[],
  about: readonly string[] = changes.slice(0, 2).map((changed) => changed.id),
): Write => {
  const order = timeOrder(at, id)
  const [first, second] = about
  const index = {
    ...{ gsi1pk: auditByActor(actor), gsiSk: order },
    ...(first !== undefined && { gsi2pk: auditByObject(first) }),
    ...(second !== undefined && second !== first && { gsi3pk: auditByObject(second), gsi3Sk: order }),
  }
  const item = { ...auditKey(at, id), id, at, actor, action, changes: changes.map(packed), ...index }
  return put(item, { exists: false })
}

/** Somebody reads, or has made for reading, what is for managers only: nothing changes. Costs two write units. */
export const accessEntry = (
  id: string,
  who: Who,
  action: Action,
  type: Changed['type'],
  things: readonly { id: string; name: string }[],
): Write => {
  const changes = things.map((thing) => changeOf(type, thing, { before: null, after: null }))
  return auditEntry(id, who, action, changes)
}

/** Which entry of the trail tells of a change of one of many things, so that it is found by this thing as well. */
export interface ToldBy {
  objectId: string
  auditId: string
}

/** The history entry of one changed thing. @param key of the version that the change makes */
export const historyEntry = (
  key: Key,
  { actor, at }: Who,
  action: Action,
  { before, after, creation }: States & { creation?: Creation },
  told?: ToldBy,
): Write => {
  const created = creation && { ...creation, state: packState(creation.state) }
  const index = told && { gsi2pk: auditByObject(told.objectId), gsiSk: timeOrder(at, told.auditId) }
  const item = { ...key, at, actor, action, ...packed({ before, after }), creation: created, ...index }
  return put(item, { exists: false })
}
