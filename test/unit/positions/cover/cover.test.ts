import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assignBySolver, assignPlainly } from '../../../../lib/positions/cover/assign.ts'
import { type Cover, type CoverProblem, cover } from '../../../../lib/positions/cover/cover.ts'
import { componentsOf } from '../../../../lib/positions/cover/demand.ts'
import { amountOf } from '../../../support/amount.ts'
import { bestTotals, flowTotals, type Totals } from '../../../support/cover-model.ts'

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0)

const license = (costs: Record<number, number>, quantity = 1, isWhole = false) => ({
  quantity,
  isWhole,
  costs: new Map(Object.entries(costs).map(([need, cost]) => [Number(need), cost])),
})

const machines = (count: number, needs: readonly number[], units = 1) => ({ machines: count, units, needs })

const demandOf = ({ combinations }: CoverProblem): number =>
  sumOf(combinations.map(({ machines: count, units, needs }) => count * units * needs.length))

const openOf = (problem: CoverProblem, { rows }: Cover): number =>
  demandOf(problem) - sumOf(rows.map(({ quantity }) => quantity))

/** Totals of a solution; what licenses for whole machines leave open is counted before others meet it. */
const totalsOf = (problem: CoverProblem, { rows, used }: Cover): { whole: Totals; others: Totals } => {
  const isInUnits = problem.combinations.some(({ units }) => units > 1)
  const isFirst = (entitlement: number) => isInUnits && problem.entitlements[entitlement]?.isWhole === true
  const of = (demand: number, isIn: (entitlement: number) => boolean): Totals => {
    const own = rows.filter(({ entitlement }) => isIn(entitlement))
    const cost = own.map(
      (row) => row.quantity * (problem.entitlements[row.entitlement]?.costs.get(row.need) ?? Number.NaN),
    )
    const ranks = used.map((count, entitlement) => (isIn(entitlement) ? count * (entitlement + 1) : 0))
    return [demand - sumOf(own.map(({ quantity }) => quantity)), sumOf(cost), sumOf(ranks)]
  }
  const whole = of(demandOf(problem), isFirst)
  return { whole, others: of(whole[0], (entitlement) => !isFirst(entitlement)) }
}

const checkSums = ({ combinations, entitlements }: CoverProblem, { rows, used, complete }: Cover): void => {
  for (const [at, { quantity }] of entitlements.entries()) expect(used[at]).toBeLessThanOrEqual(quantity)
  for (const [at, { machines: count, units, needs }] of combinations.entries()) {
    const met = needs.map((need) =>
      sumOf(rows.flatMap((row) => (row.combination === at && row.need === need ? [row.quantity] : []))),
    )
    for (const quantity of met) expect(quantity).toBeLessThanOrEqual(count * units)
    expect(complete[at]).toBeLessThanOrEqual(Math.floor(Math.min(count * units, ...met) / units))
    if (units > 1 && needs.length > 1) continue
    // Open units of a need lie together.
    const missing = sumOf(met.map((quantity) => Math.ceil((count * units - quantity) / units)))
    expect(complete[at]).toBeGreaterThanOrEqual(count - missing)
  }
  expect(rows.every(({ quantity }) => Number.isInteger(quantity) && quantity > 0)).toBe(true)
}

const needSets = fc.subarray([0, 1, 2, 3], { minLength: 1, maxLength: 4 })
const costs = fc
  .uniqueArray(fc.tuple(fc.nat({ max: 3 }), fc.constantFrom(0, 0, 1, 2, 3, 30)), {
    minLength: 1,
    maxLength: 4,
    selector: ([need]) => need,
  })
  .map((pairs) => new Map(pairs))
