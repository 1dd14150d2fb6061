import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { licenseGroups } from '../../../console/src/pages/family/licenses.ts'
import { type Picture, pictureOf } from '../../../console/src/pages/family/picture.ts'
import { requirementsOf } from '../../../console/src/pages/family/requirements.ts'
import { cover, family, license, machines, product } from './family.ts'

const drawn = (given: Parameters<typeof licenseGroups>[0] & Parameters<typeof requirementsOf>[0], most = 8): Picture =>
  pictureOf(licenseGroups(given), requirementsOf(given), most)

const bandsOf = ({ ends, bands }: Picture): string[] => {
  const names = new Map(
    ends.map((end) => [
      end.id,
      end.is === 'license' ? end.license.name : end.is === 'title' ? end.requirement.title : end.is,
    ]),
  )
  return bands.map(({ from, to, value, rights }) => `${names.get(from)} → ${names.get(to)} ${rights.join()} ${value}`)
}

const sideOf = (picture: Picture, side: 'left' | 'right'): number =>
  picture.ends.filter((end) => end.side === side).reduce((sum, { value }) => sum + value, 0)

describe('The picture of coverage', () => {
  it('has a band for each right, one for what is missing and one for what is spare', () => {
    const office = family({
      entitlements: [
        license('a', 'Standard 2019', 40, 40),
        license('b', 'Standard 2019', 30, 20),
        license('c', 'Standard 2013', 5, 0),
        license('d', 'Standard 2019', 0, 0, { counted: false, notCounted: 'newer-file' }),
      ],
      combinations: [machines('x', ['Standard 2019'], 45, 40), machines('y', ['Standard 2016'], 20, 20)],
      coverage: [cover('a', 'x', 'Standard 2019', 40), cover('b', 'y', 'Standard 2016', 20, ['prior-version'])],
    })
    const picture = drawn(office)
    expect(bandsOf(picture)).toEqual([
      'Standard 2019 → Standard 2019 exact 40',
      'Standard 2019 → Standard 2016 prior-version 20',
      'missing → Standard 2019  5',
      'Standard 2019 → spare  10',
      'Standard 2013 → spare  5',
    ])
    expect(sideOf(picture, 'left')).toBe(80)
    expect(sideOf(picture, 'right')).toBe(80)
  })

  it('counts what one license meets on a machine, and each license of a family in its own metric', () => {
    const office = family({
      entitlements: [license('a', 'Standard 2019', 3, 2), license('s', 'Server 2019', 4, 1, { metric: 'server' })],
      combinations: [
        machines('x', ['Word 2019', 'Excel 2019'], 2, 2),
        machines('y', ['Server 2019'], 1, 1, { units: 16 }),
      ],
      coverage: [
        cover('a', 'x', 'Word 2019', 2, ['suite']),
        cover('a', 'x', 'Excel 2019', 2, ['suite']),
        cover('s', 'y', 'Server 2019', 16),
      ],
    })
    expect(bandsOf(drawn(office))).toEqual([
      'Server 2019 → Server 2019 exact 16',
      'Standard 2019 → Word 2019 suite 2',
      'Standard 2019 → Excel 2019 suite 2',
      'Standard 2019 → spare  1',
    ])
  })

  it('calls licenses of agreements by the title that they are for', () => {
    const bought = license('a', 'Bought at the shop', 3, 3, {
      source: 'agreement',
      product: { family: 'Office', edition: 'Standard', version: '2019' },
    })
    const office = family({
      products: [product('Standard 2019', 3, 0)],
      entitlements: [bought],
      combinations: [machines('x', ['Standard 2019'], 3, 3)],
      coverage: [cover('a', 'x', 'Standard 2019', 3)],
    })
    expect(bandsOf(drawn(office))).toEqual(['Standard 2019 → Standard 2019 exact 3'])
    expect(bandsOf(drawn({ ...office, products: [] }))).toEqual(['Bought at the shop → Standard 2019 exact 3'])
  })

  it('has no spare licenses of a site license', () => {
    const office = family({
      entitlements: [license('a', 'Standard 2019', 'unlimited', 7)],
      combinations: [machines('x', ['Standard 2019'], 7, 7)],
      coverage: [cover('a', 'x', 'Standard 2019', 7)],
    })
    expect(bandsOf(drawn(office))).toEqual(['Standard 2019 → Standard 2019 exact 7'])
  })

  it('shows the largest and folds the others into their sum, so that both sides always add up', () => {
    const names = ['A 2010', 'B 2013', 'C 2016', 'D 2019', 'E 2021', 'F 2024']
    const index = fc.integer({ min: 0, max: names.length - 1 })
    const rows = fc.array(
      fc.record({
        license: index,
        title: index,
        covered: fc.integer({ min: 0, max: 50 }),
        open: fc.integer({ min: 0, max: 9 }),
        spare: fc.integer({ min: 0, max: 50 }),
      }),
      { minLength: 1, maxLength: 25 },
    )
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 7 }), (given, most) => {
        const office = family({
          entitlements: given.map(({ license: name, covered, spare }, at) =>
            license(`e${at}`, names[name] ?? '', covered + spare, covered),
          ),
          combinations: given.map(({ title, covered, open }, at) =>
            machines(`c${at}`, [names[title] ?? ''], covered + open, covered),
          ),
          coverage: given
            .map(({ title, covered }, at) => cover(`e${at}`, `c${at}`, names[title] ?? '', covered))
            .filter(({ quantity }) => quantity > 0),
        })
        const picture = drawn(office, most)
        const total = (field: 'covered' | 'open' | 'spare') => given.reduce((sum, row) => sum + row[field], 0)
        const all = total('covered') + total('open') + total('spare')
        expect(sideOf(picture, 'left')).toBe(all)
        expect(sideOf(picture, 'right')).toBe(all)
        expect(picture.bands.reduce((sum, { value }) => sum + value, 0)).toBe(all)
        for (const side of ['left', 'right'] as const) {
          const own = picture.ends.filter((end) => end.side === side && !['missing', 'spare'].includes(end.is))
          expect(own.length).toBeLessThanOrEqual(most)
          const folded = own.find((end) => end.is === 'others')
          if (folded?.is === 'others') expect(folded.count).toBeGreaterThan(1)
        }
      }),
    )
  })
})

describe('A family of 60 products and 500 combinations', () => {
  const titles = Array.from({ length: 60 }, (_, index) => `Edition ${index} 2019`)
  const large = family({
    entitlements: titles.map((title, index) => license(`e${index}`, title, 100 + index, 90)),
    combinations: Array.from({ length: 500 }, (_, index) =>
      machines(`c${index}`, [titles[index % 60] ?? '', titles[(index * 7 + 1) % 60] ?? ''], 10, 8),
    ),
    coverage: Array.from({ length: 500 }, (_, index) =>
      cover(`e${index % 60}`, `c${index}`, titles[index % 60] ?? '', 8),
    ),
  })

  it('is a picture of at most nine ends a side', () => {
    const { ends, bands } = drawn(large)
    expect(ends.filter(({ side }) => side === 'left').length).toBeLessThanOrEqual(9)
    expect(ends.filter(({ side }) => side === 'right').length).toBeLessThanOrEqual(9)
    expect(ends.filter(({ is }) => is === 'others').map((end) => end.is === 'others' && end.count)).toEqual([53, 53])
    expect(bands.length).toBeLessThan(40)
    expect(bands.filter(({ is }) => is === 'covered').every(({ rights }) => rights.join() === 'exact')).toBe(true)
  })
})
