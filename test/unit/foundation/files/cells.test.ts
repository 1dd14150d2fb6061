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

  it.each(['a', "'a", "O'Neil", '', "'"])('%j stays as it is', (cell) => {
    expect(guardCell(cell)).toBe(cell)
  })

  it('any text comes back as it was', () => {
    const cell = fc.oneof(fc.string(), fc.stringMatching(/^'{0,3}[=+@\t\r-].*$/))
    fc.assert(
      fc.property(cell, (text) => {
        expect(unguardCell(guardCell(text))).toBe(text)
      }),
    )
  })
})
