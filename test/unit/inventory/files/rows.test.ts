import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guardCell } from '../../../../lib/foundation/files/cells.ts'
import { isWindowsPc } from '../../../../lib/inventory/devices/device-report.ts'
import { readReportTime } from '../../../../lib/inventory/files/report-time.ts'
import { csv, intuneHeadings, readAll, zippedCsv } from '../../../support/inventory-files.ts'

const headings = 'deviceId,deviceName,publisher,title,version,reportedAt'
const read = (...lines: string[]) => readAll(csv(headings, ...lines))

describe('a row', () => {
  it('a row has the number of its first line, also after cells that span lines and blank rows', async () => {
    const { rows } = await read('d,,"Foo\r\nInc.",One,,', '', ',,,,,', 'd,,,Two,,')
    expect(rows).toMatchObject([
      { line: 2, publisher: 'Foo Inc.', title: 'One' },
      { line: 6, title: 'Two' },
    ])
  })

  it('cells lose the guard of spreadsheets, control characters and needless spaces', async () => {
    const { rows } = await read("'@d,'=n,'-p,\"  '+t \",'v,", 'd, n ,"a\u0001\tb\u202ec",t  u\u00a0v,,')
    expect(rows).toMatchObject([
      { deviceId: '@d', deviceName: '=n', publisher: '-p', title: '+t', version: "'v" },
      { deviceName: 'n', publisher: 'a b c', title: 't u v' },
    ])
  })

  it('a heading row in the middle is left out, and may change the order of columns', async () => {
    const { rows, faults } = await read(
      'd,n,p,One,1,',
      headings,
      'd,n,p,Two,2,',
      'title,publisher,reportedAt,version,deviceName,deviceId',
      'Three,p,,3,n,d',
    )
    expect(faults).toEqual([])
    expect(rows.map(({ line, title, version, deviceId }) => [line, title, version, deviceId])).toEqual([
      [2, 'One', '1', 'd'],
      [4, 'Two', '2', 'd'],
      [6, 'Three', '3', 'd'],
    ])
  })

  it('a row of another platform is skipped, whatever else is wrong with it', async () => {
    const { rows, skipped, faults } = await readAll(
      csv('DeviceId,ApplicationName,Platform', 'd,Office,Windows', 'd,,iOS', ',App,Android', 'd,Visio,'),
    )
    expect([rows.length, skipped, faults]).toEqual([2, 2, []])
  })
})

describe('a wrong row', () => {
  it.each([
    [',,,Office,,', 1, 'missing-field'],
    ['d,,,,1,', 4, 'missing-field'],
    ['d,,,,,', 4, 'missing-field'],
    [`${'d'.repeat(129)},,,Office,,`, 1, 'invalid-field', '128'],
    [`d,${'💻'.repeat(257)},,Office,,`, 2, 'invalid-field', '257 characters; at most 256'],
    [`d,,${'p'.repeat(257)},Office,,`, 3, 'invalid-field', '256'],
    [`d,,,${'t'.repeat(513)},,`, 4, 'invalid-field', '512'],
    [`d,,,Office,${'1'.repeat(129)},`, 5, 'invalid-field', '128'],
    ['d,,,Office,,yesterday', 6, 'invalid-date'],
    ['d,,,Office,,2024-02-30', 6, 'invalid-date'],
    ['d,,,Off\0ice,,', undefined, 'invalid-field', 'NUL'],
    ['d,,,"Off\0ice",,', undefined, 'invalid-field', 'NUL'],
    ['d,,Foo, Inc.,Office,1,', 7, 'column-count'],
    [`d,,,Office,,${','.repeat(1_000)}`, undefined, 'column-count'],
    ['d,,Office,1,', undefined, 'column-count', 'has 5 cells, and there are headings for 6'],
    ['d,,,"Office,,', undefined, 'unclosed-quote'],
    [`d,,,${'x'.repeat(1024 * 1024)},,`, undefined, 'unclosed-quote', '1,048,576'],
  ])('case %# has an error with its line, its cell and a code', async (line, column, code, message = '') => {
    const wrong = line === 'd,,Foo, Inc.,Office,1,' ? 'd,,Foo, Inc.,Office,1,2024-01-01' : line
    const { rows, faults } = await read('d,,,First,,', wrong, 'd,,,Last,,')
    expect(rows.map(({ title }) => title)).toEqual(['First', 'Last'])
    expect(faults).toMatchObject([{ line: 3, code, message: expect.stringContaining(message) }])
    expect(faults[0]?.column).toBe(column)
  })

  it('a row that spans lines must not hold a NUL character', async () => {
    const { rows, faults } = await read('d,,,"Off', 'ice\0",,', 'd,,,Last,,')
    expect(rows).toMatchObject([{ title: 'Last' }])
    expect(faults).toMatchObject([{ line: 2, code: 'invalid-field' }])
  })

  it('lengths count characters', async () => {
    const { rows } = await read(`d,${'💻'.repeat(256)},,${'t'.repeat(512)},,`)
    expect(rows).toHaveLength(1)
  })

  it('a time too far ahead is an error', async () => {
    const content = csv('deviceId,title,reportedAt', 'd,A,2024-05-02', 'd,B,2024-05-01T00:00:00.001Z', 'd,C,2024-05-01')
    const { rows, faults } = await readAll(content, { notAfter: '2024-05-01T00:00:00.000Z' })
    expect(rows).toMatchObject([{ title: 'C' }])
    expect(faults).toMatchObject([
      { line: 2, column: 3, code: 'future-report', text: 'd, A, 2024-05-02' },
      { line: 3, column: 3, code: 'future-report' },
    ])
  })
})

