import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type StatementFile as AnyFile, readStatement } from '../../../../lib/entitlements/statements/read-statement.ts'
import { WrongFile } from '../../../../lib/foundation/files/sheet.ts'
import type { FileType } from '../../../../lib/work/imports/import-file.ts'
import { inEncodings } from '../../../support/encodings.ts'
import { statementHeadings, summaryHeadings } from '../../../support/entitlements.ts'
import { type TestSheet, workbook, workbookFiles, zipped } from '../../../support/workbook.ts'

const headings = [...statementHeadings, 'Expiring SA 0 - 12 Months']
const bytesOf = (content: string | Uint8Array) => (typeof content === 'string' ? Buffer.from(content) : content)
type StatementFile = Exclude<AnyFile, { layout: 'contracts' }>
const readAny = (content: string | Uint8Array, type: FileType = 'csv') => readStatement(bytesOf(content), type)
const read = async (content: string | Uint8Array, type: FileType = 'csv'): Promise<StatementFile> => {
  const file = await readAny(content, type)
  if (file.layout === 'contracts') throw new Error('It is a list of contracts.')
  return file
}
const summary = (...rows: string[]) => read([summaryHeadings, ...rows].join('\n'))
const statement = (...rows: string[]) => read([headings.join(','), ...rows].join('\n'))
const sheet = (rows: TestSheet['rows'], name = 'Pivot Data') => read(workbook({ name, rows }), 'xlsx')

const refusalOf = async (content: string | Uint8Array, type?: FileType) => {
  try {
    await read(content, type)
  } catch (error) {
    if (error instanceof WrongFile) return error
    throw error
  }
  throw new Error('It was read.')
}
const errorsOf = async (file: StatementFile | Promise<StatementFile>) =>
  (await file).errors.map(({ line, column, code }) => [line, column, code] as const)
const only = async (file: StatementFile | Promise<StatementFile>) => {
  const { lines, errors } = await file
  expect(errors).toEqual([])
  expect(lines).toHaveLength(1)
  return lines[0]?.row
}

describe('a license summary', () => {
  it('gives products with their quantities, by License ID or for the whole organization', async () => {
    const file = await summary(
      'Office Standard,2019,Applications,Full,10,4,L-1',
      'Windows Server,2022,Servers,Full,3,0,',
    )
    expect(file).toMatchObject({ layout: 'license-summary', rows: 2, skipped: 0, errors: [] })
    expect(file.lines).toEqual([
      {
        line: 2,
        row: {
          productPool: 'Applications',
          productFamily: 'Office Standard',
          version: '2019',
          type: 'Full',
          effectiveQuantity: 10,
          activeSoftwareAssuranceQuantity: 4,
          licenseId: 'L-1',
        },
        repeats: [],
      },
      expect.objectContaining({ line: 3, row: expect.objectContaining({ licenseId: undefined }) }),
    ])
  })

  it('has its columns in any order, beside others, under headings in any spelling', async () => {
    const file = await read('ACTIVE SA-QUANTITY,extra,version,effectiveQuantity,  Product   Family \n1,x,2019,2,Office')
    expect(await only(file)).toMatchObject({
      productFamily: 'Office',
      version: '2019',
      effectiveQuantity: 2,
      activeSoftwareAssuranceQuantity: 1,
      productPool: '',
      type: '',
    })
  })

  it.each([';', '\t', ','])('is separated by %j', async (delimiter) => {
    const row = ['Office, Standard; "x"\ty', '2019', 'Pool', 'Full', '1', '2', 'L1']
    const quoted = row.map((cell) => `"${cell.replaceAll('"', '""')}"`)
    const file = await read([summaryHeadings.split(','), quoted].map((cells) => cells.join(delimiter)).join('\r\n'))
    expect(await only(file)).toMatchObject({ productFamily: 'Office, Standard; "x" y', licenseId: 'L1' })
  })

  const text = `${summaryHeadings}\nBüro,2019,,,1,,`
  it.each(inEncodings(text))('is in %s', async (_, bytes) => {
    expect(await only(read(bytes))).toMatchObject({ productFamily: 'Büro' })
  })

  it.each([
    ['Latin-1', Buffer.from(text, 'latin1')],
    ['UTF-16 that breaks', Buffer.concat([Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from([0x00, 0xd8])])],
  ])('is not in %s', async (_, bytes) => {
    expect((await refusalOf(bytes)).code).toBe('encoding')
  })

  it('has the formula guard of spreadsheets removed from its cells', async () => {
    expect(await only(summary("'=Office,'-2019,,,1,,"))).toMatchObject({ productFamily: '=Office', version: '-2019' })
  })

  it('may have its headings in any of the first 50 rows', async () => {
    const above = (count: number) => `${'x\n'.repeat(count)}${text}`
    expect((await read(above(49))).lines).toMatchObject([{ line: 51 }])
    expect((await refusalOf(above(50))).code).toBe('unknown-columns')
  })
})

