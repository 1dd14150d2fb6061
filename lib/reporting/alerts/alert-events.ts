import { eventOf } from '../events/event.ts'
import type { StoredEvent } from '../events/stored-event.ts'
import type { AlertEnd, AlertKind, StoredAlert } from './alert.ts'

const pathOf = ({ id }: StoredAlert): string => `/alerts/${id}`

export const raisedEvent = (alert: StoredAlert): StoredEvent => {
  const { id, kind, about, raisedAt, title, message } = alert
  return eventOf('AlertRaised', [id], {
    at: raisedAt,
    path: pathOf(alert),
    title,
    message,
    alert: { id, kind, about, raisedAt },
  })
}

const ends: Record<AlertEnd, string> = {
  resolved: 'It is not so any more.',
  gone: 'What it told of was deleted.',
  'agreement-ended': 'The agreement has ended.',
  replaced: 'Another alert has taken its place.',
  acknowledged: 'It was acknowledged.',
  outdated: 'It was told of for long enough.',
}

/** @param at when it ended */
export const endedEvent = (alert: StoredAlert, reason: AlertEnd, at: string): StoredEvent => {
  const { id, kind, about, raisedAt, title, message } = alert
  return eventOf('AlertEnded', [id], {
    at,
    path: pathOf(alert),
    title: `Over: ${title}`,
    message: `${ends[reason]} It was: ${message}`,
    alert: { id, kind, about, raisedAt, endedAt: at },
    reason,
  })
}

const names: Record<AlertKind, string> = {
  'agreement-ends': 'agreements end',
  'license-shortfall': 'titles lack licenses',
  'pair-expired': 'agreement number pairs have expired',
  'pair-not-found': 'agreement number pairs were not found',
  'vlsc-stale': 'answers of VLSC are too old',
  'import-failed': 'imports failed',
  'reconciliation-failed': 'reconciliations failed',
}

/** One event that stands for many. @param first of them, from which its id follows */
export const manyEvent = (type: 'AlertsRaised' | 'AlertsEnded', first: StoredAlert, count: number, at: string) => {
  const { id, kind } = first
  const [verb, status] = type === 'AlertsRaised' ? ['were raised', 'open'] : ['have ended', 'ended']
  return eventOf(type, [id], {
    at,
    path: `/alerts?status=${status}&kind=${kind}`,
    title: `${count} alerts ${verb}: ${names[kind]}`,
    message: `${count} alerts of the kind ${kind} ${verb} at once. They are listed one by one where this points to.`,
    kind,
    count,
  })
}
