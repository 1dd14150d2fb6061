import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addDays } from '../../../../lib/foundation/calendar/day.ts'
import { eachDay } from '../../../../lib/positions/answers/each-day.ts'
import { sumDays } from '../../../../lib/positions/answers/read-trend.ts'
import type { Row } from '../../../../lib/positions/snapshot/tables.ts'

const today = '2026-06-30'
const figuresOf = (required: number) => ({
  ...{ owned: required + 3, unlimited: false, required, covered: required, shortfall: 0, surplus: 3 },
  ...{ needsData: 0, exempt: 0 },
})

const familyWith = fc.record({
  metric: fc.constantFrom('device', 'core'),
  now: fc.nat(9),
  changes: fc.uniqueArray(fc.record({ daysAgo: fc.integer({ min: 1, max: 20 }), required: fc.nat(9) }), {
    selector: ({ daysAgo }) => daysAgo,
    maxLength: 5,
  }),
})

it('Days of all families are the sums of the days of each', () => {
  fc.assert(
    fc.property(fc.array(familyWith, { maxLength: 6 }), fc.integer({ min: 0, max: 25 }), (given, length) => {
      const families = given.map(({ metric, now }, id) => ({ id: `f${id}`, metric, ...figuresOf(now) }))
      const past = given.flatMap(({ changes }, id) =>
        changes
          .toSorted((one, other) => one.daysAgo - other.daysAgo)
          .map(({ daysAgo, required }) => ({
            family: `f${id}`,
            day: addDays(today, -daysAgo),
            ...figuresOf(required),
          })),
      )
      const first = addDays(today, -length)
      const days = sumDays(families as unknown as Row<'families'>[], past, { first, last: today })
      expect(days.map(({ date }) => date)).toEqual(Array.from({ length: length + 1 }, (_, ago) => addDays(today, -ago)))
      for (const { date, byMetric } of days)
        for (const metric of ['device', 'core'] as const) {
          const required = families
            .filter((family) => family.metric === metric)
            .flatMap((family) =>
              eachDay(
                { ...family, family: family.id, day: today },
                past.filter((row) => row.family === family.id),
              ),
            )
            .filter(({ day }) => day === date)
            .reduce((sum, family) => sum + family.required, 0)
          expect(byMetric[metric]?.required ?? 0).toBe(required)
        }
    }),
  )
})
