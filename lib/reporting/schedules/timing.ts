import { expectToCome, readCron, readRate, type Schedule, WrongSchedule } from '../../foundation/calendar/schedule.ts'
import { type InputError, invalidInput } from '../../foundation/errors.ts'

/** When a report is to be made: one of both. */
export interface Timing {
  cron?: string | undefined
  rate?: string | undefined
  /** IANA name, in whose time cron is. */
  timeZone: string
}

/** Milliseconds between two ticks: what is due more often would come late. */
const shortestStep = 5 * 60_000

const examples = {
  cron: 'Write minute, hour, day, month, weekday and year: 0 8 * * ? * is every day at 8, 30 6 ? * MON * every Monday at 6:30, 0 9 1 * ? * every first of a month at 9.',
  rate: 'Write a number and minutes, hours or days: 1 day, 12 hours, 30 minutes.',
} as const

const refuse = (field: keyof typeof examples, why: string): InputError => ({
  pointer: `/${field}`,
  code: 'invalid-schedule',
  message: `This ${field} is wrong: ${why} ${examples[field]}`,
})

/** Times that are looked at: whole days, of as many times as there are in one. */
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

/** The times of a schedule. @throws WrongSchedule */
export const timesOf = ({ cron, rate, timeZone }: Timing): Schedule =>
  cron === undefined ? readRate(rate ?? '') : readCron(cron, timeZone)

/**
 * The times of a schedule as somebody wants it.
 * @throws LedgerError `invalid-schedule`
 */
export const expectTimes = (timing: Timing, now: Date): Schedule => {
  if ((timing.cron === undefined) === (timing.rate === undefined)) {
    const message = `Give either cron or rate. ${examples.cron} ${examples.rate}`
    throw invalidInput([{ pointer: '/cron', code: 'invalid-schedule', message }])
  }
  const field = timing.cron === undefined ? 'rate' : 'cron'
  try {
    const schedule = expectToCome(timesOf(timing), now)
    if (!isTooOften(schedule, now)) return schedule
    throw new WrongSchedule('reports can be made every 5 minutes at most.')
  } catch (error) {
    throw error instanceof WrongSchedule ? invalidInput([refuse(field, error.message)]) : error
  }
}
