import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { clean } from '../../../lib/recognition/names/clean.ts'

const rowsOf = (file: string): string[][] =>
  readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(1)
    .map((line) => line.split('\t'))

const patterns = rowsOf('lib/recognition/data/patterns.tsv').map(([id, publisher = '', title = '', kind]) => {
  return { id, kind, publisher: new RegExp(publisher, 'iu'), title: new RegExp(title, 'iu') }
})
const names = rowsOf('test/data/pattern-names.tsv').map(([publisher = '', name = '', kind = '']) => {
  return { publisher, name, kind }
})

/** As patterns.tsv says that they see it. */
const spelled = (name: string): string =>
  clean(name)
    .replaceAll(/[^\p{L}\p{M}\p{N}+#.-]+/gu, ' ')
    .trim()

const kindOf = (publisher: string, name: string): string =>
  patterns.find((each) => each.publisher.test(publisher) && each.title.test(spelled(name)))?.kind ?? ''

test('patterns know parts, updates and drivers, and leave products alone that are called much like them', () => {
  const wrong = names
    .map((each) => ({ ...each, found: kindOf(each.publisher, each.name) }))
    .filter(({ kind, found }) => kind !== found)
  expect(names.length).toBeGreaterThan(150)
  expect(wrong).toEqual([])
})

test('a long name does not take long', () => {
  const long = `${'Update for Language Printer Driver (KB12345) '.repeat(400)}x`
  const timeOf = (name: string): number => {
    const start = performance.now()
    kindOf('Canon', name)
    return performance.now() - start
  }
  timeOf(long)
  expect(timeOf(long)).toBeLessThan(2_000)
})
