import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { productKey, withoutGrantMark } from '../../../../lib/recognition/products/product-key.ts'
import { readLicense } from '../../../../lib/recognition/products/read-license.ts'
import { recognizer } from '../../../../lib/recognition/products/recognize.ts'
import { matchTable } from '../../matching/match-table.ts'

const rows = readFileSync(new URL('../../../data/license-names.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .slice(1)
  .map((line) => {
    const [productFamily = '', version = '', family = '', edition = '', ofVersion = '', metric, pack, more = ''] =
      line.split('\t')
    return { name: { productFamily, version }, product: [family, edition, ofVersion], metric, pack, more }
  })

const marks = ['academic', 'government', 'charity']

describe('Names of licenses', () => {
  test.each(rows)('$name.productFamily, $name.version', ({ name, product, metric, pack, more }) => {
    const read = readLicense(name)
    expect([read.product?.family ?? '', read.product?.edition ?? '', read.product?.version ?? '']).toEqual(product)
    expect(read.key === undefined).toBe(read.product === undefined)
    expect({ ...read, product: undefined, key: undefined }).toEqual({
      metric,
      packSize: Number(pack),
      isStepUp: more === 'step-up',
      mark: marks.includes(more) ? more : undefined,
      isMeasured: more !== 'not-measured',
    })
  })

  test.each(matchTable)(
    'of $product.productFamily, $product.version and $title.title',
    ({ product, title, isOne, why }) => {
      const { key } = readLicense(product)
      expect(key !== undefined && key === recognizer()(title).key, why).toBe(isOne)
    },
  )

  test('a word that is not known leaves no product, wherever it stands', () => {
    const known = rows.filter(({ product: [family] }) => family !== '').map(({ name }) => name.productFamily)
    const name = fc.constantFrom(...known).chain((family) => {
      const words = family.split(' ')
      return fc.nat({ max: words.length }).map((place) => words.toSpliced(place, 0, 'Zeta').join(' '))
    })
    fc.assert(
      fc.property(name, (productFamily) => {
        // What a step-up starts from does not matter.
        if (/(?:from|\b(?:sa)?su\b).*Zeta/iu.test(productFamily)) return
        expect(readLicense({ productFamily, version: '' }).product).toBeUndefined()
      }),
    )
  })

  test('any text is read', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ maxLength: 20 }),
        (productFamily, version) => {
          const { packSize, metric, isMeasured } = readLicense({ productFamily, version })
          expect(packSize).toBeGreaterThanOrEqual(0)
          if (!isMeasured) expect(metric).toBe('access')
        },
      ),
    )
    const { packSize } = readLicense({ productFamily: '2 Core '.repeat(30_000), version: '' })
    expect(packSize).toBe(2)
  })
})

describe('A license grant', () => {
  it.each(['Office Standard*', '*Office Standard', 'Office Standard *'])(
    'is the product without its asterisk: %s',
    (name) => {
      const [granted, bought] = [name, 'Office Standard'].map((productFamily) => ({ productFamily, version: '2019' }))
      if (!granted || !bought) throw new Error('There are two names.')
      expect(readLicense(granted)).toEqual(readLicense(bought))
      expect(productKey(granted)).toBe(productKey(bought))
      expect(withoutGrantMark(name)).toBe('Office Standard')
    },
  )
})

describe('A subscription of Microsoft 365', () => {
  it.each([
    ['Microsoft 365 E3', 'Microsoft 365', 'E3'],
    ['Visio Plan 2', 'Visio', 'Plan 2'],
    ['Planner and Project Plan 3', 'Project', 'Plan 3'],
    ['Microsoft 365 Apps for enterprise', 'Microsoft 365 Apps', 'Enterprise'],
  ])('is counted in users: %s', (productFamily, family, edition) => {
    expect(readLicense({ productFamily, version: '' })).toMatchObject({ metric: 'user', product: { family, edition } })
  })
})
