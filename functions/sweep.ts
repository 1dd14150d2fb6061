import { SQSClient } from '@aws-sdk/client-sqs'
import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { Environment } from './wiring/environment.ts'
import { tellImport, tellRefresh, tellReport, tellRun, tellWork } from './wiring/queues.ts'
import { sweep } from './wiring/sweep.ts'
import { watch } from './wiring/watch.ts'
import { wire } from './wiring/wire.ts'

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
  DEAD_LETTERS: true,
}).parse(process.env)

const log = powertoolsLog()

const ledger = {
  ...wire(environment),
  timeZone: environment.LEDGER_TIME_ZONE,
  staleAfterHours: environment.STALE_AFTER_HOURS,
  staleDays: environment.DEVICE_STALE_DAYS,
  alertDays: environment.ALERT_DAYS,
  alertNoEntitlement: environment.ALERT_NO_ENTITLEMENT,
}
const send = {
  work: tellWork(environment.WORK_QUEUE_URL, log),
  import: tellImport(environment.IMPORT_QUEUE_URL, log),
  report: tellReport(environment.REPORT_QUEUE_URL, log),
  refresh: tellRefresh(environment.REFRESH_QUEUE_URL, log),
  ask: tellRun(environment.RECONCILIATION_QUEUE_URL, log),
}

const watched = { ...ledger, sqs: new SQSClient(), deadLetters: environment.DEAD_LETTERS, log }

export const handler = async (): Promise<void> => {
  await sweep(ledger, send)
  await watch(watched)
}
