import { addDays } from '../../foundation/calendar/day.ts'
import { ascendingBy } from '../../foundation/collections.ts'
import { daysKept } from '../snapshot/pointers.ts'
import type { Row } from '../snapshot/tables.ts'

export interface EarlierDay {
  day: string
  titles: readonly (TitleFigures & { id: string })[]
  history: readonly Row<'history'>[]
  families: readonly (FamilyFigures & { id: string })[]
  familyHistory: readonly Row<'familyHistory'>[]
}

type TitleFigures = Omit<Row<'history'>, 'title' | 'day'>
type FamilyFigures = Omit<Row<'familyHistory'>, 'family' | 'day'>

const noTitle: TitleFigures = { installed: 0, entitled: 0, unlimited: false }
const noFamily: FamilyFigures = {
  ...{ owned: 0, unlimited: false, required: 0, covered: 0, shortfall: 0, surplus: 0, needsData: 0, exempt: 0 },
}

interface Past<F> {
  subject: string
  day: string
  figures: F
}

/**
 * Adds an earlier day to the history that it knew. A subject that it lacks, such as a merged title, had nothing then.
 * @param nothing the figures of such a subject, and all that are kept
 */
const derive = <F extends object>(
  day: string,
  of: readonly (F & { id: string })[],
  history: readonly Past<F>[],
  nothing: F,
  today: string,
): Past<F>[] => {
  const names = Object.keys(nothing) as (keyof F)[]
  const only = (figures: F): F => Object.fromEntries(names.map((name) => [name, figures[name]])) as F
  const isSame = (one: F, other: F): boolean => names.every((name) => one[name] === other[name])
  /** Days that are kept, and the newest before, which holds until then. Nothing at the beginning needs no row. */
  const kept = (newestFirst: readonly Past<F>[], oldest: string): Past<F>[] => {
    const before = newestFirst.findIndex((one) => one.day <= oldest)
    const rows = before < 0 ? newestFirst : newestFirst.slice(0, before + 1)
    const last = rows.at(-1)
    return last && isSame(last.figures, nothing) ? rows.slice(0, -1) : [...rows]
  }

  const past = new Map(Map.groupBy(history, ({ subject }) => subject))
  const figures = new Map<string, F>([...past.keys()].map((subject) => [subject, nothing]))
  for (const { id, ...now } of of) figures.set(id, only(now as unknown as F))
  for (const [subject, now] of figures) {
    const known = past.get(subject) ?? []
    if (!isSame(known[0]?.figures ?? nothing, now)) past.set(subject, [{ subject, day, figures: now }, ...known])
  }
  const oldest = addDays(today, -daysKept)
  return [...past].sort(ascendingBy(([subject]) => subject)).flatMap(([, rows]) => kept(rows, oldest))
}

export const deriveHistory = (
  { day, titles, history }: Pick<EarlierDay, 'day' | 'titles' | 'history'>,
  today: string,
): Row<'history'>[] => {
  const past = history.map(({ title: subject, day: on, ...figures }) => ({ subject, day: on, figures }))
  return derive(day, titles, past, noTitle, today).map(({ subject: title, day: on, figures }) => ({
    ...{ title, day: on, ...figures },
  }))
}

export const deriveFamilyHistory = (
  { day, families, familyHistory }: Pick<EarlierDay, 'day' | 'families' | 'familyHistory'>,
  today: string,
): Row<'familyHistory'>[] => {
  const past = familyHistory.map(({ family: subject, day: on, ...figures }) => ({ subject, day: on, figures }))
  return derive(day, families, past, noFamily, today).map(({ subject: family, day: on, figures }) => ({
    ...{ family, day: on, ...figures },
  }))
}
