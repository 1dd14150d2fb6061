import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guardCell, unguardCell } from '../../../../lib/foundation/files/cells.ts'
import { parseLine, WrongQuotes } from '../../../../lib/foundation/files/line.ts'
import { decodeText, UnreadableText } from '../../../../lib/foundation/files/text.ts'

const values = (line: string) => parseLine(line).map(({ value }) => value)
const columns = (line: string) => parseLine(line).map(({ column }) => column)

describe('a line of CSV', () => {
  it('is split at commas, its cells trimmed', () => {
    expect(values('01-07001, 01-07001, Office agreements')).toEqual(['01-07001', '01-07001', 'Office agreements'])
  })

  it('takes RFC 4180 quoting, also after spaces', () => {
    expect(values('a, "b, c" ,"say ""hi"""')).toEqual(['a', 'b, c', 'say "hi"'])
  })

  it('says where each cell begins, in characters', () => {
    expect(columns('01-07001, 01-07001, Office agreements')).toEqual([1, 11, 21])
    expect(columns(' ä,b, 💻,d')).toEqual([2, 4, 7, 9])
    expect(columns('"a","b, c",d')).toEqual([1, 5, 12])
  })

  it('keeps empty cells', () => {
    expect(values('a,,')).toEqual(['a', '', ''])
  })

  it.each([
    ['a,b,"c', 5],
    ['"', 1],
    ['a, "b"x,c', 4],
  ])('%j has wrong quotes, in the cell at column %i', (line, column) => {
    expect(() => parseLine(line)).toThrow(WrongQuotes)
    expect(() => parseLine(line)).toThrow(expect.objectContaining({ column }))
  })
})

describe('text', () => {
  it('is UTF-8, with or without a byte order mark', () => {
    expect(decodeText(Buffer.from('Büro'))).toEqual({ content: 'Büro', marked: false })
    expect(decodeText(Buffer.from('\ufeffBüro'))).toEqual({ content: 'Büro', marked: true })
  })

  it.each([
    ['UTF-16 LE with a mark', Buffer.from('\ufeffa,b', 'utf16le')],
    ['UTF-16 LE without one', Buffer.from('01-07001,01-07001', 'utf16le')],
    ['UTF-16 BE with a mark', Buffer.from('\ufeffa,b', 'utf16le').swap16()],
    ['Latin-1', Buffer.from('1,2,Büro', 'latin1')],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeText(bytes)).toThrow(UnreadableText)
  })
})

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
