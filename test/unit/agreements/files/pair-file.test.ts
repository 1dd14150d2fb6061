import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPairFile } from '../../../../lib/agreements/files/pair-file.ts'
import { WrongFile } from '../../../../lib/foundation/files/sheet.ts'

const rules = { program: undefined, pairLength: 'combined-16' } as const
const read = (text: string, more = {}) => readPairFile(Buffer.from(text), { ...rules, ...more })
const errorsOf = (text: string, more = {}) =>
  read(text, more).errors.map(({ line, column, code }) => [line, column, code])
const fileCode = (bytes: Uint8Array) => {
  try {
    readPairFile(bytes, rules)
    return undefined
  } catch (error) {
    return error instanceof WrongFile ? error.code : error
  }
}

describe('A pair file (spec: CSV import of pairs)', () => {
  it("may have the reference's own example line [S]", () => {
    const { rows, units, errors } = read('01-07001, 01-07001, Office agreements')
    expect({ rows, errors }).toEqual({ rows: 1, errors: [] })
    expect(units).toMatchObject([
      { name: 'Office agreements', lines: [{ line: 1, agreementNumber: '01-07001', licenseNumber: '01-07001' }] },
    ])
  })

  it('may mix two and three columns, LF and CRLF, blank lines and empty names', () => {
    const { rows, units } = read('A1,L1\r\n\r\nA2,L2,Two\n   \nA3,L3,\n')
    expect(rows).toBe(3)
    expect(units.map(({ name }) => name)).toEqual(['A1 L1', 'Two', 'A3 L3'])
    expect(units.map(({ lines }) => lines[0]?.line)).toEqual([1, 3, 5])
  })

  it('loses its first line, and no other, when neither number field has a digit', () => {
    expect(read('agreement number,license number,name\nA1,L1').rows).toBe(1)
    expect(read('Nummer,Lizenz\nA1,L1').rows).toBe(1)
    expect(read('A1,L1\nfoo,bar').rows).toBe(2)
    expect(read('AB,C1\nA1,L1').rows).toBe(2)
  })

  it('has one agreement for the lines with one name key, named as first typed', () => {
    const { units } = read('A1,L1,Office\nA2,L2,Other\nA3,L3, OFFICE ')
    expect(units.map(({ name, lines }) => [name, lines.length])).toEqual([
      ['Office', 2],
      ['Other', 1],
    ])
  })

  it('may repeat a line in any case, but not a pair under another name', () => {
    const { units, errors } = read('A1,L1,Office\na1,l1,office\nA1,L1\nA1,L1,Other')
    expect(units[0]?.lines).toMatchObject([{ line: 1, repeats: [2, 3] }])
    expect(errors).toMatchObject([{ line: 4, code: 'duplicate-line', text: 'A1,L1,Other' }])
    expect(errors[0]?.message).toContain('Line 1')
  })

  it('loses one apostrophe of a guarded cell', () => {
    expect(read("A1,L1,'-Dash").units[0]?.name).toBe('-Dash')
  })

  it.each([
    ['A1', [1, undefined, 'column-count']],
    ['A1,L1,x,y', [1, undefined, 'column-count']],
    ['A1,,x', [1, 4, 'missing-number']],
    [' ,L1', [1, 2, 'missing-number']],
    ['A1, -L1', [1, 5, 'invalid-number']],
    ['A 1,L1', [1, 1, 'invalid-number']],
    ['A1\u00001,L1', [1, 1, 'invalid-number']],
    ['12345678,123456789', [1, 1, 'pair-too-long']],
    ['A1,L1, a:b', [1, 8, 'invalid-name']],
    [`A1,L1,${'x'.repeat(257)}`, [1, 7, 'invalid-name']],
    ['A1,L1,a\u0000b', [1, 7, 'invalid-name']],
    ['A1,L1, B\u00fcro', [1, 9, 'not-ascii']],
    ['A\u00fc1,L1', [1, 2, 'not-ascii']],
    ['A1,L1,"x', [1, 7, 'unclosed-quote']],
  ])('has a wrong line: %j gives %j', (line, error) => {
    expect(errorsOf(line)).toEqual([error])
  })

  it('is read on after each wrong line: a stray quote spoils only its own line', () => {
    expect(errorsOf('A1,L1,"x\nA2,L2\nA3\nA4,L4,"y"')).toEqual([
      [1, 7, 'unclosed-quote'],
      [3, undefined, 'column-count'],
    ])
    expect(read('A1,L1,"x\nA2,L2\nA3\nA4,L4,"y"').units).toHaveLength(2)
  })

  it('has equal numbers when its program is open-value [S]', () => {
    expect(errorsOf('A1,A1\nA2,L2', { program: 'open-value' })).toEqual([[2, 1, 'program-mismatch']])
  })

  it('may have any UTF-8 in names when it begins with a byte order mark; numbers stay ASCII', () => {
    const { units, errors } = read('\ufeffA1,L1,Büro 東京\nÄ2,L2,x')
    expect(units[0]?.name).toBe('Büro 東京')
    expect(errors).toMatchObject([{ line: 2, column: 1, code: 'not-ascii' }])
  })

  it.each([
    ['nothing', Buffer.from(''), 'file-empty'],
    ['blank lines', Buffer.from('\n \r\n\n'), 'file-empty'],
    ['a header alone', Buffer.from('agreement,license\n'), 'file-empty'],
    ['a byte order mark alone', Buffer.from('\ufeff'), 'file-empty'],
    ['UTF-16', Buffer.from('\ufeffA1,L1', 'utf16le'), 'encoding'],
    ['UTF-16 without a mark', Buffer.from('01-07001,01-07001', 'utf16le'), 'encoding'],
    ['UTF-16 BE', Buffer.from('\ufeffA1,L1', 'utf16le').swap16(), 'encoding'],
    ['Latin-1', Buffer.from('A1,L1,Büro', 'latin1'), 'encoding'],
    ['5,001 pairs', Buffer.from(Array.from({ length: 5001 }, (_, i) => `A${i},L`).join('\n')), 'too-many-pairs'],
    ['700,000 lines', Buffer.from('a,\n'.repeat(700_000)), 'too-many-pairs'],
  ])('is refused as a whole: %s', (_, bytes, code) => {
    expect(fileCode(bytes)).toBe(code)
  })

  it('is refused when its header says that the license number stands first', () => {
    expect(fileCode(Buffer.from('License number,Agreement number\nL1,A1'))).toBe('unknown-columns')
    expect(fileCode(Buffer.from('Enrollment,Authorization number,Name\nL1,A1,N'))).toBe('unknown-columns')
    expect(fileCode(Buffer.from('Agreement,License agreement\nA1,L1'))).toBeUndefined()
  })

  it('is refused for rows that are one quoted cell, if all are', () => {
    const quoted = ['"A1,L1,Office"', '"A2,L2"'].join('\n')
    expect(() => readPairFile(Buffer.from(quoted), rules)).toThrow('Each row is one quoted cell')
    expect(read(`${quoted}\nA3,L3`).errors).toMatchObject([{ line: 1, code: 'column-count' }, { code: 'column-count' }])
  })

  it('may say its separator before its header', () => {
    const { units, errors } = read('sep=,\nagreementNumber,licenseNumber,name\nA1,L1,Office')
    expect([errors, units]).toMatchObject([[], [{ name: 'Office', lines: [{ line: 3 }] }]])
  })

  it('may have 5,000 pairs after a header', () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `A${i},L${i}`)
    expect(read(['number,license', ...lines].join('\n')).rows).toBe(5000)
  })

  it('may have a line of 1.5 MB, which is one wrong line', () => {
    const { errors } = read(`A1,L1,${'x'.repeat(1_500_000)}\nA2,L2`)
    expect(errors).toMatchObject([{ line: 1, code: 'unclosed-quote' }])
  })

  it('may have a line of many cells, which is one wrong line', () => {
    const { errors } = read(`A1,L1${',x'.repeat(1_500)}\nA2,L2`)
    expect(errors).toMatchObject([{ line: 1, code: 'column-count' }])
  })

  it('has each of its lines counted exactly once, whatever they are', () => {
    const cell = fc.oneof(
      fc.constantFrom('A1', 'a1', 'B2', 'Office', '', ' ', '"', '"x"', 'ü', '-', 'x:y'),
      fc.string(),
    )
    const file = fc.array(
      fc.array(cell, { maxLength: 4 }).map((cells) => cells.join(',')),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(file, (lines) => {
        const text = lines.join('\n')
        if (fileCode(Buffer.from(text)) !== undefined) return
        const { rows, units, errors } = read(text)
        const right = units.flatMap((unit) => unit.lines.flatMap(({ line, repeats }) => [line, ...repeats]))
        const all = [...right, ...errors.map(({ line }) => line)]
        expect(new Set(all).size).toBe(all.length)
        expect(all).toHaveLength(rows)
      }),
    )
  })
})
