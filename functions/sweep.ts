import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { messenger } from '../lib/foundation/queue/messenger.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { Environment } from './wiring/environment.ts'
import { sweep } from './wiring/sweep.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  STALE_AFTER_HOURS: true,
  LEDGER_TIME_ZONE: true,
  DEVICE_STALE_DAYS: true,
  ALERT_DAYS: true,
  ALERT_NO_ENTITLEMENT: true,
  WORK_QUEUE_URL: true,
  IMPORT_QUEUE_URL: true,
  REPORT_QUEUE_URL: true,
  REFRESH_QUEUE_URL: true,
  RECONCILIATION_QUEUE_URL: true,
}).parse(process.env)

const table = connectTable(environment.TABLE_NAME)
const log = powertoolsLog()
const sendWork = messenger(environment.WORK_QUEUE_URL, log)
const sendImport = messenger(environment.IMPORT_QUEUE_URL, log)
const sendReport = messenger(environment.REPORT_QUEUE_URL, log)
const sendRefresh = messenger(environment.REFRESH_QUEUE_URL, log)
const sendRun = messenger(environment.RECONCILIATION_QUEUE_URL, log)

export const handler = (): Promise<void> =>
  sweep(
    {
      table,
      now: () => new Date(),
      timeZone: environment.LEDGER_TIME_ZONE,
      staleAfterHours: environment.STALE_AFTER_HOURS,
      staleDays: environment.DEVICE_STALE_DAYS,
      alertDays: environment.ALERT_DAYS,
      alertNoEntitlement: environment.ALERT_NO_ENTITLEMENT,
    },
    {
      work: (workId) => sendWork({ workId }),
      import: (importId) => sendImport({ importId }),
      report: (reportId) => sendReport({ reportId }),
      refresh: (refreshId) => sendRefresh({ refreshId }),
      ask: (stage, delay) => sendRun({ stage }, delay),
    },
  )
