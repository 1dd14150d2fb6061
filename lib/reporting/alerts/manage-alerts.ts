import { auditEntry } from '../../audit/trail.ts'
import { notFound } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import { alertKey, alertsByKind, alertsByStatus } from '../../foundation/table/keys.ts'
import type { Change, Ledger, LedgerWith } from '../../foundation/table/ledger.ts'
import { type ListPage, newestFirst, type PageRequest } from '../../foundation/table/lists.ts'
import { type Item, update } from '../../foundation/table/table.ts'
import { hasExpired } from '../../work/run.ts'
import { commitWithEvents } from '../events/events.ts'
import { type Acknowledgement, type Alert, AlertKind, eventOf, isOpen, StoredAlert, showAlert } from './alert.ts'
import { changeSubject, closing, readAlerts, readSubjects } from './settle-alerts.ts'

type Shelf = Pick<Ledger, 'table' | 'now'>

const findAlert = async ({ table, now }: Shelf, id: string): Promise<StoredAlert> => {
  const alert = (await readAlerts(table, [id])).get(id)
  if (alert && !hasExpired(alert, now())) return alert
  throw notFound('alert-not-found', `There is no alert ${id}.`)
}

/** @throws LedgerError `alert-not-found` */
export const getAlert = async (shelf: Shelf, id: string): Promise<Alert> => showAlert(await findAlert(shelf, id))

export const listAlerts = async (
  { table, now }: Shelf,
  { status, kind }: { status: 'open' | 'ended' | 'all'; kind?: AlertKind | undefined },
  page: PageRequest,
): Promise<ListPage<Alert>> => {
  const partitions = (kind === undefined ? AlertKind.options : [kind]).map((each) =>
    status === 'all'
      ? ({ index: 'gsi1', partition: alertsByKind(each) } as const)
      : ({ index: 'gsi2', partition: alertsByStatus(each, status) } as const),
  )
  const stored = { key: alertKey, parse: (item: Item) => StoredAlert.parse(item) }
  const { items, ...rest } = await newestFirst(table, partitions, page, stored)
  return { items: items.filter((alert) => !hasExpired(alert, now())).map(showAlert), ...rest }
}

/** @throws LedgerError `alert-not-found` */
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
    // The file of a failed import may never come again; other alerts stay open until their reason is gone.
    const isEnding = alert.kind === 'import-failed' && isOpen(alert)
    const subject = isEnding && (await readSubjects(ledger.table, [alert.subject])).get(alert.subject)
    const changed = { acknowledged: { at, by, note }, version: alert.version + 1, updatedAt: at }
    const next = { ...alert, ...changed, ...(isEnding && { endedAt: at, endedBy: 'acknowledged' as const }) }
    const shown = showAlert(next)
    const set = { ...changed, ...(isEnding && closing(next, at)) }
    const told = { before: { note: alert.acknowledged?.note ?? null }, after: { note } }
    await commitWithEvents(
      ledger,
      [
        ...change.alongside(shown),
        update(alertKey(id), { set }, { equals: { version: alert.version } }),
        ...(subject && subject.alertId === id ? changeSubject({ subject }, at) : []),
        auditEntry(ledger.newId(), change, 'alert-acknowledged', [{ type: 'alert', id, name: alert.title, ...told }]),
      ],
      isEnding ? [eventOf(next)] : [],
      at,
    )
    return shown
  })
