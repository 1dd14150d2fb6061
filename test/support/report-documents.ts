import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { Stack } from '../../lib/reporting/contents/columns.ts'
import type { ReportHead } from '../../lib/reporting/contents/head.ts'
import type { Sheet } from '../../lib/reporting/contents/sheet.ts'
import { figuresOf } from '../../lib/reporting/render/document.ts'
import { renderers } from '../../lib/reporting/render/renderers.ts'
import type { ReportFormat } from '../../lib/reporting/reports/report.ts'

/** Names that break what is careless: quotes, ends of lines, both directions, formulas, markup, no place to wrap. */
export const hostileTexts = [
  '"quoted", comma; semicolon',
  "it's",
  'one\u2028two\u2029three\r\nfour',
  '\u202Eabc שלום, עולם',
  "=cmd|' /C calc'!A0",
  '@SUM(1)',
  "'=1+1",
  '<script>alert(1)</script><b>&amp;</b>',
  '</style><img src=x onerror=alert(1)>',
  'x'.repeat(256),
  '💻'.repeat(256),
  'רישוי תוכנה '.repeat(21),
]

/** A head of which all is known. */
export const headOf = (more: Partial<ReportHead> = {}): ReportHead => ({
  report: 'installation',
  madeAt: '2026-06-15T07:00:00.000Z',
  asOf: '2026-06-15T06:59:00.000Z',
  devicesAsOf: '2026-06-15T06:58:00.000Z',
  timeZone: 'Europe/Berlin',
  today: '2026-06-15',
  filters: { agreementType: 'all' },
  positions: { covered: 1, short: 2, noEntitlement: 3, unused: 4, licensesMissing: 5 },
  largestShortfalls: [],
  largestSurpluses: [],
  data: {
    stale: false,
    devices: 6,
    pairs: { pending: 1, valid: 1_234, expired: 2, notFound: 3 },
    lastRefresh: { status: 'completed', finishedAt: '2026-06-14T22:30:00.000Z' },
    lastImport: { kind: 'inventory', fileName: 'intune.zip', status: 'completed', createdAt: '2026-01-01T00:00:00Z' },
  },
  remarks: [],
  notice: 'This is no proof.',
  rowCount: 1,
  ...more,
})

/** The file of a report of some rows. */
export const render = async <Row>(
  format: ReportFormat,
  columns: readonly Stack<Row>[],
  rows: readonly Row[],
  more: Partial<ReportHead> = {},
  sheets: readonly Sheet[] = [],
): Promise<Buffer> => {
  const folder = mkdtempSync(`${tmpdir()}/rendered-`)
  const each = async function* () {
    yield* rows
  }
  try {
    const head = headOf({ rowCount: rows.length, ...more })
    const about = { title: 'License Installation Report', rowsAre: 'Titles', head, figures: figuresOf(head) }
    const document = { ...about, columns, rows: each(), sheets: [...sheets] }
    await renderers[format](document, createWriteStream(`${folder}/report`))
    return readFileSync(`${folder}/report`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
