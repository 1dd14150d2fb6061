import * as z from 'zod'
import { raceLost } from '../../foundation/table/attempts.ts'
import type { Condition } from '../../foundation/table/expression.ts'
import { derivedId } from '../../foundation/table/ids.ts'
import {
  alertKey,
  alertSubjectKey,
  alertsByKind,
  alertsByStatus,
  openAlerts,
  timeOrder,
} from '../../foundation/table/keys.ts'
import { pagesOf, put, type Table, update, type Write } from '../../foundation/table/table.ts'
import { expiryOf } from '../../work/run.ts'
import { type AlertEnd, StoredAlert, type Verdict } from './alert.ts'

/** Days for which an alert that has ended is kept. */
const daysKept = 400
/** Its subject is kept this much longer: an id must not come again before DynamoDB has deleted the alert that had it. */
const daysLonger = 60

const AlertSubject = z.object({
  subject: z.string(),
  episode: z.number(),
  alertId: z.string().optional(),
})
export type AlertSubject = z.infer<typeof AlertSubject>

export const readSubjects = async (table: Table, names: readonly string[]): Promise<Map<string, AlertSubject>> => {
  const items = await table.getMany(names.map(alertSubjectKey))
  return new Map(items.map((item) => AlertSubject.parse(item)).map((subject) => [subject.subject, subject]))
}

export const readAlerts = async (table: Table, ids: readonly string[]): Promise<Map<string, StoredAlert>> => {
  const items = await table.getMany(ids.map(alertKey))
  return new Map(items.map((item) => StoredAlert.parse(item)).map((alert) => [alert.id, alert]))
}

/** The alert that comes next for a subject. Its id follows from the subject and how many alerts that has had. */
export const nextAlert = (
  { subject, episode }: AlertSubject,
  condition: Exclude<Verdict, AlertEnd>,
  at: string,
): StoredAlert => ({
  id: derivedId('alert', subject, String(episode + 1)),
  subject,
  episode: episode + 1,
  ...condition,
  raisedAt: at,
  version: 1,
  createdAt: at,
  updatedAt: at,
})

const addAlert = (alert: StoredAlert): Write => {
  const [sort = '', ...id] = alert.subject.split('#')
  return put(
    {
      ...alertKey(alert.id),
      ...alert,
      gsi1pk: alertsByKind(alert.kind),
      gsi2pk: alertsByStatus(alert.kind, 'open'),
      gsiSk: timeOrder(alert.raisedAt, alert.id),
      gsi3pk: openAlerts(sort),
      gsi3Sk: `${id.join('#')} ${alert.condition}`,
    },
    // The condition on its subject suffices. An expired alert of this id may still be there.
    {},
    raceLost,
  )
}

export const closing = ({ kind }: StoredAlert, endedBy: AlertEnd, at: string) => ({
  endedAt: at,
  endedBy,
  updatedAt: at,
  gsi2pk: alertsByStatus(kind, 'ended'),
  gsi3pk: undefined,
  gsi3Sk: undefined,
  expiresAt: expiryOf(at, daysKept),
})

/** Its version may differ: a manager may have acknowledged it. */
const closeAlert = (alert: StoredAlert, by: AlertEnd, at: string): Write =>
  update(
    alertKey(alert.id),
    { set: closing(alert, by, at), add: { version: 1 } },
    { exists: true, lacks: ['endedAt'] },
    raceLost,
  )

const asRead = ({ episode, alertId }: AlertSubject): Condition => {
  if (episode === 0) return { exists: false }
  return alertId === undefined ? { equals: { episode }, lacks: ['alertId'] } : { equals: { episode, alertId } }
}

/** The open alert of a subject ends, another one begins, or both. */
export interface AlertChange {
  subject: AlertSubject
  ended?: { alert: StoredAlert; by: AlertEnd } | undefined
  raised?: StoredAlert | undefined
}

/** Writes that change a subject as it was read: three at most. */
export const changeSubject = ({ subject, ended, raised }: AlertChange, at: string): Write[] => {
  const { subject: name, episode } = subject
  const next = raised
    ? { subject: name, episode: raised.episode, alertId: raised.id }
    : { subject: name, episode, expiresAt: expiryOf(at, daysKept + daysLonger) }
  return [
    put({ ...alertSubjectKey(name), ...next }, asRead(subject), raceLost),
    ...(ended ? [closeAlert(ended.alert, ended.by, at)] : []),
    ...(raised ? [addAlert(raised)] : []),
  ]
}

const Listed = z.object({ gsi3Sk: z.string(), createdAt: z.string() })

interface OpenAlert {
  condition: string
  raisedAt: string
}

/** Open alerts of one sort of subjects, by subject. The index may lag by a moment. */
export const readOpenAlerts = async (table: Table, sort: string): Promise<Map<string, OpenAlert>> => {
  const open = new Map<string, OpenAlert>()
  for await (const items of pagesOf(table, { index: 'gsi3', partition: openAlerts(sort) }))
    for (const item of items) {
      const { gsi3Sk, createdAt: raisedAt } = Listed.parse(item)
      const [id = '', condition = ''] = gsi3Sk.split(' ')
      open.set(`${sort}#${id}`, { condition, raisedAt })
    }
  return open
}
