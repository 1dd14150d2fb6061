import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit, type Table, type Write } from '../../foundation/table/table.ts'
import { leaveEvents, workOfEvents } from '../events/leave-events.ts'
import type { StoredEvent } from '../events/stored-event.ts'
import { type AlertEnd, type AlertKind, isOpen } from './alert.ts'
import { endedEvent, manyEvent, raisedEvent } from './alert-events.ts'
import {
  type AlertChange,
  alertOf,
  type Condition,
  changeSubject,
  newSubject,
  readAlerts,
  readSubjects,
} from './alert-store.ts'

/** What is to be told of a subject, or why there is nothing to tell any more. */
export type Verdict = Condition | AlertEnd

/** Alerts of one kind that begin, or end, at once and are told of one by one; more are told of together. */
const mostTold = 100
/** Subjects that one transaction changes: each is three items, and two events, at most. */
const subjectsAtOnce = 30

/** What follows from verdicts and is not so yet. */
const changesOf = async (table: Table, verdicts: ReadonlyMap<string, Verdict>, at: string): Promise<AlertChange[]> => {
  const subjects = await readSubjects(table, [...verdicts.keys()])
  const alerts = await readAlerts(
    table,
    [...subjects.values()].flatMap(({ alertId }) => alertId ?? []),
  )
  return [...verdicts].flatMap(([name, verdict]): AlertChange[] => {
    const subject = subjects.get(name) ?? newSubject(name)
    const stored = alerts.get(subject.alertId ?? '')
    const alert = stored && isOpen(stored) ? stored : undefined
    const condition = typeof verdict === 'string' ? undefined : verdict
    if (alert?.condition === condition?.condition) return []
    const by = typeof verdict === 'string' ? verdict : 'replaced'
    return [
      {
        subject,
        ended: alert && { alert, by },
        raised: condition && alertOf(subject, condition, at),
      },
    ]
  })
}

const byKind = <T>(all: readonly T[], kindOf: (one: T) => AlertKind): Map<AlertKind, T[]> => Map.groupBy(all, kindOf)

/** Kinds of which so many begin, or end, that one event stands for all. */
const crowdsOf = (changes: readonly AlertChange[], at: string) => {
  const raised = byKind(
    changes.flatMap((change) => change.raised ?? []),
    ({ kind }) => kind,
  )
  const ended = byKind(
    changes.flatMap((change) => change.ended?.alert ?? []),
    ({ kind }) => kind,
  )
  const crowds = (type: 'AlertsRaised' | 'AlertsEnded', groups: typeof raised): [AlertKind, StoredEvent][] =>
    [...groups].flatMap(([kind, [first, ...rest]]) =>
      first && rest.length >= mostTold ? [[kind, manyEvent(type, first, rest.length + 1, at)]] : [],
    )
  return { raised: new Map(crowds('AlertsRaised', raised)), ended: new Map(crowds('AlertsEnded', ended)) }
}

/**
 * Brings alerts in line with what is so: each condition that has begun becomes one alert, each that is over ends one, and
 * an event tells of it, left in the same transaction. Of more than a hundred of one kind one event tells, before the
 * first of them is written. Nothing is written where nothing has changed: safe to repeat, also by several workers at
 * once, as each subject is written on condition of what was read of it.
 * @param verdicts by subject
 * @param given goes into every transaction: one write at most, which checks what the verdicts rest on
 */
export const settleAlerts = (
  { table, now, announceWork }: LedgerWith<'announceWork'>,
  verdicts: ReadonlyMap<string, Verdict>,
  given: readonly Write[] = [],
): Promise<void> =>
  settle(async () => {
    const at = now().toISOString()
    const changes = await changesOf(table, verdicts, at)
    const crowds = crowdsOf(changes, at)
    const told = ({ ended, raised }: AlertChange): StoredEvent[] => [
      ...(ended && !crowds.ended.has(ended.alert.kind) ? [endedEvent(ended.alert, ended.by, at)] : []),
      ...(raised && !crowds.raised.has(raised.kind) ? [raisedEvent(raised)] : []),
    ]
    const summaries = [...crowds.raised.values(), ...crowds.ended.values()]
    for (let first = 0; first < changes.length; first += subjectsAtOnce) {
      const some = changes.slice(first, first + subjectsAtOnce)
      const events = [...(first === 0 ? summaries : []), ...some.flatMap(told)]
      await commit(table, [
        ...given,
        ...some.flatMap((change) => changeSubject(change, at)),
        ...leaveEvents(events, at),
      ])
      for (const { id } of workOfEvents(events, at)) await announceWork(id)
    }
  })

/** What goes into a transaction that begins or ends what an alert tells of. */
export interface AlertWrites {
  /** Four at most. */
  writes: Write[]
  /** To be announced once they are committed. */
  workIds: string[]
}

/**
 * Brings the alert of one subject in line within the transaction that makes it so.
 * The writes fail with RaceLost when the subject has changed since: then read again.
 */
export const alertWrites = async (
  table: Table,
  subject: string,
  verdict: Verdict,
  at: string,
): Promise<AlertWrites> => {
  const changes = await changesOf(table, new Map([[subject, verdict]]), at)
  const events = changes.flatMap(({ ended, raised }) => [
    ...(ended ? [endedEvent(ended.alert, ended.by, at)] : []),
    ...(raised ? [raisedEvent(raised)] : []),
  ])
  return {
    writes: [...changes.flatMap((change) => changeSubject(change, at)), ...leaveEvents(events, at)],
    workIds: workOfEvents(events, at).map(({ id }) => id),
  }
}
