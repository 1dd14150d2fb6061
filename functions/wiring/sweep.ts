import { renewStaleBounds } from '../../lib/entitlements/refreshes/freshness-marks.ts'
import { refreshes as refreshRuns } from '../../lib/entitlements/refreshes/refresh.ts'
import type { Table } from '../../lib/foundation/table/table.ts'
import {
  type AskingDesk,
  type ConclusionSettings,
  followSettings,
  sendDue,
} from '../../lib/positions/runs/ask-for-runs.ts'
import { readPointers } from '../../lib/positions/snapshot/pointers.ts'
import { reportRuns } from '../../lib/reporting/reports/report-runs.ts'
import { importRuns } from '../../lib/work/imports/import-run.ts'
import { readOverdueWork } from '../../lib/work/work.ts'
import { standingWork } from './standing-work.ts'

/** Younger work has its message still under way. */
const graceMilliseconds = 60_000

/** What has not been done yet for the current snapshot. */
const readOpenOfSnapshot = async (table: Table): Promise<string[]> => {
  const { current } = await readPointers(table)
  if (!current) return []
  return [
    ...(current.settled === current.id ? [] : [standingWork.settleAlerts]),
    ...(current.guarded === current.titles ? [] : [standingWork.guardTitles]),
  ]
}

/**
 * Sends the messages of work that was committed and is not done: what died between a commit and its message, or while
 * it was worked on. A message too many is harmless.
 */
export const sweep = async (
  ledger: Omit<AskingDesk, 'ask'> &
    ConclusionSettings & {
      /** Hours after which an answer of VLSC is stale. */
      staleAfterHours: number
    },
  send: Record<'work' | 'import' | 'report' | 'refresh', (id: string) => Promise<void>> & Pick<AskingDesk, 'ask'>,
): Promise<void> => {
  const { table, now } = ledger
  const before = new Date(now().getTime() - graceMilliseconds).toISOString()
  await followSettings(table, ledger)
  const [work, imports, reports, refreshes, ofSnapshot] = await Promise.all([
    readOverdueWork(table, before),
    importRuns.stuck(table, before),
    reportRuns.stuck(table, before),
    refreshRuns.stuck(table, before),
    readOpenOfSnapshot(table),
    sendDue({ ...ledger, ask: send.ask }),
    renewStaleBounds(ledger),
  ])
  for (const { id } of work) await send.work(id)
  for (const id of ofSnapshot) await send.work(id)
  for (const id of imports) await send.import(id)
  for (const id of reports) await send.report(id)
  for (const id of refreshes) await send.refresh(id)
}
