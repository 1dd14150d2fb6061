import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { consumer } from '../lib/foundation/queue/consumer.ts'
import type { RunDesk } from '../lib/positions/runs/reconciliation.ts'
import { takeRunMessage } from '../lib/positions/runs/stages.ts'
import { bucketFiles } from '../lib/positions/snapshot/files.ts'
import { alertsOfRuns } from '../lib/reporting/alerts/find-alerts.ts'
import { Environment } from './wiring/environment.ts'
import { tellRun, tellWork } from './wiring/queues.ts'
import { workOfSnapshots } from './wiring/standing-work.ts'
import { wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  BUCKET_NAME: true,
  RECONCILIATION_QUEUE_URL: true,
  WORK_QUEUE_URL: true,
  LEDGER_TIME_ZONE: true,
  DEVICE_STALE_DAYS: true,
  ALERT_DAYS: true,
  ALERT_NO_ENTITLEMENT: true,
  MAX_RECEIVE_COUNT: true,
}).parse(process.env)

const log = powertoolsLog()

const desk: RunDesk = {
  ...wire(environment),
  files: bucketFiles(environment.BUCKET_NAME),
  timeZone: environment.LEDGER_TIME_ZONE,
  staleDays: environment.DEVICE_STALE_DAYS,
  alertDays: environment.ALERT_DAYS,
  alertNoEntitlement: environment.ALERT_NO_ENTITLEMENT,
  ask: tellRun(environment.RECONCILIATION_QUEUE_URL, log),
  announceWork: tellWork(environment.WORK_QUEUE_URL, log),
  alerts: alertsOfRuns,
  workAfter: workOfSnapshots,
}

export const handler = consumer(environment.MAX_RECEIVE_COUNT, (delivery) => takeRunMessage(desk, delivery), log)
