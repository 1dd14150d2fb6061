import { addDays, dayOf } from '../../foundation/calendar/day.ts'

const hour = 60 * 60_000

/**
 * Whether a device was last seen more than so many days before a day, so that it does not count on it.
 * @param day of the ledger, YYYY-MM-DD
 * @param timeZone IANA name of the zone of the ledger's days
 */
export const isStaleOn = (day: string, seenAt: Date, staleDays: number, timeZone: string): boolean =>
  addDays(dayOf(seenAt, timeZone), staleDays) < day

/** True for each device that is stale on the day of `now` in some time zone, also after clocks went forward. */
export const mayBeStale = (seenAt: Date, now: Date, staleDays: number): boolean =>
  now.getTime() - seenAt.getTime() > (staleDays * 24 - 1) * hour