describe('a Microsoft License Statement', () => {
  it('counts the rows of all countries, and skips single countries, totals and blank rows', async () => {
    const file = await statement(
      'Apps,Office,2019,10,1,2,3,All Countries,9',
      'Apps,Office,2019,4,1,2,3,Germany,9',
      ',,,,,,,,',
      'Apps,Office,2019,4,1,2,3,,9',
      'Grand Total,,,14,,,,,',
      'Total,,,14,,,,All Countries,',
    )
    expect(file).toMatchObject({ layout: 'license-statement', rows: 5, skipped: 4, errors: [] })
    expect(file.lines).toMatchObject([
      { line: 2, row: { effectiveQuantity: 10, upgradeQuantity: 3, activeSoftwareAssuranceQuantity: 3 } },
    ])
  })

  it('takes a blank quantity as 0', async () => {
    expect(await only(statement('Apps,Office,2019,,,,,ALL COUNTRIES,'))).toMatchObject({
      effectiveQuantity: 0,
      upgradeQuantity: 0,
      activeSoftwareAssuranceQuantity: 0,
    })
  })

  it('may lack the country, and have a License ID', async () => {
    const file = await read(
      'License Product Family,License Version,Effective License Quantity,License ID\nOffice,2019,1,77',
    )
    expect(await only(file)).toMatchObject({ productFamily: 'Office', licenseId: '77' })
  })

  const rows: TestSheet['rows'] = [
    ...Array.from({ length: 9 }, (_, index) => (index === 2 ? ['Licensing statement of Contoso'] : [])),
    headings,
    [],
    ['Apps', 'Office & <more>', 2019, 1200, '1 000', undefined, 7, 'All Countries'],
  ]
  const expected = { productFamily: 'Office & <more>', version: '2019', effectiveQuantity: 1200, upgradeQuantity: 1000 }

  it('is the tab Pivot Data of a workbook, wherever that stands', async () => {
    const other: TestSheet = {
      name: 'Other',
      rows: [headings, ['a', 'Wrong', '1', 1, 1, 1, 1, 'All Countries']],
    }
    const file = await read(workbook(other, { name: 'Pivot Data', rows }), 'xlsx')
    expect(await only(file)).toMatchObject(expected)
    expect(file.lines[0]?.line).toBe(12)
  })

  it('is the first sheet with a heading row when there is no such tab', async () => {
    const file = await read(workbook({ name: 'Cover', rows: [['x']] }, { name: 'Data', rows }), 'xlsx')
    expect(await only(file)).toMatchObject(expected)
    expect(
      await only(read(workbook({ name: 'Pivot Data', rows: [['x']] }, { name: 'Data', rows }), 'xlsx')),
    ).toMatchObject(expected)
  })
})

describe('a License ID', () => {
  it.each([
    [12345678, '12345678'],
    [1234567890123456, '1234567890123456'],
    ['0012', '0012'],
    ['A.b_c-9', 'A.b_c-9'],
  ])('of a workbook that is %j keeps all its characters', async (cell, licenseId) => {
    expect(await only(sheet([summaryHeadings.split(','), ['Office', '2019', '', '', 1, 0, cell]]))).toMatchObject({
      licenseId,
    })
  })

  it('that Excel wrote as a power of ten keeps all its digits', async () => {
    const files = workbookFiles([
      { name: 'S', rows: [summaryHeadings.split(','), ['Office', '2019', '', '', 1, 0, 777]] },
    ])
    const xml = files['xl/worksheets/sheet1.xml']?.replace('<v>777</v>', '<v>1.2345678E7</v>') ?? ''
    expect(await only(read(zipped({ ...files, 'xl/worksheets/sheet1.xml': xml }), 'xlsx'))).toMatchObject({
      licenseId: '12345678',
    })
  })
})

