import * as z from 'zod'
import { addDays } from '../../foundation/calendar/day.ts'
import { ascendingBy } from '../../foundation/collections.ts'
import { Metric } from '../../recognition/data/recognition.ts'
import { readFirstDay } from '../snapshot/pointers.ts'
import { basisShape } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import type { FamilyShelf } from './read-family.ts'

const names = ['owned', 'required', 'covered', 'shortfall', 'surplus'] as const
type Sums = Record<(typeof names)[number], number>
type Past = Row<'familyHistory'>

export const TrendDay = z
  .strictObject({
    date: z.iso.date().meta({ description: 'In the time zone of the ledger.' }),
    byMetric: z.partialRecord(
      Metric,
      z.strictObject({ owned: z.int(), required: z.int(), covered: z.int(), shortfall: z.int(), surplus: z.int() }),
    ),
  })
  .meta({ id: 'TrendDay', description: 'The families that there are now, as they were on a day, added up by metric.' })
type TrendDay = z.infer<typeof TrendDay>

export const Trend = z
  .strictObject({
    firstDay: z.iso.date().nullable().meta({
      description: 'The first day that `asOf` and `from` of other routes may name; null before the first snapshot.',
    }),
    items: z.array(TrendDay).meta({ description: 'Newest first: today so far, then the ends of days.' }),
    ...basisShape,
  })
  .meta({ id: 'Trend' })
type Trend = z.infer<typeof Trend>

interface Step {
  day: string
  metric: Metric
  add: Sums
}

/** By how much each change of a family moves the sums. @param newestFirst rows of one family, the last one from nothing */
const stepsOf = (metric: Metric, newestFirst: readonly (Sums & { day: string })[]): Step[] =>
  newestFirst.map((row, at) => {
    const before = newestFirst[at + 1]
    const add = Object.fromEntries(names.map((name) => [name, row[name] - (before?.[name] ?? 0)])) as Sums
    return { day: row.day, metric, add }
  })

const nothing: Sums = { owned: 0, required: 0, covered: 0, shortfall: 0, surplus: 0 }

/**
 * Adds up families day by day, newest first.
 * @param past rows of each family newest first, each of the first day of what it says
 * @param days the first and the last, YYYY-MM-DD
 */
export const sumDays = (
  families: readonly Row<'families'>[],
  past: readonly Past[],
  { first, last }: { first: string; last: string },
): TrendDay[] => {
  const pastOf = Map.groupBy(past, ({ family }) => family)
  const steps = families
    .flatMap((family) =>
      stepsOf(Metric.parse(family.metric), [{ ...family, day: last }, ...(pastOf.get(family.id) ?? [])]),
    )
    .sort(ascendingBy(({ day }) => day))
  const sums = new Map<Metric, Sums>()
  const days: TrendDay[] = []
  let next = 0
  for (let date = first; date <= last; date = addDays(date, 1)) {
    for (let step = steps[next]; step && step.day <= date; step = steps[++next]) {
      const { metric, add } = step
      const before = sums.get(metric) ?? nothing
      sums.set(metric, Object.fromEntries(names.map((name) => [name, before[name] + add[name]])) as Sums)
    }
    days.push({ date, byMetric: Object.fromEntries(sums) })
  }
  return days.reverse()
}

/** The positions of all families together. @param count of days, with today */
export const readTrend = async ({ table, snapshots }: FamilyShelf, count: number): Promise<Trend> => {
  const [{ snapshot, basis }, firstDay] = await Promise.all([snapshots.present(), readFirstDay(table)])
  if (!snapshot) return { firstDay: null, items: [], ...basis }
  const columns = ['family', 'day', ...names] as const
  const [families, past] = await Promise.all([
    snapshot.all('families'),
    snapshot.some({ table: 'familyHistory', columns }),
  ])
  const last = snapshot.manifest.day
  const oldest = addDays(last, 1 - count)
  const first = firstDay === undefined || firstDay < oldest ? oldest : firstDay
  return { firstDay: firstDay ?? null, items: sumDays(families, past, { first, last }), ...basis }
}
