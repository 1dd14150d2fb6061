import { describe, expect, it, test } from 'vitest'
import { layoutTrend, roundUp } from '../../../console/src/ui/trend-layout.ts'

test.each([
  [0, 1],
  [1, 1],
  [3, 5],
  [9, 10],
  [10, 10],
  [11, 20],
  [590, 1000],
  [240, 500],
])('A line that reaches %i ends below %i', (value, top) => {
  expect(roundUp(value)).toBe(top)
})

describe('A trend', () => {
  it('stands on zero, and holds each value until the next one', () => {
    const { top, paths } = layoutTrend([
      [
        { date: '2026-03-01', value: 0 },
        { date: '2026-03-03', value: 50 },
        { date: '2026-03-05', value: 100 },
      ],
      [{ date: '2026-03-05', value: 25 }],
    ])
    expect(top).toBe(100)
    expect(paths).toEqual(['M0,100H50V50H100V0', 'M100,75'])
  })

  it('can be of one day, and of none', () => {
    expect(layoutTrend([[{ date: '2026-03-01', value: 4 }]]).paths).toEqual(['M0,20'])
    expect(layoutTrend([[]]).paths).toEqual([''])
  })
})
