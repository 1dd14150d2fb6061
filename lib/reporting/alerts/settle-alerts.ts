import { chunksOf } from '../../foundation/collections.ts'
import { settle } from '../../foundation/table/attempts.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import type { Table, Write } from '../../foundation/table/table.ts'
import { commitWithEvents, type FollowUp, followUpOf, type StoredEvent, workOfEvents } from '../events/events.ts'
import { type AlertKind, isOpen, type StoredAlert, type Verdict } from './alert.ts'
import { endedEvent, manyEvent, raisedEvent } from './alert-events.ts'
import { type AlertChange, changeSubject, nextAlert, readAlerts, readSubjects } from './alert-store.ts'

/** Up to so many alerts of one kind that begin, or end, together have an event each; more have one event for all. */
const mostTold = 100
/** Subjects that one transaction changes: three items and two events each, at most. */
const subjectsPerCommit = 30

/** What follows from verdicts and has not been done. */
const changesOf = async (table: Table, verdicts: ReadonlyMap<string, Verdict>, at: string): Promise<AlertChange[]> => {
  const subjects = await readSubjects(table, [...verdicts.keys()])
  const alerts = await readAlerts(
    table,
    [...subjects.values()].flatMap(({ alertId }) => alertId ?? []),
  )
  return [...verdicts].flatMap(([name, verdict]): AlertChange[] => {
    const subject = subjects.get(name) ?? { subject: name, episode: 0 }
    const stored = alerts.get(subject.alertId ?? '')
    const alert = stored && isOpen(stored) ? stored : undefined
    const [condition, by] = typeof verdict === 'string' ? [undefined, verdict] : [verdict, 'replaced' as const]
    if (alert?.condition === condition?.condition) return []
    return [{ subject, ended: alert && { alert, by }, raised: condition && nextAlert(subject, condition, at) }]
  })
}

/** One event for each kind if too many of its alerts begin, or end. */
const crowdsOf = (type: 'AlertsRaised' | 'AlertsEnded', alerts: readonly StoredAlert[], at: string) => {
  const crowds = new Map<AlertKind, StoredEvent>()
  for (const [kind, [first, ...rest]] of Map.groupBy(alerts, (alert) => alert.kind))
    if (first && rest.length >= mostTold) crowds.set(kind, manyEvent(type, first, rest.length + 1, at))
  return crowds
}

/** Events about changes: one for each crowd, and those of each change that belongs to no crowd. */
const eventsOf = (changes: readonly AlertChange[], at: string) => {
  const allRaised = changes.flatMap(({ raised }) => raised ?? [])
  const raisedMany = crowdsOf('AlertsRaised', allRaised, at)
  const allEnded = changes.flatMap(({ ended }) => ended?.alert ?? [])
  const endedMany = crowdsOf('AlertsEnded', allEnded, at)
  const eventsOfChange = ({ ended, raised }: AlertChange): StoredEvent[] => [
    ...(ended && !endedMany.has(ended.alert.kind) ? [endedEvent(ended.alert, ended.by, at)] : []),
    ...(raised && !raisedMany.has(raised.kind) ? [raisedEvent(raised)] : []),
  ]
  return { crowds: [...raisedMany.values(), ...endedMany.values()], eventsOfChange }
}

/**
 * Raises alerts for conditions that have begun and ends those that are over, and sends events about both. It writes nothing
 * where nothing has changed: it is safe to repeat, also by several workers at the same time.
 * @param verdicts by subject
 * @param given one write at most, which checks in every transaction what the verdicts rest on
 */
export const settleAlerts = (
  ledger: LedgerWith<'announceWork'>,
  verdicts: ReadonlyMap<string, Verdict>,
  given: readonly Write[] = [],
): Promise<void> =>
  settle(async () => {
    const at = ledger.now().toISOString()
    const changes = await changesOf(ledger.table, verdicts, at)
    const { crowds, eventsOfChange } = eventsOf(changes, at)
    for (const some of chunksOf(changes, subjectsPerCommit)) {
      const writes = some.flatMap((change) => changeSubject(change, at))
      await commitWithEvents(ledger, [...given, ...writes], [...crowds.splice(0), ...some.flatMap(eventsOfChange)], at)
    }
  })

/**
 * Raises or ends the alert of one subject within the transaction that causes it: four writes at most. They fail with
 * RaceLost when the subject has changed since: then read again.
 */
export const alertWrites = async (table: Table, subject: string, verdict: Verdict, at: string): Promise<FollowUp> => {
  const changes = await changesOf(table, new Map([[subject, verdict]]), at)
  const sending = followUpOf(workOfEvents(changes.flatMap(eventsOf(changes, at).eventsOfChange), at))
  const writes = changes.flatMap((change) => changeSubject(change, at))
  return { writes: [...writes, ...sending.writes], workIds: sending.workIds }
}