describe('a quantity', () => {
  it.each([
    ['0', 0],
    ['12.0', 12],
    ['"1,234,567.00"', 1_234_567],
    ['1.234.567', 1_234_567],
    ['"1.234,0"', 1234],
    ["1'234", 1234],
    ['0.000', 0],
    ['1 234', 1234],
    ['1\u00a0234', 1234],
    ['1000000000', 1_000_000_000],
  ])('is %s', async (cell, effectiveQuantity) => {
    expect(await only(summary(`Office,2019,,,${cell},,`))).toMatchObject({ effectiveQuantity })
  })

  it.each(['1.000', '12.000', '"1,000"', '250.000'])(
    'is refused when it is %s, which has two readings',
    async (cell) => {
      const { errors } = await summary(`Office,2019,,,5,${cell},`)
      expect(errors).toMatchObject([{ line: 2, column: 6, code: 'invalid-count' }])
      expect(errors[0]?.message).toContain('Write digits only')
    },
  )

  it.each(['-1', '1.5', 'ten', '1000000001', '"1,23"', '1e3', '#N/A', '0x10', '∞'])('is not %s', async (cell) => {
    expect(await errorsOf(summary(`Office,2019,,,${cell},,`))).toEqual([[2, 5, 'invalid-count']])
  })

  it('of a workbook is a number or text', async () => {
    const rows = [summaryHeadings.split(','), ['A', '', '', '', 5], ['B', '', '', '', '6'], ['C', '', '', '', 1.5]]
    const file = await sheet(rows)
    expect(file.lines.map(({ row }) => row.effectiveQuantity)).toEqual([5, 6])
    expect(await errorsOf(file)).toEqual([[4, 5, 'invalid-count']])
  })
})

describe('a wrong line is reported with its number, the cell, a code and its text', () => {
  it.each([
    [',2019,,,1,,', 1, 'missing-field'],
    ['Office,2019,,,,,', 5, 'missing-field'],
    [`${'x'.repeat(257)},2019,,,1,,`, 1, 'invalid-field'],
    ['Office,2\u000019,,,1,,', 2, 'invalid-field'],
    ['Office,2019,,\u202eFull,1,,', 4, 'invalid-field'],
    ['Office,2019,,,1,x,', 6, 'invalid-count'],
    ['Office,2019,,,1,,L 1', 7, 'invalid-number'],
    ['Office,2019,,,1,,-L1', 7, 'invalid-number'],
    ['Office,2019,,,1,,12345678901234567', 7, 'invalid-number'],
    ['Office, Standard,2019,,,1,,L1', 8, 'column-count'],
    ['Office,2019,,,1,,"L1', undefined, 'unclosed-quote'],
    ['"Office" Standard,2019,,,1,,L1', undefined, 'unclosed-quote'],
  ])('%s', async (row, column, code) => {
    const { errors } = await summary('First,2019,,,1,,', row, 'Last,2019,,,1,,')
    expect(errors).toMatchObject([{ line: 3, code, text: row }])
    expect(errors[0]?.column).toBe(column)
    expect(errors[0]?.message).toMatch(/\.$/)
  })

  it('with its line number after cells that span lines', async () => {
    const file = await summary('"Office\nStandard",2019,,,1,,', 'Bad,2019,,,x,,', '"a""\nb",2019,,,y,,')
    expect(file.lines).toMatchObject([{ line: 2, row: { productFamily: 'Office Standard' } }])
    expect(file.errors).toMatchObject([
      { line: 4, text: 'Bad,2019,,,x,,' },
      { line: 5, text: '"a""\nb",2019,,,y,,' },
    ])
  })

  it('alone when it has a stray quote', async () => {
    const file = await summary('"Office,2019,,,1,,', 'Visio 5" disk,2019,,,1,,', '"Project",2019,,,1,,')
    expect(await errorsOf(file)).toEqual([[2, undefined, 'unclosed-quote']])
    expect(file.lines.map(({ row }) => row.productFamily)).toEqual(['Visio 5" disk', 'Project'])
  })

  it('of a workbook has its cells separated by tabs', async () => {
    const { errors } = await sheet([summaryHeadings.split(','), [], ['A', '', 'Pool', '', 'x']])
    expect(errors).toMatchObject([{ line: 3, column: 5, text: 'A\t\tPool\t\tx' }])
  })
})

