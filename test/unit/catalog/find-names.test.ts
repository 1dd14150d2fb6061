import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findNames, namesShown } from '../../../lib/catalog/find-names.ts'
import { foldRows } from '../../../lib/catalog/fold-rows.ts'
import { type CatalogEntry, inOrder, packLeaf, unpackLeaf } from '../../../lib/catalog/leaf.ts'
import type { LooseRow } from '../../../lib/catalog/read-shelf.ts'
import { nameKey } from '../../../lib/names/name.ts'

const rowOf = (id: string, name: string, removed = false): LooseRow => ({
  sk: `ROW#${id}`,
  id,
  name,
  key: nameKey(name),
  licensable: true,
  revision: 1,
  removed,
  writes: 1,
})

/** Packs names into leaves of so many each. */
const leavesOf = (entries: readonly CatalogEntry[], each: number) => {
  const sorted = entries.toSorted(inOrder)
  return Array.from({ length: Math.ceil(sorted.length / each) }, (_, index) =>
    unpackLeaf(packLeaf(sorted.slice(index * each, (index + 1) * each))),
  )
}

/** What is asked for, said plainly. */
const expected = (entries: readonly CatalogEntry[], contains: string): string[] => {
  const text = nameKey(contains)
  const found = entries.filter(({ key }) => key.includes(text)).toSorted(inOrder)
  const begins = ({ key }: CatalogEntry): boolean => key.startsWith(text)
  return [...found.filter(begins), ...found.filter((entry) => !begins(entry))].slice(0, namesShown).map(({ id }) => id)
}

const letters = fc.string({
  unit: fc.constantFrom('a', 'B', 'ß', 'ü', 'u\u0308', ' ', '  ', '1', '漢'),
  minLength: 1,
  maxLength: 6,
})

describe('a search of names', () => {
  it('finds the same whether names lie loose or packed, in one leaf or in many', () => {
    const name = fc.record({ name: letters, isLoose: fc.boolean(), isRemoved: fc.boolean() })
    fc.assert(
      fc.property(
        fc.array(name, { maxLength: 150 }),
        letters,
        fc.integer({ min: 1, max: 40 }),
        (names, contains, each) => {
          const entries = names.map((one, index) => ({ ...one, ...rowOf(`I${index}`, one.name.trim()) }))
          const leaves = leavesOf(entries, each)
          const rows = entries
            .filter(({ isLoose }) => isLoose)
            .map(({ id, name: said, isRemoved }) => rowOf(id, said, isRemoved))
          const listed = entries.filter(({ isLoose, isRemoved }) => !(isLoose && isRemoved))
          for (const text of ['', contains])
            expect(findNames({ leaves, rows }, text).map(({ id }) => id)).toEqual(expected(listed, text))
        },
      ),
    )
  })
})

describe('folding', () => {
  it('cuts what is too large into leaves that hold all of it in order', () => {
    // Random names do not shrink.
    const rows = Array.from({ length: 9_000 }, (_, index) => rowOf(`I${index}`, randomBytes(40).toString('base64')))
    const [folded, ...others] = foldRows<never>([], rows)
    expect(others).toEqual([])
    const leaves = folded?.leaves ?? []
    expect(leaves.length).toBeGreaterThan(1)
    for (const { packed } of leaves) expect(packed.length).toBeLessThanOrEqual(250_000)
    const read = leaves.map(({ packed }) => unpackLeaf(packed))
    expect(read.flatMap(({ ids }) => ids)).toEqual(rows.toSorted(inOrder).map(({ id }) => id))
    expect(read.map(({ keys }) => keys[0])).toEqual(leaves.map(({ from }) => from))
  })

  it('touches only leaves that change', () => {
    const entries = ['A', 'B', 'M', 'N', 'X', 'Y'].map((name) => rowOf(name, name))
    const leaves = leavesOf(entries, 2).map((leaf) => ({ from: leaf.keys[0] ?? '', leaf }))
    const changes = (...rows: LooseRow[]) =>
      foldRows(leaves, rows).map(({ old, leaves: made }) => [
        old?.from,
        ...made.map(({ packed }) => unpackLeaf(packed).ids.join('')),
      ])
    expect(changes(rowOf('A', 'A'), rowOf('N', 'N'))).toEqual([])
    expect(changes(rowOf('0', '0'))).toEqual([['A', '0AB']])
    expect(changes(rowOf('O', 'O'), rowOf('Z', 'Z'))).toEqual([
      ['M', 'MNO'],
      ['X', 'XYZ'],
    ])
    expect(changes(rowOf('M', 'M', true), rowOf('N', 'N', true))).toEqual([['M']])
    expect(changes({ ...rowOf('B', 'B'), licensable: false })).toEqual([['A', 'AB']])
    expect(changes(rowOf('Q', 'Q', true))).toEqual([])
    // A name that is another one by now lies where that one belongs.
    expect(changes(rowOf('A', 'Z'))).toEqual([
      ['A', 'B'],
      ['X', 'XYA'],
    ])
  })
})
