import * as z from 'zod'
import type { Condition as WriteCondition } from '../../foundation/table/expression.ts'
import { derivedId } from '../../foundation/table/ids.ts'
import {
  alertKey,
  alertSubjectKey,
  alertsByKind,
  alertsByStatus,
  openAlerts,
  timeOrder,
} from '../../foundation/table/keys.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { type Item, pagesOf, put, type Table, update, type Write } from '../../foundation/table/table.ts'
import { type AlertAbout, type AlertEnd, type AlertKind, StoredAlert } from './alert.ts'

/** What is to be told of a subject: it becomes an alert. */
export interface Condition {
  kind: AlertKind
  /** Tells what may be told of one subject apart; without blanks. */
  condition: string
  title: string
  message: string
  about: AlertAbout
}

/** Days for which an alert that has ended is kept. */
const daysKept = 400
/** So many days longer it is known how many alerts a subject has had, as an id must not come again before it is free. */
const daysLonger = 60

const inSeconds = (at: string, days: number): number => Math.floor(Date.parse(at) / 1000) + days * 86_400

const StoredSubject = z.object({
  subject: z.string(),
  /** How many alerts it has had. */
  episode: z.number(),
  /** Its open alert. */
  alertId: z.string().optional(),
})
export type AlertSubject = z.infer<typeof StoredSubject>

/** A subject that has had no alert. */
export const newSubject = (subject: string): AlertSubject => ({ subject, episode: 0 })

/** What subjects have had alerts, by subject. */
export const readSubjects = async (table: Table, subjects: readonly string[]): Promise<Map<string, AlertSubject>> => {
  const items = await table.getMany(subjects.map(alertSubjectKey))
  return new Map(items.map((item) => StoredSubject.parse(item)).map((subject) => [subject.subject, subject]))
}

export const readAlerts = async (table: Table, ids: readonly string[]): Promise<Map<string, StoredAlert>> => {
  const items = await table.getMany(ids.map(alertKey))
  return new Map(items.map((item) => StoredAlert.parse(item)).map((alert) => [alert.id, alert]))
}

export const readAlert = async (table: Table, id: string): Promise<StoredAlert | undefined> => {
  const item = await table.get(alertKey(id))
  return item && StoredAlert.parse(item)
}

const subjectAsRead = ({ episode, alertId }: AlertSubject): WriteCondition => {
  if (episode === 0) return { exists: false }
  return {
    equals: { episode, ...(alertId !== undefined && { alertId }) },
    ...(alertId === undefined && { lacks: ['alertId'] }),
  }
}

const sortOf = (subject: string): [sort: string, id: string] => {
  const end = subject.indexOf('#')
  return [subject.slice(0, end), subject.slice(end + 1)]
}

/** The alert that a condition becomes: its id follows from its subject and how many that has had. */
export const alertOf = ({ subject, episode }: AlertSubject, condition: Condition, at: string): StoredAlert => ({
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
  const [sort, id] = sortOf(alert.subject)
  return put(
    {
      ...alertKey(alert.id),
      ...alert,
      gsi1pk: alertsByKind(alert.kind),
      gsi2pk: alertsByStatus(alert.kind, 'open'),
      gsiSk: timeOrder(alert.raisedAt, alert.id),
      gsi3pk: openAlerts(sort),
      gsi3Sk: `${id} ${alert.condition}`,
    },
    // What its subject says decides; an alert of this id that has expired may still be there.
    {},
    raceLost,
  )
}

/** What an alert becomes when it ends. */
export const closing = ({ kind }: StoredAlert, endedBy: AlertEnd, at: string) => ({
  endedAt: at,
  endedBy,
  updatedAt: at,
  gsi2pk: alertsByStatus(kind, 'ended'),
  gsi3pk: undefined,
  gsi3Sk: undefined,
  expiresAt: inSeconds(at, daysKept),
})

/** Somebody may acknowledge it meanwhile. */
const closeAlert = (alert: StoredAlert, by: AlertEnd, at: string): Write =>
  update(
    alertKey(alert.id),
    { set: closing(alert, by, at), add: { version: 1 } },
    { exists: true, lacks: ['endedAt'] },
    raceLost,
  )

/** What happens to a subject at once: its open alert ends, another one begins, or both. */
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
    : { subject: name, episode, expiresAt: inSeconds(at, daysKept + daysLonger) }
  return [
    put({ ...alertSubjectKey(name), ...next }, subjectAsRead(subject), raceLost),
    ...(ended ? [closeAlert(ended.alert, ended.by, at)] : []),
    ...(raised ? [addAlert(raised)] : []),
  ]
}

/** An open alert as the index knows it. */
interface OpenAlert {
  condition: string
  raisedAt: string
}

const Listed = z.object({ gsi3Sk: z.string(), createdAt: z.string() })

const listedOf = (item: Item): [string, OpenAlert] => {
  const { gsi3Sk, createdAt: raisedAt } = Listed.parse(item)
  const [id = '', condition = ''] = gsi3Sk.split(' ')
  return [id, { condition, raisedAt }]
}

/** Open alerts of one sort of subjects, by their ids; the index may be a moment behind. */
export const readOpenAlerts = async (table: Table, sort: string): Promise<Map<string, OpenAlert>> => {
  const open = new Map<string, OpenAlert>()
  for await (const items of pagesOf(table, { index: 'gsi3', partition: openAlerts(sort) }))
    for (const [id, alert] of items.map(listedOf)) open.set(id, alert)
  return open
}
