import { readStuckRuns } from '../imports/import-store.ts'
import { countInstallsWork } from '../inventory/count-installs.ts'
import { readMarks } from '../inventory/install-marks.ts'
import { readStuckRefreshes } from '../refreshes/refresh-store.ts'
import { readStuckReports } from '../reports/report-store.ts'
import { beginRenormalizing } from '../software/renormalize.ts'
import type { Table } from '../table/table.ts'
import { readOverdueWork } from './work.ts'

/** Younger work has its message still under way. */
const graceMilliseconds = 60_000

/**
 * Sends the messages of work that was committed and is not done: what died between a commit and its message, or while
 * it was worked on. A message too many is harmless.
 */
export const sweep = async (
  table: Table,
  now: Date,
  send: Record<'work' | 'import' | 'report' | 'refresh', (id: string) => Promise<void>>,
): Promise<void> => {
  const before = new Date(now.getTime() - graceMilliseconds).toISOString()
  const [work, imports, reports, refreshes, marks, renormalizing] = await Promise.all([
    readOverdueWork(table, before),
    readStuckRuns(table, before),
    readStuckReports(table, before),
    readStuckRefreshes(table, before),
    readMarks(table, 1),
    beginRenormalizing({ table, now: () => now }),
  ])
  for (const { id } of work) await send.work(id)
  if (marks.length > 0) await send.work(countInstallsWork)
  if (renormalizing !== undefined) await send.work(renormalizing)
  for (const id of imports) await send.import(id)
  for (const id of reports) await send.report(id)
  for (const id of refreshes) await send.refresh(id)
}
