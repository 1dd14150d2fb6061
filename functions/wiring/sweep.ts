import { graphRuns } from '../../lib/entitlements/graph/graph-run.ts'
import { renewStaleBounds } from '../../lib/entitlements/refreshes/freshness-marks.ts'
import { refreshes as refreshRuns } from '../../lib/entitlements/refreshes/refresh.ts'
import type { LedgerWith } from '../../lib/foundation/table/ledger.ts'
import {
  type AskingDesk,
  type ConclusionSettings,
  followSettings,
  sendDue,
} from '../../lib/positions/runs/ask-for-runs.ts'
import type { Pointers } from '../../lib/positions/snapshot/pointers.ts'
import { findAlerts } from '../../lib/reporting/alerts/find-alerts.ts'
import { reportRuns } from '../../lib/reporting/reports/report-runs.ts'
import { readSchedules } from '../../lib/reporting/schedules/edit-schedules.ts'
import { importRuns } from '../../lib/work/imports/import-run.ts'
import { readOverdueWork } from '../../lib/work/work.ts'
import { standingWork } from './standing-work.ts'

/** Younger work has its message still under way. */
const graceMilliseconds = 60_000

/** What has not been done yet for the current snapshot. */
const openOfSnapshot = ({ current }: Pointers): string[] => {
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
      /** Hours after which an answer of a look-up is stale. */
      staleAfterHours: number
    },
  send: Record<'work' | 'import' | 'report' | 'refresh' | 'graphRun', (id: string) => Promise<void>> &
    Pick<AskingDesk, 'ask'>,
): Promise<void> => {
  const { table, now } = ledger
  const before = new Date(now().getTime() - graceMilliseconds).toISOString()
  const pointers = await followSettings(table, ledger)
  const [work, imports, reports, refreshes, graph] = await Promise.all([
    readOverdueWork(table, before),
    importRuns.stuck(table, before),
    reportRuns.stuck(table, before),
    refreshRuns.stuck(table, before),
    graphRuns.stuck(table, before),
    sendDue({ ...ledger, ask: send.ask }, pointers),
    renewStaleBounds(ledger),
  ])
  for (const { id } of work) await send.work(id)
  for (const id of openOfSnapshot(pointers)) await send.work(id)
  for (const id of imports) await send.import(id)
  for (const id of reports) await send.report(id)
  for (const id of refreshes) await send.refresh(id)
  for (const id of graph) await send.graphRun(id)
}

/** Every five minutes: asks for due reports, and raises alerts that only time raises. Late, twice or not at all is harmless. */
export const tick = async (ledger: LedgerWith<'announceWork' | 'staleAfterHours'>): Promise<void> => {
  const now = ledger.now().toISOString()
  const schedules = await readSchedules(ledger.table)
  if (schedules.some(({ nextDueAt }) => nextDueAt !== undefined && nextDueAt <= now))
    await ledger.announceWork(standingWork.runSchedules)
  await findAlerts(ledger)
}
