import { Cron } from 'croner'
import { isTimeZone } from '../../lib/calendar/time-zone.ts'

/** When something is to be done: gives the next time after one, undefined when there is none. */
export type Schedule = (after: Date) => Date | undefined

const rate = /^rate\(([1-9]\d{0,5}) (minute|hour|day)s?\)$/
const cron = /^cron\(([^()]+)\)$/
const minutes = { minute: 1, hour: 60, day: 24 * 60 }

const everySoOften = (count: number, unit: keyof typeof minutes): Schedule => {
  const interval = count * minutes[unit] * 60_000
  return (after) => new Date(after.getTime() + interval)
}

const isUnit = (unit: string): unit is keyof typeof minutes => unit in minutes

/** What AWS would refuse and croner takes. */
const refusal = (fields: readonly string[]): string | undefined => {
  const [, , day = '', , weekday = ''] = fields
  if (fields.length !== 6) return 'cron takes six fields.'
  if (fields.filter((field) => field === '?').length !== 1 || ![day, weekday].includes('?'))
    return 'either the day or the weekday is ?, and nothing else is.'
  return /[089]/.test(weekday) ? 'weekdays are 1 (Sunday) to 7 (Saturday).' : undefined
}

/** AWS counts days of the week from 1 (Sunday), and writes `?` for the day that does not matter. */
const atTimes = (fields: readonly string[], timeZone: string): Schedule => {
  const job = new Cron(`0 ${fields.join(' ').replace('?', '*')}`, {
    timezone: timeZone,
    alternativeWeekdays: true,
    mode: '7-part',
    sloppyRanges: true,
    paused: true,
  })
  return (after) => {
    let time = job.nextRun(after)
    // A time that is left out when clocks are put forward: croner takes the next that there is, AWS skips it.
    while (time && !job.match(time)) time = job.nextRun(time)
    return time ?? undefined
  }
}

const wrong = (expression: string, why: string): Error =>
  new Error(
    `The refresh schedule ${expression} is wrong: ${why} Write rate(1 day), cron(0 3 * * ? *) (minute, hour, day, month, weekday, year), or off.`,
  )

/** @returns undefined when it never comes */
const readTimes = (expression: string, fields: readonly string[], timeZone: string): Schedule | undefined => {
  try {
    const schedule = atTimes(fields, timeZone)
    return schedule(new Date()) && schedule
  } catch (error) {
    throw wrong(expression, `${error instanceof Error ? error.message : error}.`)
  }
}

/**
 * Reads an expression of EventBridge Scheduler: `rate(…)`, `cron(…)`; or `off`.
 * @param timeZone IANA name, for cron
 * @throws Error that says what is wrong
 */
export const readSchedule = (expression: string, timeZone: string): Schedule | undefined => {
  if (!isTimeZone(timeZone)) throw wrong(expression, `there is no time zone ${timeZone}.`)
  if (expression === 'off') return undefined
  const [, count, unit = ''] = rate.exec(expression) ?? []
  if (isUnit(unit)) return everySoOften(Number(count), unit)
  const [, times] = cron.exec(expression) ?? []
  if (times === undefined) throw wrong(expression, 'it is none.')
  const fields = times.trim().split(/\s+/)
  const refused = refusal(fields)
  if (refused !== undefined) throw wrong(expression, refused)
  const schedule = readTimes(expression, fields, timeZone)
  if (!schedule) throw wrong(expression, 'that time never comes.')
  return schedule
}

/** The time after one that has come. Those that passed meanwhile, as while a machine slept, are not made up for. */
export const nextToCome = (schedule: Schedule, come: Date, now: Date): Date | undefined => {
  let next = schedule(come)
  while (next && next <= now) next = schedule(next)
  return next
}
