import { beforeEach, describe, expect, it } from 'vitest'
import { fileKinds } from '../../functions/wiring/import-kinds.ts'
import { addTitles, makeReady } from '../support/catalog.ts'
import { importer, sqsEvent, type TestImporter } from '../support/imports.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { type TestSheet, workbook, workbookFiles, zipped } from '../support/workbook.ts'

let ledger: TestLedger
let imports: TestImporter
beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
  await makeReady(ledger)
  await addTitles(ledger, 'Adobe', ['Photoshop'])
})

type Rows = (string | number)[][]
interface Case {
  kind: keyof typeof fileKinds
  rows: Rows
  /** The row of the sheet that is wrong, and in which column. */
  wrong: { row: number; column?: number; code: string }
}

const cases: Case[] = [
  {
    kind: 'agreements',
    rows: [
      ['agreementNumber', 'licenseNumber', 'name'],
      [6990, 4990, 'Réception'],
      ['A 1', 'L1'],
      ['A1', 'L1'],
    ],
    wrong: { row: 3, column: 1, code: 'invalid-number' },
  },
  {
    kind: 'other-agreements',
    rows: [
      ['name', 'publisher', 'productTitle', 'licenseCount', 'endDate'],
      ['One', 'Adobe', 'Photoshop', 5, '2030-12-31'],
      ['Two', 'Adobe', 'Photoshop', 'none'],
    ],
    wrong: { row: 3, column: 4, code: 'invalid-count' },
  },
  {
    kind: 'catalog',
    rows: [
      ['publisher', 'title', 'licensable'],
      ['Maker', 'Tool', 'yes'],
      ['Maker', '', 'yes'],
    ],
    wrong: { row: 3, column: 2, code: 'missing-field' },
  },
  {
    kind: 'recognition',
    rows: [
      ['publisher', 'title', 'kind'],
      ['Maker', 'Tool', 'free'],
      ['Maker', 'Other', 'cheap'],
    ],
    wrong: { row: 3, column: 3, code: 'invalid-field' },
  },
  {
    kind: 'device-facts',
    rows: [
      ['deviceId', 'cores'],
      ['pc-1', 16],
      ['pc-2', 'many'],
    ],
    wrong: { row: 3, column: 2, code: 'invalid-count' },
  },
  {
    kind: 'inventory',
    rows: [
      ['deviceId', 'publisher', 'title', 'version', 'reportedAt'],
      ['pc-1', 'Adobe', 'Photoshop 2024', 25.1, '2026-01-31'],
      ['', 'Adobe', 'Photoshop 2024', 25.1, ''],
    ],
    wrong: { row: 3, column: 1, code: 'missing-field' },
  },
  {
    kind: 'entitlements',
    rows: [
      ['Product family', 'Version', 'Effective quantity'],
      ['Office', '2019', 5],
      ['Office', '2021', 'some'],
    ],
    wrong: { row: 3, column: 3, code: 'invalid-count' },
  },
]

const skip = { 'on-error': 'skip' }
const csv = (rows: Rows) => `\ufeff${rows.map((row) => row.join(',')).join('\n')}`
/** The rows begin below some empty ones, and in the second sheet. */
const below = 4
const sheets = (rows: Rows): [TestSheet, TestSheet] => [
  { name: 'Read me', rows: [['Made on Monday'], ['by nobody']] },
  { name: 'Rows', rows: [...Array.from({ length: below }, () => []), ...rows] },
]
const drop = async (kind: string, content: string | Uint8Array, ending: string) =>
  imports.drop(`imports/${kind}/file.${ending}`, content, skip)