describe('lines of one License ID, product, version, pool and type', () => {
  it('count once when they are equal; otherwise the later one is wrong', async () => {
    const file = await summary(
      'Office,2019,P,T,1,,L1',
      'Office,2019,P,T,1,,l1',
      'Office,2019,P,T,2,,L1',
      'Office,2019,P,T,2,,',
    )
    expect(file.lines).toMatchObject([{ line: 2, repeats: [3] }, { line: 5 }])
    expect(await errorsOf(file)).toEqual([[4, undefined, 'duplicate-line']])
    expect(file.errors[0]?.message).toContain('Line 2')
  })
})

describe('what a wrong line may stand for', () => {
  const unclear = async (...rows: string[]) => {
    const { isUnclear } = await summary('Right,2019,,,1,,L9', ...rows)
    return ['L1', '', 'L9'].filter(isUnclear)
  }
  it.each([
    ['nothing, when no line is wrong', 'Office,2019,,,1,,L1', []],
    ['its License ID', 'Office,2019,,,x,,l1', ['L1']],
    ['the organization', 'Office,2019,,,x,,', ['']],
    ['the License ID of a duplicate', 'Right,2019,,,2,,L9', ['L9']],
    ['anything, when its License ID is wrong', 'Office,2019,,,1,,?', ['L1', '', 'L9']],
    ['anything, when it has too many cells', 'Office,2019,,,1,,L1,x', ['L1', '', 'L9']],
    ['anything, when its quotes are wrong', '"Office,2019,,,1,,L1', ['L1', '', 'L9']],
  ])('is %s', async (_, row, expected) => {
    expect(await unclear(row)).toEqual(expected)
  })
})

describe('a file is refused as a whole', () => {
  it.each([
    ['without rows', `${summaryHeadings}\n,,,\n`, 'csv', 'file-empty'],
    ['that is blank', ' \n;;\n', 'csv', 'file-empty'],
    ['with other columns', 'name,count\nOffice,1', 'csv', 'unknown-columns'],
    ['that is a zip archive named .csv', zipped({ a: 'b' }), 'csv', 'file-name'],
    ['that is text named .xlsx', summaryHeadings, 'xlsx', 'bad-archive'],
    ['that is a zip archive and no workbook', zipped({ a: 'b' }), 'xlsx', 'bad-archive'],
    [
      'that is an old or an encrypted workbook',
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]),
      'xlsx',
      'bad-archive',
    ],
    ['for a workbook without rows', workbook({ name: 'A', rows: [] }), 'xlsx', 'file-empty'],
  ] as const)('%s', async (_, content, type, code) => {
    expect((await refusalOf(content, type)).code).toBe(code)
  })

  it('with the columns that it has and those expected', async () => {
    const { message } = await refusalOf('title\nname,count,"more, of it"\nOffice,1')
    expect(message).toContain('Found: name, count, more, of it.')
    expect(message).toContain('a license summary (Product family, Version, ')
    expect(message).toContain('a Microsoft License Statement (License Product Family, License Version, ')
  })

  it('with the closest layout and what it lacks, wherever its headings stand', async () => {
    const { code, message } = await refusalOf('a,b,c,d,e\nProduct family,Product pool,Version\nOffice,Apps,2019')
    expect(code).toBe('unknown-columns')
    expect(message).toContain('The closest is a license summary. It lacks Effective quantity. Found: Product family,')
  })

  it('for rows that are one quoted cell', async () => {
    const { code, message } = await refusalOf(`"${summaryHeadings}"\n"Office,2019,,,1,,"`)
    expect([code, message]).toEqual(['unknown-columns', expect.stringMatching(/^Each row is one quoted cell/)])
  })

  it('but not for the line that tells its separator', async () => {
    expect(await only(read(`sep=;\n${summaryHeadings.replaceAll(',', ';')}\nOffice;2019;;;1;;`))).toMatchObject({
      productFamily: 'Office',
    })
  })

  it('with more than 20,000 rows', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `Family ${index},2019,,,1,,`)
    expect((await summary(...rows)).rows).toBe(20_000)
    const { code, message } = await refusalOf([summaryHeadings, ...rows, 'One more,,,,1,,'].join('\n'))
    expect([code, message]).toEqual(['file-too-large', expect.stringContaining('20000')])
  })
})