describe('personal data', () => {
  it('personal data gets into neither rows nor errors', async () => {
    const cells = (title: string, device = 'dev') =>
      `K,${title},P,,1,${device},PC-1,ada@contoso.com,OS,10,Windows,U-77,Ada Lovelace`
    const { rows, faults } = await readAll(
      csv(
        intuneHeadings.replace('OSDescription', 'SerialNumber'),
        cells('Office'),
        cells(''),
        cells('A, B, C'),
        cells('"x'),
        cells('Office', 'x'.repeat(200)),
      ),
    )
    expect([rows.length, faults.length]).toEqual([1, 4])
    expect(faults[0]?.text).toBe(', P, , 1, dev, PC-1, 10, Windows')
    expect(JSON.stringify([rows, faults])).not.toMatch(/ada|lovelace|U-77/i)
  })
})

describe('reading the time of a report', () => {
  it.each([
    ['2024-05-31', '2024-05-31T00:00:00.000Z'],
    ['2024-05-31T13:05:00Z', '2024-05-31T13:05:00.000Z'],
    ['2024-05-31T13:05:00.1234567Z', '2024-05-31T13:05:00.123Z'],
    ['2024-05-31T13:05:00+02:00', '2024-05-31T11:05:00.000Z'],
    ['2024-05-31T01:05:00-0330', '2024-05-31T04:35:00.000Z'],
    ['2024-05-31 13:05:00', '2024-05-31T13:05:00.000Z'],
    ['2024-05-31 13:05', '2024-05-31T13:05:00.000Z'],
    ['2024-05-31 13:05:00 UTC', '2024-05-31T13:05:00.000Z'],
    ['20240531', '2024-05-31T00:00:00.000Z'],
    ['05/31/2024', '2024-05-31T00:00:00.000Z'],
    ['5/1/2024 1:05:09 PM', '2024-05-01T13:05:09.000Z'],
    ['5/1/2024, 12:05 am', '2024-05-01T00:05:00.000Z'],
    ['5/1/2024 12:00 PM', '2024-05-01T12:00:00.000Z'],
    ['05/31/2024 23:05', '2024-05-31T23:05:00.000Z'],
    ['31/05/2024 23:05', '2024-05-31T23:05:00.000Z'],
  ])('%s is a time', (text, time) => {
    expect(readReportTime(text)?.time).toBe(time)
  })

  it.each([
    '32/05/2024',
    '13/13/2024',
    '2024-13-01',
    '2023-02-29',
    '2024-05-31T24:00:00Z',
    '2024-05-31T13:60:00Z',
    '2024-05-31T13:05:00+15:00',
    '5/1/2024 13:00 PM',
    '5/1/2024 0:00 AM',
    '20241301',
    '0000-01-01',
    '45000',
    '1717160700',
    '2024',
    'Fri May 31 2024',
  ])('is not %s', (text) => {
    expect(readReportTime(text)).toBeUndefined()
  })
})

