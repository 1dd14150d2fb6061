import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asides, editions, matchRules } from '../../../../lib/recognition/data/words.ts'
import { certain, matchOf } from '../../../../lib/recognition/products/match.ts'
import { matchKeyOfProduct, matchKeyOfTitle } from '../../../../lib/recognition/products/product-name.ts'
import { matchTable } from '../../matching/match-table.ts'

const match = (productFamily: string, version: string, title: string) =>
  matchOf({ productFamily, version }, { publisher: 'Microsoft', title })

describe('The table of pairs: spec "VLSC products meet titles by normalized family + version"', () => {
  const meeting = matchTable.filter(({ meets }) => meets)
  const apart = matchTable.filter(({ meets }) => !meets)

  test('the table has enough pairs of both kinds', () => {
    expect(meeting.length).toBeGreaterThanOrEqual(60)
    expect(apart.length).toBeGreaterThanOrEqual(60)
  })

  test.each(meeting)('$product.productFamily, $product.version matches $title.title', ({ product, title }) => {
    expect(matchKeyOfProduct(product)).toBe(matchKeyOfTitle(title))
    expect(matchOf(product, title).score).toBeGreaterThanOrEqual(certain)
  })

  test.each(apart)(
    '$product.productFamily, $product.version never matches $title.title: $why',
    ({ product, title }) => {
      expect(matchKeyOfProduct(product)).not.toBe(matchKeyOfTitle(title))
      expect(matchOf(product, title).score).toBeLessThan(certain)
    },
  )
})

const check = (product: { productFamily: string; version: string }, title: { publisher: string; title: string }) => {
  const { score, reason } = matchOf(product, title)
  const isEqual = matchKeyOfProduct(product) === matchKeyOfTitle(title)
  if (
    isEqual !== score >= certain ||
    score < 0 ||
    score > 1 ||
    score !== Number(score.toFixed(2)) ||
    !/^\S.*\.$/su.test(reason)
  )
    throw new Error(`${JSON.stringify({ product, title, isEqual })}: ${score} ${reason}`)
  return isEqual
}

describe('A score', () => {
  test('a score is certain exactly when keys are equal, for all products and titles of the table', () => {
    let equal = 0
    for (const { product } of matchTable) for (const { title } of matchTable) equal += Number(check(product, title))
    expect(equal).toBeGreaterThan(60)
  })

  test('a score is certain exactly when keys are equal, for words of rules', () => {
    const words = [
      ...new Set([
        ...[...matchRules, ...asides].flatMap((rule) => rule.words),
        ...matchRules.flatMap(({ means, unless = [] }) => [...means, ...unless]),
        ...editions,
        ...['2012', 'R2', '8.1', '2016', 'Zeta', '★'],
      ]),
    ]
    const name = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((all) => all.join(' '))
    // Half of the titles are much like the product.
    const pair = fc.tuple(
      name,
      fc.option(name, { nil: undefined }),
      fc.constantFrom('', ' License', ' Edition', ' 2016', ' CAL'),
    )
    let equal = 0
    fc.assert(
      fc.property(pair, ([productFamily, title, more]) => {
        const shown = { publisher: 'Microsoft', title: title ?? `${productFamily}${more}` }
        equal += Number(check({ productFamily, version: '' }, shown))
      }),
      { numRuns: 5_000 },
    )
    expect(equal).toBeGreaterThan(100)
  })

  test('the same words score 1, and 0.95 if a rule was needed', () => {
    expect(match('Office Standard', '2016', 'Microsoft Office Standard 2016').score).toBe(1)
    expect(match('Office Std', '2016', 'Microsoft Office Std 2016').score).toBe(1)
    expect(match('Office Std', '2016', 'Microsoft Office Standard 2016').score).toBe(0.95)
    expect(match('Office Pro Professional', '2016', 'Office Pro 2016')).toEqual({
      score: 0.95,
      reason: 'Same product and version; “Pro” means Professional.',
    })
  })

  test('a score is higher the more is the same', () => {
    const titles = [
      'Microsoft Office Professional Plus 2019',
      'Microsoft Office Professional 2019',
      'Microsoft Office 2019',
      'Microsoft Office Professional Plus 2016',
      'Microsoft Office Standard 2019',
      'Microsoft Office Standard 2016',
      'Microsoft Visio Standard 2016',
    ]
    const scores = titles.map((title) => match('Office Professional Plus', '2019', title).score)
    expect(scores).toEqual(scores.toSorted((one, other) => other - one))
    expect(new Set(scores).size).toBe(scores.length)
    expect(scores.at(-1)).toBe(0)
  })

  test.each(asides)('a score is too low for a candidate when $says', ({ words }) => {
    const product = `Windows Server Standard ${words.join(' ')}`
    expect(match(product, '2019', 'Windows Server 2019 Standard').score).toBeLessThan(0.3)
    expect(match('Windows Server Standard', '2019', `${product} 2019`).score).toBeLessThan(0.3)
  })
})

describe('A reason', () => {
  test.each([
    ['Office Standard', '2016', 'Microsoft Office Standard 2016', 'Same product and version.'],
    ['Microsoft 365 Apps for enterprise', 'N/A', 'Microsoft 365 Apps for enterprise', 'Same product.'],
    ['Office Std', '2019', 'Office Standard 2019', 'Same product and version; “Std” means Standard.'],
    ['SQL Server - Standard Core', '2019', 'SQL Server 2019 Standard', 'Similar name; only the product says “Core”.'],
    ['Office Standard', '2019', 'Office Standard 2016', 'Same product, another version: 2016, not 2019.'],
    [
      'Office Professional Plus',
      '2019',
      'Office Standard 2019',
      'Same product and version, another edition: Standard, not Professional Plus.',
    ],
    [
      'Office Professional Plus',
      '2019',
      'Office Standard 2016',
      'Same product, another edition: Standard, not Professional Plus; another version: 2016, not 2019.',
    ],
    ['Office Standard', '2019', 'Office Standard', 'Same product; the title does not say its version.'],
    ['Office Standard', 'N/A', 'Office Standard 2019', 'Same product; the product does not say its version.'],
    [
      'SQL Server Enterprise',
      '2017',
      'SQL Server 2017',
      'Same product and version; the title does not say its edition.',
    ],
    ['Access', '2013', 'Access Runtime 2013', 'Similar name; only the title says “Runtime”.'],
    [
      'SQL Server - User CAL',
      '2019',
      'SQL Server 2019',
      'Similar name; only the product says “User CAL”; a CAL is a license to use a server, not for one.',
    ],
    ['Access', '2013', 'Word 2013', 'Nothing in common.'],
  ])('for %s %s and %s', (family, version, title, reason) => {
    expect(match(family, version, title).reason).toBe(reason)
  })

  test('the reason for a title of another publisher says so', () => {
    const title = { publisher: 'Contoso', title: 'Office Standard 2016' }
    expect(matchOf({ productFamily: 'Office Standard', version: '2016' }, title)).toEqual({
      score: 0,
      reason: 'Another publisher.',
    })
  })
})