describe('whatever rows there are', () => {
  const name = fc.stringMatching(/^[A-Za-z+#][\w ,;"'.()+#-]{0,30}[\w)]$/)
  const row = fc.record({
    productFamily: name.filter((text) => !/^(grand)?\W*total\W*$/i.test(text)),
    version: fc.constantFrom('2019', 'R2', ''),
    pool: fc.constantFrom('Applications', 'Servers, more', ''),
    quantity: fc.nat(1_000_000_000),
    licenseId: fc.constantFrom('', 'L1', '77'),
  })

  it('CSV and workbook read the same, in any order of columns', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.shuffledSubarray(['productFamily', 'version', 'pool', 'quantity', 'licenseId'] as const, { minLength: 5 }),
        fc.constantFrom(',', ';', '\t'),
        async (rows, order, delimiter) => {
          const headings = {
            productFamily: 'Product family',
            version: 'Version',
            pool: 'Product pool',
            quantity: 'Effective quantity',
            licenseId: 'License ID',
          }
          const cells = [
            order.map((field) => headings[field]),
            ...rows.map((each) => order.map((field) => each[field])),
          ]
          const csv = cells
            .map((line) => line.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(delimiter))
            .join('\n')
          const fromCsv = await read(csv)
          const fromWorkbook = await sheet(cells)
          expect(fromWorkbook.lines).toEqual(fromCsv.lines)
          expect(await errorsOf(fromWorkbook)).toEqual(await errorsOf(fromCsv))
          const said = fromCsv.lines.length + fromCsv.lines.flatMap(({ repeats }) => repeats).length
          expect(said + fromCsv.errors.length + fromCsv.skipped).toBe(rows.length)
          expect(fromCsv.errors.every(({ code }) => code === 'duplicate-line')).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('bytes are read, or refused with a reason', async () => {
    const mutated = fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 20 })).map(([position, noise]) => {
      const file = Buffer.from(workbook({ name: 'A', rows: [summaryHeadings.split(','), ['Office', '1', '', '', 1]] }))
      file.set(noise.subarray(0, file.length), position % Math.max(1, file.length - noise.length))
      return file
    })
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.uint8Array(), mutated),
        fc.constantFrom<FileType>('csv', 'xlsx'),
        async (bytes, type) => {
          try {
            await read(bytes, type)
          } catch (error) {
            expect(error).toBeInstanceOf(WrongFile)
          }
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('A license summary in another language', () => {
  it.each([
    ['German', 'Produktfamilie;Version;Produktpool;Lizenztyp;Effektive Menge;Aktive SA-Menge;Lizenz-ID'],
    [
      'French',
      'Famille de produits;Version;Pool de produits;Type de licence;Quantité effective;Quantité SA active;ID de licence',
    ],
    [
      'Spanish',
      'Familia de productos;Versión;Grupo de productos;Tipo de licencia;Cantidad efectiva;Cantidad de SA activa;ID de licencia',
    ],
    [
      'Italian',
      'Famiglia di prodotti;Versione;Pool di prodotti;Tipo di licenza;Quantità effettiva;Quantità SA attiva;ID licenza',
    ],
    [
      'Portuguese',
      'Família de produtos;Versão;Pool de produtos;Tipo de licença;Quantidade efetiva;Quantidade de SA ativa;ID da licença',
    ],
    [
      'Dutch',
      'Productfamilie;Versie;Productpool;Licentietype;Effectieve hoeveelheid;Actieve SA-hoeveelheid;Licentie-ID',
    ],
    ['Japanese', '製品ファミリ;バージョン;製品プール;ライセンスの種類;有効数量;有効な SA の数量;ライセンス ID'],
    ['Chinese', '产品系列;版本;产品池;许可证类型;有效数量;有效 SA 数量;许可证 ID'],
  ])('is read by its headings: %s', async (_, line) => {
    const file = await read(`${line}\nOffice Standard;2019;Applications;Full;10;4;L-1\nGesamtergebnis;;;;10;4;`)
    expect(file).toMatchObject({ layout: 'license-summary', skipped: 1, warnings: undefined })
    expect(await only(file)).toMatchObject({
      ...{ productFamily: 'Office Standard', version: '2019', productPool: 'Applications', type: 'Full' },
      ...{ effectiveQuantity: 10, activeSoftwareAssuranceQuantity: 4, licenseId: 'L-1' },
    })
  })
})

describe('A Microsoft License Statement in a language that is not known', () => {
  const polish = [
    'Pula',
    'Rodzina',
    'Wersja',
    'Ilość',
    'Uaktualnienia',
    'Uaktualnienia (konserwacja)',
    'SA',
    'Kraj',
    'Wygasa',
  ]
  const above = Array.from({ length: 9 }, () => [] as string[])
  const data = [
    ['Aplikacje', 'Office Standard', '2019', 10, 1, 2, 4, 'Wszystkie kraje', 0],
    ['Aplikacje', 'Office Standard', '2019', 6, 1, 2, 4, 'Polska', 0],
    ['Aplikacje', 'Office Standard', '2019', 4, undefined, undefined, undefined, 'Niemcy', 0],
    ['Serwery', 'Windows Server', '2022', 3, 0, 0, 3, 'Wszystkie kraje', 0],
    ['Serwery', 'Windows Server', '2022', 3, 0, 0, 3, 'Polska', 0],
  ]
  const tab = (name: string, rows: TestSheet['rows']): TestSheet => ({ name, rows: [...above, ...rows] })
  const cover: TestSheet = { name: 'Podsumowanie', rows: [['Podsumowanie organizacji']] }

  it('is told by the places of its columns, and its sums from single countries', async () => {
    const file = await read(workbook(cover, tab('Dane', [polish, ...data])), 'xlsx')
    expect(file).toMatchObject({ layout: 'license-statement', rows: 5, skipped: 3, errors: [] })
    expect(file.lines.map(({ row }) => row)).toMatchObject([
      {
        productFamily: 'Office Standard',
        effectiveQuantity: 10,
        upgradeQuantity: 3,
        activeSoftwareAssuranceQuantity: 4,
      },
      { productFamily: 'Windows Server', effectiveQuantity: 3 },
    ])
    expect(file.warnings).toMatchObject([{ line: 10, code: 'unknown-language' }])
    expect(file.warnings?.[0]?.message).toContain('Rows of “Wszystkie kraje” count.')
  })

  const one = (country: string) => ['Aplikacje', 'Office Standard', '2019', 10, 1, 2, 4, country, 0]
  it('needs no sums when the country of all is known', async () => {
    expect(await only(sheet([...above, polish, one('Alle Länder')]))).toMatchObject({ effectiveQuantity: 10 })
  })

  it.each([
    ['one country, which may be all or a single one', [tab('Dane', [polish, one('Polska')])]],
    ['two countries that have the same', [tab('Dane', [polish, one('Polska'), one('Wszystkie')])]],
    ['sums that are none', [tab('Dane', [polish, ...data.with(1, one('Polska'))])]],
    ['a text among its quantities', [tab('Dane', [polish, ...data.with(0, ['A', 'B', 'C', 'D', 1, 2, 4, 'E'])])]],
    ['headings in another row', [tab('Dane', [['x'], polish, ...data])]],
    ['a heading that is a number', [tab('Dane', [polish.with(3, '2019'), ...data])]],
    ['two such tabs', [tab('Dane', [polish, ...data]), tab('Kopia', [polish, ...data])]],
  ])('is refused with what was expected when it has %s', async (_, sheets) => {
    const refusal = await refusalOf(workbook(...sheets), 'xlsx')
    expect(refusal.code).toBe('unknown-columns')
    expect(refusal.message).toContain('Effective License Quantity')
  })

  it('is not told by places in text', async () => {
    const csv = [...above.map(() => 'x'), polish.join(','), ...data.map((row) => row.join(','))].join('\n')
    expect((await refusalOf(csv)).code).toBe('unknown-columns')
  })
})

describe('A date of a list', () => {
  const dates = async (...texts: string[]) => {
    const rows = texts.map((text, index) => `Plan ${index},1,0,1,${text}`)
    const file = await read(
      ['Product Title,Total Licenses,Expired Licenses,Assigned licenses,Renewal Date', ...rows].join('\n'),
    )
    return [file.lines.map(({ row: { endDate } }) => endDate), file.errors.map(({ code }) => code)]
  }
  it.each([
    [['12/31/2027', '4/5/2027 12:00:00 AM'], ['2027-12-31', '2027-04-05'], []],
    [['31/12/2027', '4/5/2027'], ['2027-12-31', '2027-05-04'], []],
    [['31.12.2027', '2027/12/31', '2027-12-31T00:00:00Z'], ['2027-12-31', '2027-12-31', '2027-12-31'], []],
    [['4/5/2027', '4/4/2027', ''], ['2027-04-04', undefined], ['invalid-date']],
    [['12/31/2027', '31/12/2027'], [], ['invalid-date', 'invalid-date']],
  ])('is read as its file writes days and months: %j', async (texts, expected, codes) => {
    expect(await dates(...texts)).toEqual([expected, codes])
  })
})
