import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchOf } from '../../../../lib/recognition/products/match.ts'
import { type NamedProduct, productKey } from '../../../../lib/recognition/products/product-key.ts'
import { matchKeyOfProduct, matchKeyOfTitle } from '../../../../lib/recognition/products/product-name.ts'
import { matchTable } from '../../matching/match-table.ts'

const titled = (title: string) => ({ publisher: 'Microsoft', title })
const longest = 200

/** A text as somebody else writes it: other case, more space, trademark signs. */
const rewritten = (text: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.record({
        isUpper: fc.boolean(),
        mark: fc.constantFrom('', '', '®', '™', '(R)', ' (TM)', '©'),
        space: fc.constantFrom(' ', '  ', '\t', '\u00a0', ' - ', ', '),
      }),
      { minLength: text.length, maxLength: text.length },
    )
    .map((ways) =>
      text
        .split(' ')
        .map((word, index) => {
          const { isUpper = false, mark = '', space = ' ' } = ways[index] ?? {}
          return `${isUpper ? word.toUpperCase() : word.toLowerCase()}${mark}${space}`
        })
        .join(''),
    )

const shuffled = (text: string): fc.Arbitrary<string> => {
  const words = text.split(' ')
  return fc.shuffledSubarray(words, { minLength: words.length, maxLength: words.length }).map((all) => all.join(' '))
}

const anyRow = fc.constantFrom(...matchTable)

describe('Match keys', () => {
  test('keys do not depend on case, spacing, trademarks, the order of words, or Microsoft before them', () => {
    const variant = anyRow.chain(({ product, title }) =>
      fc.record({
        product: fc.constant(product),
        title: fc.constant(title),
        family: shuffled(product.productFamily).chain(rewritten),
        version: /\d/u.test(product.version) ? rewritten(product.version) : fc.constant(product.version),
        shown: shuffled(title.title).chain(rewritten),
        before: fc.constantFrom('', 'Microsoft ', 'MICROSOFT® '),
      }),
    )
    fc.assert(
      fc.property(variant, ({ product, title, family, version, shown, before }) => {
        expect(matchKeyOfProduct({ productFamily: `${before}${family}`, version })).toBe(matchKeyOfProduct(product))
        expect(matchKeyOfTitle({ ...title, title: `${before}${shown}` })).toBe(matchKeyOfTitle(title))
      }),
      { numRuns: 2_000 },
    )
  })

  test('all names of one product have one key', () => {
    const pair = anyRow.chain(({ product }) =>
      fc.record({
        one: fc.constant(product),
        other: fc.record({ productFamily: rewritten(product.productFamily), version: fc.constant(product.version) }),
      }),
    )
    let met = 0
    fc.assert(
      fc.property(pair, ({ one, other }) => {
        if (productKey(one) !== productKey(other)) return
        met += 1
        expect(matchKeyOfProduct(one)).toBe(matchKeyOfProduct(other))
      }),
    )
    expect(met).toBeGreaterThan(10)
  })

  test.each(['', ' ', 'N/A', 'n/a', 'None', 'Not applicable', 'Non-specific', ' NON SPECIFIC '])(
    'version %j says nothing',
    (version) => {
      expect(matchKeyOfProduct({ productFamily: 'Office Standard', version })).toBe(
        matchKeyOfTitle(titled('Office Standard')),
      )
    },
  )

  test('the version may also be in the family', () => {
    const key = matchKeyOfTitle(titled('Windows Server 2019 Standard'))
    expect(matchKeyOfProduct({ productFamily: 'Windows Server 2019 Standard', version: '2019' })).toBe(key)
    expect(matchKeyOfProduct({ productFamily: 'Windows Server 2016 Standard', version: '2019' })).not.toBe(key)
  })

  test.each(['Contoso', 'Microsoft Research', 'Microsoft Corporation', 'Unknown publisher', ''])(
    'a title of %j has none',
    (publisher) => {
      expect(matchKeyOfTitle({ publisher, title: 'Microsoft Office Standard 2016' })).toBeUndefined()
    },
  )

  test('names that differ by a sign that is part of a name have different keys', () => {
    const names = [
      'Visual C',
      'Visual C++',
      'Visual C#',
      'Windows 8',
      'Windows 8.1',
      'Windows 81',
      '★',
      '★★',
      '微软 办公',
      '微软',
    ]
    expect(new Set(names.map((name) => matchKeyOfTitle(titled(name)))).size).toBe(names.length)
  })

  const hostile = [
    'Pro ',
    '(TM)',
    '(R',
    '. ',
    'a.',
    '..a',
    '®',
    '((',
    'Core 2 ',
    '\u200b',
    'İ',
    'e\u0301',
    '\u0301',
    '\ud800',
    '#',
    '+',
    '|',
    'ﬃ',
    'ﷺ',
    '😀',
    'Step Up ',
    '2019 ',
    '\0',
    ' ',
  ]

  test.each(hostile)('the key of 512 characters of %j is short and repeatable', (unit) => {
    const text = unit.repeat(512).slice(0, 512)
    for (const product of [
      { productFamily: text, version: text },
      { productFamily: `Office ${text}`, version: '2016' },
    ]) {
      const key = matchKeyOfProduct(product)
      expect(key.length).toBeLessThanOrEqual(longest)
      expect(matchKeyOfProduct(product)).toBe(key)
      expect(matchOf(product, titled(text)).reason.length).toBeLessThan(1_000)
    }
  })

  test.each(hostile)('the key of many times %j takes linear time', (unit) => {
    const text = unit.repeat(200_000 / unit.length)
    // Quadratic, this would not end before the test is given up.
    expect(matchKeyOfTitle(titled(`${text} Office ${text}`))?.length).toBeLessThanOrEqual(longest)
  })

  test('keys of long names are short, and differ', () => {
    const words = Array.from({ length: 100 }, (_, index) => `W${index}`)
    const keys = [words, words.slice(1), [...words, 'X']].map((all) => matchKeyOfTitle(titled(all.join(' '))) ?? '')
    expect(new Set(keys).size).toBe(3)
    expect(Math.max(...keys.map(({ length }) => length))).toBeLessThanOrEqual(longest)
    expect(matchKeyOfTitle(titled(words.toReversed().join(' ')))).toBe(keys[0])
  })

  test('any text has a key', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 512 }),
      fc.array(fc.constantFrom(...hostile), { maxLength: 100 }).map((units) => units.join('')),
    )
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const product: NamedProduct = { productFamily: one, version: other }
        expect(matchKeyOfProduct(product).length).toBeLessThanOrEqual(longest)
        const { score } = matchOf({ productFamily: one, version: '' }, titled(other))
        expect(score).toBe(matchOf({ productFamily: other, version: '' }, titled(one)).score)
      }),
      { numRuns: 1_000 },
    )
  })
})
