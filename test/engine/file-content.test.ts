import { strFromU8, unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { routesByFunction } from '../../functions/routes.ts'
import { tick } from '../../functions/wiring/sweep.ts'
import { type Role, routeKey } from '../../lib/foundation/http/route.ts'
import { amountOf } from '../support/amount.ts'
import { makeReady } from '../support/catalog.ts'
import { summaryHeadings } from '../support/entitlements.ts'
import { importer, sqsEvent, type TestImporter } from '../support/imports.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { reporter } from '../support/reports.ts'
import { workbook } from '../support/workbook.ts'

/**
 * What a file holds is for managers until it is in the ledger (docs/files.md): in a row that has slipped, any cell may
 * be a license key or a person.
 */
const key = 'LEAK-KEY'
const person = 'Leak Person'
const leaks = /leak/i

/** Files of every kind. A cell `*` is one that only managers may see. */
const files = {
  agreements: { kind: 'agreements', headings: undefined, row: '*,*,*' },
  'other-agreements': {
    kind: 'other-agreements',
    headings: 'name,publisher,productTitle,licenseCount,startDate,endDate,details',
    row: '*,*,*,7,2026-01-01,2026-12-31,*',
  },
  'Configuration Manager': {
    kind: 'other-agreements',
    headings: 'Name,Publisher,EffectiveQuantity,DateOfPurchase,Comments,PONumber',
    row: '*,*,7,01/31/2026,*,*',
  },
  'Snipe-IT': {
    kind: 'other-agreements',
    headings: 'License Name,Serial Number,Manufacturer,Total Seats,Purchase Date,Licensed to',
    row: '*,*,*,7,2026-01-31,*',
  },
  entitlements: { kind: 'entitlements', headings: `${summaryHeadings},Serial Number`, row: '*,2019,*,*,5,0,*,*' },
  catalog: { kind: 'catalog', headings: 'publisher,title,licensable,Serial Number', row: '*,*,yes,*' },
  inventory: {
    kind: 'inventory',
    headings: 'DeviceId,DeviceName,Publisher,Title,Version,ReportedAt,Serial Number',
    row: '*,*,*,*,1.0,2026-01-05T00:00:00Z,*',
  },
}
type File = (typeof files)[keyof typeof files]

/** Each `*` another secret, so that rows do not repeat each other. */
const secrets = (line: string): string => {
  let index = 0
  return line.replaceAll('*', () => (index++ % 2 === 0 ? `${key}-${index}` : `${person} ${index}`))
}

/** How a row goes wrong, by what went wrong. */
const malformed = ({ row }: File): [string, string][] => {
  const cells = row.split(',')
  const at = (index: number, between: string): string =>
    `${cells.slice(0, index).join(',')}${between}${cells.slice(index).join(',')}`
  const gaps = cells
    .map((_, index) => index)
    .slice(1)
    .filter((gap) => gap % amountOf(9, 1) === 0)
  return [
    ...gaps.map((gap): [string, string] => [`without comma ${gap}`, at(gap, ' ')]),
    ...gaps.map((gap): [string, string] => [`with two commas ${gap}`, at(gap, ',,')]),
    ['with cells to the right', `${row},*`],
    ...gaps.map((gap): [string, string] => [
      `shifted by ${gap}`,
      [...cells.slice(gap), ...cells.slice(0, gap)].join(','),
    ]),
    ['with semicolons', cells.join(';')],
    ['with tabs', cells.join('\t')],
    ['with a quote that stays open', `"${row}`],
    ['with text after a quote', `"*" *,${row}`],
    ['with quotes within quotes over lines', `"* "*" \n and "*" more\n",${row}`],
    ['with a cell that is too long', row.replace('*', `*${'x'.repeat(5_000)}`)],
    ['with a control character', row.replace('*', '*\u0001')],
    ['with a letter that is not ASCII', row.replace('*', '*é')],
  ]
}

/** Files that are wrong as a whole. */
const misplaced = (name: string, { headings, row, kind }: File): [string, string, string][] => [
  ...['agreements', 'other-agreements', 'catalog', 'entitlements', 'inventory'].flatMap(
    (other): [string, string, string][] =>
      other === kind ? [] : [[`${name} among ${other}`, other, `${headings ?? row}\n${row}\n`]],
  ),
  [`${name} without headings`, kind, `${row}\n${row}\n`],
  [`${name} with unknown headings`, kind, `* Heading,*,* Column\n${row}\n`],
]

let ledger: TestLedger
let imports: TestImporter
const said: unknown[] = []

beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
  imports.desk.ended = async (end) => void said.push(end)
  said.length = 0
  for (const method of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((...line) => void said.push(line))
})
afterEach(() => vi.restoreAllMocks())

