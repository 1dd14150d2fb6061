import { auditEntry } from '../../audit/trail.ts'
import type { Change } from '../../foundation/table/change.ts'
import { alertKey } from '../../foundation/table/keys.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { raceLost, settle } from '../../foundation/table/race.ts'
import { commit, update } from '../../foundation/table/table.ts'
import { leaveEvents, workOfEvents } from '../events/leave-events.ts'
import { type Acknowledgement, type Alert, isOpen, type StoredAlert, showAlert } from './alert.ts'
import { endedEvent } from './alert-events.ts'
import { changeSubject, closing, readSubjects } from './alert-store.ts'
import { findAlert } from './read-alerts.ts'

/** Nothing else ends it: a file that failed may never come again. */
const endsByIt = (alert: StoredAlert): boolean => alert.kind === 'import-failed' && isOpen(alert)

/** What ends an alert beside its own item. */
const writesOfEnd = async ({ table }: LedgerWith<'announceWork'>, { subject, id }: StoredAlert, at: string) => {
  const known = (await readSubjects(table, [subject])).get(subject)
  return known?.alertId === id ? changeSubject({ subject: known }, at) : []
}

/**
 * Acknowledges an alert, with a note. Doing so again changes the note; with the same one it changes nothing. An alert of
 * a failed import ends by it, and others go on until what they tell of is over.
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
    const { actor: by, at } = change
    if (alert.acknowledged?.note === note) return showAlert(alert)
    const acknowledged = { at, by, note }
    const ending = endsByIt(alert)
    const changes = {
      acknowledged,
      version: alert.version + 1,
      updatedAt: at,
      ...(ending && closing(alert, 'acknowledged', at)),
    }
    const events = ending ? [endedEvent(alert, 'acknowledged', at)] : []
    const shown = showAlert({
      ...alert,
      acknowledged,
      version: changes.version,
      updatedAt: at,
      ...(ending && { endedAt: at, endedBy: 'acknowledged' as const }),
    })
    await commit(ledger.table, [
      ...change.alongside(shown),
      update(alertKey(id), { set: changes }, { equals: { version: alert.version } }, raceLost),
      ...(ending ? await writesOfEnd(ledger, alert, at) : []),
      ...leaveEvents(events, at),
      auditEntry(ledger.newId(), change, 'alert-acknowledged', [
        {
          type: 'alert',
          id,
          name: alert.title,
          before: { note: alert.acknowledged?.note ?? null },
          after: { note },
        },
      ]),
    ])
    for (const work of workOfEvents(events, at)) await ledger.announceWork(work.id)
    return shown
  })