const quantities = fc.oneof(
  { weight: 9, arbitrary: fc.nat({ max: 3 }) },
  { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
)
const problems = fc.record({
  combinations: fc.array(
    fc.record({ machines: fc.integer({ min: 1, max: 2 }), units: fc.constant(1), needs: needSets }),
    { minLength: 1, maxLength: 3 },
  ),
  entitlements: fc.array(fc.record({ quantity: quantities, isWhole: fc.boolean(), costs }), { maxLength: 4 }),
})
const problemsInUnits = fc.record({
  combinations: fc.array(
    fc.record({
      machines: fc.integer({ min: 1, max: 2 }),
      units: fc.integer({ min: 1, max: 3 }),
      needs: fc.subarray([0, 1, 2], { minLength: 1, maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  entitlements: fc.array(fc.record({ quantity: quantities, isWhole: fc.boolean(), costs }), { maxLength: 4 }),
})

describe('The coverage', () => {
  it('of 100 licenses over 100 machines with the suite and 50 with a part of it leaves 50 open', async () => {
    const problem = {
      combinations: [machines(100, [0]), machines(50, [1])],
      entitlements: [license({ 0: 0, 1: 1 }, 100)],
    }
    expect(await cover(problem)).toEqual({
      rows: [{ entitlement: 0, combination: 0, need: 0, quantity: 100 }],
      used: [100],
      complete: [100, 0],
      isProven: true,
    })
  })

  it('of pairs of three programs by one license of each and one suite meets five of six needs', async () => {
    const problem = {
      combinations: [machines(1, [0, 1]), machines(1, [0, 2]), machines(1, [1, 2])],
      entitlements: [license({ 0: 0 }), license({ 1: 0 }), license({ 2: 0 }), license({ 0: 1, 1: 1, 2: 1 })],
    }
    const found = await cover(problem)
    expect(openOf(problem, found)).toBe(1)
    expect(found.used).toEqual([1, 1, 1, 1])
    expect(sumOf(found.complete)).toBe(2)
  })

  it('of three needs on two machines does not divide a license among machines', async () => {
    const problem = {
      combinations: [machines(2, [0, 1, 2])],
      entitlements: [license({ 0: 0, 1: 0 }), license({ 1: 0, 2: 0 }), license({ 0: 0, 2: 0 })],
    }
    const found = await cover(problem)
    expect(openOf(problem, found)).toBe(1)
    expect(found).toMatchObject({ used: [1, 1, 1], complete: [1], isProven: true })
  })

  it('gives licenses for whole machines to those with most cores, and core licenses to the others', async () => {
    const problem = {
      combinations: [machines(3, [0], 8), machines(2, [0], 32)],
      entitlements: [license({ 0: 0 }, 10), license({ 0: 0 }, 2, true)],
    }
    expect(await cover(problem)).toEqual({
      rows: [
        { entitlement: 0, combination: 0, need: 0, quantity: 10 },
        { entitlement: 1, combination: 1, need: 0, quantity: 64 },
      ],
      used: [10, 2],
      complete: [1, 2],
      isProven: true,
    })
  })

  it.each([
    ['families', problems],
    ['families counted in units', problemsInUnits],
  ])('of small %s is what trying everything finds', async (_, families) => {
    await fc.assert(
      fc.asyncProperty(families, async (problem) => {
        const found = await cover(problem)
        expect(found.isProven).toBe(true)
        checkSums(problem, found)
        expect(bestTotals(problem)).toContainEqual(totalsOf(problem, found))
      }),
      { numRuns: amountOf(50, 3_000) },
    )
  })

  it('of machines with one need each is what the cheapest flow from licenses to needs is', async () => {
    const need = fc.nat({ max: 11 })
    const singles = fc.record({
      combinations: fc.array(
        fc.record({ machines: fc.integer({ min: 1, max: 60 }), units: fc.constant(1), needs: fc.tuple(need) }),
        { minLength: 1, maxLength: 20 },
      ),
      entitlements: fc.array(
        fc.record({
          quantity: fc.nat({ max: 60 }),
          isWhole: fc.constant(false),
          costs: fc
            .uniqueArray(fc.tuple(need, fc.constantFrom(0, 1, 2, 3, 10, 20)), {
              selector: ([one]) => one,
              maxLength: 6,
            })
            .map((pairs) => new Map(pairs)),
        }),
        { maxLength: 20 },
      ),
    })
    await fc.assert(
      fc.asyncProperty(singles, async (problem) => {
        const found = await cover(problem)
        checkSums(problem, found)
        expect(totalsOf(problem, found).others).toEqual(flowTotals(problem))
      }),
      { numRuns: amountOf(25, 1_000) },
    )
  })

  it('does not depend on the order in which needs are told, nor its totals on that of combinations', async () => {
    await fc.assert(
      fc.asyncProperty(problems, fc.infiniteStream(fc.nat()), async ({ combinations, entitlements }, numbers) => {
        const shuffled = <T>(all: Iterable<T>): T[] =>
          Array.from(all, (one) => ({ one, at: numbers.next().value }))
            .sort((one, other) => one.at - other.at)
            .map(({ one }) => one)
        const found = await cover({ combinations, entitlements })
        expect(
          await cover({
            combinations: combinations.map((one) => ({ ...one, needs: shuffled(one.needs) })),
            entitlements: entitlements.map((one) => ({ ...one, costs: new Map(shuffled(one.costs)) })),
          }),
        ).toEqual(found)
        const metBy = ({ rows }: Cover): number[] =>
          entitlements.map((_, at) => sumOf(rows.flatMap((row) => (row.entitlement === at ? [row.quantity] : []))))
        const other = await cover({ combinations: shuffled(combinations), entitlements })
        expect(metBy(other)).toEqual(metBy(found))
        expect(other.used).toEqual(found.used)
      }),
      { numRuns: amountOf(25, 1_000) },
    )
  })

  it('meets needs first of the combinations that come first', async () => {
    const problem = {
      combinations: [machines(2, [0, 1]), machines(2, [0, 1])],
      entitlements: [license({ 0: 0, 1: 0 }, 2), license({ 1: 0 }, 1)],
    }
    expect((await cover(problem)).complete).toEqual([2, 0])
  })

  it('takes a site license wherever it is the first choice', async () => {
    const problem = {
      combinations: [machines(1_000_000, [0, 1]), machines(20, [1])],
      entitlements: [license({ 0: 2, 1: 2 }, 5), license({ 0: 0, 1: 0 }, Number.POSITIVE_INFINITY)],
    }
    expect(await cover(problem)).toMatchObject({ used: [0, 1_000_020], complete: [1_000_000, 20], isProven: true })
  })

  it('of more needs together than can be divided in all ways is correct, though not proven', async () => {
    const needs = Array.from({ length: 9 }, (_, need) => need)
    const apart = needs.map((need) => license({ [need]: 0 }))
    const problem = {
      combinations: [machines(2, needs)],
      entitlements: [...apart, license(Object.fromEntries(needs.map((need) => [need, 1])), 3)],
    }
    const found = await cover(problem)
    checkSums(problem, found)
    expect(openOf(problem, found)).toBe(0)
    expect(found.isProven).toBe(false)
  })

  it('is the same with and without the solver', async () => {
    let seen = 0
    await fc.assert(
      fc.asyncProperty(problems, async ({ combinations, entitlements }) => {
        const demands = combinations.map(({ machines: count, needs }) => ({ count, weight: 1, needs }))
        const stock = entitlements.map((one, entitlement) => ({ ...one, entitlement }))
        for (const component of componentsOf(demands, stock).components) {
          const plain = assignPlainly(component)
          if (!plain) continue
          seen += 1
          expect(await assignBySolver(component)).toEqual(plain)
        }
      }),
      { numRuns: amountOf(150, 3_000) },
    )
    expect(seen).toBeGreaterThan(20)
  })
})
