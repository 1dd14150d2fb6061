import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ListKind, listRows } from '../../../../lib/positions/answers/list-rows.ts'

interface Fruit {
  id: string
  name: string
  color: string
  shape: string
  weight: number | undefined
}

const kind: ListKind<Fruit> = {
  id: ({ id }) => id,
  sorts: { name: ({ name }) => name, weight: ({ weight }) => weight },
  sums: { weight: ({ weight }) => weight },
  facets: { color: ({ color }) => color, shape: ({ shape }) => shape },
}

const fruits = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 4 }),
    name: fc.constantFrom('apple', 'pear', 'plum', 'quince'),
    color: fc.constantFrom('red', 'green', 'blue'),
    shape: fc.constantFrom('round', 'long', '__proto__', '12'),
    weight: fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined }),
  }),
  { selector: ({ id }) => id, maxLength: 30 },
)
const colors = fc.option(fc.subarray(['red', 'green', 'blue']), { nil: undefined })
const shapes = fc.option(fc.subarray(['round', 'long']), { nil: undefined })
const sorts = fc.constantFrom(undefined, 'name', '-name', 'weight', '-weight')

const filtersOf = (chosen: { color: string[] | undefined; shape: string[] | undefined }) => ({
  color: chosen.color && (({ color }: Fruit) => chosen.color?.includes(color) ?? true),
  shape: chosen.shape && (({ shape }: Fruit) => chosen.shape?.includes(shape) ?? true),
})

const matching = (rows: readonly Fruit[], filters: ReturnType<typeof filtersOf>): Fruit[] =>
  rows.filter((row) => (filters.color?.(row) ?? true) && (filters.shape?.(row) ?? true))

const tally = (values: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]))

describe('a list of the rows of a table', () => {
  it('has the same rows page by page as on one page, each once, and the same totals on each page', () => {
    fc.assert(
      fc.property(fruits, colors, shapes, sorts, fc.integer({ min: 1, max: 7 }), (rows, color, shape, sort, limit) => {
        const filters = filtersOf({ color, shape })
        const all = listRows(rows, kind, { filters, sort, offset: 0, limit: 100 })
        const paged: Fruit[] = []
        for (let offset = 0; offset === 0 || offset < all.totals.count; offset += limit) {
          const page = listRows(rows, kind, { filters, sort, offset, limit })
          expect([page.totals, page.facets]).toEqual([all.totals, all.facets])
          paged.push(...page.rows)
        }
        expect(paged).toEqual(all.rows)
        expect(new Set(paged)).toEqual(new Set(matching(rows, filters)))
      }),
    )
  })

  it('counts the values of a facet under all filters but its own, and adds up what is there', () => {
    fc.assert(
      fc.property(fruits, colors, shapes, (rows, color, shape) => {
        const { totals, facets } = listRows(rows, kind, { filters: filtersOf({ color, shape }), offset: 0, limit: 1 })
        const found = matching(rows, filtersOf({ color, shape }))
        expect(totals).toEqual({
          count: found.length,
          weight: found.reduce((sum, { weight = 0 }) => sum + weight, 0),
        })
        expect(facets).toEqual({
          color: tally(matching(rows, filtersOf({ color: undefined, shape })).map((row) => row.color)),
          shape: tally(matching(rows, filtersOf({ color, shape: undefined })).map((row) => row.shape)),
        })
      }),
    )
  })

  it('sorts by one field both ways: ties by id, those without a value last', () => {
    fc.assert(
      fc.property(fruits, fc.constantFrom('weight', '-weight'), (rows, sort) => {
        const sorted = listRows(rows, kind, { filters: {}, sort, offset: 0, limit: 100 }).rows
        for (const [index, row] of sorted.entries()) {
          const before = sorted[index - 1]
          if (!before) continue
          if (before.weight === row.weight) expect(before.id < row.id).toBe(true)
          else if (row.weight !== undefined) {
            expect(before.weight).toBeDefined()
            expect((before.weight ?? 0) < row.weight).toBe(sort === 'weight')
          }
        }
      }),
    )
  })

  it('is sorted once, whichever pages of it are read', () => {
    const fruit = { color: 'red', shape: 'round', weight: 1 }
    const rows = ['pear', 'apple', 'plum'].map((name) => ({ ...fruit, id: name, name }))
    let asked = 0
    const name = (row: Fruit): string => {
      asked += 1
      return row.name
    }
    const page = (offset: number) =>
      listRows(rows, { ...kind, sorts: { name } }, { filters: {}, sort: 'name', offset, limit: 1 }).rows[0]?.name
    expect([0, 1, 2].map(page)).toEqual(['apple', 'pear', 'plum'])
    expect(asked).toBe(rows.length)
  })

  it('knows no other fields', () => {
    expect(() => listRows([], kind, { filters: {}, sort: 'color', offset: 0, limit: 1 })).toThrow('color')
  })
})
