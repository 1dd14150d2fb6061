import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SharedProduct, share } from '../../../../lib/positions/reconcile/count-positions.ts'

const titles = [1, 2, 3, 4]
const products: fc.Arbitrary<SharedProduct[]> = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5'),
    quantity: fc.nat({ max: 20 }),
    titles: fc.shuffledSubarray(titles, { minLength: 1 }),
  }),
  { selector: ({ id }) => id },
)
/** Also titles that have more than they need. */
const needs = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...titles), fc.integer({ min: -5, max: 20 })), { selector: ([id]) => id })
  .map((entries) => new Map(entries))

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0)

describe('a quantity that titles share (spec: Position, one entitlement may cover several titles)', () => {
  it('is given to the titles in their order, what nobody needs to the first', () => {
    const needing = new Map([
      [1, 2],
      [2, 5],
    ])
    const given = (quantity: number, ...titles: number[]) =>
      Object.fromEntries(share([{ id: 'p', quantity, titles }], needing).get('p') ?? [])
    expect(given(3, 1, 2)).toEqual({ 1: 2, 2: 1 })
    expect(given(3, 2, 1)).toEqual({ 2: 3, 1: 0 })
    expect(given(9, 1, 2)).toEqual({ 1: 4, 2: 5 })
    expect(given(9, 3, 1)).toEqual({ 3: 7, 1: 2 })
  })

  it('is never counted twice, and all of it counts', () => {
    fc.assert(
      fc.property(products, needs, (all, needing) => {
        const given = share(all, needing)
        for (const { id, quantity, titles: some } of all) {
          const shares = given.get(id) ?? new Map<number, number>()
          expect([...shares.keys()].sort()).toEqual([...some].sort())
          expect([...shares.values()].every((each) => each >= 0)).toBe(true)
          expect(sum(shares.values())).toBe(quantity)
        }
      }),
    )
  })

  it('never gives a title more than it needs, the first of a product excepted', () => {
    fc.assert(
      fc.property(products, needs, (all, needing) => {
        const given = share(all, needing)
        for (const id of titles) {
          const got = sum([...given.values()].map((shares) => shares.get(id) ?? 0))
          const isFirst = all.some((product) => product.titles[0] === id)
          if (!isFirst) expect(got).toBeLessThanOrEqual(Math.max(0, needing.get(id) ?? 0))
        }
      }),
    )
  })

  it('leaves nobody short while the first has more than it needs', () => {
    fc.assert(
      fc.property(products, needs, (all, needing) => {
        const given = share(all, needing)
        const rest = (id: number) =>
          sum([...given.values()].map((shares) => shares.get(id) ?? 0)) - (needing.get(id) ?? 0)
        const last = [...all].sort((one, other) => (one.id < other.id ? -1 : 1)).at(-1)
        if (!last) return
        const own = given.get(last.id)?.get(last.titles[0] ?? 0) ?? 0
        const over = Math.min(own, rest(last.titles[0] ?? 0))
        if (over > 0) for (const id of last.titles.slice(1)) expect(rest(id)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('is shared the same way in whatever order products come, and each time', () => {
    fc.assert(
      fc.property(
        products.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        needs,
        ([all, shuffled], needing) => {
          const before = new Map(needing)
          expect(share(shuffled, needing)).toEqual(share(all, needing))
          expect(needing).toEqual(before)
        },
      ),
    )
  })
})
