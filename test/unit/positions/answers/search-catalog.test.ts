import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameKey } from '../../../../lib/foundation/text/name.ts'
import { findNames, namesShown } from '../../../../lib/positions/answers/search-catalog.ts'

const named = (names: readonly string[]) =>
  names.map((value) => ({ key: nameKey(value), value })).sort((one, other) => (one.key < other.key ? -1 : 1))

describe('a search of names', () => {
  it('finds names that begin with a text first, then names that contain it, each kind by name', () => {
    const names = named(['Microsoft Research', 'Soft4Ever', 'Microsoft', 'Adobe', 'soft machine'])
    expect(findNames(names, 'soft')).toEqual(['soft machine', 'Soft4Ever', 'Microsoft', 'Microsoft Research'])
    expect(findNames(names, ' MICRO  ')).toEqual(['Microsoft', 'Microsoft Research'])
    expect(findNames(names)).toEqual(['Adobe', 'Microsoft', 'Microsoft Research', 'soft machine', 'Soft4Ever'])
  })

  it('shows the first of all that match, whatever their number', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(
        fc.uniqueArray(letters, { maxLength: 150 }),
        fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 2 }),
        (names, text) => {
          const sorted = named(names).map(({ value }) => value)
          const [beginning, within] = [
            sorted.filter((name) => name.startsWith(text)),
            sorted.filter((name) => !name.startsWith(text) && name.includes(text)),
          ]
          expect(findNames(named(names), text)).toEqual([...beginning, ...within].slice(0, namesShown))
        },
      ),
    )
  })
})
