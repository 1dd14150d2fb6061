import { Cron } from 'croner'
import { isTimeZone } from './day.ts'

export type Schedule = (after: Date) => Date | undefined

const rate = /^([1-9]\d{0,5}) (minute|hour|day)s?$/
const expressions = /^(rate|cron)\(([^()]+)\)$/
const minutes = { minute: 1, hour: 60, day: 24 * 60 }

const everySoOften = (count: number, unit: keyof typeof minutes): Schedule => {
  const interval = count * minutes[unit] * 60_000
  return (after) => new Date(after.getTime() + interval)
}

const isUnit = (unit: string): unit is keyof typeof minutes => unit in minutes

/** A text that is no schedule; the message says why, as a sentence. */
export class WrongSchedule extends Error {
  override name = 'WrongSchedule'
}

/** What AWS would refuse and croner takes. */
const refusal = (fields: readonly string[]): string | undefined => {
  const [, , day = '', , weekday = ''] = fields
  if (fields.length !== 6) return 'it takes six fields, minute, hour, day, month, weekday and year.'
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

/** Reads a rate such as `1 day`, `12 hours`, `30 minutes`. @throws WrongSchedule */
export const readRate = (text: string): Schedule => {
  const [, count, unit = ''] = rate.exec(text) ?? []
  if (!isUnit(unit)) throw new WrongSchedule('it is no whole number of minutes, hours or days.')
  return everySoOften(Number(count), unit)
}

/** Reads the six fields of EventBridge Scheduler, such as `0 3 * * ? *`. @throws WrongSchedule */
export const readCron = (text: string, timeZone: string): Schedule => {
  const fields = text.trim().split(/\s+/)
  const refused = refusal(fields)
  if (refused !== undefined) throw new WrongSchedule(refused)
  try {
    return atTimes(fields, timeZone)
  } catch (error) {
    throw new WrongSchedule(`${error instanceof Error ? error.message : error}.`)
  }
}

/** @throws WrongSchedule when its time never comes again */
export const expectToCome = (schedule: Schedule, after: Date): Schedule => {
  if (schedule(after)) return schedule
  throw new WrongSchedule('that time never comes.')
}

const wrong = (expression: string, why: string): Error =>
  new Error(
    `The refresh schedule ${expression} is wrong: ${why} Write rate(1 day), cron(0 3 * * ? *) (minute, hour, day, month, weekday, year), or off.`,
  )

/** Reads `rate(…)`, `cron(…)` of EventBridge Scheduler, or `off`. @throws Error that says what is wrong */
export const readSchedule = (expression: string, timeZone: string): Schedule | undefined => {
  if (!isTimeZone(timeZone)) throw wrong(expression, `there is no time zone ${timeZone}.`)
  if (expression === 'off') return undefined
  const [, kind, text = ''] = expressions.exec(expression) ?? []
  try {
    if (kind === 'rate') return readRate(text)
    if (kind === 'cron') return expectToCome(readCron(text, timeZone), new Date())
  } catch (error) {
    throw error instanceof WrongSchedule ? wrong(expression, error.message) : error
  }
  throw wrong(expression, 'it is none.')
}

/** The time after one that has come. Those that passed meanwhile, as while a machine slept, are not made up for. */
export const nextToCome = (schedule: Schedule, come: Date, now: Date): Date | undefined => {
  let next = schedule(come)
  while (next && next <= now) next = schedule(next)
  return next
}
