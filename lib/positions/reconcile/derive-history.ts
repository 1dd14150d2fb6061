import { addDays } from '../../calendar/day.ts'
import type { Row } from '../snapshot/tables.ts'

/** Days for which a title's past is kept: spec "Position", trends. */
export const daysKept = 400

type HistoryRow = Row<'history'>

/** What the last snapshot of an earlier day said. */
export interface EarlierDay {
  /** YYYY-MM-DD. */
  day: string
  titles: readonly Pick<Row<'titles'>, 'id' | 'installed' | 'entitled' | 'unlimited'>[]
  history: readonly HistoryRow[]
}

const isSame = (one: HistoryRow, other: Omit<HistoryRow, 'title' | 'day'>): boolean =>
  one.installed === other.installed && one.entitled === other.entitled && one.unlimited === other.unlimited

/** The rows of the days that are kept, and the newest of the days before them, which holds until the first of these. */
const kept = (newestFirst: readonly HistoryRow[], oldest: string): HistoryRow[] => {
  const before = newestFirst.findIndex(({ day }) => day <= oldest)
  return before < 0 ? [...newestFirst] : newestFirst.slice(0, before + 1)
}

/**
 * Positions at the end of earlier days, where they differ from those of the day before: what the last snapshot of an
 * earlier day knew of the past, and that day itself.
 * @param today YYYY-MM-DD
 */
export const deriveHistory = ({ day, titles, history }: EarlierDay, today: string): HistoryRow[] => {
  const past = Map.groupBy(history, ({ title }) => title)
  for (const { id: title, installed, entitled, unlimited } of titles) {
    const known = past.get(title) ?? []
    const [last] = known
    if (last ? isSame(last, { installed, entitled, unlimited }) : installed === 0 && entitled === 0 && !unlimited)
      continue
    past.set(title, [{ title, day, installed, entitled, unlimited }, ...known])
  }
  const oldest = addDays(today, -daysKept)
  return [...past]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, rows]) => kept(rows, oldest))
}
