import { describe, expect, it } from 'vitest'
import { minimize, type Program } from '../../../../lib/positions/cover/solver.ts'

/** Which of the weights add up to a sum? Aims: what is missing, then how many are taken. */
const sumOfWeights = (weights: readonly number[], sum: number): Program => ({
  columns: [
    ...weights.map((value) => ({ most: 1, aims: [0, 1], entries: [{ row: 0, value }], start: 0 })),
    { most: sum, aims: [1, 0], entries: [{ row: 0, value: 1 }], start: sum },
  ],
  rows: [sum],
})

const addUp = ({ columns, rows }: Program, values: readonly number[]): boolean =>
  rows.every(
    (sum, row) =>
      columns.reduce(
        (total, { entries }, at) =>
          total + entries.reduce((part, entry) => part + (entry.row === row ? entry.value * (values[at] ?? 0) : 0), 0),
        0,
      ) === sum,
  )

describe('The solver', () => {
  it('pursues one aim after the other, in whole numbers', async () => {
    const { values, isProven } = await minimize(sumOfWeights([4, 6, 10, 14, 7], 20))
    expect(isProven).toBe(true)
    expect(values).toEqual([0, 1, 0, 1, 0, 0])
  })

  it('says when a search has ended before its proof, and still gives whole numbers that add up', async () => {
    // Even weights and an odd sum: fractions reach it, whole numbers cannot, and only a search shows that.
    const weights = Array.from({ length: 12 }, (_, at) => 2 * (10_007 + 977 * at * at))
    const hard = sumOfWeights(weights, 300_001)
    const { values, isProven } = await minimize(hard, 1)
    expect(isProven).toBe(false)
    expect(values.every((value) => Number.isInteger(value))).toBe(true)
    expect(addUp(hard, values)).toBe(true)
    expect(await minimize(hard, 1)).toEqual({ values, isProven })
  })
})
