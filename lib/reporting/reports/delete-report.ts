import { LedgerError } from '../../foundation/errors.ts'
import { expectVersion } from '../../foundation/expect-version.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit, type Table } from '../../foundation/table/table.ts'
import { findReport } from './read-reports.ts'
import type { ReportType } from './report.ts'
import type { ReportFiles } from './report-files.ts'
import { dropReport, isOpen } from './report-store.ts'

/**
 * Deletes a run that has ended, and its file: the file first, so that what fails in between can be repeated.
 * @throws LedgerError `report-not-found`, `report-running`, `stale-version`
 */
export const deleteReport = (
  shelf: { table: Table; now: () => Date; files: Pick<ReportFiles, 'remove'> },
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
    await commit(shelf.table, [dropReport(report)])
  })
