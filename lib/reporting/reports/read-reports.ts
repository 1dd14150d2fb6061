import { LedgerError } from '../../foundation/errors.ts'
import { reportKey, reportsByType } from '../../foundation/table/keys.ts'
import type { ListPage, PageRequest } from '../../foundation/table/page.ts'
import type { Table } from '../../foundation/table/table.ts'
import { type Report, type ReportType, StoredReport, showReport } from './report.ts'
import type { ReportFiles } from './report-files.ts'
import { readReport } from './report-store.ts'

/** What reading reports needs. */
export interface ReportShelf {
  table: Table
  now: () => Date
  files: Pick<ReportFiles, 'link'>
}

/** DynamoDB may delete a run days after its time. */
const hasExpired = ({ expiresAt }: StoredReport, now: Date): boolean => expiresAt <= now.getTime() / 1000

const show = async (report: StoredReport, { link }: ReportShelf['files']): Promise<Report> =>
  showReport(report, report.status === 'completed' ? await link(report) : undefined)

/**
 * A run as stored, of one of the types that the caller sees.
 * @throws LedgerError `report-not-found`
 */
export const findReport = async (
  { table, now }: Pick<ReportShelf, 'table' | 'now'>,
  id: string,
  types: readonly ReportType[],
): Promise<StoredReport> => {
  const report = await readReport(table, id)
  if (report && types.includes(report.type) && !hasExpired(report, now())) return report
  throw new LedgerError('not-found', 'report-not-found', `There is no report ${id}.`)
}

/** @throws LedgerError `report-not-found` */
export const getReport = async (shelf: ReportShelf, id: string, types: readonly ReportType[]): Promise<Report> =>
  show(await findReport(shelf, id, types), shelf.files)

/**
 * Runs of these types, newest first: found in the index, one partition a type, and read from the table.
 * @param page.after order of the last one shown
 */
export const listReports = async (
  { table, now, files }: ReportShelf,
  types: readonly ReportType[],
  { limit, after }: PageRequest,
): Promise<ListPage<Report>> => {
  const pages = await Promise.all(
    types.map((type) =>
      table.query({
        index: 'gsi1',
        partition: reportsByType(type),
        ...(after !== undefined && { before: after }),
        newestFirst: true,
        limit: limit + 1,
      }),
    ),
  )
  const found = pages
    .flatMap(({ items }) => items)
    .map(({ id, gsiSk }) => ({ id: String(id), order: String(gsiSk) }))
    .sort((one, other) => (one.order < other.order ? 1 : -1))
  const wanted = found.slice(0, limit)
  const stored = (await table.getMany(wanted.map(({ id }) => reportKey(id)))).map((item) => StoredReport.parse(item))
  const reports = new Map(stored.map((report) => [report.id, report]))
  const shown = wanted.flatMap(({ id }) => reports.get(id) ?? []).filter((report) => !hasExpired(report, now()))
  const next = found.length > limit ? wanted.at(-1)?.order : undefined
  return {
    items: await Promise.all(shown.map((report) => show(report, files))),
    ...(next !== undefined && { next }),
  }
}
