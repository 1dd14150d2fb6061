import { dayOf } from '../calendar/day.ts'
import { readStuckRuns } from '../imports/import-store.ts'
import { countInstallsWork } from '../inventory/count-installs.ts'
import { readMarks } from '../inventory/install-marks.ts'
import type { AnnouncingLedger, DatedLedger } from '../ledger.ts'
import { countPositionsWork } from '../positions/count-positions-work.ts'
import { isDayNew } from '../positions/due-titles.ts'
import { readPositionMarks } from '../positions/position-marks.ts'
import { beginRecounting } from '../positions/recount-positions.ts'
import { readStuckRefreshes } from '../refreshes/refresh-store.ts'
import { readStuckReports } from '../reports/report-store.ts'
import { beginRenormalizing } from '../software/renormalize.ts'
import { readOverdueWork } from './work.ts'

/** Younger work has its message still under way. */
const graceMilliseconds = 60_000

/**
 * Sends the messages of work that was committed and is not done: what died between a commit and its message, or while
 * it was worked on. A message too many is harmless.
 */
export const sweep = async (
  ledger: Pick<AnnouncingLedger, 'table' | 'now'> & DatedLedger,
  send: Record<'work' | 'import' | 'report' | 'refresh', (id: string) => Promise<void>>,
): Promise<void> => {
  const { table, now, timeZone } = ledger
  const before = new Date(now().getTime() - graceMilliseconds).toISOString()
  const [work, imports, reports, refreshes, marks, positionMarks, isNewDay, renormalizing, recounting] =
    await Promise.all([
      readOverdueWork(table, before),
      readStuckRuns(table, before),
      readStuckReports(table, before),
      readStuckRefreshes(table, before),
      readMarks(table, 1),
      readPositionMarks(table, 1),
      isDayNew(table, dayOf(now(), timeZone)),
      beginRenormalizing(ledger),
      beginRecounting(ledger),
    ])
  for (const { id } of work) await send.work(id)
  if (marks.length > 0) await send.work(countInstallsWork)
  if (positionMarks.length > 0 || isNewDay) await send.work(countPositionsWork)
  if (renormalizing !== undefined) await send.work(renormalizing)
  if (recounting !== undefined) await send.work(recounting)
  for (const id of imports) await send.import(id)
  for (const id of reports) await send.report(id)
  for (const id of refreshes) await send.refresh(id)
}
