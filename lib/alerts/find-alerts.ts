import { dayOf } from '../calendar/day.ts'
import { readEndedImports, seeImport } from '../imports/import-store.ts'
import { alertsLockKey } from '../table/keys.ts'
import { transactionLimit, type Write } from '../table/table.ts'
import { type CountingLedger, commitInTurn, type Turn, workInTurn } from '../work/turn.ts'
import { hasAlertMarks, readAlertMarks, removeAlertMark } from './alert-marks.ts'
import { judgeEndingAgreements } from './ending-agreements.ts'
import { judgeImports, judgeOldImports } from './failed-imports.ts'
import { findAlertsWork } from './find-alerts-work.ts'
import { judgeShortfalls } from './license-shortfalls.ts'
import { judgePairs, markRefusedPairs } from './refused-pairs.ts'
import { settleAlerts } from './settle-alerts.ts'
import { judgeFreshness } from './stale-vlsc.ts'

/** What finding alerts needs. */
export interface AlertLedger extends CountingLedger {
  /** Days before the end of an agreement at which it is told of. */
  alertDays: readonly number[]
  /** Titles that never had a license are told of, too. */
  alertNoEntitlement: boolean
  staleAfterHours: number
}

/** Imports that are looked at at once: each may have a hundred errors. */
const importsAtOnce = 200

const commitAll = async (turn: Turn, writes: readonly Write[]): Promise<void> => {
  for (let first = 0; first < writes.length; first += transactionLimit - 1)
    await commitInTurn(turn, writes.slice(first, first + transactionLimit - 1))
}

/** @returns whether there is more to look at */
const findOnce = async (turn: Turn, ledger: AlertLedger): Promise<boolean> => {
  const { table, now, timeZone, alertDays, alertNoEntitlement, staleAfterHours } = ledger
  await markRefusedPairs(turn)
  const marks = await readAlertMarks(table)
  const ended = await readEndedImports(table, importsAtOnce)
  const all = (kind: 'pairs' | 'titles') => new Set(marks.flatMap((mark) => mark[kind]))
  const verdicts = await Promise.all([
    judgeEndingAgreements(table, dayOf(now(), timeZone), alertDays),
    judgeShortfalls(table, all('titles'), alertNoEntitlement),
    judgePairs(table, [...all('pairs')]),
    judgeOldImports(table, now()),
    judgeImports(table, ended),
    judgeFreshness(table, now(), staleAfterHours).then((verdict) => [verdict]),
  ])
  await settleAlerts(turn, new Map(verdicts.flat()))
  await commitAll(turn, [...marks.map(removeAlertMark), ...ended.map(seeImport)])
  return ended.length === importsAtOnce || hasAlertMarks(table)
}

/**
 * Raises alerts for what has begun and ends those for what is over. It compares what is open with what is so, as far as
 * indexes and marks tell, and does not remember when it last looked: safe to run at any time, twice, or after a crash.
 */
export const findAlerts = (ledger: AlertLedger): Promise<void> =>
  workInTurn(ledger, {
    name: findAlertsWork,
    key: alertsLockKey,
    doSome: (turn) => findOnce(turn, ledger),
    hasMore: hasAlertMarks,
  })
