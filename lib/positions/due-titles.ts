import * as z from 'zod'
import { addDays, dayOf } from '../calendar/day.ts'
import { positionDayKey, titlesDue } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { put, queryAll, type Table } from '../table/table.ts'
import { commitInTurn, type Turn } from '../work/turn.ts'
import { markPositions } from './position-marks.ts'

const StoredDay = z.object({ day: z.string() })

const readDay = async (table: Table): Promise<string | undefined> => {
  const item = await table.get(positionDayKey)
  return item && StoredDay.parse(item).day
}

/** Titles that one mark names. */
const titlesAtOnce = 1_000

const daysBetween = (from: string, to: string): string[] => {
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}

/** Whether a day has begun, in the ledger's time zone, for which terms of agreements are not looked at yet. */
export const isDayNew = async (table: Table, today: string): Promise<boolean> => (await readDay(table)) !== today

/**
 * Marks the titles for which agreements begin or cease to count, once a day has begun. The day before is looked at
 * again: an index may not have had all of it.
 * @throws TurnMoved
 */
export const markDueTitles = async (turn: Turn): Promise<void> => {
  const { table, newId, now, timeZone } = turn.ledger
  const today = dayOf(now(), timeZone)
  const last = await readDay(table)
  if (last === today) return
  const due = await Promise.all(
    daysBetween(last === undefined ? today : addDays(last, -1), today).map((day) =>
      queryAll(table, { index: 'gsi2', partition: titlesDue(day) }),
    ),
  )
  const titles = due.flat().map(({ id }) => String(id))
  for (let first = 0; first < titles.length; first += titlesAtOnce)
    await commitInTurn(turn, [
      markPositions(newId(), { sums: titles.slice(first, first + titlesAtOnce) }, now().toISOString()),
    ])
  await commitInTurn(turn, [put({ ...positionDayKey, day: today }, {}, raceLost)])
}