const routes = Object.values(routesByFunction)
  .flat()
  .filter(({ role, method }) => role === 'license-reader' && method === 'GET')
const reader: { roles: Role[] } = { roles: ['license-reader'] }

/** What two days are compared by. */
const daysOf = (path: string): { from?: string } =>
  path === '/changes' || path.endsWith('/compare') ? { from: ledger.ledger.now().toISOString().slice(0, 10) } : {}

/** All pages of a list. */
const list = async (path: string): Promise<{ id: string }[]> => {
  const items: { id: string }[] = []
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
    const query = { ...daysOf(path), ...(cursor && { cursor }) }
    const { status, body } = await ledger.call(`GET ${path}`, { ...reader, query })
    expect(status, path).toBe(200)
    items.push(...body.items)
    cursor = body.cursor
  }
  return items
}

/** What reports say in every format, and the mail of a schedule that is due. */
const reported = async (): Promise<[string, unknown][]> => {
  const reports = reporter(ledger)
  const texts: [string, unknown][] = []
  for (const type of ['purchase', 'installation', 'position'])
    for (const format of ['json', 'csv', 'html', 'xlsx']) {
      const id = await reports.request({ type, format })
      await reports.deliver(id)
      const bytes = new Uint8Array(await (await reports.fetchFile(id)).arrayBuffer())
      const parts = format === 'xlsx' ? Object.values(unzipSync(bytes)) : [bytes]
      texts.push([`${type} ${format}`, parts.map((part) => strFromU8(part))])
    }
  const schedule = { name: 'Weekly', report: { type: 'purchase' }, rate: '7 days', recipients: ['reader@example.com'] }
  await ledger.call('POST /report-schedules', { body: schedule })
  ledger.setClock(new Date(ledger.ledger.now().getTime() + 7.5 * 86_400_000))
  await tick(ledger.ledger)
  await ledger.work()
  for (const id of ledger.announcedReports.splice(0)) await reports.deliver(id)
  await ledger.work()
  expect(ledger.sent.mails).not.toEqual([])
  return texts
}

/** Everything that a reader may read, and everything that is sent or logged. */
const readable = async (): Promise<[string, string][]> => {
  await ledger.work()
  const seen: [string, unknown][] = []
  for (const route of routes) {
    const [base = '', name] = route.path.split(/\/\{(\w+)\}/)
    if (route.path.startsWith('/catalog')) {
      const query = route.path.endsWith('titles') ? { publisher: 'Contoso', contains: 'a' } : { contains: 'e' }
      seen.push([route.path, (await ledger.call(routeKey(route), { ...reader, query })).body])
    } else if (name !== undefined) {
      for (const { id } of await list(base)) {
        const asked = { ...reader, params: { [name]: id }, query: daysOf(route.path) }
        seen.push([route.path, (await ledger.call(routeKey(route), asked)).body])
      }
    } else if (route.paged) seen.push([route.path, await list(base)])
    else seen.push([route.path, (await ledger.call(routeKey(route), reader)).body])
  }
  seen.push(...(await reported()))
  const told = [...ledger.sent.events, ...ledger.sent.mails, ...said].map((line): [string, unknown] => ['told', line])
  return [...seen, ...told].map(([where, what]) => [where, JSON.stringify(what)])
}

const read = async (importId: string, options = {}) =>
  (await ledger.call('GET /imports/{importId}', { params: { importId }, ...options })).body

/**
 * Imports a file that should be wrong. What is right although it has slipped would go into the ledger, so that it
 * is only checked. @returns whether something is wrong with the file
 */
