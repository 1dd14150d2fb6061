import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guardCell, unguardCell } from '../../../../lib/foundation/files/cells.ts'

describe('cells that a spreadsheet would run', () => {
  it.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx', "'=1", "''-1"])('%j gets one leading apostrophe', (cell) => {
    expect(guardCell(cell)).toBe(`'${cell}`)
  })

  it.each(['a', "'a", "O'Neil", '', "'"])('%j stays', (cell) => {
    expect(guardCell(cell)).toBe(cell)
  })

  it('come back as they were', () => {
    const cell = fc.oneof(fc.string(), fc.stringMatching(/^'{0,3}[=+@\t\r-].*$/))
    fc.assert(
      fc.property(cell, (text) => {
        expect(unguardCell(guardCell(text))).toBe(text)
      }),
    )
  })
})
