import { Cron } from 'croner'

/** When something is to be done: gives the next time after one, undefined when there is none. */
export type Schedule = (after: Date) => Date | undefined

const rate = /^rate\((\d+) (minute|hour|day)s?\)$/
const cron = /^cron\(([^()]+)\)$/
const minutes = { minute: 1, hour: 60, day: 24 * 60 }

const everySoOften = (count: number, unit: keyof typeof minutes): Schedule => {
  const interval = count * minutes[unit] * 60_000
  return (after) => new Date(after.getTime() + interval)
}

const isUnit = (unit: string): unit is keyof typeof minutes => unit in minutes

/** AWS counts days of the week from 1 (Sunday), and writes `?` for the day that does not matter. */
const atTimes = (fields: string, timeZone: string): Schedule => {
  const job = new Cron(`0 ${fields.replaceAll('?', '*')}`, {
    timezone: timeZone,
    alternativeWeekdays: true,
    mode: '7-part',
    sloppyRanges: true,
    paused: true,
  })
  return (after) => job.nextRun(after) ?? undefined
}

const wrong = (expression: string, why: string): Error =>
  new Error(
    `The refresh schedule ${expression} is wrong: ${why} Write rate(1 day), cron(0 3 * * ? *) (minute, hour, day, month, weekday, year), or off.`,
  )

/**
 * Reads an expression of EventBridge Scheduler: `rate(…)`, `cron(…)`; or `off`.
 * @param timeZone IANA name, for cron
 * @throws Error that says what is wrong
 */
export const readSchedule = (expression: string, timeZone: string): Schedule | undefined => {
  if (expression === 'off') return undefined
  const [, count, unit = ''] = rate.exec(expression) ?? []
  if (isUnit(unit) && Number(count) > 0) return everySoOften(Number(count), unit)
  const [, fields] = cron.exec(expression) ?? []
  if (fields === undefined) throw wrong(expression, 'it is none.')
  if (fields.trim().split(/\s+/).length !== 6) throw wrong(expression, 'cron takes six fields.')
  try {
    const schedule = atTimes(fields.trim(), timeZone)
    schedule(new Date())
    return schedule
  } catch (error) {
    throw wrong(expression, `${error instanceof Error ? error.message : error}.`)
  }
}
