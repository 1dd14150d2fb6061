import { addDays, dayOf } from '../../foundation/calendar/day.ts'

const hour = 60 * 60_000

/**
 * Whether a device does not count on a day, because it was not seen for too long: more than so many days lie between the
 * day on which it was seen and this one.
 * @param day of the ledger, YYYY-MM-DD
 * @param timeZone IANA name of the one in which the ledger's days begin
 */
export const isStaleOn = (day: string, seenAt: Date, staleDays: number, timeZone: string): boolean =>
  addDays(dayOf(seenAt, timeZone), staleDays) < day

/**
 * Whether a device may have left the counts, in whichever time zone days begin. True for all that are stale on the day
 * of `now`, also where clocks were put forward in between.
 */
export const mayBeStale = (seenAt: Date, now: Date, staleDays: number): boolean =>
  now.getTime() - seenAt.getTime() > (staleDays * 24 - 1) * hour
