import { dayOf } from '../calendar/day.ts'
import { alertsLockKey } from '../table/keys.ts'
import { transactionLimit } from '../table/table.ts'
import { type CountingLedger, commitInTurn, type Turn, workInTurn } from '../work/turn.ts'
import { type AlertMark, hasAlertMarks, readAlertMarks, removeAlertMark } from './alert-marks.ts'
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

const forget = async (turn: Turn, marks: readonly AlertMark[]): Promise<void> => {
  for (let first = 0; first < marks.length; first += transactionLimit - 1)
    await commitInTurn(turn, marks.slice(first, first + transactionLimit - 1).map(removeAlertMark))
}

const findOnce = async (turn: Turn, ledger: AlertLedger): Promise<void> => {
  const { table, now, timeZone, alertDays, alertNoEntitlement, staleAfterHours } = ledger
  await markRefusedPairs(turn)
  const marks = await readAlertMarks(table)
  const all = (kind: 'pairs' | 'titles' | 'imports') => new Set(marks.flatMap((mark) => mark[kind]))
  const verdicts = await Promise.all([
    judgeEndingAgreements(table, dayOf(now(), timeZone), alertDays),
    judgeShortfalls(table, all('titles'), alertNoEntitlement),
    judgePairs(table, [...all('pairs')]),
    judgeOldImports(table, now()),
    judgeImports(table, [...all('imports')]),
    judgeFreshness(table, now(), staleAfterHours).then((verdict) => [verdict]),
  ])
  await settleAlerts(turn, new Map(verdicts.flat()))
  await forget(turn, marks)
}

/**
 * Raises alerts for what has begun and ends those for what is over. It compares what is open with what is so, as far as
 * indexes and marks tell, and does not remember when it last looked: safe to run at any time, twice, or after a crash.
 */
export const findAlerts = (ledger: AlertLedger): Promise<void> =>
  workInTurn(ledger, {
    name: findAlertsWork,
    key: alertsLockKey,
    doSome: async (turn) => {
      await findOnce(turn, ledger)
      return hasAlertMarks(ledger.table)
    },
    hasMore: hasAlertMarks,
  })
