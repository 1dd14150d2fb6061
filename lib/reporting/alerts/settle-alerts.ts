import * as z from 'zod'
import { chunksOf } from '../../foundation/collections.ts'
import { settle } from '../../foundation/table/attempts.ts'
import { derivedId } from '../../foundation/table/ids.ts'
import {
  alertKey,
  alertSubjectKey,
  alertsByKind,
  alertsByStatus,
  openAlerts,
  timeOrder,
} from '../../foundation/table/keys.ts'
import { known } from '../../foundation/table/known.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { pagesOf, put, type Table, update, type Write } from '../../foundation/table/table.ts'
import { expiryOf } from '../../work/run.ts'
import { type FollowUp, followUpOf } from '../../work/work.ts'
import { commitWithEvents, type StoredEvent, workOfEvents } from '../events/events.ts'
import { eventOf, isOpen, manyEvent, StoredAlert, type Verdict } from './alert.ts'

/** Days. */
const daysKept = 400
/** Its subject is kept this much longer: an id must not come again before DynamoDB has deleted the alert that had it. */
const daysLonger = 60

const AlertSubject = z.object({ subject: z.string(), episode: z.number(), alertId: z.string().optional() })
type AlertSubject = z.infer<typeof AlertSubject>

export const readSubjects = async (table: Table, names: readonly string[]): Promise<Map<string, AlertSubject>> => {
  const items = await table.getMany(names.map(alertSubjectKey))
  return new Map(items.map((item) => AlertSubject.parse(item)).map((subject) => [subject.subject, subject]))
}

export const readAlerts = async (table: Table, ids: readonly string[]): Promise<Map<string, StoredAlert>> => {
  const items = await table.getMany(ids.map(alertKey))
  return new Map(items.flatMap(known((item) => StoredAlert.parse(item))).map((alert) => [alert.id, alert]))
}

const addAlert = (alert: StoredAlert): Write => {
  const [sort = '', ...id] = alert.subject.split('#')
  const listed = {
    gsi1pk: alertsByKind(alert.kind),
    gsi2pk: alertsByStatus(alert.kind, 'open'),
    gsiSk: timeOrder(alert.raisedAt, alert.id),
    gsi3pk: openAlerts(sort),
    gsi3Sk: `${id.join('#')} ${alert.condition}`,
  }
  // The condition on its subject suffices. An expired alert of this id may still be there.
  return put({ ...alertKey(alert.id), ...alert, ...listed }, {})
}

export const closing = ({ kind, endedBy }: Pick<StoredAlert, 'kind' | 'endedBy'>, at: string) => ({
  endedAt: at,
  endedBy,
  updatedAt: at,
  gsi2pk: alertsByStatus(kind, 'ended'),
  gsi3pk: undefined,
  gsi3Sk: undefined,
  expiresAt: expiryOf(at, daysKept),
})

/** Its version may differ: a manager may have acknowledged it. */
const endAlert = (alert: StoredAlert, at: string): Write => {
  const changes = { set: closing(alert, at), add: { version: 1 } }
  return update(alertKey(alert.id), changes, { exists: true, lacks: ['endedAt'] })
}

interface AlertChange {
  subject: AlertSubject
  ended?: StoredAlert | undefined
  raised?: StoredAlert | undefined
}

/** Writes that change a subject as it was read: three at most. */
export const changeSubject = ({ subject, ended, raised }: AlertChange, at: string): Write[] => {
  const { subject: name, episode, alertId } = subject
  const isSame = alertId === undefined ? { equals: { episode }, lacks: ['alertId'] } : { equals: { episode, alertId } }
  const next = raised
    ? { episode: raised.episode, alertId: raised.id }
    : { episode, expiresAt: expiryOf(at, daysKept + daysLonger) }
  return [
    put({ ...alertSubjectKey(name), subject: name, ...next }, episode === 0 ? { exists: false } : isSame),
    ...(ended ? [endAlert(ended, at)] : []),
    ...(raised ? [addAlert(raised)] : []),
  ]
}

