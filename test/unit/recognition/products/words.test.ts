import { describe, expect, test } from 'vitest'
import { editions, matchRules, versionWord } from '../../../../lib/recognition/data/words.ts'
import { matchKeyOfProduct, nameOfProduct, nameOfTitle } from '../../../../lib/recognition/products/product-name.ts'
import { matchTable } from '../../matching/match-table.ts'

const keyOf = (...words: readonly string[]): string =>
  matchKeyOfProduct({ productFamily: words.join(' '), version: 'N/A' })

describe('Match rules', () => {
  test('each rule has an explanation, and none stands twice', () => {
    expect(matchRules.filter(({ says }) => !/^\S.{5,}[^.]$/u.test(says))).toEqual([])
    const twice = Map.groupBy(matchRules, ({ words, unless }) => `${words.toSorted()} ${unless}`)
    expect([...twice.values()].filter(({ length }) => length > 1)).toEqual([])
  })

  test('words of rules are words of names as they are read', () => {
    for (const { words, unless = [] } of matchRules)
      for (const word of [...words, ...unless])
        expect([...nameOfProduct({ productFamily: word, version: '' }).written.keys()]).toEqual([word])
  })

  test.each(matchRules)('$id: $says', ({ words, means, unless = [] }) => {
    const filler = ['Zeta']
    expect(keyOf(...words, ...filler)).toBe(keyOf(...means, ...filler))
    expect(keyOf(...words, ...filler)).not.toBe(keyOf(...filler, 'Zeta'.repeat(2)))
    for (const word of unless) expect(keyOf(...words, word, ...filler)).not.toBe(keyOf(...means, word, ...filler))
  })

  test('each rule has an example in the table of pairs', () => {
    const applied = matchTable.flatMap(({ product, title }) => [
      ...nameOfProduct(product).rules,
      ...(nameOfTitle(title)?.rules ?? []),
    ])
    const ids = new Set(applied.map(({ id }) => id))
    expect([...new Set(matchRules.map(({ id }) => id))].filter((id) => !ids.has(id))).toEqual([])
  })

  test.each(['2019', '1998', 'R2', '7', '8.1', '10'])('%s is a version', (word) => expect(word).toMatch(versionWord))
  test.each(['365', '2', '20190', 'R3', 'V8', '1803.1.2.3x', 'CORE'])('%s is a version only if it is short', (word) => {
    expect(versionWord.test(word)).toBe(word === '2')
    expect(editions.has(word)).toBe(false)
  })
})
