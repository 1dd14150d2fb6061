import { createHash } from 'node:crypto'
import { PassThrough, Writable } from 'node:stream'
import { text as readAll } from 'node:stream/consumers'
import { Workbook } from '@cj-tech-master/excelts'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { unguardCell } from '../../../../lib/foundation/files/cells.ts'
import { openWorkbook } from '../../../../lib/foundation/files/workbook.ts'
import { number, type Stack, text } from '../../../../lib/reporting/contents/columns.ts'
import { sheetOf } from '../../../../lib/reporting/contents/sheet.ts'
import { figuresOf } from '../../../../lib/reporting/render/document.ts'
import { renderers } from '../../../../lib/reporting/render/renderers.ts'
import { ReportFormat } from '../../../../lib/reporting/reports/report.ts'
import { formulasIn } from '../../../support/formulas.ts'
import { headOf, hostileTexts, render } from '../../../support/report-documents.ts'
import { readRows } from '../../../support/workbook.ts'

interface Row {
  text: string
  more: string | undefined
  size: number | undefined
  day: string | undefined
}

const columns: readonly Stack<Row>[] = [
  [
    { heading: 'Text', kind: 'text', width: 20, of: ({ text }) => text },
    { heading: 'More', kind: 'text', width: 20, of: ({ more }) => more },
  ],
  [{ heading: 'Difference', kind: 'number', width: 10, of: ({ size }) => size, isDifference: true }],
  [{ heading: 'Day', kind: 'day', width: 10, of: ({ day }) => day }],
]
const row = (text: string, more: Partial<Row> = {}): Row => ({
  text,
  more: undefined,
  size: undefined,
  day: undefined,
  ...more,
})

