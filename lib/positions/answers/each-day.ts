import { addDays } from '../../foundation/calendar/day.ts'
import { daysKept } from '../snapshot/pointers.ts'

/**
 * Figures day by day, newest first. Days on which they did not change have no row: they are like the day before.
 * @param now as they are today, YYYY-MM-DD
 * @param past newest first
 */
export const eachDay = <F extends { day: string }>(now: F, past: readonly F[]): F[] => {
  const oldest = addDays(now.day, -daysKept)
  const days: F[] = []
  let until = now.day
  for (const change of [now, ...past]) {
    for (let day = until; day >= change.day && day >= oldest; day = addDays(day, -1)) days.push({ ...change, day })
    until = addDays(change.day, -1)
  }
  return days
}
