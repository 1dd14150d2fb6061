import * as z from 'zod'
import { Ulid, versioned } from '../../foundation/table/ids.ts'
import { Metric } from '../../recognition/data/recognition.ts'
import { eventType, type StoredEvent } from '../events/events.ts'

export const AlertKind = z.enum([
  'agreement-ends',
  'pair-ends',
  'subscription-ends',
  'license-shortfall',
  'pair-expired',
  'pair-not-found',
  'vlsc-stale',
  'import-failed',
  'reconciliation-failed',
])
export type AlertKind = z.infer<typeof AlertKind>

export const AlertEnd = z.enum(['resolved', 'gone', 'agreement-ended', 'replaced', 'acknowledged', 'outdated'])
export type AlertEnd = z.infer<typeof AlertEnd>

/** What an alert is about, as it was when the alert was raised. Which fields there are follows from its kind. */
export const AlertAbout = z
  .strictObject({
    agreementId: z.string(),
    agreementName: z.string(),
    endDate: z.iso.date(),
    step: z.int().meta({ description: 'Step of the ladder, in days before the end.' }),
    agreementNumber: z.string(),
    licenseNumber: z.string(),
    publisher: z.string(),
    productTitle: z.string(),
    licenses: z.int().meta({ description: 'Of the subscription that ends.' }),
    familyId: z.string(),
    familyName: z.string(),
    metric: Metric,
    owned: z.int().meta({ description: 'In units of the metric, as the next three.' }),
    required: z.int(),
    covered: z.int(),
    shortfall: z.int(),
    titleId: z
      .string()
      .meta({ description: 'Of alerts about titles, which are not raised any more; so are the next two.' }),
    entitled: z.int(),
    installed: z.int(),
    oldestAnswer: z.iso.datetime().meta({ description: 'When the pair of the oldest answer was looked up.' }),
    importId: z.string(),
    importKind: z.string(),
    fileName: z.string(),
    code: z.string().meta({ description: 'Of the first error of the import.' }),
    reconciliationId: z.string(),
    stage: z.string().meta({ description: 'Of the reconciliation: `collect` or `reconcile`.' }),
  })
  .partial()
  .meta({ id: 'AlertAbout' })
export type AlertAbout = z.infer<typeof AlertAbout>

const maximumNote = 1_000

export const Acknowledgement = z
  .strictObject({
    note: z
      .string()
      .transform((note) => note.trim())
      .refine((note) => [...note].length <= maximumNote, `A note has at most ${maximumNote} characters.`)
      .default(''),
  })
  .meta({ id: 'Acknowledgement', description: `A note of at most ${maximumNote} characters; none when absent.` })
export type Acknowledgement = z.infer<typeof Acknowledgement>

const fields = {
  id: Ulid,
  kind: AlertKind,
  title: z.string().meta({ description: 'What it is about, in a few words.' }),
  message: z.string().meta({ description: 'What it says, in a sentence, as of when it was raised.' }),
  about: AlertAbout,
  episode: z.int().meta({ description: 'Which alert of its subject it is, counted from 1.' }),
  raisedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  endedBy: AlertEnd.optional().meta({
    description:
      '`resolved`: it is not so any more; `gone`: its subject was deleted; `agreement-ended`: its last day is over; `replaced`: another alert of the same subject took its place, such as the next one on the way to the end of an agreement; `acknowledged` and `outdated`: of failed imports.',
  }),
  acknowledged: z
    .strictObject({ at: z.iso.datetime(), by: z.string(), note: z.string() })
    .optional()
    .meta({ id: 'AlertAcknowledged' }),
  ...versioned,
}

export const Alert = z.strictObject({ ...fields, status: z.enum(['open', 'ended']) }).meta({ id: 'Alert' })
export type Alert = z.infer<typeof Alert>

export const StoredAlert = z.object({
  ...fields,
  /** `<sort>#<id>` of what it is about: one subject has at most one open alert. */
  subject: z.string(),
  /** Two alerts of one subject differ in it. */
  condition: z.string(),
  /** Seconds since 1970; absent while it is open. */
  expiresAt: z.number().optional(),
})
export type StoredAlert = z.infer<typeof StoredAlert>

export const isOpen = ({ endedAt }: Pick<StoredAlert, 'endedAt'>): boolean => endedAt === undefined

export const showAlert = ({ subject: _, condition: __, expiresAt: ___, ...alert }: StoredAlert): Alert => ({
  ...alert,
  status: isOpen(alert) ? 'open' : 'ended',
})

/** The alert that a subject should have, or why it should have none any more. */
export type Verdict = Pick<StoredAlert, 'kind' | 'condition' | 'title' | 'message' | 'about'> | AlertEnd

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
  'agreement-ended': 'Its last day is over.',
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
  'pair-ends': 'agreement number pairs end',
  'subscription-ends': 'subscriptions end',
  'license-shortfall': 'families lack licenses',
  'pair-expired': 'agreement number pairs have expired',
  'pair-not-found': 'agreement number pairs were not found',
  'vlsc-stale': 'look-ups of agreement number pairs are too old',
  'import-failed': 'imports failed',
  'reconciliation-failed': 'reconciliations failed',
}

/** One event that stands for many. @param first of the alerts, from which its id follows */
export const manyEvent = ({ id, kind, raisedAt, endedAt }: StoredAlert, count: number): StoredEvent => {
  const [type, verb, status] =
    endedAt === undefined
      ? (['AlertsRaised', 'were raised', 'open'] as const)
      : (['AlertsEnded', 'have ended', 'ended'] as const)
  const path = `/alerts?status=${status}&kind=${kind}`
  const title = `${count} alerts ${verb}: ${names[kind]}`
  const message = `${count} alerts of the kind ${kind} ${verb} together. The link lists them one by one.`
  return alertEvents[type].of([id], { at: endedAt ?? raisedAt, path, title, message, kind, count })
}
