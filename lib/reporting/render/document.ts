import type { Writable } from 'node:stream'
import { grouped, type Stack, words, yesOrNo } from '../contents/columns.ts'
import type { ChangesHead, CommonHead, PositionHead, ReportHead } from '../contents/head.ts'
import type { Sheet } from '../contents/sheet.ts'

/** Rows are read once. */
export interface ReportDocument<Row> {
  title: string
  /** What a row is, as a heading: `Titles`. */
  rowsAre: string
  head: CommonHead & { report: string }
  figures: Figures
  columns: readonly Stack<Row>[]
  rows: AsyncIterable<Row>
  sheets: readonly Sheet[]
}

interface Bar {
  title: string
  publisher: string
  entitled: number
  installed: number
  /** Below 0 licenses are missing. */
  difference: number
}

/** What stands above the rows. */
export interface Figures {
  headline: readonly Fact[]
  /** What each of the bars is, and its two numbers. */
  bar: string
  numbers: readonly [string, string]
  shortfalls: readonly Bar[]
  surpluses: readonly Bar[]
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

const headlineOf = ({ positions, data }: ReportHead): Fact[] => [
  ['Titles covered', positions.covered],
  ['Titles short', positions.short, positions.short > 0],
  ['Titles without entitlement', positions.noEntitlement, positions.noEntitlement > 0],
  ['Titles unused', positions.unused],
  ['Licenses missing', positions.licensesMissing, positions.licensesMissing > 0],
  ['Look-ups stale', yesOrNo(data.stale), data.stale],
]

export const figuresOf = (head: ReportHead): Figures => ({
  headline: headlineOf(head),
  ...{ bar: 'Title', numbers: ['Entitled', 'Installed'] },
  ...{ shortfalls: head.largestShortfalls, surpluses: head.largestSurpluses },
})

const barOf =
  (sign: 1 | -1) =>
  ({
    name: title,
    publisher,
    owned: entitled,
    required: installed,
    shortfall,
    surplus,
  }: PositionHead['largestShortfalls'][number]): Bar => ({
    ...{ title, publisher, entitled, installed },
    difference: sign * (sign < 0 ? shortfall : surplus),
  })

export const figuresOfChanges = (
  head: Pick<ChangesHead, 'families' | 'data' | 'largestShortfalls' | 'largestSurpluses'>,
): Figures => {
  const { families, data } = head
  const { underLicensed, unlicensed, licensed, unused, needsData, notMeasured } = families
  return {
    headline: [
      ['Families under-licensed', underLicensed, underLicensed > 0],
      ['Families unlicensed', unlicensed, unlicensed > 0],
      ['Families licensed', licensed],
      ['Families unused', unused],
      ['Families that need data', needsData],
      ['Families not measured', notMeasured],
      ['Look-ups stale', yesOrNo(data.stale), data.stale],
    ],
    ...{ bar: 'Family', numbers: ['Owned', 'Required'] },
    ...{ shortfalls: head.largestShortfalls.map(barOf(-1)), surpluses: head.largestSurpluses.map(barOf(1)) },
  }
}

export const figuresOfPosition = (head: PositionHead): Figures => {
  const { inventory, timeZone } = head
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  const on = (at: string | undefined): string => (at === undefined ? 'none' : format.format(new Date(at)))
  const figures = figuresOfChanges(head)
  return {
    ...figures,
    headline: [
      ...figures.headline,
      ['Machines without data', inventory.withoutData, inventory.withoutData > 0],
      ['Devices not counted', inventory.notCounted],
      ...(inventory.managed
        ? [
            [
              'Known PCs with software',
              `${grouped(inventory.managed.reported)} of ${grouped(inventory.managed.known)}`,
            ] as const,
          ]
        : []),
      ['Oldest report of a device', on(inventory.oldestReport)],
      ['Newest report of a device', on(inventory.newestReport)],
    ],
  }
}

export const originOf = (head: CommonHead): Fact[] => {
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
