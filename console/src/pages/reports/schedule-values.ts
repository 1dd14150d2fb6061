import type { components } from '../../api/schema.d.ts'
import { type Rhythm, rhythmOf, timesOf, usualRhythm } from '../../ledger/rhythm.ts'
import type { Schedule } from './queries.ts'
import { newReportOf, usual, type Wanted, wantedOf } from './wanted.ts'

/** What is typed into the form of a schedule. */
export interface ScheduleValues {
  name: string
  report: Wanted
  rhythm: Rhythm
  timeZone: string
  /** One in a line. */
  recipients: string
}

export const newValues = (timeZone: string): ScheduleValues => ({
  name: '',
  report: usual,
  rhythm: usualRhythm,
  timeZone,
  recipients: '',
})

export const valuesOf = (schedule: Schedule): ScheduleValues => ({
  name: schedule.name,
  report: wantedOf(schedule.report),
  rhythm: rhythmOf(schedule),
  timeZone: schedule.timeZone,
  recipients: (schedule.recipients ?? []).join('\n'),
})

const addressesOf = (recipients: string): string[] => recipients.split(/[\s,;]+/).filter((address) => address !== '')

export const newScheduleOf = (values: ScheduleValues): components['schemas']['NewReportSchedule'] => {
  const { cron, rate } = timesOf(values.rhythm)
  return {
    name: values.name,
    report: newReportOf(values.report),
    ...(cron !== undefined && { cron }),
    ...(rate !== undefined && { rate }),
    timeZone: values.timeZone,
    recipients: addressesOf(values.recipients),
  }
}

/** Fields of the report that another choice may have taken away. */
const noReport = { format: null, days: null, groupIds: null }

export const patchOf = (changed: Partial<ScheduleValues>): components['schemas']['ReportSchedulePatch'] => {
  const { name, report, rhythm, timeZone, recipients } = changed
  const { cron, rate } = rhythm ? timesOf(rhythm) : {}
  return {
    ...(name !== undefined && { name }),
    ...(report && { report: { ...noReport, ...newReportOf(report) } }),
    ...(cron !== undefined && { cron }),
    ...(rate !== undefined && { rate }),
    ...(timeZone !== undefined && { timeZone }),
    ...(recipients !== undefined && { recipients: addressesOf(recipients) }),
  }
}
