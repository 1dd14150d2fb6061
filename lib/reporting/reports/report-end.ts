import * as z from 'zod'
import { derivedId } from '../../foundation/table/ids.ts'
import { plainly } from '../../foundation/text/name.ts'
import type { Work } from '../../work/work.ts'
import { eventType, type FollowUp, followUpOf, type StoredEvent, workOfEvents } from '../events/events.ts'
import { ReportFormat, ReportType, reportNames, type StoredReport } from './report.ts'

const schedule = z.strictObject({ id: z.string(), name: z.string(), dueAt: z.iso.datetime() })
const report = z.strictObject({ id: z.string(), type: ReportType, format: ReportFormat.optional() })

export const reportEvents = {
  ReportCompleted: eventType('ReportCompleted', { report, schedule: schedule.optional() }),
  ReportFailed: eventType('ReportFailed', {
    report: report.optional().meta({ description: 'Absent when a scheduled run could not even begin.' }),
    schedule: schedule.optional(),
    error: z.strictObject({ code: z.string(), message: z.string() }),
  }),
}

const eventOfEnd = ({ id, type, format, schedule, error }: StoredReport, at: string): StoredEvent => {
  const name = reportNames[type]
  const what = `A ${name}${schedule ? ` of the schedule ${plainly(schedule.name)}` : ''}`
  const told = {
    at,
    path: `/reports/${id}`,
    report: { id, type, ...(format && { format }) },
    ...(schedule && { schedule: { id: schedule.id, name: schedule.name, dueAt: schedule.dueAt } }),
  }
  return error
    ? reportEvents.ReportFailed.of([id], {
        ...told,
        title: `${name} failed`,
        message: `${what} could not be made: ${error.message}`,
        error,
      })
    : reportEvents.ReportCompleted.of([id], { ...told, title: `${name} completed`, message: `${what} is ready.` })
}

/** What follows the end of a run: an event, and mails if it completed a scheduled report. */
export const followUpOfEnd = (report: StoredReport): FollowUp => {
  const { id: subjectId, schedule, error, finishedAt: at = report.updatedAt } = report
  const mails = (error ? [] : (schedule?.recipients ?? [])).map((to): Work => {
    const id = derivedId('send-mail', subjectId, to)
    return { id, kind: 'send-mail', subjectId, mail: { to }, actor: 'reports', createdAt: at }
  })
  return followUpOf([...workOfEvents([eventOfEnd(report, at)], at), ...mails])
}
