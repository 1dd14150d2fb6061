import * as z from 'zod'
import { auditByActor, auditByObject, auditPartition, historyPrefix } from '../foundation/table/keys.ts'
import { known } from '../foundation/table/known.ts'
import type { ListPage, PageRequest } from '../foundation/table/lists.ts'
import type { Item, Query, Table } from '../foundation/table/table.ts'
import { type Action, Changed, type Creation, State, StoredAudit, StoredHistory } from './trail.ts'

const states = { before: State.nullable(), after: State.nullable() }

export const HistoryEntry = z
  .strictObject({ at: z.iso.datetime(), actor: z.string(), action: z.string(), ...states })
  .meta({ id: 'HistoryEntry' })
type HistoryEntry = z.infer<typeof HistoryEntry>

/** One transaction; `before` and `after` are those of the first thing it changed, `changes` lists all. */
export const AuditEntry = z
  .strictObject({
    id: z.string(),
    ...HistoryEntry.shape,
    changes: z.array(z.strictObject({ ...Changed.shape, ...states })),
  })
  .meta({ id: 'AuditEntry' })
type AuditEntry = z.infer<typeof AuditEntry>

/**
 * The changes of one thing, newest first, its creation last. The creation is told by the thing itself while it lives,
 * and by its deletion's entry afterwards.
 * @param page.after sort key of the last entry shown
 * @param created absent: the creation has an entry of its own
 */
export const readHistory = async (
  table: Table,
  partition: string,
  { limit, after: last }: PageRequest,
  created?: { action: Action; living: () => Promise<Creation | undefined>; missing: () => Error },
): Promise<ListPage<HistoryEntry>> => {
  const query: Query = { partition, between: [historyPrefix, last ?? `${historyPrefix}~`], newestFirst: true }
  const page = await table.query({ ...query, limit: limit + 1 })
  const entries = page.items.flatMap(known((item) => StoredHistory.parse(item))).filter(({ sk }) => sk !== last)
  const shown = entries.slice(0, limit)
  const items = shown.map(({ at, actor, action, before, after }) => ({ at, actor, action, before, after }))
  const next = shown.at(-1)?.sk
  if (next !== undefined && shown.length === limit) return { items, next }
  if (!created) return { items }
  const creation = (await created.living()) ?? (await deletionCreation(table, partition))
  if (!creation) throw created.missing()
  const { at, actor, state } = creation
  return { items: [...items, { at, actor, action: created.action, before: null, after: state }] }
}

const deletionCreation = async (table: Table, partition: string): Promise<Creation | undefined> => {
  const { items } = await table.query({ partition, prefix: historyPrefix, newestFirst: true, limit: 1 })
  return items.flatMap(known((item) => StoredHistory.parse(item)))[0]?.creation
}

/** Fields of states that only managers see, wherever they are. */
const forManagers = ['recipients']

const without = (state: State | null): State | null =>
  state && Object.fromEntries(Object.entries(state).filter(([field]) => !forManagers.includes(field)))

const showAudit = (item: Item, isManager: boolean): AuditEntry => {
  const { changes: all, ...entry } = StoredAudit.parse(item)
  const seen = ({ before, after, ...rest }: Changed) => ({ ...rest, before: without(before), after: without(after) })
  const changes = isManager ? all : all.map(seen)
  const [{ before, after } = { before: null, after: null }] = changes
  return { ...entry, before, after, changes }
}

interface AuditFilter {
  from: string
  to: string
  actor?: string | undefined
  object?: string | undefined
}

/** The sort keys of entries about one thing, newest first; history entries name those that are about many things. */
const ordersOf = async (table: Table, object: string, between: [string, string], limit: number): Promise<string[]> => {
  const query = { partition: auditByObject(object), between, newestFirst: true, limit }
  const [firsts, seconds] = await Promise.all([
    table.query({ ...query, index: 'gsi2' }),
    table.query({ ...query, index: 'gsi3' }),
  ])
  const orders = [...firsts.items.map(({ gsiSk }) => gsiSk), ...seconds.items.map(({ gsi3Sk }) => gsi3Sk)].map(String)
  return [...new Set(orders)].sort().reverse().slice(0, limit)
}

/** Those by one actor are picked from a page, which may be short then and still go on. */
const readAuditOf = async (
  table: Table,
  { from, to, actor, object }: AuditFilter & { object: string },
  { limit, after }: PageRequest,
  isManager: boolean,
): Promise<ListPage<AuditEntry>> => {
  const orders = await ordersOf(table, object, [from, after ?? `${to}#~`], limit + 2)
  const found = orders.filter((order) => order !== after)
  const page = found.slice(0, limit)
  const entries = await readEntries(
    table,
    page.map((order) => ({ pk: auditPartition, sk: order })),
  )
  const meant = entries.filter((entry) => actor === undefined || entry.actor === actor)
  return {
    items: meant.flatMap(known((entry) => showAudit(entry, isManager))),
    next: found.length > limit ? page.at(-1) : undefined,
  }
}

/**
 * The audit trail between two times (ISO 8601 UTC, inclusive), newest first; all of it, what one actor did, or what was
 * done to one thing. @param page.after `<at>#<id>` of the last entry shown
 */
export const readAudit = async (
  table: Table,
  { from, to, actor, object }: AuditFilter,
  { limit, after }: PageRequest,
  isManager: boolean,
): Promise<ListPage<AuditEntry>> => {
  if (object !== undefined) return readAuditOf(table, { from, to, actor, object }, { limit, after }, isManager)
  const source: Query =
    actor === undefined ? { partition: auditPartition } : { index: 'gsi1', partition: auditByActor(actor) }
  // `~` sorts after every entry of its millisecond.
  const between: [string, string] = [from, after ?? `${to}#~`]
  // One more than is shown tells whether there is more; one more again, as the range includes the last one shown.
  const { items } = await table.query({ ...source, between, newestFirst: true, limit: limit + 2 })
  const found = items.filter(({ sk }) => sk !== after)
  const page = found.slice(0, limit)
  const entries = actor === undefined ? page : await readEntries(table, page)
  const last = found.length > limit ? page.at(-1) : undefined
  return { items: entries.flatMap(known((entry) => showAudit(entry, isManager))), next: last && String(last.sk) }
}

const readEntries = async (table: Table, keys: readonly Item[]): Promise<Item[]> => {
  const entries = await table.getMany(keys.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) })))
  return entries.sort((one, other) => (String(one.sk) < String(other.sk) ? 1 : -1))
}
