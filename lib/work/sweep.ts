import { readStuckRuns } from '../imports/import-store.ts'
import { readStuckRefreshes } from '../refreshes/refresh-store.ts'
import { readStuckReports } from '../reports/report-store.ts'
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
  const [work, imports, reports, refreshes] = await Promise.all([
    readOverdueWork(table, before),
    readStuckRuns(table, before),
    readStuckReports(table, before),
    readStuckRefreshes(table, before),
  ])
  for (const { id } of work) await send.work(id)
  for (const id of imports) await send.import(id)
  for (const id of reports) await send.report(id)
  for (const id of refreshes) await send.refresh(id)
}
