import { grouped, words, yesOrNo } from '../contents/columns.ts'
import type { ReportHead } from '../contents/head.ts'

/** A line of what a report says about itself. */
export type Fact = readonly [label: string, value: string | number, isBad?: boolean]

/** A moment as people read it: `2026-03-01 09:00 (Europe/Berlin)`. @param at ISO 8601 UTC */
const showTime = (at: string, timeZone: string): string => {
  // This locale writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return `${format.format(new Date(at))} (${timeZone})`
}

/** How the titles stand. */
export const headlineOf = ({ positions, data }: ReportHead): Fact[] => [
  ['Titles covered', positions.covered],
  ['Titles short', positions.short, positions.short > 0],
  ['Titles without entitlement', positions.noEntitlement, positions.noEntitlement > 0],
  ['Titles unused', positions.unused],
  ['Licenses missing', positions.licensesMissing, positions.licensesMissing > 0],
  ['VLSC data stale', yesOrNo(data.stale), data.stale],
]

/** A line each: 500 names are more than a cell of a spreadsheet takes. */
const groupsOf = ({ filters: { groups } }: ReportHead): Fact[] =>
  groups?.map(({ id, name, deleted }): Fact => ['Group', `${name ?? id}${deleted ? ' (deleted)' : ''}`]) ?? [
    ['Groups', 'all'],
  ]

const pairsOf = ({ data: { pairs } }: ReportHead): string =>
  [
    `${grouped(pairs.valid)} valid`,
    `${grouped(pairs.expired)} expired`,
    `${grouped(pairs.notFound)} not found`,
    `${grouped(pairs.pending)} pending`,
  ].join(', ')

const showImport = (
  { createdAt, kind, fileName, status }: NonNullable<ReportHead['data']['lastImport']>,
  time: (at: string) => string,
): string => [time(createdAt), ...(kind ? [words(kind)] : []), fileName, words(status)].join(', ')

/** What a report is about, and what it rests on. */
export const originOf = (head: ReportHead): Fact[] => {
  const { madeAt, asOf, devicesAsOf, timeZone, filters, data, remarks, rowCount } = head
  const { lastRefresh, lastImport } = data
  const time = (at: string) => showTime(at, timeZone)
  return [
    ['Made', time(madeAt)],
    ['Positions as of', asOf === null ? 'never computed' : time(asOf)],
    ['Devices as of', devicesAsOf === null ? 'never read' : time(devicesAsOf)],
    ...groupsOf(head),
    ['Agreement type', filters.agreementType],
    ['Devices counted', data.devices],
    ['Pairs at VLSC', pairsOf(head)],
    ['Last refresh', lastRefresh ? `${time(lastRefresh.finishedAt)}, ${words(lastRefresh.status)}` : 'none'],
    ['Last import', lastImport ? showImport(lastImport, time) : 'none'],
    ['Rows', rowCount],
    ...remarks.map((remark): Fact => ['Remark', remark]),
  ]
}
