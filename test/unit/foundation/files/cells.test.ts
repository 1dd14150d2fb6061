import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guardCell, unguardCell } from '../../../../lib/foundation/files/cells.ts'

describe('guarding cells against spreadsheets', () => {
  it.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx', "'=1", "''-1"])(
    '%j gets one leading apostrophe, because a spreadsheet would run it',
    (cell) => {
      expect(guardCell(cell)).toBe(`'${cell}`)
    },
  )

  it.each([
    // Spreadsheets that separate by semicolon or tab split cells, and rows at line ends, whatever is quoted.
    ['a;=1+1', "a;'=1+1"],
    ['a;=1;@b', "a;'=1;'@b"],
    ['a;"=1"', `a;'"=1"`],
    ["a;'=1", "a;''=1"],
    ['a\t+1', "a\t'+1"],
    ['a\n-1', "a\n'-1"],
    ['a\r\n@x', "a\r\n'@x"],
    ['=1;=2', "'=1;'=2"],
    ['\t=1', "'\t'=1"],
  ])('%j becomes %j, as other separators split it there', (cell, safe) => {
    expect(guardCell(cell)).toBe(safe)
  })

  it.each(['a', "'a", "O'Neil", '', "'", 'a-b;c', 'a; b', 'a;\r\n\r\nb', -1])('%j stays as it is', (cell) => {
    expect(guardCell(cell)).toBe(cell)
  })

  it('any text comes back as it was', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.stringMatching(/^'{0,3}[=+@\t\r-].*$/),
      fc.string({ unit: fc.constantFrom(...`;\t\r\n'"=+-@a`) }),
    )
    fc.assert(
      fc.property(cell, (text) => {
        expect(unguardCell(guardCell(text))).toBe(text)
      }),
    )
  })
})
