import * as z from 'zod'
import { derivedId } from '../../foundation/table/ids.ts'
import { AlertAbout, AlertEnd, AlertKind } from '../alerts/alert.ts'
import { ReportFormat, ReportType } from '../reports/report.ts'
import type { StoredEvent } from './stored-event.ts'

/** The `source` of all events. */
export const eventSource = 'license-ledger'

/** What every event tells. */
const head = {
  schemaVersion: z.literal(1),
  id: z
    .string()
    .meta({ description: 'Of the event. It follows from what is told: an event that comes twice has one id.' }),
  title: z.string().meta({ description: 'For people, in a few words.' }),
  message: z.string().meta({ description: 'For people, in a sentence.' }),
  url: z.url().meta({ description: 'Of the API, where more can be read with a token.' }),
}

const raised = { id: z.string(), kind: AlertKind, about: AlertAbout, raisedAt: z.iso.datetime() }
const many = { kind: AlertKind, count: z.int() }
const schedule = z.strictObject({ id: z.string(), name: z.string(), dueAt: z.iso.datetime() })
const report = z.strictObject({ id: z.string(), type: ReportType, format: ReportFormat.optional() })

/** The details of events by `detail-type`: docs/events.md. Fields may be added under one version. */
export const eventDetails = {
  AlertRaised: z.strictObject({ ...head, alert: z.strictObject(raised) }),
  AlertEnded: z.strictObject({
    ...head,
    alert: z.strictObject({ ...raised, endedAt: z.iso.datetime() }),
    reason: AlertEnd,
  }),
  AlertsRaised: z.strictObject({ ...head, ...many }),
  AlertsEnded: z.strictObject({ ...head, ...many }),
  ReportCompleted: z.strictObject({ ...head, report, schedule: schedule.optional() }),
  ReportFailed: z.strictObject({
    ...head,
    report: report.optional().meta({ description: 'Absent when a scheduled run could not even begin.' }),
    schedule: schedule.optional(),
    error: z.strictObject({ code: z.string(), message: z.string() }),
  }),
} as const
export type EventType = keyof typeof eventDetails

type Told<T extends EventType> = Omit<z.infer<(typeof eventDetails)[T]>, 'schemaVersion' | 'id' | 'url'>

/**
 * An event to be sent.
 * @param about what its id follows from, beside its type: whatever tells it from all others
 * @param path of the API, where more can be read
 */
export const eventOf = <T extends EventType>(
  type: T,
  about: readonly string[],
  { at, path, ...told }: Told<T> & { at: string; path: string },
): StoredEvent => ({ type, at, path, detail: { schemaVersion: 1, id: derivedId('event', type, ...about), ...told } })

const isEventType = (type: string): type is EventType => type in eventDetails

/** The detail of an event as it is sent. @param apiUrl address of the API @throws ZodError */
export const detailOf = ({ type, path, detail }: StoredEvent, apiUrl: string): unknown => {
  if (!isEventType(type)) throw new Error(`There is no event ${type}.`)
  return eventDetails[type].parse({ ...detail, url: `${apiUrl}${path}` })
}

/** The JSON Schema of all events as they arrive: docs/events.schema.json. */
export const eventSchema = (): unknown => {
  const events = Object.entries(eventDetails).map(([type, detail]) =>
    z
      .object({ source: z.literal(eventSource), 'detail-type': z.literal(type), time: z.iso.datetime(), detail })
      .meta({ title: type }),
  )
  return z.toJSONSchema(z.union(events).meta({ title: 'Events of License Ledger' }), {
    override: ({ jsonSchema }) => {
      // Fields may be added, and the format says what the pattern does.
      delete jsonSchema.additionalProperties
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern
    },
  })
}
