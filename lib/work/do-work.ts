import { releasePairs } from '../agreements/delete-agreement.ts'
import { type AlertLedger, findAlerts } from '../alerts/find-alerts.ts'
import { findAlertsWork } from '../alerts/find-alerts-work.ts'
import { packCatalog } from '../catalog/pack-shelf.ts'
import { type SettlingLedger, settleEntitlements } from '../entitlements/settle-entitlements.ts'
import { type EventDesk, sendEvents } from '../events/send-events.ts'
import { emptyGroup } from '../groups/delete-group.ts'
import { ageDevices, ageDevicesWork } from '../inventory/age-devices.ts'
import { countInstalls, countInstallsWork } from '../inventory/count-installs.ts'
import type { InventoryLedger } from '../inventory/inventory-ledger.ts'
import type { AnnouncingLedger, DatedLedger } from '../ledger.ts'
import { type MailDesk, sendReportMail } from '../mail/send-mail.ts'
import { countPositions } from '../positions/count-positions.ts'
import { countPositionsWork } from '../positions/count-positions-work.ts'
import { recountPositions } from '../positions/recount-positions.ts'
import { runSchedules, type SchedulingLedger } from '../schedules/run-schedules.ts'
import { runSchedulesWork } from '../schedules/run-schedules-work.ts'
import { moveMergedNames } from '../software/correct-title.ts'
import { renormalize } from '../software/renormalize.ts'
import { RaceLost } from '../table/race.ts'
import { readWork, type Work } from './work.ts'

/** What follow-up work needs. */
export type WorkLedger = AnnouncingLedger &
  SettlingLedger &
  InventoryLedger &
  DatedLedger &
  AlertLedger &
  SchedulingLedger &
  EventDesk &
  MailDesk

const kinds: Record<Work['kind'], (ledger: WorkLedger, work: Work) => Promise<void>> = {
  'release-pairs': releasePairs,
  'empty-group': emptyGroup,
  'settle-entitlements': settleEntitlements,
  'move-names': moveMergedNames,
  renormalize,
  'recount-positions': recountPositions,
  'pack-catalog': packCatalog,
  'send-events': sendEvents,
  'send-mail': sendReportMail,
}

/** Work whose to-do list lies elsewhere, so that it is asked for by its name. */
const standing: Record<string, (ledger: WorkLedger, from: number) => Promise<void>> = {
  [countInstallsWork]: countInstalls,
  [countPositionsWork]: countPositions,
  [ageDevicesWork]: ageDevices,
  [findAlertsWork]: findAlerts,
  [runSchedulesWork]: runSchedules,
}

/** Does a piece of follow-up work; nothing when it is done already, or another delivery does it all meanwhile. */
export const doWork = async (ledger: WorkLedger, workId: string): Promise<void> => {
  const [name = '', from = '0'] = workId.split('#')
  if (standing[name]) return standing[name](ledger, Number(from))
  const work = await readWork(ledger.table, workId)
  if (!work) return
  try {
    await kinds[work.kind](ledger, work)
  } catch (error) {
    const isDone = error instanceof RaceLost && (await readWork(ledger.table, workId)) === undefined
    if (!isDone) throw error
  }
}
