import { addDays } from '../../foundation/calendar/day.ts'
import { daysKept } from '../reconcile/derive-history.ts'
import type { Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import { showPosition } from './show-position.ts'
import type { PositionDay } from './title.ts'

type Past = Pick<Row<'history'>, 'day' | 'installed' | 'entitled' | 'unlimited'>

/**
 * The position of a title day by day, newest first: of the snapshot's day, and of at most 400 days before. A day on which
 * it did not change is like the one before.
 */
export const readHistory = async (snapshot: Snapshot, title: Row<'titles'>): Promise<PositionDay[]> => {
  const past = await snapshot.some({ table: 'history', where: { title: title.id } })
  const { day: today } = snapshot.manifest
  return daysOf([{ ...title, day: today }, ...past], today)
}

/** @param changes what a position became, newest first */
const daysOf = (changes: readonly Past[], today: string): PositionDay[] => {
  const oldest = addDays(today, -daysKept)
  const days: PositionDay[] = []
  for (const [index, change] of changes.entries()) {
    const until = index === 0 ? today : addDays(changes[index - 1]?.day ?? today, -1)
    for (let day = until; day >= change.day && day >= oldest; day = addDays(day, -1))
      days.push({ date: day, ...showPosition(change) })
  }
  return days
}
