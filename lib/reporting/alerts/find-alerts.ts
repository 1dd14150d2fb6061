import { earliest, isStale, readFreshness } from '../../agreements/records/freshness.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { Verdict } from './alert.ts'
import { judgeOldImports } from './failures.ts'
import { settleAlerts } from './settle-alerts.ts'

export type AlertLedger = LedgerWith<'announceWork' | 'staleAfterHours'>

/** A pair that has no answer yet does not make them stale: the overview shows that. */
const judgeFreshness = async (table: Table, now: Date, staleAfterHours: number): Promise<Verdict> => {
  const oldestAnswer = earliest([...(await readFreshness(table)).values()].map(({ oldest }) => oldest))
  if (oldestAnswer === undefined || !isStale(oldestAnswer, now, staleAfterHours)) return 'resolved'
  return {
    kind: 'vlsc-stale',
    condition: 'stale',
    title: 'Answers of VLSC are too old',
    message: `VLSC last gave a good answer about some agreement number pairs more than ${staleAfterHours} hours ago. GET /refreshes tells how the last refreshes went.`,
    about: { oldestAnswer },
  }
}

/**
 * Raises and ends the alerts that depend on nothing but the time: VLSC's answers grow stale, and alerts of failed imports
 * end after a while. Runs every five minutes; safe to run at any time, twice, or after a crash.
 */
export const findAlerts = async (ledger: AlertLedger): Promise<void> => {
  const { table, now, staleAfterHours } = ledger
  const [oldImports, freshness] = await Promise.all([
    judgeOldImports(table, now()),
    judgeFreshness(table, now(), staleAfterHours),
  ])
  await settleAlerts(ledger, new Map<string, Verdict>([...oldImports, ['vlsc#all', freshness]]))
}
