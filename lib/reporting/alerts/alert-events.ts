import * as z from 'zod'
import { eventType } from '../events/events.ts'
import { AlertAbout, AlertEnd, AlertKind, type StoredAlert } from './alert.ts'

const raised = { id: z.string(), kind: AlertKind, about: AlertAbout, raisedAt: z.iso.datetime() }
const many = { kind: AlertKind, count: z.int() }

export const alertEvents = {
  AlertRaised: eventType('AlertRaised', { alert: z.strictObject(raised) }),
  AlertEnded: eventType('AlertEnded', {
    alert: z.strictObject({ ...raised, endedAt: z.iso.datetime() }),
    reason: AlertEnd,
  }),
  AlertsRaised: eventType('AlertsRaised', many),
  AlertsEnded: eventType('AlertsEnded', many),
}

export const raisedEvent = ({ id, kind, about, raisedAt, title, message }: StoredAlert) =>
  alertEvents.AlertRaised.of([id], {
    at: raisedAt,
    path: `/alerts/${id}`,
    title,
    message,
    alert: { id, kind, about, raisedAt },
  })

const ends: Record<AlertEnd, string> = {
  resolved: 'It is resolved.',
  gone: 'Its subject was deleted.',
  'agreement-ended': 'The agreement has ended.',
  replaced: 'Another alert has taken its place.',
  acknowledged: 'It was acknowledged.',
  outdated: 'It was open for long enough.',
}

export const endedEvent = (
  { id, kind, about, raisedAt, title, message }: StoredAlert,
  reason: AlertEnd,
  endedAt: string,
) =>
  alertEvents.AlertEnded.of([id], {
    at: endedAt,
    path: `/alerts/${id}`,
    title: `Over: ${title}`,
    message: `${ends[reason]} It was: ${message}`,
    alert: { id, kind, about, raisedAt, endedAt },
    reason,
  })

const names: Record<AlertKind, string> = {
  'agreement-ends': 'agreements end',
  'license-shortfall': 'titles lack licenses',
  'pair-expired': 'agreement number pairs have expired',
  'pair-not-found': 'agreement number pairs were not found',
  'vlsc-stale': 'answers of VLSC are too old',
  'import-failed': 'imports failed',
  'reconciliation-failed': 'reconciliations failed',
}

const verbs = {
  AlertsRaised: { verb: 'were raised', status: 'open' },
  AlertsEnded: { verb: 'have ended', status: 'ended' },
}

/** One event that stands for many. @param first of the alerts, from which its id follows */
export const manyEvent = (type: keyof typeof verbs, { id, kind }: StoredAlert, count: number, at: string) => {
  const { verb, status } = verbs[type]
  return alertEvents[type].of([id], {
    at,
    path: `/alerts?status=${status}&kind=${kind}`,
    title: `${count} alerts ${verb}: ${names[kind]}`,
    message: `${count} alerts of the kind ${kind} ${verb} together. The link lists them one by one.`,
    kind,
    count,
  })
}
