import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../../../lib/foundation/calendar/day.ts'
import { deriveHistory, type EarlierDay } from '../../../../lib/positions/reconcile/derive-history.ts'
import { daysKept } from '../../../../lib/positions/snapshot/pointers.ts'

type Figures = Omit<EarlierDay['titles'][number], 'id'>

const nothing: Figures = { installed: 0, entitled: 0, unlimited: false }
const first = '2026-01-01'
const titles = ['T1', 'T2', 'T3']

const figures = fc.record({
  installed: fc.nat({ max: 2 }),
  entitled: fc.nat({ max: 1 }),
  unlimited: fc.boolean(),
})

/** Days that follow each other, with pauses in which nothing ran: what the last snapshot of each says of some titles. */
const pasts = fc.array(
  fc.record({
    pause: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 30 }), fc.constant(150)),
    positions: fc.dictionary(fc.constantFrom(...titles), figures, { maxKeys: titles.length }),
  }),
  { maxLength: 40 },
)

/** Derives the history of each day from the day before, as snapshots do. @returns that of a day after all of them */
const derive = (past: { pause: number; positions: Record<string, Figures> }[]) => {
  let day = first
  let history: EarlierDay['history'] = []
  const days: { day: string; positions: Record<string, Figures> }[] = []
  for (const [index, { pause, positions }] of past.entries()) {
    const earlier = days.at(-1)
    if (index > 0) day = addDays(day, pause)
    if (earlier) history = deriveHistory({ day: earlier.day, titles: titlesOf(earlier.positions), history }, day)
    days.push({ day, positions })
  }
  const last = days.at(-1)
  const today = addDays(day, 1)
  return {
    days,
    today,
    history: last ? deriveHistory({ ...last, titles: titlesOf(last.positions), history }, today) : [],
  }
}

const titlesOf = (positions: Record<string, Figures>) => Object.entries(positions).map(([id, own]) => ({ id, ...own }))

/** What a reader takes from the rows of a title: the newest row of that day, or of one before it. */
const readAt = (history: EarlierDay['history'], title: string, day: string): Figures => {
  const row = history.find((each) => each.title === title && each.day <= day)
  return row ? { installed: row.installed, entitled: row.entitled, unlimited: row.unlimited } : nothing
}

describe('The history of titles', () => {
  it('says of each day that is kept what its last snapshot said, and of days without one what the one before said', () => {
    fc.assert(
      fc.property(pasts, (past) => {
        const { days, today, history } = derive(past)
        const oldest = addDays(today, -daysKept)
        for (let day = oldest < first ? first : oldest; day < today; day = addDays(day, 1)) {
          const snapshot = days.findLast((each) => each.day <= day)
          for (const title of titles)
            expect([day, title, readAt(history, title, day)]).toEqual([
              day,
              title,
              snapshot?.positions[title] ?? nothing,
            ])
        }
      }),
      { numRuns: 60 },
    )
  })

  it('has rows only where something changed, by title and newest first, and none that no kept day needs', () => {
    fc.assert(
      fc.property(pasts, (past) => {
        const { today, history } = derive(past)
        const oldest = addDays(today, -daysKept)
        for (const [title, rows] of Map.groupBy(history, (row) => row.title)) {
          expect(rows.map(({ day }) => day)).toEqual(
            rows
              .map(({ day }) => day)
              .toSorted()
              .reverse(),
          )
          expect(rows.filter(({ day }) => day <= oldest).length).toBeLessThanOrEqual(1)
          for (const [index, { title: _, day: __, ...own }] of rows.entries()) {
            const { title: ___, day: ____, ...before } = rows[index + 1] ?? { title, day: '', ...nothing }
            expect(own).not.toEqual(before)
          }
        }
        expect(history.map(({ title }) => title)).toEqual(history.map(({ title }) => title).toSorted())
      }),
      { numRuns: 100 },
    )
  })

  it('forgets a title that is gone when its last day is no longer kept', () => {
    const had = { day: first, titles: [{ id: 'T1', installed: 5, entitled: 0, unlimited: false }], history: [] }
    const next = addDays(first, 1)
    const gone = deriveHistory({ day: next, titles: [], history: deriveHistory(had, next) }, addDays(first, 2))
    expect(gone).toEqual([
      { title: 'T1', day: next, ...nothing },
      { title: 'T1', day: first, installed: 5, entitled: 0, unlimited: false },
    ])
    expect(deriveHistory({ day: addDays(first, 2), titles: [], history: gone }, addDays(next, daysKept))).toEqual([])
  })
})