describe('CSV (spec: Agreements and catalog)', () => {
  const read = (bytes: Buffer): string[][] => parse(bytes, { bom: true })

  it('has a byte order mark, CRLF, a heading and plain numbers, and facts about the report after the rows', async () => {
    const text = (
      await render('csv', columns, [row('=1', { more: 'b,c', size: -1_234, day: '2026-06-15' })])
    ).toString()
    expect(text.split('about')[0]).toBe('\ufeffRecord,Text,More,Difference,Day\r\nrow,\'=1,"b,c",-1234,2026-06-15\r\n')
    expect(text.replaceAll('\r\n', '')).not.toContain('\n')
    const lines = read(Buffer.from(text))
    expect(lines).toContainEqual(['about', 'Licenses missing', '5', '', ''])
    expect(lines).toContainEqual(['about', 'Pairs', '1,234 valid, 2 expired, 3 not found, 1 pending', '', ''])
    expect(lines).toContainEqual(['about', 'Last refresh', '2026-06-15 00:30 (Europe/Berlin), completed', '', ''])
    expect(lines.at(-1)).toEqual(['about', 'Notice', 'This is no proof.', '', ''])
    expect(new Set(lines.map(({ length }) => length))).toEqual(new Set([5]))
  })

  it('gives back every text and starts no formula', async () => {
    const Hostile = fc.string({ unit: fc.constantFrom(...`;,\t\r\n'"=+-@a`), maxLength: 12 })
    const Text = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary', maxLength: 20 }), Hostile)
    await fc.assert(
      fc.asyncProperty(fc.array(Text, { minLength: 1, maxLength: 5 }), async (texts) => {
        const rows = texts.map((text) => row(text, { size: 1 }))
        const bytes = await render('csv', columns, rows)
        const cells = read(bytes).flatMap(([kind, text = '']) => (kind === 'row' ? [text] : []))
        expect(cells.map(unguardCell)).toEqual(texts)
        expect(formulasIn(bytes.toString())).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})

describe('The sheets beside the rows', () => {
  const sheet = sheetOf(
    'notes',
    'Notes',
    hostileTexts.map((text) => ({ text, size: 2 })),
    [text('Note', 20, ({ text: note }) => note), number('Size', 10, ({ size }) => size)],
  )
  const rendered = (format: ReportFormat) => render(format, columns, [row('one')], {}, [sheet])

  it('stand in CSV after the rows, under their own headings, and start no formula', async () => {
    const bytes = await rendered('csv')
    const lines: string[][] = parse(bytes, { bom: true })
    expect(lines[2]).toEqual(['heading', 'Note', 'Size', '', ''])
    const notes = lines.filter(([record]) => record === 'Notes')
    expect(notes.map(([, note = '']) => unguardCell(note))).toEqual(hostileTexts)
    expect(formulasIn(bytes.toString())).toEqual([])
    expect(new Set(lines.map(({ length }) => length))).toEqual(new Set([5]))
  })

  it('are lists of the JSON object, and sheets of the workbook', async () => {
    const { notes, rows } = JSON.parse((await rendered('json')).toString())
    expect(rows).toHaveLength(1)
    expect(notes.map(({ text: note }: { text: string }) => note)).toEqual(hostileTexts)
    const workbook = unzipSync(await rendered('xlsx'))
    expect(Object.keys(workbook)).toContain('xl/worksheets/sheet3.xml')
    expect(Buffer.from(workbook['xl/workbook.xml'] ?? []).toString()).toContain('name="Notes"')
  })

  it('are tables of the page', async () => {
    const html = (await rendered('html')).toString()
    expect(html).toContain('<h2>Notes</h2>')
    expect(html).not.toContain('<script>alert')
  })
})

describe('JSON', () => {
  it('gives back every text', async () => {
    const bytes = await render(
      'json',
      columns,
      hostileTexts.map((text) => row(text)),
    )
    const { rows, ...head } = JSON.parse(bytes.toString())
    expect(rows.map(({ text }: Row) => text)).toEqual(hostileTexts)
    expect(head).toEqual(headOf({ rowCount: hostileTexts.length }))
  })

  it('is complete without rows', async () => {
    expect(JSON.parse((await render('json', columns, [])).toString())).toEqual({ ...headOf({ rowCount: 0 }), rows: [] })
  })
})

describe('HTML', () => {
  const title = (text: string, difference: number) => ({
    titleId: '1',
    publisher: text,
    title: text,
    entitled: 0,
    installed: 0,
    difference,
  })
  const page = async (texts: readonly string[]) =>
    (
      await render(
        'html',
        columns,
        texts.map((text) => row(text, { more: text, size: -1 })),
        {
          largestShortfalls: texts.slice(0, 10).map((text) => title(text, -2)),
          largestSurpluses: texts.slice(0, 10).map((text) => title(text, 3)),
          filters: { agreementType: 'all', groups: texts.map((name) => ({ id: 'g', name, deleted: true })) },
          remarks: [...texts],
        },
      )
    ).toString()
  const plain = (text: string) =>
    text.replaceAll(
      /&(lt|gt|quot|amp|#39);/g,
      (_, name) => ({ lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" })[name as 'lt'],
    )

  it('loads, runs and sends nothing, and its policy allows only its own style', async () => {
    const html = await page(hostileTexts)
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? []
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(html) ?? []
    const hash = createHash('sha256').update(style).digest('base64')
    expect(plain(policy)).toBe(`default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`)
    const tags = new Set([...html.matchAll(/<([a-z0-9]+)/gi)].map(([, name = '']) => name.toLowerCase()))
    expect(['script', 'link', 'img', 'a', 'iframe', 'form', 'object', 'b'].filter((tag) => tags.has(tag))).toEqual([])
    expect(html).not.toMatch(/<[^>]*\s(on\w+|style|src|href)=/)
    expect(html).not.toMatch(/url\(|@import|https?:/)
    expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="en">/)
  })

  it('shows every text unchanged and isolated, with a replacement for characters that HTML cannot hold', async () => {
    const html = await page([...hostileTexts, 'a\u0000b\u0001c\ud800d'])
    const shown = new Set([...html.matchAll(/<bdi>([^<]*)<\/bdi>/g)].map(([, text = '']) => plain(text)))
    for (const text of hostileTexts) expect(shown).toContain(text)
    expect(shown).toContain('a\ufffdb\ufffdc\ufffdd')
  })

  it('marks shortfalls, labels its bars and shows the notice', async () => {
    const html = await page(['One'])
    expect(html).toContain('<td class="number missing">-1</td>')
    expect(html).toContain('<dt>Titles short</dt><dd class="missing">2</dd>')
    expect(html).toContain('<dt>Look-ups stale</dt><dd><bdi>no</bdi></dd>')
    expect(html).toContain('<svg role="img" aria-label="2 missing"')
    expect(html).toContain('<svg role="img" aria-label="3 spare"')
    expect(html).toContain('This is no proof.')
  })

  it('splits many rows into tables with headings, laid out when they come into view', async () => {
    const html = await page(Array.from({ length: 1_001 }, (_, index) => `Title ${index}`))
    expect(html.split('<tr><td class="text">')).toHaveLength(1_002)
    expect(html.split('<thead><tr><th scope="col" class="text">Text')).toHaveLength(4)
    expect(
      [...html.matchAll(/<div( class="full")?><table class="rows" aria-label="([^"]*)"/g)].map(([, full, label]) => [
        full !== undefined,
        label,
      ]),
    ).toEqual([
      [true, 'Titles from 1 on'],
      [true, 'Titles from 501 on'],
      [false, 'Titles from 1,001 on'],
    ])
  })

  it('says for an empty ledger that there is nothing to show', async () => {
    const html = (await render('html', columns, [])).toString()
    expect(html).toContain('There is nothing to show.')
    expect(html).toContain('No title lacks licenses.')
    expect(html).not.toContain('<svg')
  })
})

describe('XLSX', () => {
  const texts = [...hostileTexts, '_x0041_ and _x000D_', '12', '2026-06-15', ' spaces ']

  it('gives back every text, typed numbers and days, and begins with a summary', async () => {
    const rows = [row('=1', { size: -1_234, day: '2026-06-15' }), ...texts.map((text) => row(text))]
    const [summary, sheet] = await openWorkbook(await render('xlsx', columns, rows))
    const cells = (await readRows(sheet)).map((each) => each.cells)
    expect(cells[0]).toEqual(['Text', 'More', 'Difference', 'Day'])
    // A day is a number in a cell of days; the reader knows it by that.
    expect(cells[1]).toEqual(['=1', undefined, '-1234', '2026-06-15'])
    // A line in a cell ends with \n; the reader takes spaces off.
    expect(cells.slice(2).map(([text]) => text)).toEqual(texts.map((text) => text.replaceAll('\r\n', '\n').trim()))
    const facts = (await readRows(summary)).map((each) => each.cells.slice(0, 2))
    expect(facts).toContainEqual(['Titles short', '2'])
    expect(facts.at(-1)).toEqual(['Notice', 'This is no proof.'])
  })

  it('has a frozen heading, a filter over all rows, and no formula except the one that marks shortfalls', async () => {
    const files = unzipSync(
      await render(
        'xlsx',
        columns,
        hostileTexts.map((text) => row(text, { size: -1 })),
      ),
    )
    const sheet = Buffer.from(files['xl/worksheets/sheet2.xml'] ?? []).toString()
    expect(sheet).not.toMatch(/<f[ >]/)
    expect(sheet).toContain(`<autoFilter ref="A1:D${hostileTexts.length + 1}"/>`)
    expect(sheet).toMatch(/<pane ySplit="1" [^>]*state="frozen"\/>/)
    expect(sheet).toMatch(
      /<conditionalFormatting sqref="C2:C\d+"><cfRule type="cellIs"[^>]*operator="lessThan"><formula>0</,
    )
    expect(sheet).toMatch(/<cols><col min="1" max="1" width="20"/)
  })

  it('has texts that fit into cells: days before 1900-03-01, the first 32,767 characters, one group a line', async () => {
    const groups = Array.from({ length: 501 }, (_, index) => ({
      id: String(index),
      name: `${'x'.repeat(250)}${index}`,
    }))
    const rows = [
      row('x'.repeat(40_000), { day: '0001-01-01' }),
      row('', { day: '1900-02-28' }),
      row('', { day: '1900-03-01' }),
    ]
    const bytes = await render('xlsx', columns, rows, { filters: { agreementType: 'all', groups } })
    const [summary, sheet] = await openWorkbook(bytes)
    const days = (await readRows(sheet)).map(({ cells: [, , , day] }) => day)
    expect(days).toEqual(['Day', '0001-01-01', '1900-02-28', '1900-03-01'])
    const { 'xl/worksheets/sheet2.xml': xml } = unzipSync(bytes)
    expect(/>(x+…)</.exec(Buffer.from(xml ?? []).toString())?.[1]).toHaveLength(32_767)
    const facts = (await readRows(summary)).map((each) => each.cells)
    expect(facts.flatMap(([label, name]) => (label === 'Group' ? [name] : []))).toEqual(groups.map(({ name }) => name))
  })

  it('opens in the reader of another maker, with its types, formats, filter and frozen heading', async () => {
    const workbook = new Workbook()
    await workbook.xlsx.load(await render('xlsx', columns, [row('=1+1', { size: -1_234, day: '2026-06-15' })]))
    expect(workbook.worksheets.map(({ name }) => name)).toEqual(['Summary', 'Titles'])
    expect(workbook.creator).toBe('License Ledger')
    const sheet = workbook.getWorksheet('Titles')
    const cells = ['A2', 'C2', 'D2'].map((at) => sheet?.getCell(at))
    expect(cells.map((cell) => cell?.value)).toEqual(['=1+1', -1_234, new Date('2026-06-15T00:00:00Z')])
    expect(cells.map((cell) => cell?.numFmt)).toEqual(['@', '#,##0', 'yyyy-mm-dd'])
    expect(sheet?.getCell('A1').font).toMatchObject({ bold: true })
    expect(sheet?.views).toMatchObject([{ state: 'frozen', ySplit: 1 }])
    expect(sheet?.autoFilter).toBe('A1:D2')
  })

  it('opens without rows', async () => {
    const [, sheet] = await openWorkbook(await render('xlsx', columns, []))
    expect(await readRows(sheet)).toHaveLength(1)
  })
})

it('a day in a figure of a page does not break', async () => {
  const headline = [['Oldest report of a device', '2026-01-05'] as const]
  const figures = { ...figuresOf(headOf()), headline }
  const file = new PassThrough()
  const rows = (async function* () {})()
  const document = { title: 'Report', rowsAre: 'Titles', head: headOf(), figures, sheets: [], columns, rows }
  await Promise.all([renderers.html(document, file), readAll(file)]).then(([, page]) =>
    expect(page).toMatch(/<dd class="day">(<bdi>)?2026-01-05/),
  )
})

describe.each(ReportFormat.options)('a file of %s', (format) => {
  const endless = async function* () {
    for (;;) yield row('text')
  }
  const document = {
    title: 'Report',
    rowsAre: 'Titles',
    head: headOf(),
    figures: figuresOf(headOf()),
    sheets: [],
    columns,
    rows: endless(),
  }

  it('fails when it cannot be written', async () => {
    let written = 0
    const full = new Writable({
      write: (chunk, _encoding, done) => {
        written += chunk.length
        done(written > 100_000 ? new Error('The disk is full.') : null)
      },
    })
    await expect(renderers[format](document, full)).rejects.toThrow('The disk is full.')
  })

  it('fails when its rows fail', async () => {
    const failing = async function* () {
      yield row('text')
      throw new Error('No rows any more.')
    }
    const file = new PassThrough().resume()
    await expect(renderers[format]({ ...document, rows: failing() }, file)).rejects.toThrow('No rows any more.')
  })
})
