import * as z from 'zod'
import { remembered } from '../collections.ts'

/** Making one takes longer than using it a hundred times. */
const formatterOf = remembered((timeZone: string) => new Intl.DateTimeFormat('sv', { timeZone }))

/** The day that an instant lies in, as `YYYY-MM-DD`. @param timeZone IANA name */
export const dayOf = (instant: Date, timeZone: string): string => formatterOf(timeZone).format(instant)

/** The day so many days after another one; before it when they are negative. @param day `YYYY-MM-DD` */
export const addDays = (day: string, count: number): string => {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + count)
  return date.toISOString().slice(0, 10)
}

const hour = 60 * 60_000
/** Time zones are at most so many hours away from UTC. */
const farthest = 16

/** The first instant of a day. @param day `YYYY-MM-DD` @param timeZone IANA name */
export const startOfDay = (day: string, timeZone: string): Date => {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  let [before, from] = [midnight - farthest * hour, midnight + farthest * hour]
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2)
    if (dayOf(new Date(middle), timeZone) < day) before = middle
    else from = middle
  }
  return new Date(from)
}

export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format() !== ''
  } catch {
    return false
  }
}

export const TimeZone = z.string().refine(isTimeZone, 'Write a time zone such as Europe/Berlin.')
