import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agreementRows, readAgreementFile } from '../../../../lib/agreements/files/agreement-file.ts'
import { readDelimited } from '../../../../lib/foundation/files/delimited.ts'
import { WrongFile } from '../../../../lib/foundation/files/sheet.ts'

const head = 'name,publisher,productTitle,licenseCount,startDate,endDate,details'
const readBytes = (bytes: Uint8Array) => readAgreementFile([...readDelimited(bytes, agreementRows.text)])
const read = (text: string) => readBytes(Buffer.from(text))
const code = (text: string): string => {
  try {
    read(text)
    return ''
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}
const lines = (count: number) =>
  [head, ...Array.from({ length: count }, (_, index) => `A ${index},P,T,1,,,`)].join('\n')

describe('A file of other agreements', () => {
  it('has at most 5,000 agreements', () => {
    expect(read(lines(5_000))).toMatchObject({ rows: 5_000, errors: [] })
    expect(code(lines(5_001))).toBe('too-many-rows')
  })

  it('says which of the optional columns it has', () => {
    expect(read(`${head}\nA,P,T,1,,,`).says).toEqual({
      startDate: true,
      endDate: true,
      details: true,
      restrictions: false,
    })
    const some = read('name;publisher;title;count;Expiry date\nA;P;T;1;2026-01-01')
    expect(some.says).toEqual({ startDate: false, endDate: true, details: false, restrictions: false })
    expect(some.lines).toMatchObject([{ line: 2, name: 'A', endDate: '2026-01-01', startDate: undefined }])
  })

  it('of another tool is recognized by its headings, and may write the month of a date first', () => {
    const statement = 'Name,Publisher,EffectiveQuantity,PONumber,DateOfPurchase\nThing: one,P,"1,200.00",77,2/28/2026'
    expect(read(statement).lines).toMatchObject([
      { name: 'Thing  one 77', productTitle: 'Thing: one', licenseCount: 1_200, startDate: '2026-02-28' },
    ])
    const export_ = 'ID,Name,Manufacturer,Seats,Serial,Expiration Date\n5,Thing,P,3,KEY,2026-02-28T10:00:00Z'
    expect(read(export_).lines).toMatchObject([{ name: 'Thing 5', details: 'KEY', endDate: '2026-02-28' }])
    expect(read(export_.replace('2026-02-28T10:00:00Z', '30/02/2026')).errors).toMatchObject([
      { line: 2, column: 6, code: 'invalid-date' },
    ])
  })

  describe('has no value with two readings (rule: never guess)', () => {
    it.each(['1.000', '12.000', '"1,000"', '0.500', '"0,250"', '00.500'])('the count %s', (count) => {
      const { lines, errors } = read(`${head}\nA,P,T,${count},,,\nB,P,T,250,,,\nC,P,T,"1,000,000",,,`)
      expect(lines).toMatchObject([{ licenseCount: 250 }, { licenseCount: 1_000_000 }])
      expect(errors).toMatchObject([{ line: 2, column: 4, code: 'invalid-count' }])
      expect(errors[0]?.message).toContain('Write digits only')
    })

    const dated = (...dates: [string, string?][]) =>
      read(
        `ID,Name,Manufacturer,Seats,Purchase Date,Expiration Date\n${dates
          .map(([from, to = ''], id) => `${id},T,P,3,${from},${to}`)
          .join('\n')}`,
      )

    it('a date whose order the file does not tell', () => {
      const { lines, errors } = dated(['04/05/2024'], ['10/10/2024'], ['2024-05-04'])
      expect(lines).toMatchObject([{ startDate: '2024-10-10' }, { startDate: '2024-05-04' }])
      expect(errors).toMatchObject([{ line: 2, column: 5, code: 'invalid-date' }])
      expect(errors[0]?.message).toContain('Write YYYY-MM-DD')
    })

    it.each([
      ['day first, by its column', dated(['04/05/2024'], ['31/12/2023 10:00']), '2024-05-04'],
      ['month first, by its column', dated(['04/05/2024'], ['12/31/2023']), '2024-04-05'],
      ['day first, by another column', dated(['04/05/2024'], ['', '31/12/2023']), '2024-05-04'],
    ])('but a date is read %s', (_, { lines, errors }, startDate) => {
      expect(errors).toEqual([])
      expect(lines[0]).toMatchObject({ startDate })
    })

    it('all dates of a column that contradict each other', () => {
      const { lines, errors } = dated(['04/05/2024'], ['31/12/2023'], ['12/31/2023'], ['10/10/2023'])
      expect(lines).toMatchObject([{ startDate: '2023-10-10' }])
      expect(errors).toMatchObject([2, 3, 4].map((line) => ({ line, column: 5, code: 'invalid-date' })))
    })

    it('all dates of a row whose columns contradict each other', () => {
      const { lines, errors } = dated(['31/12/2023', '12/31/2026'])
      expect(lines).toEqual([])
      expect(errors).toMatchObject([{ line: 2, column: 5, code: 'invalid-date' }])
      expect(errors[0]?.message).toContain('the row has dates with the day first and with the month first')
    })

    it('while what is no date tells no order', () => {
      expect(dated(['04/05/2024'], ['32/12/2023'], ['13/13/2023']).errors).toHaveLength(3)
    })
  })

  describe('with a column `Item name`, where `Name` is a person', () => {
    const persons = 'Name,Email,Item name,serial number,manufacturer,purchase date,purchase_order,seats,notes'
    const row = (seats: string) => `Robin Person,robin@example.com,Draw 2024,KEY-1,P,07/13/2024,53008,${seats},one user`

    it('has its product there', () => {
      expect(read(`${persons}\n${row('80')}`).lines).toMatchObject([
        { name: 'Draw 2024 53008', productTitles: ['Draw 2024'], licenseCount: 80, details: 'KEY-1' },
      ])
      const own = 'Name,ITEM_NAME,publisher,productTitle,licenseCount\nA,B,P,T,1'
      expect(read(own).lines).toMatchObject([{ name: 'A', productTitles: ['T'] }])
    })

    it('has a row for each person of a license, which counts once', () => {
      const { lines, errors } = read(`${persons}\n${row('80')}\n${row('80').replaceAll('Robin', 'Kim')}`)
      expect([lines.length, errors]).toEqual([1, []])
      expect(lines[0]).toMatchObject({ licenseCount: 80, details: 'KEY-1', repeats: [3], added: [] })
      expect(read(`${persons}\n${row('80')}\n${row('81')}`).errors).toMatchObject([{ line: 2 }, { line: 3 }])
    })

    it('tells nobody the person', () => {
      const { errors, textOf } = read(`${persons}\n${row('many')}`)
      expect(errors).toMatchObject([{ line: 2, column: 8, code: 'invalid-count' }])
      expect(textOf?.(2)).toBeUndefined()
    })

    it('is never read as a file whose products are in `Name`', () => {
      expect(code('Name,Item name,Publisher,EffectiveQuantity\nKim,T,P,1')).toBe('unknown-columns')
      expect(code('Name,Item name,Seats\nKim,T,1')).toBe('unknown-columns')
    })
  })

  describe('with several rows of one product and purchase order', () => {
    const bought = (...rows: string[]) =>
      read(['ID,Name,Product Key,Manufacturer,Seats,Purchase Order Number,Expiration Date', ...rows].join('\n'))

    it('adds up those of other ids or keys, each once', () => {
      const { lines, errors } = bought(
        '21,T,KEY-1,P,1,PO 7,',
        '22,T,KEY-2,P,2,PO 7,',
        '22,T,KEY-2,P,2,PO 7,',
        ',t,KEY-3,P,3,po 7,',
        '24,T,KEY-1,P,4,PO 7,',
        '25,T,KEY-5,P,5,PO 8,',
      )
      expect(errors).toEqual([])
      expect(lines).toMatchObject([
        { line: 2, licenseCount: 10, details: 'KEY-1\nKEY-2\nKEY-3', added: [3, 5, 6], repeats: [4] },
        { line: 7, licenseCount: 5, details: 'KEY-5', added: [], repeats: [] },
      ])
      expect(bought('1,T,,P,5,7,', '2,T,,P,unlimited,7,').lines).toMatchObject([{ licenseCount: 'unlimited' }])
    })

    it.each([
      ['that no id or key tells apart', [',T,,P,1,PO 7,', ',T,,P,1,PO 7,', '3,T,,P,1,PO 7,'], 'duplicate-line'],
      ['of other terms', ['1,T,K,P,1,PO 7,2030-01-01', '2,T,L,P,1,PO 7,2031-01-01'], 'duplicate-line'],
      ['of another publisher', ['1,T,K,P,1,PO 7,', '2,T,L,Q,1,PO 7,'], 'duplicate-line'],
      ['of one license with two counts', ['1,T,K,P,1,PO 7,', '1,T,K,P,2,PO 7,'], 'duplicate-line'],
      ['of more licenses than an agreement may have', ['1,T,K,P,9000000,7,', '2,T,L,P,9000000,7,'], 'invalid-count'],
      [
        'with more keys than details take',
        ['K', 'L'].map((k, id) => `${id},T,${k.repeat(3_000)},P,1,7,`),
        'invalid-field',
      ],
    ])('refuses all of those %s: with the first alone the others would be lost', (_, rows, fault) => {
      const { lines, errors, rejected } = bought(...rows, '9,T,K9,P,9,PO 9,')
      expect(lines).toMatchObject([{ licenseCount: 9 }])
      expect(errors.map(({ line, code }) => [line, code])).toEqual(rows.map((__, index) => [index + 2, fault]))
      expect(rejected).toBe(rows.length)
    })
  })

  describe('is recognized by its whole header', () => {
    const why = (text: string): string => {
      try {
        read(text)
        return ''
      } catch (error) {
        return error instanceof WrongFile ? `${error.code}: ${error.message}` : String(error)
      }
    }

    it.each([
      ['Name,Serial Number,Seats,Purchase Date', 'a license export of Snipe-IT. It lacks Manufacturer.'],
      ['Name,Publisher,PONumber,DateOfPurchase', 'Configuration Manager. It lacks EffectiveQuantity.'],
      [
        'Product Title,Total Licenses,Expired Licenses',
        'columns of this ledger. It lacks name, publisher, licenseCount.',
      ],
      ['Name,Email,Item name,Seats', 'the importer of Snipe-IT. It lacks Manufacturer.'],
    ])('%s is refused with the closest layout', (header, closest) => {
      expect(why(`${header}\na,b,c,d`)).toMatch(/^unknown-columns: /)
      expect(why(`${header}\na,b,c,d`)).toContain(closest)
    })

    it('and none is close to headings that nobody knows', () => {
      expect(why('Foo,Bar\n1,2')).toMatch(/^unknown-columns: (?!.*closest)/)
    })

    it.each(['"name,publisher,productTitle,licenseCount"\n"A,P,T,1"', '"name,""publisher"", x"\n"A,""P"", x"'])(
      'with rows that are one quoted cell is refused for that: %j',
      (text) => {
        expect(why(text)).toMatch(/^unknown-columns: Each row is one quoted cell/)
      },
    )
  })

  it.each(['sep=;\n', 'SEP=;\r\n', '\ufeff"sep=;"\n', '\nsep=;\n'])('may say its separator first: %j', (first) => {
    const { lines } = read(`${first}name;publisher;productTitle;licenseCount\nA;P;T,U,V,W,X,Y;1`)
    expect(lines).toMatchObject([{ line: first.split('\n').length + 1, productTitle: 'T,U,V,W,X,Y' }])
  })

  it('loses the apostrophes with which spreadsheets guard cells', () => {
    expect(read(`${head}\n'-A,'=P,T,1,,,'@key\n`).lines).toMatchObject([
      { name: '-A', publisher: '=P', details: '@key' },
    ])
  })

  it('shows its separator in its headings, whatever its cells hold', () => {
    const details = ';;;;;;;;;\t\t\t\t\t\t\t\t\t\t'
    const { lines: found } = read(`${head}\nA,P,T,1,,,"x\n${details}\ny"\nB,P,T,1,,,`)
    expect(found.map((line) => line.details)).toEqual([`x\n${details}\ny`, undefined])
  })

  it('is read to its end when a quote is never closed, however long it is', () => {
    const open = `A,P,T,1,,,"open\n`
    const rest = Array.from({ length: 4_000 }, (_, index) => `B ${index},P,T,1,,,"a ""quoted"" one"\n`).join('')
    const file = read(`${head}\n${open}${rest}`)
    expect(file.rows).toBe(4_001)
    expect(file.errors).toMatchObject([{ line: 2, code: 'unclosed-quote' }])
  })

  it('is read, or refused with a reason, whatever its bytes and rows are', () => {
    const cell = fc.constantFrom(
      '',
      'A',
      '"',
      '""',
      '2026-01-01',
      '5',
      '=x',
      ',',
      ';',
      '\n',
      '\r',
      '\t',
      "'",
      '\0',
      '東',
      ' ',
    )
    const rows = fc.array(
      fc.array(cell, { maxLength: 9 }).map((cells) => cells.join(',')),
      { maxLength: 8 },
    )
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      rows.map((some) => Buffer.from([head, ...some].join('\n'))),
    )
    fc.assert(
      fc.property(content, (bytes) => {
        try {
          const { rows: count, lines: found, errors } = readBytes(bytes)
          const lines = found.map(({ added, repeats }) => 1 + added.length + repeats.length)
          expect(lines.reduce((sum, each) => sum + each, errors.length)).toBe(count)
        } catch (error) {
          expect(error).toBeInstanceOf(WrongFile)
        }
      }),
    )
  })

  describe('shows a wrong line without what only managers may read', () => {
    const textOf = (text: string) => read(text).textOf?.(2)

    it('as it is when it holds nothing confidential', () => {
      expect(textOf(`${head}\n"A",P,T,x,,,`)).toBe('"A",P,T,x,,,')
      expect(textOf('name,publisher,productTitle,licenseCount\n"A",P,T,x,9')).toBe('"A",P,T,x,9')
    })

    it('without details and unknown columns', () => {
      expect(textOf(`${head}\n"A",P,T,x,,,KEY`)).toBe('A, P, T, x, , ')
      expect(textOf('name,publisher,productTitle,licenseCount,Key\nA,P,T,x,KEY')).toBe('A, P, T, x')
    })

    it('not at all when its cells may be in the wrong columns', () => {
      expect(textOf(`${head}\nA,P,T,1,,,KEY,more`)).toBeUndefined()
      expect(textOf(`${head}\nA,P,T,1,,,"KEY`)).toBeUndefined()
    })
  })
})
