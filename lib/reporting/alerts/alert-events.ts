import * as z from 'zod'
import { eventType, type StoredEvent } from '../events/events.ts'
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

const ends: Record<AlertEnd, string> = {
  resolved: 'It is resolved.',
  gone: 'Its subject was deleted.',
  'agreement-ended': 'The agreement has ended.',
  replaced: 'Another alert has taken its place.',
  acknowledged: 'It was acknowledged.',
  outdated: 'It was open for long enough.',
}

export const eventOf = ({ title, message, endedAt, endedBy: reason, ...alert }: StoredAlert): StoredEvent => {
  const { id, kind, about, raisedAt } = alert
  const shown = { id, kind, about, raisedAt }
  const path = `/alerts/${id}`
  if (endedAt === undefined || reason === undefined)
    return alertEvents.AlertRaised.of([id], { at: raisedAt, path, title, message, alert: shown })
  const over = { title: `Over: ${title}`, message: `${ends[reason]} It was: ${message}` }
  return alertEvents.AlertEnded.of([id], { at: endedAt, path, ...over, alert: { ...shown, endedAt }, reason })
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

/** One event that stands for many. @param first of the alerts, from which its id follows */
export const manyEvent = ({ id, kind, raisedAt, endedAt }: StoredAlert, count: number): StoredEvent => {
  const [type, verb, status] =
    endedAt === undefined
      ? (['AlertsRaised', 'were raised', 'open'] as const)
      : (['AlertsEnded', 'have ended', 'ended'] as const)
  return alertEvents[type].of([id], {
    at: endedAt ?? raisedAt,
    path: `/alerts?status=${status}&kind=${kind}`,
    title: `${count} alerts ${verb}: ${names[kind]}`,
    message: `${count} alerts of the kind ${kind} ${verb} together. The link lists them one by one.`,
    kind,
    count,
  })
}
