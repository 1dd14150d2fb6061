import { auditEntry } from '../../audit/trail.ts'
import { LedgerError } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import { alertKey, alertsByKind, alertsByStatus } from '../../foundation/table/keys.ts'
import type { Ledger, LedgerWith } from '../../foundation/table/ledger.ts'
import type { ListPage, PageRequest } from '../../foundation/table/page.ts'
import { raceLost, settle } from '../../foundation/table/race.ts'
import { type Query, update } from '../../foundation/table/table.ts'
import { commitWithEvents } from '../events/events.ts'
import { type Acknowledgement, type Alert, AlertKind, isOpen, type StoredAlert, showAlert } from './alert.ts'
import { endedEvent } from './alert-events.ts'
import { changeSubject, closing, readAlerts, readSubjects } from './alert-store.ts'

type Shelf = Pick<Ledger, 'table' | 'now'>

/** DynamoDB may delete an alert days after its time. */
const isKept = ({ expiresAt = Number.POSITIVE_INFINITY }: StoredAlert, now: Date): boolean =>
  expiresAt > now.getTime() / 1000

const findAlert = async ({ table, now }: Shelf, id: string): Promise<StoredAlert> => {
  const alert = (await readAlerts(table, [id])).get(id)
  if (alert && isKept(alert, now())) return alert
  throw new LedgerError('not-found', 'alert-not-found', `There is no alert ${id}.`)
}

/** @throws LedgerError `alert-not-found` */
export const getAlert = async (shelf: Shelf, id: string): Promise<Alert> => showAlert(await findAlert(shelf, id))

interface AlertFilter {
  status: 'open' | 'ended' | 'all'
  kind?: AlertKind | undefined
}

const partitionOf = (kind: AlertKind, status: AlertFilter['status']): Query =>
  status === 'all'
    ? { index: 'gsi1', partition: alertsByKind(kind) }
    : { index: 'gsi2', partition: alertsByStatus(kind, status) }

/** Alerts, newest first: found in an index, one partition a kind, and read from the table. */
export const listAlerts = async (
  { table, now }: Shelf,
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
  const alerts = await readAlerts(
    table,
    wanted.map(({ id }) => id),
  )
  const shown = wanted.flatMap(({ id }) => alerts.get(id) ?? []).filter((alert) => isKept(alert, now()))
  const next = found.length > limit ? wanted.at(-1)?.order : undefined
  return { items: shown.map(showAlert), ...(next !== undefined && { next }) }
}

/**
 * Acknowledges an alert with a note, or changes the note. That ends the alert of a failed import, as its file may never
 * come again; others go on until what they tell of is over.
 * @throws LedgerError `alert-not-found`
 */
export const acknowledgeAlert = (
  ledger: LedgerWith<'announceWork'>,
  id: string,
  { note }: Acknowledgement,
  change: Change,
): Promise<Alert> =>
  settle(async () => {
    const alert = await findAlert(ledger, id)
    if (alert.acknowledged?.note === note) return showAlert(alert)
    const { actor: by, at } = change
    const isEnding = alert.kind === 'import-failed' && isOpen(alert)
    const subject = isEnding && (await readSubjects(ledger.table, [alert.subject])).get(alert.subject)
    const changed = { acknowledged: { at, by, note }, version: alert.version + 1, updatedAt: at }
    const shown = showAlert({ ...alert, ...changed, ...(isEnding && { endedAt: at, endedBy: 'acknowledged' }) })
    const set = { ...changed, ...(isEnding && closing(alert, 'acknowledged', at)) }
    const told = { before: { note: alert.acknowledged?.note ?? null }, after: { note } }
    await commitWithEvents(
      ledger,
      [
        ...change.alongside(shown),
        update(alertKey(id), { set }, { equals: { version: alert.version } }, raceLost),
        ...(subject && subject.alertId === id ? changeSubject({ subject }, at) : []),
        auditEntry(ledger.newId(), change, 'alert-acknowledged', [{ type: 'alert', id, name: alert.title, ...told }]),
      ],
      isEnding ? [endedEvent(alert, 'acknowledged', at)] : [],
      at,
    )
    return shown
  })
