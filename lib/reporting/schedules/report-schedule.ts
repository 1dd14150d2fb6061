import * as z from 'zod'
import { TimeZone } from '../../foundation/calendar/day.ts'
import { expectToCome, readCron, readRate, type Schedule, WrongSchedule } from '../../foundation/calendar/schedule.ts'
import { invalidInput } from '../../foundation/errors.ts'
import { Ulid, versioned } from '../../foundation/table/ids.ts'
import { Name } from '../../foundation/text/name.ts'
import { EmailAddress } from '../mail/addresses.ts'
import { NewReport, ReportStatus } from '../reports/report.ts'

const maximumRecipients = 20

const cron = z.string().meta({
  description:
    'Minute, hour, day, month, weekday, year, as EventBridge Scheduler takes them: `0 8 * * ? *` is every day at 8.',
  example: '0 8 ? * MON *',
})
const rate = z.string().meta({
  description: 'So many minutes, hours or days, from the creation on, at least 5 minutes.',
  example: '7 days',
})
const timeZone = TimeZone.meta({ description: 'Time zone of `cron` (IANA); by default that of the ledger.' })
const recipients = z
  .array(EmailAddress)
  .max(maximumRecipients, `A schedule has at most ${maximumRecipients} recipients.`)
  .transform((all) => [...new Map(all.map((address) => [address.toLowerCase(), address])).values()])
  .meta({ description: 'Who gets a mail with a link to each report; whoever has that link can open it.' })

export const NewReportSchedule = z
  .strictObject({
    name: Name,
    report: NewReport.meta({ description: 'What `POST /reports` takes.' }),
    cron: cron.optional(),
    rate: rate.optional(),
    timeZone: timeZone.optional(),
    recipients: recipients.default([]),
  })
  .meta({ id: 'NewReportSchedule' })
export type NewReportSchedule = z.infer<typeof NewReportSchedule>

/** A merge patch. Giving one of cron and rate takes the other away. */
export const ReportSchedulePatch = z
  .strictObject({
    name: Name.optional(),
    report: z.record(z.string(), z.unknown()).optional().meta({
      description: 'A merge patch of what `POST /reports` takes: `null` takes a field away.',
    }),
    cron: cron.nullable().optional(),
    rate: rate.nullable().optional(),
    timeZone: timeZone.nullable().optional(),
    recipients: recipients.nullable().optional(),
  })
  .meta({ id: 'ReportSchedulePatch' })
export type ReportSchedulePatch = z.infer<typeof ReportSchedulePatch>

const ScheduleFault = z.strictObject({ code: z.string(), message: z.string() })

export const ReportSchedule = z
  .strictObject({
    id: Ulid,
    name: z.string(),
    report: NewReport,
    cron: z.string().optional(),
    rate: z.string().optional(),
    timeZone: z.string(),
    recipients: z.array(z.string()).optional().meta({ description: 'For managers.' }),
    nextDueAt: z.iso.datetime().optional().meta({ description: 'Absent when its time never comes again.' }),
    nextDueTimes: z.array(z.iso.datetime()).meta({ description: 'The next three, `nextDueAt` first.' }),
    lastRun: z
      .strictObject({
        dueAt: z.iso.datetime(),
        reportId: Ulid.optional().meta({ description: 'Absent when the report could not be asked for.' }),
        status: z.enum([...ReportStatus.options, 'deleted']),
        error: ScheduleFault.optional().meta({ id: 'ReportScheduleFault' }),
      })
      .optional()
      .meta({ id: 'ReportScheduleRun' }),
    missed: z.int().meta({ description: 'Due times that were skipped, as they had passed for more than 24 hours.' }),
    ...versioned,
  })
  .meta({ id: 'ReportSchedule' })
export type ReportSchedule = z.infer<typeof ReportSchedule>

const { nextDueTimes: _, ...kept } = ReportSchedule.shape

export const StoredReportSchedule = z.object({
  ...kept,
  recipients: z.array(z.string()),
  lastRun: z.object({ dueAt: z.string(), reportId: z.string().optional(), error: ScheduleFault.optional() }).optional(),
  /** Rises with every write; {@link version} only with those that a manager makes. */
  revision: z.number(),
  createdBy: z.string(),
})
export type StoredReportSchedule = z.infer<typeof StoredReportSchedule>

type Timing = Pick<StoredReportSchedule, 'cron' | 'rate' | 'timeZone'>

/** Milliseconds between two ticks: what is due more often would come late. */
const shortestStep = 5 * 60_000

const examples = {
  cron: 'Write minute, hour, day, month, weekday and year: 0 8 * * ? * is every day at 8, 30 6 ? * MON * every Monday at 6:30, 0 9 1 * ? * every first of a month at 9.',
  rate: 'Write a number and minutes, hours or days: 1 day, 12 hours, 30 minutes.',
} as const

const timesSeen = (24 * 60 * 60_000) / shortestStep + 1

/** Whether two times follow each other sooner than ticks do. Minutes and hours are the same on each day. */
const isTooOften = (schedule: Schedule, from: Date): boolean => {
  let time = schedule(from)
  for (let seen = 0; time && seen < timesSeen; seen++) {
    const next = schedule(time)
    if (next && next.getTime() - time.getTime() < shortestStep) return true
    time = next
  }
  return false
}

export const timesOf = ({ cron, rate, timeZone }: Timing): Schedule =>
  cron === undefined ? readRate(rate ?? '') : readCron(cron, timeZone)

const timesShown = 3

/** When a schedule is due next, and after that. */
export const nextTimesOf = (schedule: Timing & Pick<StoredReportSchedule, 'nextDueAt'>): string[] => {
  const times = timesOf(schedule)
  const found: string[] = []
  let time = schedule.nextDueAt === undefined ? undefined : new Date(schedule.nextDueAt)
  for (; time && found.length < timesShown; time = times(time)) found.push(time.toISOString())
  return found
}

/** @throws LedgerError `invalid-schedule` */
export const expectTimes = (timing: Timing, now: Date): Schedule => {
  const refuse = (field: keyof typeof examples, message: string) =>
    invalidInput([{ pointer: `/${field}`, code: 'invalid-schedule', message }])
  if ((timing.cron === undefined) === (timing.rate === undefined))
    throw refuse('cron', `Give either cron or rate. ${examples.cron} ${examples.rate}`)
  const field = timing.cron === undefined ? 'rate' : 'cron'
  try {
    const schedule = expectToCome(timesOf(timing), now)
    if (!isTooOften(schedule, now)) return schedule
    throw new WrongSchedule('reports can be made every 5 minutes at most.')
  } catch (error) {
    if (!(error instanceof WrongSchedule)) throw error
    throw refuse(field, `This ${field} is wrong: ${error.message} ${examples[field]}`)
  }
}
