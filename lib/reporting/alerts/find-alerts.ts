import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { judgeOldImports } from './failed-imports.ts'
import { settleAlerts } from './settle-alerts.ts'
import { judgeFreshness } from './stale-vlsc.ts'

/** What finding alerts needs. */
export interface AlertLedger extends LedgerWith<'announceWork'> {
  staleAfterHours: number
}

/**
 * Raises and ends the alerts that depend on nothing but the time: answers of VLSC that are too old, and failed imports
 * that have been told of for long enough. Every five minutes; safe to run at any time, twice, or after a crash.
 */
export const findAlerts = async (ledger: AlertLedger): Promise<void> => {
  const { table, now, staleAfterHours } = ledger
  const [old, freshness] = await Promise.all([
    judgeOldImports(table, now()),
    judgeFreshness(table, now(), staleAfterHours),
  ])
  await settleAlerts(ledger, new Map([...old, freshness]))
}
