import { releasePairs } from '../agreements/edits/delete-agreement.ts'
import { emptyGroup } from '../agreements/groups/delete-group.ts'
import type { LedgerWith } from '../foundation/table/ledger.ts'
import { RaceLost } from '../foundation/table/race.ts'
import { guardTitles, guardTitlesWork } from '../positions/corrections/guard-titles.ts'
import { type AlertLedger, findAlerts } from '../reporting/alerts/find-alerts.ts'
import { findAlertsWork } from '../reporting/alerts/find-alerts-work.ts'
import { settleAlertsWork } from '../reporting/alerts/settle-alerts-work.ts'
import { type SnapshotAlertLedger, settleSnapshot } from '../reporting/alerts/settle-snapshot.ts'
import { type EventDesk, sendEvents } from '../reporting/events/send-events.ts'
import { type MailDesk, sendReportMail } from '../reporting/mail/send-report-mail.ts'
import { runSchedules, type SchedulingLedger } from '../reporting/schedules/run-schedules.ts'
import { runSchedulesWork } from '../reporting/schedules/run-schedules-work.ts'
import { readWork, type Work } from './work.ts'

/** What follow-up work needs. */
export type WorkLedger = LedgerWith<'announceWork'> &
  AlertLedger &
  SnapshotAlertLedger &
  SchedulingLedger &
  EventDesk &
  MailDesk

const kinds: Record<Work['kind'], (ledger: WorkLedger, work: Work) => Promise<void>> = {
  'release-pairs': releasePairs,
  'empty-group': emptyGroup,
  'send-events': sendEvents,
  'send-mail': sendReportMail,
}

/** Work whose to-do list lies elsewhere, so that it is asked for by its name. */
const standing: Record<string, (ledger: WorkLedger) => Promise<void>> = {
  [findAlertsWork]: findAlerts,
  [settleAlertsWork]: settleSnapshot,
  [guardTitlesWork]: guardTitles,
  [runSchedulesWork]: runSchedules,
}

/** Does a piece of follow-up work; nothing when it is done already, or another delivery does it all meanwhile. */
export const doWork = async (ledger: WorkLedger, workId: string): Promise<void> => {
  if (standing[workId]) return standing[workId](ledger)
  const work = await readWork(ledger.table, workId)
  if (!work) return
  try {
    await kinds[work.kind](ledger, work)
  } catch (error) {
    const isDone = error instanceof RaceLost && (await readWork(ledger.table, workId)) === undefined
    if (!isDone) throw error
  }
}