const Listed = z.object({ gsi3Sk: z.string(), createdAt: z.string() })

/** Open alerts of one sort of subjects, by subject. The index may lag by a moment. */
export const readOpenAlerts = async (table: Table, sort: string) => {
  const open = new Map<string, { condition: string; raisedAt: string }>()
  for await (const items of pagesOf(table, { index: 'gsi3', partition: openAlerts(sort) }))
    for (const item of items) {
      const { gsi3Sk, createdAt: raisedAt } = Listed.parse(item)
      const [id = '', condition = ''] = gsi3Sk.split(' ')
      open.set(`${sort}#${id}`, { condition, raisedAt })
    }
  return open
}

const changesOf = async (table: Table, verdicts: ReadonlyMap<string, Verdict>, at: string): Promise<AlertChange[]> => {
  const subjects = await readSubjects(table, [...verdicts.keys()])
  const ids = [...subjects.values()].flatMap(({ alertId }) => alertId ?? [])
  const alerts = await readAlerts(table, ids)
  return [...verdicts].flatMap(([name, verdict]): AlertChange[] => {
    const subject = subjects.get(name) ?? { subject: name, episode: 0 }
    const stored = alerts.get(subject.alertId ?? '')
    const open = stored && isOpen(stored) ? stored : undefined
    const [condition, endedBy] = typeof verdict === 'string' ? [undefined, verdict] : [verdict, 'replaced' as const]
    if (open?.condition === condition?.condition) return []
    const episode = subject.episode + 1
    // The id follows from the subject and how many alerts that has had.
    const id = derivedId('alert', name, String(episode))
    const begun = { id, subject: name, episode, raisedAt: at, version: 1, createdAt: at, updatedAt: at }
    const ended = open && { ...open, endedAt: at, endedBy }
    return [{ subject, ended, raised: condition && { ...condition, ...begun } }]
  })
}

/** Up to so many alerts of one kind that begin, or end, together have an event each; more have one event for all. */
const mostTold = 100

/** @returns gives the events about each of these changes; the one for a crowd of alerts comes with its first */
const eventsOf = (changes: readonly AlertChange[]) => {
  const alertsOf = ({ ended, raised }: AlertChange) => [ended, raised].filter((alert) => alert !== undefined)
  const crowdOf = (alert: StoredAlert) => `${alert.kind} ${isOpen(alert)}`
  const crowds = Map.groupBy(changes.flatMap(alertsOf), crowdOf)
  return (change: AlertChange): StoredEvent[] =>
    alertsOf(change).flatMap((alert) => {
      const crowd = crowds.get(crowdOf(alert)) ?? []
      if (crowd.length <= mostTold) return [eventOf(alert)]
      return alert === crowd[0] ? [manyEvent(alert, crowd.length)] : []
    })
}

/** Subjects that one transaction changes: three items and two events each, at most. */
const subjectsPerCommit = 30

/**
 * Raises alerts for conditions that have begun and ends those that are over. Safe to repeat, also by several workers.
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
    const eventsOfChange = eventsOf(changes)
    for (const some of chunksOf(changes, subjectsPerCommit)) {
      const writes = some.flatMap((change) => changeSubject(change, at))
      await commitWithEvents(ledger, [...given, ...writes], some.flatMap(eventsOfChange), at)
    }
  })

/** For the transaction that causes it: four writes at most. They fail with RaceLost when the subject has changed. */
export const alertWrites = async (table: Table, subject: string, verdict: Verdict, at: string): Promise<FollowUp> => {
  const changes = await changesOf(table, new Map([[subject, verdict]]), at)
  const { writes, workIds } = followUpOf(workOfEvents(changes.flatMap(eventsOf(changes)), at))
  return { writes: [...changes.flatMap((change) => changeSubject(change, at)), ...writes], workIds }
}