describe('a platform', () => {
  it.each([
    '',
    'Windows',
    'windows',
    'WINDOWS 10',
    'Windows 11 Enterprise',
    'WindowsRT',
    'win32',
    'Microsoft Windows',
    'Windows Server 2022',
  ])('%j is a Windows PC', (platform) => {
    expect(isWindowsPc(platform)).toBe(true)
  })

  it.each([
    'iOS',
    'macOS',
    'darwin',
    'Android',
    'AndroidForWork',
    'Linux',
    'ChromeOS',
    'WindowsPhone',
    'Windows Mobile',
    'WindowsHolographic',
    'Windows Holographic for Business',
    'Windows CE',
    'Winterboard',
    'Unknown',
  ])('%j is not a Windows PC', (platform) => {
    expect(isWindowsPc(platform)).toBe(false)
  })
})

describe('any rows', () => {
  const text = (characters: number) =>
    fc
      .string({
        unit: fc.constantFrom('a', 'Z', '7', 'é', '💻', ' ', '"', ',', ';', '\t', '\n', "'", '=', '-'),
        maxLength: characters,
      })
      .map((value) => value.trim().replaceAll(/\s+/g, ' '))
  const filled = text(12).filter((value) => value !== '')
  const row = fc.record({ deviceId: filled, deviceName: filled, publisher: text(12), title: filled, version: text(6) })
  const columns = ['deviceId', 'deviceName', 'publisher', 'title', 'version'] as const
  const encode = {
    utf8: (content: string) => Buffer.from(content),
    'utf8 with mark': (content: string) => Buffer.from(`\ufeff${content}`),
    utf16le: (content: string) => Buffer.from(`\ufeff${content}`, 'utf16le'),
    utf16be: (content: string) => Buffer.from(`\ufeff${content}`, 'utf16le').swap16(),
  }
  const noted = <T extends { line: number }>({ line: _, ...rest }: T) => rest

  it('rows are read as they were written, in any order of columns, form, encoding and pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 20 }),
        fc.shuffledSubarray([...columns], { minLength: columns.length }),
        fc.record({
          delimiter: fc.constantFrom(',', ';', '\t'),
          quoted: fc.boolean(),
          record_delimiter: fc.constantFrom('\n', '\r\n'),
          eof: fc.boolean(),
        }),
        fc.constantFrom(...(Object.keys(encode) as (keyof typeof encode)[])),
        fc.tuple(fc.integer({ min: 1, max: 200 }), fc.boolean()),
        async (rows, order, form, encoding, [piece, isZipped]) => {
          const guarded = rows.map((each) => order.map((column) => guardCell(each[column])))
          const bytes = encode[encoding](stringify([order, ...guarded], form))
          const content = isZipped ? zippedCsv(bytes) : bytes
          const fileName = isZipped ? 'a.zip' : 'a.csv'
          const result = await readAll(content, { fileName, piece })
          expect(result.faults).toEqual([])
          expect(result.rows.map(noted)).toEqual(rows)
          const inOrder = result.rows.map(({ line }) => line)
          expect(inOrder).toEqual(inOrder.toSorted((one, other) => one - other))
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('the order of day and month', () => {
  it.each([
    ['31/05/2024', 'day-first'],
    ['5/31/2024 1:05:00 PM', 'month-first'],
    ['03/04/2025', 'unclear'],
    ['04/04/2025', undefined],
    ['2025-03-04', undefined],
  ])('in %s is %s', (text, order) => {
    expect(readReportTime(text)?.order).toBe(order)
  })
})
