import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { locateCells, splitLine } from '../../../../lib/foundation/files/split-line.ts'

describe('splitting a line', () => {
  it.each([
    ['a;b;', ['a', 'b', '']],
    ['"a;b"; "c" ;d', ['a;b', 'c', 'd']],
    ['"say ""hi""";""', ['say "hi"', '']],
    ['5" disk;x"y', ['5" disk', 'x"y']],
    ['', ['']],
  ])('%s is split by RFC 4180', (line, cells) => {
    expect(splitLine(line, ';')).toEqual({ cells })
  })

  it('an open quote goes on with the next line', () => {
    const begun = splitLine('a;"b', ';')
    expect(begun).toEqual({ cells: ['a'], open: 'b\n' })
    expect(splitLine('c""d";e', ';', { before: begun })).toEqual({ cells: ['a', 'b\nc"d', 'e'] })
  })

  it.each(['"a"b;c', '"Foo "Bar" 1.0";x'])('%s is not split, because text follows a closing quote', (line) => {
    expect(splitLine(line, ';')).toBeUndefined()
  })
})

describe('splitting a line with quotes that were not doubled', () => {
  it.each([
    ['"Foo "Bar" 1.0";"x"', ['Foo "Bar" 1.0', 'x']],
    ['"Foo "Bar"";"x"', ['Foo "Bar"', 'x']],
    ['"24" screen";"24""', ['24" screen', '24"']],
    ['"a ""b"" "c" d";', ['a "b" "c" d', '']],
    ['"";"x"', ['', 'x']],
  ])('%s has cells that end before delimiters only', (line, cells) => {
    expect(splitLine(line, ';', { isLenient: true })).toEqual({ cells })
  })

  it('a quote may stay open', () => {
    expect(splitLine('"Foo";"Bar', ';', { isLenient: true })).toEqual({ cells: ['Foo'], open: 'Bar\n' })
  })
})

describe('splitting any line', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'ß', ' ', '"', ',', ';', '\t', "'"), maxLength: 8 })

  it('cells are split as csv-parse splits them', () => {
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(',', ';', '\t'),
        fc.boolean(),
        (cells, delimiter, quoted) => {
          const line = stringify([cells], { delimiter, quoted, quoted_empty: true, eof: false })
          expect(splitLine(line, delimiter)).toEqual({ cells: parse(line, { delimiter })[0] })
          expect(splitLine(line, delimiter)).toEqual({ cells })
        },
      ),
      { numRuns: 500 },
    )
  })

  it('every line can be split leniently', () => {
    const noise = fc.string({ unit: fc.constantFrom('a', ' ', '"', '"', ';'), maxLength: 20 })
    fc.assert(
      fc.property(noise, (line) => {
        splitLine(line, ';')
        expect(splitLine(line, ';', { isLenient: true })).toBeDefined()
      }),
      { numRuns: 2_000 },
    )
  })
})

const located = (line: string) => {
  const cells = locateCells(line)
  return 'fault' in cells ? [] : cells
}
const values = (line: string) => located(line).map(({ value }) => value)
const columns = (line: string) => located(line).map(({ column }) => column)

describe('locating the cells of a line', () => {
  it('a line is split at commas, and its cells are trimmed', () => {
    expect(values('01-07001, 01-07001, Office agreements')).toEqual(['01-07001', '01-07001', 'Office agreements'])
  })

  it('quotes may follow blanks', () => {
    expect(values('a, "b, c" ,"say ""hi"""')).toEqual(['a', 'b, c', 'say "hi"'])
  })

  it('each cell has its column, in characters', () => {
    expect(columns('01-07001, 01-07001, Office agreements')).toEqual([1, 11, 21])
    expect(columns(' ä,b, 💻,d')).toEqual([2, 4, 7, 9])
    expect(columns('"a","b, c",d')).toEqual([1, 5, 12])
  })

  it('empty cells are kept', () => {
    expect(values('a,,')).toEqual(['a', '', ''])
  })

  it.each([',', ' , ', '"", ', 'x  '])('a line of 300,000 times %j is not located, as it is too long', (text) => {
    const message = expect.stringContaining('10,000 characters')
    expect(locateCells(`a${text.repeat(300_000)}b`)).toEqual({ fault: { code: 'unclosed-quote', message } })
  })

  it.each([',', ' ,', '"",'])('a line of a thousand times %j has too many cells', (text) => {
    expect(values(text.repeat(999))).toHaveLength(1_000)
    expect(locateCells(text.repeat(1_000))).toMatchObject({ fault: { code: 'column-count' } })
  })

  it.each([
    ['a,b,"c', 5],
    ['"', 1],
    ['a, "b"x,c', 4],
  ])('%j has wrong quotes in the cell at column %i', (line, column) => {
    expect(locateCells(line)).toMatchObject({ fault: { column, code: 'unclosed-quote' } })
  })
})
