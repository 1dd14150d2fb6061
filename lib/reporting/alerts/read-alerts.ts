import { LedgerError } from '../../foundation/errors.ts'
import { alertKey, alertsByKind, alertsByStatus } from '../../foundation/table/keys.ts'
import type { ListPage, PageRequest } from '../../foundation/table/page.ts'
import type { Query, Table } from '../../foundation/table/table.ts'
import { type Alert, AlertKind, StoredAlert, showAlert } from './alert.ts'
import { readAlert } from './alert-store.ts'

/** What reading alerts needs. */
export interface AlertShelf {
  table: Table
  now: () => Date
}

/** DynamoDB may delete an alert days after its time. */
const hasExpired = ({ expiresAt }: StoredAlert, now: Date): boolean =>
  expiresAt !== undefined && expiresAt <= now.getTime() / 1000

/** @throws LedgerError `alert-not-found` */
export const findAlert = async ({ table, now }: AlertShelf, id: string): Promise<StoredAlert> => {
  const alert = await readAlert(table, id)
  if (alert && !hasExpired(alert, now())) return alert
  throw new LedgerError('not-found', 'alert-not-found', `There is no alert ${id}.`)
}

export const getAlert = async (shelf: AlertShelf, id: string): Promise<Alert> => showAlert(await findAlert(shelf, id))

interface AlertFilter {
  status: 'open' | 'ended' | 'all'
  kind?: AlertKind | undefined
}

const partitionOf = (kind: AlertKind, status: AlertFilter['status']): Query =>
  status === 'all'
    ? { index: 'gsi1', partition: alertsByKind(kind) }
    : { index: 'gsi2', partition: alertsByStatus(kind, status) }

/**
 * Alerts, newest first: found in an index, one partition a kind, and read from the table.
 * @param page.after order of the last one shown
 */
export const listAlerts = async (
  { table, now }: AlertShelf,
  { status, kind }: AlertFilter,
  { limit, after }: PageRequest,
): Promise<ListPage<Alert>> => {
  const kinds = kind === undefined ? AlertKind.options : [kind]
  const bounds = { ...(after !== undefined && { before: after }), newestFirst: true, limit: limit + 1 }
  const pages = await Promise.all(kinds.map((each) => table.query({ ...partitionOf(each, status), ...bounds })))
  const found = pages
    .flatMap(({ items }) => items)
    .map(({ id, gsiSk }) => ({ id: String(id), order: String(gsiSk) }))
    .sort((one, other) => (one.order < other.order ? 1 : -1))
  const wanted = found.slice(0, limit)
  const stored = (await table.getMany(wanted.map(({ id }) => alertKey(id)))).map((item) => StoredAlert.parse(item))
  const alerts = new Map(stored.map((alert) => [alert.id, alert]))
  const shown = wanted.flatMap(({ id }) => alerts.get(id) ?? []).filter((alert) => !hasExpired(alert, now()))
  const next = found.length > limit ? wanted.at(-1)?.order : undefined
  return { items: shown.map(showAlert), ...(next !== undefined && { next }) }
}
