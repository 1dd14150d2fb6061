import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { consumer } from '../lib/foundation/queue/consumer.ts'
import { messenger } from '../lib/foundation/queue/messenger.ts'
import { newIds } from '../lib/foundation/table/ids.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import type { RunDesk } from '../lib/positions/runs/reconciliation.ts'
import { takeRunMessage } from '../lib/positions/runs/stages.ts'
import { bucketFiles } from '../lib/positions/snapshot/bucket-files.ts'
import { alertsOfRuns } from '../lib/reporting/alerts/failed-reconciliations.ts'
import { Environment } from './wiring/environment.ts'

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
const sendRun = messenger(environment.RECONCILIATION_QUEUE_URL, log)
const sendWork = messenger(environment.WORK_QUEUE_URL, log)

const desk: RunDesk = {
  table: connectTable(environment.TABLE_NAME),
  files: bucketFiles(environment.BUCKET_NAME),
  now: () => new Date(),
  newId: newIds(),
  timeZone: environment.LEDGER_TIME_ZONE,
  staleDays: environment.DEVICE_STALE_DAYS,
  alertDays: environment.ALERT_DAYS,
  alertNoEntitlement: environment.ALERT_NO_ENTITLEMENT,
  ask: (stage, delay) => sendRun({ stage }, delay),
  announceWork: (workId) => sendWork({ workId }),
  alerts: alertsOfRuns,
}

export const handler = consumer(environment.MAX_RECEIVE_COUNT, (delivery) => takeRunMessage(desk, delivery), log)
