import { describe, expect, it } from 'vitest'
import { findColumns, readRow, showHeadings, usualHeadings, widthOf } from '../../../../lib/foundation/files/columns.ts'

const headings = { title: ['Title', 'Software title'], count: ['Count', 'Quantity'] } as const
type Field = keyof typeof headings
const rowOf = (...cells: (string | undefined)[]) => ({ line: 2, cells, text: cells.join() })

describe('finding columns by their headings', () => {
  it.each([
    [['Title', 'Count'], { title: 0, count: 1 }, 2],
    [['QUANTITY', 'Other', 'software_TITLE', ' '], { count: 0, title: 2 }, 3],
    [['Ｔｉｔｌｅ', undefined, 'Title', 'x'], { title: 0 }, 4],
    [['Software title', 'Quantity', 'Count', 'Title'], { title: 3, count: 2 }, 4],
    [[], {}, 0],
  ])('%j', (cells, positions, width) => {
    const found = findColumns<Field>(headings, { cells })
    expect(Object.fromEntries(found.positions)).toEqual(positions)
    expect(found.width).toBe(width)
  })

  it('messages say so where nothing was found', () => {
    for (const cells of [[], [' ', '']]) expect(showHeadings({ cells })).toBe('no headings')
  })

  it('messages mask what may be an address or a number, as the first row may have no headings', () => {
    expect(showHeadings({ cells: ['Name', 'kim@example.com', 'KEY-1111', 'Version0'] })).toBe('Name, …, …, Version0')
  })

  it('messages show the usual headings, and the first twelve that were found', () => {
    expect(usualHeadings<Field>(headings)).toBe('Title, Count')
    const cells = [' a ', undefined, '', 'x'.repeat(50), ...Array.from({ length: 20 }, (_, index) => `c${index}`)]
    expect(showHeadings({ cells })).toBe(`a, ${'x'.repeat(40)}, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9`)
  })
})

describe('reading a row by its columns', () => {
  const columns = findColumns<Field>(headings, { cells: ['Title', 'x', 'Count'] })
  const read = (...cells: (string | undefined)[]) =>
    readRow(rowOf(...cells), columns, ({ textIn, wrong }) => {
      if (textIn('count') === '') throw wrong('count', 'missing-field', 'The count is missing.')
      return [textIn('title'), textIn('count')]
    })

  it('cells are trimmed and lose the guard of spreadsheets', () => {
    expect(read(" '=a ", 'x', '1', ' ', undefined)).toEqual(['=a', '1'])
    expect(read(undefined, undefined, '1')).toEqual(['', '1'])
  })

  it('a wrong cell has its column', () => {
    expect(read('a', 'x', '')).toEqual({
      fault: { column: 3, code: 'missing-field', message: 'The count is missing.' },
    })
  })

  it('a cell to the right of the headings is wrong', () => {
    expect(read('a', 'x', '1', '', '2')).toMatchObject({ fault: { column: 5, code: 'column-count' } })
  })

  // Spec, line code `column-count`: the cells of a row of another width may be in the wrong columns.
  it.each([
    ['without a separator at their ends', 'Title;x;Count', ['a;x;1', 'a;;', 'a;1', 'a;'], [2, 3]],
    ['that all end in a separator', 'Title;x;Count;', ['a;x;1;', 'a;x;;', 'a;1;', 'a;x;1'], [2]],
    [
      'whose heading row alone has no separator at its end',
      'Title;x;Count',
      ['a;x;1;', 'a;x;;', 'a;1;', ';1;'],
      [2, 3],
    ],
    ['whose heading row alone ends in a separator', 'Title;x;Count;', ['a;x;1', 'a;x;', 'a;1'], [2]],
    ['below empty headings', 'Title;x;Count;;;', ['a;x;1;;;', 'a;x;1', 'a;x;;', 'a;1'], [3]],
  ])('of rows %s those with too few cells are wrong', (_, headings, rows, wrong) => {
    const { widthFault } = widthOf(headings.split(';'))
    const faults = rows.map((row) => widthFault({ cells: row.split(';') })?.code)
    expect(faults).toEqual(rows.map((_row, index) => (wrong.includes(index) ? 'column-count' : undefined)))
  })

  it('a row of a workbook has no cells where nothing was written', () => {
    expect(readRow({ ...rowOf('a'), isSparse: true }, columns, ({ textIn }) => textIn('title'))).toBe('a')
  })

  it('a row that cannot be read has its fault', () => {
    const fault = { code: 'unclosed-quote', message: 'A quote is open.' }
    expect(readRow({ ...rowOf(), fault }, columns, () => 'read')).toEqual({ fault })
  })

  it('other errors come through', () => {
    const broken = () => readRow(rowOf('a', 'x', '1'), columns, () => JSON.parse('{'))
    expect(broken).toThrow(SyntaxError)
  })
})
