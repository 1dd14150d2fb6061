import { describe, expect, it } from 'vitest'
import { readDelimited, rowReader } from '../../../../lib/foundation/files/delimited.ts'
import type { LineBlock } from '../../../../lib/foundation/files/text.ts'

const rowsOf = (lines: LineBlock, width = 3) => {
  const reading = { delimiter: ';', longestRow: 100, width } as const
  const take = rowReader(reading)
  const piecemeal = [...lines.flatMap((line) => take([line])), ...take([], true)]
  const whole = rowReader(reading)(lines, true)
  expect(piecemeal).toEqual(whole)
  return whole.map(({ line, cells, fault }) => [line, fault?.code ?? [...cells]])
}

describe('making rows of lines', () => {
  it('a row may span lines, and blank rows are left out', () => {
    expect(rowsOf(['a;"b', 'c";d', '', ' ; ;', '"";""', 'e;f;g', '"x', '', 'y";1;2'])).toEqual([
      [1, ['a', 'b\nc', 'd']],
      [6, ['e', 'f', 'g']],
      [7, ['x\n\ny', '1', '2']],
    ])
  })

  it('a row of quotes and separators alone is blank', () => {
    expect(rowsOf(['"', '";"', ';"";', 'a;b;c'])).toEqual([[4, ['a', 'b', 'c']]])
  })

  it('a quote that is never closed spoils only the first line of its row', () => {
    expect(rowsOf(['"a;b;c', 'd;e;f', '"g";"h";"i"', 'j;k;"l'])).toEqual([
      [1, 'unclosed-quote'],
      [2, ['d', 'e', 'f']],
      [3, ['g', 'h', 'i']],
      [4, 'unclosed-quote'],
    ])
  })

  it('a quote that another line closes swallows no lines unless the columns fit', () => {
    expect(rowsOf(['"a;b;c', '5";e;f', '"x;b;c', 'd;5";f;g;h'])).toEqual([
      [1, ['a;b;c\n5', 'e', 'f']],
      [3, 'unclosed-quote'],
      [4, ['d', '5"', 'f', 'g', 'h']],
    ])
  })

  it('quotes that were not doubled are read when the columns fit', () => {
    expect(rowsOf(['"P";"Foo "Bar" 1.0";"1";', '"P";"Foo 24"";"1";', '"P";"1";"24"";', '"P";"Q";"1";'])).toEqual([
      [1, ['P', 'Foo "Bar" 1.0', '1', '']],
      [2, ['P', 'Foo 24"', '1', '']],
      [3, ['P', '1', '24"', '']],
      [4, ['P', 'Q', '1', '']],
    ])
    expect(rowsOf(['"P" x;"Foo;1"', '"a "b";c";d;e'])).toEqual([
      [1, 'unclosed-quote'],
      [2, 'unclosed-quote'],
    ])
  })

  it('a row spans at most 100 lines', () => {
    const spanning = (lines: number) => ['"a', ...Array.from({ length: lines - 2 }, () => 'b'), 'c";d;e']
    expect(rowsOf(spanning(100))).toHaveLength(1)
    expect(rowsOf(spanning(101), 1)[0]).toEqual([1, 'unclosed-quote'])
  })

  it('a line that is too long spoils only itself', () => {
    expect(rowsOf(['"a', undefined, 'a;b;c'])).toEqual([
      [1, 'unclosed-quote'],
      [2, 'unclosed-quote'],
      [3, ['a', 'b', 'c']],
    ])
  })
})

/** Texts of some length that make a reader look again and again at what it has seen. */
const hostile: Record<string, (characters: number) => string> = {
  'quotes that are opened and closed in turn': (characters) => 'a", "c\n'.repeat(characters / 7),
  'open quotes after many cells': (characters) => `${'"",'.repeat(30)}a","b\n`.repeat(characters / 96),
  'rows of ever more cells': (characters) =>
    Array.from({ length: Math.sqrt(2 * characters) }, (_, cells) => `${','.repeat(cells)}a","c\n`).join(''),
  quotes: (characters) => '"'.repeat(characters),
  'lines of one quote': (characters) => '"\n'.repeat(characters / 2),
  'quotes between blanks': (characters) => '" "\t'.repeat(characters / 4),
  'cells without a line end': (characters) => '"a",'.repeat(characters / 4),
  blanks: (characters) => `"a"${' '.repeat(characters)}b`,
}

describe('a hostile file', () => {
  // A reader whose time grew with the square of the length would take hours for one of them.
  it.each(Object.entries(hostile))('a million characters are read soon: %s', (_, textOf) => {
    const text = textOf(1_000_000)
    const lines = text.split('\n')
    for (const row of readDelimited(Buffer.from(text), { longestRow: 4_001 })) expect(row.line).toBeGreaterThan(0)
    for (const width of [3, 33]) rowReader({ delimiter: ',', longestRow: 100, width })(lines, true)
  })

  it('no row of an open quote is looked at without end', () => {
    const lines = 200_000
    let faults = 0
    for (const { fault } of readDelimited(Buffer.from('a", "c\n'.repeat(lines)), { longestRow: 4_001 }))
      if (fault) faults += 1
    expect(faults).toBe(lines)
  })
})
