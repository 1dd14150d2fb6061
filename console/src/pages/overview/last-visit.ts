import { addDays } from '../../ledger/add-days.ts'

/** Days of the ledger on which a person looked at the overview, and the instant of the last look. */
export interface Visits {
  /** The last day before this one. */
  before?: string | undefined
  /** The last day. */
  day: string
}

/** @param kept undefined before the first visit @param today day of the ledger */
export const visited = (kept: Visits | undefined, today: string): Visits =>
  kept === undefined ? { day: today } : kept.day < today ? { before: kept.day, day: today } : kept

/**
 * With the end of which day to compare, so that nothing is missed that came after the last look: the ledger keeps the ends
 * of days, so it is the day before. Undefined where there is nothing to compare with.
 * @param days the first that is kept, and today
 */
export const comparedWith = ({ before }: Visits, days: { first: string; today: string }): string | undefined => {
  if (before === undefined || days.first >= days.today) return undefined
  const eve = addDays(before, -1)
  return eve < days.first ? days.first : eve
}
