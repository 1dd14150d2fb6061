import { addDays } from '../../foundation/calendar/day.ts'
import { ascendingBy } from '../../foundation/collections.ts'
import { daysKept } from '../snapshot/pointers.ts'
import type { Row } from '../snapshot/tables.ts'

type HistoryRow = Row<'history'>

export interface EarlierDay {
  day: string
  titles: readonly Pick<Row<'titles'>, 'id' | 'installed' | 'entitled' | 'unlimited'>[]
  history: readonly HistoryRow[]
}

type Figures = Omit<HistoryRow, 'title' | 'day'>

const nothing: Figures = { installed: 0, entitled: 0, unlimited: false }

const isSame = (one: Figures, other: Figures): boolean =>
  (['installed', 'entitled', 'unlimited'] as const).every((figure) => one[figure] === other[figure])

/** Rows of the days that are kept, and the newest before, which holds until then. Nothing at the beginning needs no row. */
const kept = (newestFirst: readonly HistoryRow[], oldest: string): HistoryRow[] => {
  const before = newestFirst.findIndex(({ day }) => day <= oldest)
  const rows = before < 0 ? newestFirst : newestFirst.slice(0, before + 1)
  const last = rows.at(-1)
  return last && isSame(last, nothing) ? rows.slice(0, -1) : [...rows]
}

/** Adds an earlier day to the history that it knew. A title that it lacks, such as a merged one, had nothing then. */
export const deriveHistory = ({ day, titles, history }: EarlierDay, today: string): HistoryRow[] => {
  const past = Map.groupBy(history, ({ title }) => title)
  const figures = new Map<string, Figures>([...past.keys()].map((title) => [title, nothing]))
  for (const { id, installed, entitled, unlimited } of titles) figures.set(id, { installed, entitled, unlimited })
  for (const [title, now] of figures) {
    const known = past.get(title) ?? []
    if (!isSame(known[0] ?? nothing, now)) past.set(title, [{ title, day, ...now }, ...known])
  }
  const oldest = addDays(today, -daysKept)
  return [...past].sort(ascendingBy(([title]) => title)).flatMap(([, rows]) => kept(rows, oldest))
}
