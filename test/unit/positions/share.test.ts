import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SharedProduct, share } from '../../../lib/positions/share.ts'

const titleIds = ['t1', 't2', 't3', 't4']
const products: fc.Arbitrary<SharedProduct[]> = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5'),
    quantity: fc.nat({ max: 20 }),
    titleIds: fc.shuffledSubarray(titleIds, { minLength: 1 }),
  }),
  { selector: ({ id }) => id },
)
/** Also titles that have more than they need. */
const needs = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...titleIds), fc.integer({ min: -5, max: 20 })), { selector: ([id]) => id })
  .map((entries) => new Map(entries))

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0)

describe('a quantity that titles share (spec: Position, one entitlement may cover several titles)', () => {
  it('is given to the titles in their order, what nobody needs to the first', () => {
    const needing = new Map([
      ['t1', 2],
      ['t2', 5],
    ])
    const given = (quantity: number, ...ids: string[]) =>
      Object.fromEntries(share([{ id: 'p', quantity, titleIds: ids }], needing).get('p') ?? [])
    expect(given(3, 't1', 't2')).toEqual({ t1: 2, t2: 1 })
    expect(given(3, 't2', 't1')).toEqual({ t2: 3, t1: 0 })
    expect(given(9, 't1', 't2')).toEqual({ t1: 4, t2: 5 })
    expect(given(9, 't3', 't1')).toEqual({ t3: 7, t1: 2 })
  })

  it('is never counted twice, and all of it counts', () => {
    fc.assert(
      fc.property(products, needs, (all, needing) => {
        const given = share(all, needing)
        for (const { id, quantity, titleIds: ids } of all) {
          const shares = given.get(id) ?? new Map<string, number>()
          expect([...shares.keys()].sort()).toEqual([...ids].sort())
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
        for (const id of titleIds) {
          const got = sum([...given.values()].map((shares) => shares.get(id) ?? 0))
          const isFirst = all.some((product) => product.titleIds[0] === id)
          if (!isFirst) expect(got).toBeLessThanOrEqual(Math.max(0, needing.get(id) ?? 0))
        }
      }),
    )
  })

  it('leaves nobody short while the first has more than it needs', () => {
    fc.assert(
      fc.property(products, needs, (all, needing) => {
        const given = share(all, needing)
        const rest = (id: string) =>
          sum([...given.values()].map((shares) => shares.get(id) ?? 0)) - (needing.get(id) ?? 0)
        const last = [...all].sort((one, other) => (one.id < other.id ? -1 : 1)).at(-1)
        if (!last) return
        const own = given.get(last.id)?.get(last.titleIds[0] ?? '') ?? 0
        const over = Math.min(own, rest(last.titleIds[0] ?? ''))
        if (over > 0) for (const id of last.titleIds.slice(1)) expect(rest(id)).toBeGreaterThanOrEqual(0)
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
