import { expect, test } from 'vitest'
import { comparedWith, visited } from '../../../console/src/pages/overview/last-visit.ts'

const first = '2026-06-01'

test.each([
  { kept: undefined, today: '2026-06-10', next: { day: '2026-06-10' }, because: 'nobody has been here before' },
  {
    kept: { day: '2026-06-08' },
    today: '2026-06-10',
    next: { before: '2026-06-08', day: '2026-06-10' },
    because: 'the last visit was on another day',
  },
  {
    kept: { before: '2026-06-08', day: '2026-06-10' },
    today: '2026-06-10',
    next: { before: '2026-06-08', day: '2026-06-10' },
    because: 'a second look on one day is no other visit',
  },
])('A visit on $today is kept, as $because', ({ kept, today, next }) => {
  expect(visited(kept, today)).toEqual(next)
})

test.each([
  { before: undefined, today: '2026-06-10', from: undefined, because: 'it is the first visit' },
  { before: '2026-06-08', today: '2026-06-10', from: '2026-06-07', because: 'that day had not ended at the visit' },
  { before: '2026-06-01', today: '2026-06-10', from: '2026-06-01', because: 'no earlier day is kept' },
  { before: '2026-04-01', today: '2026-06-10', from: '2026-06-01', because: 'the days before are not kept any more' },
  { before: '2026-05-31', today: '2026-06-01', from: undefined, because: 'the ledger has only one day' },
])('After a visit on $before it is compared with $from, as $because', ({ before, today, from }) => {
  expect(comparedWith({ before, day: today }, { first, today })).toBe(from)
})