const feed = async (path: string, content: string): Promise<boolean> => {
  const isAccepted = async (onError: string) => {
    const { id } = await imports.drop(path, content, { 'on-error': onError, 'dry-run': 'true' })
    const run = await read(id)
    if (run.errors.length === 0) return true
    const [{ line, column, code }] = run.errors
    const shown = await read(id, reader)
    expect(shown.errors[0]).toEqual({ line, column, code, message: expect.stringContaining(code) })
    expect(shown).not.toHaveProperty('errorReportUrl')
    expect(run).toHaveProperty('errorReportUrl')
    return false
  }
  if ((await isAccepted('skip')) || (await isAccepted('reject'))) return false
  expect(await imports.drop(path, content)).toMatchObject({ status: 'rejected' })
  expect((await imports.drop(path, content, { 'on-error': 'skip' })).counts).toMatchObject({ created: 0 })
  return true
}

const expectNoLeaks = async () => expect((await readable()).filter(([, text]) => leaks.test(text))).toEqual([])

describe('Keys and persons of a file that is wrong are shown to managers only:', () => {
  it.each(Object.entries(files))('%s with a wrong row', async (name, file) => {
    const rejected: string[] = []
    for (const [index, [how, row]] of malformed(file).entries()) {
      const content = [file.headings, row].flatMap((line) => line ?? []).map(secrets)
      if (await feed(`imports/${file.kind}/${index}.csv`, content.join('\n'))) rejected.push(how)
    }
    expect(new Set(rejected).size, `${name}: ${rejected}`).toBeGreaterThan(malformed(file).length / 2)
    await expectNoLeaks()
  })

  it('files of the wrong place, or with wrong headings', async () => {
    const all = Object.entries(files)
      .flatMap(([name, file]) => misplaced(name, file))
      .filter((_, index) => index % amountOf(8, 1) === 0)
    const accepted: string[] = []
    for (const [index, [what, kind, content]] of all.entries())
      if (!(await feed(`imports/${kind}/${index}.csv`, secrets(content)))) accepted.push(what)
    // Some have the headings of a catalog file as well.
    expect(accepted.filter((what) => !what.endsWith(' among catalog'))).toEqual([])
    await expectNoLeaks()
  })

  it('workbooks of license statements', async () => {
    const [headings = '', row = ''] = [files.entitlements.headings, files.entitlements.row]
    const rows = [headings, row.replace('5', '*')].map((line) => secrets(line).split(','))
    const sheets = [rows, rows.slice(1), [[`${key} Heading`], ...rows.slice(1)]]
    for (const [index, sheet] of sheets.entries()) {
      const bytes = workbook({ name: `${person} sheet`, rows: sheet })
      const run = await imports.drop(`imports/entitlements/${index}.xlsx`, bytes)
      expect(run.errors.length).toBeGreaterThan(0)
    }
    await expectNoLeaks()
  })

  it('lines that an undo leaves', async () => {
    await makeReady(ledger)
    const content = 'name,publisher,productTitle,licenseCount,Serial Number\nPaint,Contoso,Paint,7,LEAK-KEY-1\n'
    await imports.drop('imports/catalog/titles.csv', 'publisher,title,licensable\nContoso,Paint,yes\n')
    await ledger.work()
    const run = await imports.drop('imports/other-agreements/paint.csv', content)
    expect(run).toMatchObject({ status: 'completed', counts: { created: 1 } })
    const [agreement] = await list('/agreements')
    const params = { agreementId: String(agreement?.id) }
    await ledger.call('PATCH /agreements/{agreementId}', { params, body: { licenseCount: 8 } })
    await ledger.call('POST /imports/{importId}/undo', { params: { importId: run.id } })
    await imports.deliver(sqsEvent({ importId: run.id }))
    expect((await read(run.id)).undo).toMatchObject({ left: 1, leftReportUrl: expect.any(String) })
    const { undo } = await read(run.id, reader)
    expect(undo).not.toHaveProperty('leftReportUrl')
    expect(undo.leftItems).toEqual([
      { line: 2, code: 'changed-since', message: expect.stringContaining('changed-since') },
    ])
    await expectNoLeaks()
  })
})
