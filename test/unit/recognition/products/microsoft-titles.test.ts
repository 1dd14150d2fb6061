import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { titleLines } from '../../../../lib/recognition/data/titles.ts'
import { readTitleWords } from '../../../../lib/recognition/products/product-name.ts'
import { recognizer } from '../../../../lib/recognition/products/recognize.ts'

const readTable = (file: string): string[][] =>
  readFileSync(new URL(`../../../data/${file}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .slice(1)
    .map((line) => line.split('\t'))

describe('Titles of Microsoft', () => {
  test.each(readTable('microsoft-titles.tsv'))(
    '%s is %s: %s %s %s',
    (title, kind, family = '', edition = '', version = '') => {
      const found = recognizer()({ publisher: 'Microsoft Corporation', title })
      const { product } = found
      expect(found).toMatchObject({ publisher: 'Microsoft', kind })
      if (family !== '' || kind === 'unknown')
        expect([product?.family ?? '', product?.edition ?? '', product?.version ?? '']).toEqual([
          family,
          edition,
          version,
        ])
    },
  )

  test('all names of one product have one key, and those of different products different keys', () => {
    const rows = readTable('microsoft-titles.tsv').filter(([, , family = '']) => family !== '')
    const keys = new Map<string, Set<string>>()
    for (const [title = '', , ...product] of rows) {
      const { key } = recognizer()({ publisher: 'Microsoft', title })
      const name = JSON.stringify([...product, '', ''].slice(0, 3))
      keys.set(name, (keys.get(name) ?? new Set()).add(key))
    }
    expect([...keys].filter(([, all]) => all.size > 1)).toEqual([])
    expect(new Set([...keys.values()].map(([key]) => key)).size).toBe(keys.size)
  })

  test('no two lines are about the same words', () => {
    const lines = titleLines().filter(({ publisher }) => publisher === 'Microsoft')
    const wordsOf = ({ title = '', sold }: (typeof lines)[number]): string =>
      [
        ...[...readTitleWords(title.replace(/ \*$/u, ''), 'Microsoft').keys()].sort(),
        ...(title.endsWith('*') ? ['*'] : []),
        ...(sold === 'year' ? ['of a year'] : []),
      ].join(' ')
    const same = Map.groupBy(lines, wordsOf)
    expect([...same.values()].filter(({ length }) => length > 1)).toEqual([])
  })

  test('a line for names with a year is not for the name without one', () => {
    const recognize = recognizer([
      { id: 'with', publisher: 'Contoso', title: 'Plotter', kind: 'licensed', sold: 'year' },
      { id: 'without', publisher: 'Contoso', title: 'Plotter', kind: 'subscription' },
      { id: 'minor', publisher: 'Contoso', title: 'Scanner', kind: 'licensed', sold: 'minor' },
    ])
    const idOf = (title: string) => recognize({ publisher: 'Contoso', title }).recognizedBy
    expect(['Plotter 2021', 'Plotter', 'Plotter 12'].map(idOf)).toEqual(['with', 'without', 'without'])
    expect(recognize({ publisher: 'Contoso', title: 'Plotter 365' }).kind).toBe('unknown')
    expect(recognize({ publisher: 'Microsoft', title: 'Windows 8.1 Enterprise' }).product?.version).toBe('8.1')
  })
})
