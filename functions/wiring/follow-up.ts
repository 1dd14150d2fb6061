import { releasePairs } from '../../lib/agreements/edits/delete-agreement.ts'
import { moveAgreements } from '../../lib/agreements/groups/bulk-moves.ts'
import { emptyGroup } from '../../lib/agreements/groups/groups.ts'
import type { LedgerWith } from '../../lib/foundation/table/ledger.ts'
import { guardTitles } from '../../lib/positions/corrections/guard-titles.ts'
import { type SnapshotAlertLedger, settleSnapshot } from '../../lib/reporting/alerts/settle-snapshot.ts'
import { type EventDesk, sendEvents } from '../../lib/reporting/events/events.ts'
import { type MailDesk, sendReportMail } from '../../lib/reporting/mail/mailer.ts'
import { runSchedules, type SchedulingLedger } from '../../lib/reporting/schedules/run-schedules.ts'
import { takeWork, type WorkKinds } from '../../lib/work/work.ts'
import { standingWork } from './standing-work.ts'

/** What follow-up work needs. */
export type WorkLedger = LedgerWith<'announceWork'> & SnapshotAlertLedger & SchedulingLedger & EventDesk & MailDesk

const kinds: WorkKinds<WorkLedger> = {
  'release-pairs': releasePairs,
  'empty-group': emptyGroup,
  'move-agreements': moveAgreements,
  'send-events': sendEvents,
  'send-mail': sendReportMail,
}

const standing: Record<string, (ledger: WorkLedger) => Promise<void>> = {
  [standingWork.settleAlerts]: settleSnapshot,
  [standingWork.guardTitles]: guardTitles,
  [standingWork.runSchedules]: runSchedules,
}

/** Does what a message of the work queue asks for: standing work by its name, or a piece of follow-up work by its id. */
export const doWork = (ledger: WorkLedger, workId: string): Promise<void> =>
  standing[workId]?.(ledger) ?? takeWork(kinds, ledger, workId)
