import { grouped, words, yesOrNo } from '../contents/columns.ts'
import type { ReportHead } from '../contents/head.ts'

export type Fact = readonly [label: string, value: string | number, isBad?: boolean]

export const headlineOf = ({ positions, data }: ReportHead): Fact[] => [
  ['Titles covered', positions.covered],
  ['Titles short', positions.short, positions.short > 0],
  ['Titles without entitlement', positions.noEntitlement, positions.noEntitlement > 0],
  ['Titles unused', positions.unused],
  ['Licenses missing', positions.licensesMissing, positions.licensesMissing > 0],
  ['VLSC data stale', yesOrNo(data.stale), data.stale],
]

/** A line each: a cell of a spreadsheet does not hold 500 names. */
const groupsOf = ({ filters: { groups } }: ReportHead): Fact[] => {
  if (!groups) return [['Groups', 'all']]
  return groups.map(({ id, name = id, deleted }) => ['Group', `${name}${deleted ? ' (deleted)' : ''}`])
}

/** What a report is about, and what it rests on. */
export const originOf = (head: ReportHead): Fact[] => {
  const { madeAt, asOf, devicesAsOf, timeZone, filters, data, remarks, rowCount } = head
  const { lastRefresh, lastImport } = data
  // This locale writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  const time = (at: string): string => `${format.format(new Date(at))} (${timeZone})`
  const { valid, expired, notFound, pending } = data.pairs
  const counts = { valid, expired, 'not found': notFound, pending }
  const pairs = Object.entries(counts).map(([status, count]) => `${grouped(count)} ${status}`)
  const showImport = ({ createdAt, kind, fileName, status }: NonNullable<typeof lastImport>): string =>
    [time(createdAt), ...(kind ? [words(kind)] : []), fileName, words(status)].join(', ')
  return [
    ['Made', time(madeAt)],
    ['Positions as of', asOf === null ? 'never computed' : time(asOf)],
    ['Devices as of', devicesAsOf === null ? 'never read' : time(devicesAsOf)],
    ...groupsOf(head),
    ['Agreement type', filters.agreementType],
    ['Devices counted', data.devices],
    ['Pairs at VLSC', pairs.join(', ')],
    ['Last refresh', lastRefresh ? `${time(lastRefresh.finishedAt)}, ${words(lastRefresh.status)}` : 'none'],
    ['Last import', lastImport ? showImport(lastImport) : 'none'],
    ['Rows', rowCount],
    ...remarks.map((remark): Fact => ['Remark', remark]),
  ]
}
