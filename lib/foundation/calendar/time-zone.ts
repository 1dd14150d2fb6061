import * as z from 'zod'

/** Tells whether this is the name of a time zone (IANA). */
export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format() !== ''
  } catch {
    return false
  }
}

export const TimeZone = z.string().refine(isTimeZone, 'Write a time zone such as Europe/Berlin.')
