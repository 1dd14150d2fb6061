import * as z from 'zod'
import { addDays, dayOf } from '../calendar/day.ts'
import { readTitle } from '../software/show-software.ts'
import type { PositionDay } from '../software/software.ts'
import type { StoredTitle } from '../software/title-store.ts'
import { spanKey, spanPrefix } from '../table/keys.ts'
import type { ListPage, PageRequest } from '../table/page.ts'
import { type Item, queryAll } from '../table/table.ts'
import { daysKept } from './position.ts'
import type { PositionShelf } from './show-position.ts'

const StoredSpan = z.object({ sk: z.string(), until: z.string(), installed: z.number(), entitled: z.number() })

/** Days on which a position was the same, both ends inclusive. */
interface Span {
  from: string
  until: string
  installed: number
  entitled: number
}

const parseSpan = (item: Item): Span => {
  const { sk, ...span } = StoredSpan.parse(item)
  return { from: sk.slice(spanPrefix.length), ...span }
}

const showDay = (date: string, { installed, entitled }: Span): PositionDay => ({
  date,
  entitledCount: entitled,
  installedCount: installed,
  difference: entitled - installed,
})

const presentOf = ({ since, installed, entitled }: StoredTitle, today: string): Span[] =>
  since === undefined ? [] : [{ from: since, until: today, installed, entitled }]

/**
 * The position of a title day by day, as it was at the end of each, newest first: of today, and of at most 400 days
 * before. A day on which it did not change is like the one before.
 * @param page.after the last day of the page before
 * @throws LedgerError `title-not-found`
 */
export const readHistory = async (
  { table, now, timeZone }: PositionShelf,
  titleId: string,
  { limit, after }: PageRequest,
): Promise<ListPage<PositionDay>> => {
  const title = await readTitle(table, titleId)
  const today = dayOf(now(), timeZone)
  const oldest = addDays(today, -daysKept)
  const newest = after === undefined ? today : addDays(after, -1)
  const { pk: partition, sk: to } = spanKey(titleId, newest)
  const past = await queryAll(table, { partition, between: [spanPrefix, to], newestFirst: true, limit: limit + 1 })
  const spans = [...presentOf(title, today), ...past.map(parseSpan)]
  const days: PositionDay[] = []
  for (let day = newest; day >= oldest && days.length <= limit; day = addDays(day, -1)) {
    const span = spans.find(({ from, until }) => from <= day && day <= until)
    if (!span && !spans.some(({ from }) => from < day)) break
    if (span) days.push(showDay(day, span))
  }
  const items = days.slice(0, limit)
  const last = items.at(-1)
  return { items, ...(days.length > limit && last && { next: last.date }) }
}
