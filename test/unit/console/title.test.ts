import { describe, expect, it } from 'vitest'
import {
  isEmptyMapping,
  mappingBody,
  mappingOf,
  nameOfProduct,
  withProduct,
} from '../../../console/src/pages/title/mapping.ts'
import { saidOf } from '../../../console/src/pages/title/said.ts'

type Numbers = Parameters<typeof saidOf>[0]

const numbers: Numbers = {
  status: 'covered',
  installedCount: 5,
  entitledCount: 5,
  unlimited: false,
  difference: 0,
  requiredCount: 5,
  openCount: 0,
  needsDataCount: 0,
  flags: [],
  licensableBy: 'rule',
}

describe('What is said of a title', () => {
  it.each<[Partial<Numbers>, string, string[]]>([
    [{}, 'All 5 requirements of it are met.', ['It is installed on 5 machines.']],
    [
      { entitledCount: 2, difference: -3, flags: ['stale-data'] },
      'All 5 requirements of it are met.',
      [
        'It is installed on 5 machines.',
        'Only 2 licenses are for exactly this product; rights of others, or other titles of its machines, cover the rest.',
        'Some look-ups of its licenses are too old: refresh them.',
      ],
    ],
    [
      { requiredCount: 0 },
      'It requires no license of its own: others of the same machines cover it.',
      ['It is installed on 5 machines.'],
    ],
    [
      { status: 'short', openCount: 2 },
      '2 of 5 requirements have no license: too few licenses may run it.',
      ['It is installed on 5 machines.'],
    ],
    [
      { status: 'no-entitlement', openCount: 5 },
      '5 of 5 requirements have no license, and no license that is owned may run it.',
      ['It is installed on 5 machines.'],
    ],
    [{ status: 'unused', installedCount: 0, entitledCount: 1 }, '1 license is owned, and it is installed nowhere.', []],
    [
      { status: 'unused', installedCount: 0, unlimited: true, difference: null },
      'A site license is owned, and it is installed nowhere.',
      [],
    ],
    [
      { status: 'needs-data', needsDataCount: 3 },
      'On 3 machines it is not known whether it requires a license.',
      ['It is installed on 5 machines.'],
    ],
    [
      { status: 'free', licensableBy: 'manager' },
      'It is free and needs no license.',
      ['It is installed on 5 machines.', 'A manager said whether it needs a license.'],
    ],
  ])('%o', (given, headline, more) => {
    expect(saidOf({ ...numbers, ...given })).toEqual({ headline, more })
  })
})

describe('A mapping', () => {
  const visio = { id: 'v', product: 'Visio Professional', version: '2021', quantity: 10, hasTitle: false }
  const none = mappingOf({})

  it('has a product in one list only', () => {
    const added = withProduct(none, 'products', visio)
    expect(added).toEqual({ products: [{ id: 'v', product: 'Visio Professional', version: '2021' }], exclude: [] })
    expect(withProduct(added, 'products', visio)).toEqual(added)
    expect(withProduct(added, 'exclude', visio)).toEqual({ products: [], exclude: added.products })
  })

  it('names products by their ids, so that they keep their ranks', () => {
    expect(isEmptyMapping(none)).toBe(true)
    expect(mappingBody(withProduct(none, 'exclude', visio))).toEqual({ products: [], exclude: ['v'] })
    expect(nameOfProduct({ product: 'Snagit', version: '' })).toBe('Snagit')
  })
})
