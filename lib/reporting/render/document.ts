import type { Writable } from 'node:stream'
import { grouped, type Stack, words, yesOrNo } from '../contents/columns.ts'
import type { ReportHead } from '../contents/head.ts'

/** Rows are read once. */
export interface ReportDocument<Row> {
  title: string
  /** What a row is, as a heading: `Titles`. */
  rowsAre: string
  head: ReportHead
  columns: readonly Stack<Row>[]
  rows: AsyncIterable<Row>
}

/** Writes and ends the file. Memory holds some rows at a time. */
export type Render = <Row>(document: ReportDocument<Row>, file: Writable) => Promise<void>

const unprintable = /(?![\t\n\r\u007f-\u009f])[\p{Cc}\ufffe\uffff]/gu

/** Replaces the characters that markup cannot hold: VLSC and devices may send any. */
const printable = (text: string): string => text.toWellFormed().replace(unprintable, '\ufffd')

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export const escaped = (text: string): string =>
  printable(text).replaceAll(/[&<>"']/g, (found) => entities[found] ?? found)

export type Fact = readonly [label: string, value: string | number, isBad?: boolean]

export const headlineOf = ({ positions, data }: ReportHead): Fact[] => [
  ['Titles covered', positions.covered],
  ['Titles short', positions.short, positions.short > 0],
  ['Titles without entitlement', positions.noEntitlement, positions.noEntitlement > 0],
  ['Titles unused', positions.unused],
  ['Licenses missing', positions.licensesMissing, positions.licensesMissing > 0],
  ['Look-ups stale', yesOrNo(data.stale), data.stale],
]

export const originOf = (head: ReportHead): Fact[] => {
  const { madeAt, asOf, devicesAsOf, timeZone, filters, data, remarks, rowCount } = head
  const { lastRefresh, lastImport } = data
  // A line each: a cell of a spreadsheet does not hold 500 names.
  const groups = filters.groups?.map(
    ({ id, name = id, deleted }): Fact => ['Group', deleted ? `${name} (deleted)` : name],
  )
  // This locale writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  const time = (at: string): string => `${format.format(new Date(at))} (${timeZone})`
  const { valid, expired, notFound, pending } = data.pairs
  const counts = Object.entries({ valid, expired, 'not found': notFound, pending })
  const pairs = counts.map(([status, count]) => `${grouped(count)} ${status}`)
  const showImport = ({ createdAt, kind, fileName, status }: NonNullable<typeof lastImport>): string =>
    [time(createdAt), ...(kind ? [words(kind)] : []), fileName, words(status)].join(', ')
  return [
    ['Made', time(madeAt)],
    ['Positions as of', asOf === null ? 'never computed' : time(asOf)],
    ['Devices as of', devicesAsOf === null ? 'never read' : time(devicesAsOf)],
    ...(groups ?? [['Groups', 'all'] as const]),
    ['Agreement type', filters.agreementType],
    ['Devices counted', data.devices],
    ['Pairs', pairs.join(', ')],
    ['Last refresh', lastRefresh ? `${time(lastRefresh.finishedAt)}, ${words(lastRefresh.status)}` : 'none'],
    ['Last import', lastImport ? showImport(lastImport) : 'none'],
    ['Rows', rowCount],
    ...remarks.map((remark): Fact => ['Remark', remark]),
  ]
}
