import { expectToCome, readCron, readRate, type Schedule, WrongSchedule } from '../../foundation/calendar/schedule.ts'
import { invalidInput } from '../../foundation/errors.ts'
import type { StoredReportSchedule } from './report-schedule.ts'

type Timing = Pick<StoredReportSchedule, 'cron' | 'rate' | 'timeZone'>

/** Milliseconds between two ticks: what is due more often would come late. */
const shortestStep = 5 * 60_000

const examples = {
  cron: 'Write minute, hour, day, month, weekday and year: 0 8 * * ? * is every day at 8, 30 6 ? * MON * every Monday at 6:30, 0 9 1 * ? * every first of a month at 9.',
  rate: 'Write a number and minutes, hours or days: 1 day, 12 hours, 30 minutes.',
} as const

/** Ticks of a day, and one more. */
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

/** The times of a schedule that a manager enters. @throws LedgerError `invalid-schedule` */
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