describe('A workbook', () => {
  it('is tried of every kind', () => {
    expect(cases.map(({ kind }) => kind).sort()).toEqual(Object.keys(fileKinds).sort())
  })

  it.each(cases)('of $kind says what the same rows in a CSV file say', async ({ kind, rows }) => {
    const first = await drop(kind, csv(rows), 'csv')
    expect(first).toMatchObject({ kind, status: 'completed', counts: { created: rows.length - 2, rejected: 1 } })
    // Pairs have no headings by which their sheet would be found.
    const book = kind === 'agreements' ? [{ name: 'Rows', rows }] : sheets(rows)
    const again = await drop(kind, workbook(...book), 'xlsx')
    expect(again).toMatchObject({
      status: 'completed',
      counts: { rows: first.counts.rows, created: 0, unchanged: rows.length - 2, rejected: 1 },
    })
  })

  it.each(cases)('of $kind has errors in the rows and columns of its sheet', async ({ kind, rows, wrong }) => {
    const empty = Array.from({ length: below }, () => [])
    const run = await drop(kind, workbook({ name: 'Rows', rows: [...empty, ...rows] }), 'xlsx')
    const { row, ...place } = wrong
    expect(run.errors).toMatchObject([{ line: below + row, ...place }])
  })

  it.each(cases)('of $kind is refused when it is none, or hostile', async ({ kind, rows }) => {
    const refused = async (content: string | Uint8Array) => {
      const { status, errors } = await drop(kind, content, 'xlsx')
      return [status, errors[0].code]
    }
    expect(await refused(csv(rows))).toEqual(['rejected', 'bad-archive'])
    const files = workbookFiles([{ name: 'Rows', rows }])
    expect(await refused(zipped({ ...files, 'xl/bomb.xml': new Uint8Array(10_000_000) }))).toEqual([
      'rejected',
      'bad-archive',
    ])
    const typed = { ...files, 'xl/worksheets/sheet1.xml': '<!DOCTYPE a><worksheet/>' }
    expect(await refused(zipped(typed))).toEqual(['rejected', 'bad-archive'])
  })

  it.each(cases.filter(({ kind }) => kind !== 'inventory'))(
    'of $kind is refused under the name of a CSV file',
    async ({ kind, rows }) => {
      const run = await drop(kind, workbook({ name: 'Rows', rows }), 'csv')
      expect(run).toMatchObject({ status: 'rejected' })
    },
  )

  it('has dates in cells of dates', async () => {
    const files = workbookFiles([
      {
        name: 'Rows',
        rows: [
          ['name', 'publisher', 'productTitle', 'licenseCount', 'startDate', 'endDate'],
          ['One', 'Adobe', 'Photoshop', 5, 45_292, 46_387],
        ],
      },
    ])
    const sheet = files['xl/worksheets/sheet1.xml'] ?? ''
    const dated = {
      ...files,
      'xl/styles.xml':
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-407]d/m/yyyy"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="1"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>',
      'xl/worksheets/sheet1.xml': sheet
        .replace('<c r="E2" s="1">', '<c r="E2" s="2">')
        .replace('<c r="F2" s="1">', '<c r="F2" s="3">'),
    }
    expect(await drop('other-agreements', zipped(dated), 'xlsx')).toMatchObject({ counts: { created: 1 } })
    const { items } = (await ledger.call('GET /agreements')).body
    expect(items).toMatchObject([{ name: 'One', startDate: '2024-01-01', endDate: '2026-12-31', licenseCount: 5 }])
  })

  it('can be undone by its copy', async () => {
    const run = await drop('agreements', workbook({ name: 'Rows', rows: [['A1', 'L1', 'One']] }), 'xlsx')
    await ledger.call('POST /imports/{importId}/undo', { params: { importId: run.id } })
    await imports.deliver(sqsEvent({ importId: run.id }))
    const { body } = await ledger.call('GET /imports/{importId}', { params: { importId: run.id } })
    expect(body.status).toBe('undone')
  })

  it('may be uploaded for every kind', async () => {
    for (const kind of Object.keys(fileKinds)) {
      const { status } = await ledger.call('POST /imports', { body: { kind, fileName: 'file.XLSX' } })
      expect(status).toBe(201)
    }
  })
})
