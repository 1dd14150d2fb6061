import { LedgerError } from '../../foundation/errors.ts'
import { expectVersion } from '../../foundation/expect-version.ts'
import type { Change } from '../../foundation/table/change.ts'
import { openReports, reportKey, reportsByType } from '../../foundation/table/keys.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import type { ListPage, PageRequest } from '../../foundation/table/page.ts'
import { raceLost, settle } from '../../foundation/table/race.ts'
import { commit, remove } from '../../foundation/table/table.ts'
import { hasExpired, runsOf } from '../../work/run.ts'
import { type Report, type ReportType, StoredReport, showReport } from './report.ts'
import type { ReportFiles } from './report-files.ts'

export const reportRuns = runsOf<StoredReport>({
  name: 'report',
  parse: (item) => StoredReport.parse(item),
  key: reportKey,
  listedIn: ({ type }) => reportsByType(type),
  openIn: openReports,
})

export const isOpen = ({ status }: StoredReport): boolean => status === 'queued' || status === 'running'

/** What reading and ending runs needs. */
export interface ReportShelf extends Pick<Ledger, 'table' | 'now'> {
  files: ReportFiles
}

const show = async (report: StoredReport, { link }: ReportFiles): Promise<Report> =>
  showReport(report, report.status === 'completed' ? await link(report) : undefined)

/** @param types those that the caller sees */
const findReport = ({ table, now }: ReportShelf, id: string, types: readonly ReportType[]): Promise<StoredReport> =>
  reportRuns.get(table, id, (report) => types.includes(report.type) && !hasExpired(report, now()))

/** @throws LedgerError `report-not-found` */
export const getReport = async (shelf: ReportShelf, id: string, types: readonly ReportType[]): Promise<Report> =>
  show(await findReport(shelf, id, types), shelf.files)

/** Runs of these types, newest first. */
export const listReports = async (
  { table, now, files }: ReportShelf,
  types: readonly ReportType[],
  page: PageRequest,
): Promise<ListPage<Report>> => {
  const { items, ...rest } = await reportRuns.list(table, types.map(reportsByType), page)
  const kept = items.filter((report) => !hasExpired(report, now()))
  return { items: await Promise.all(kept.map((report) => show(report, files))), ...rest }
}

/**
 * Ends a run that waits or is worked on, and keeps no file. A worker that is at it fails at its next step. To cancel a
 * cancelled run changes nothing.
 * @throws LedgerError `report-not-found`, `report-ended`
 */
export const cancelReport = (
  shelf: ReportShelf,
  id: string,
  types: readonly ReportType[],
  { at, alongside }: Pick<Change, 'at' | 'alongside'>,
): Promise<Report> =>
  settle(async () => {
    const report = await findReport(shelf, id, types)
    if (report.status !== 'cancelled' && !isOpen(report))
      throw new LedgerError('conflict', 'report-ended', `Report ${id} has ended already: it is ${report.status}.`)
    const changes = { status: 'cancelled', finishedAt: at } as const
    const cancelled = isOpen(report) ? reportRuns.changed(report, changes, at) : report
    const shown = showReport(cancelled)
    if (isOpen(report)) await commit(shelf.table, [...alongside(shown), reportRuns.change(report, changes, at)])
    await shelf.files.remove(report)
    return shown
  })

/**
 * Deletes a run that has ended, after its file: a failure between the two can be repeated.
 * @throws LedgerError `report-not-found`, `report-running`, `stale-version`
 */
export const deleteReport = (
  shelf: ReportShelf,
  id: string,
  types: readonly ReportType[],
  expected?: number,
): Promise<void> =>
  settle(async () => {
    const report = await findReport(shelf, id, types)
    expectVersion(report.version, expected)
    if (isOpen(report))
      throw new LedgerError('conflict', 'report-running', `Report ${id} is not done yet. Delete it when it has ended.`)
    await shelf.files.remove(report)
    await commit(shelf.table, [remove(reportKey(id), { equals: { version: report.version } }, raceLost)])
  })
