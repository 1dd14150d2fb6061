import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { consumer } from '../lib/foundation/queue/consumer.ts'
import { connectReportBucket } from '../lib/reporting/worker/make-report.ts'
import { takeReportMessage } from '../lib/reporting/worker/run-report.ts'
import { Environment } from './wiring/environment.ts'
import { tellReport, tellWork } from './wiring/queues.ts'
import { snapshotsOf } from './wiring/snapshots.ts'
import { wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  BUCKET_NAME: true,
  WORK_QUEUE_URL: true,
  REPORT_QUEUE_URL: true,
  STALE_AFTER_HOURS: true,
  LEDGER_TIME_ZONE: true,
  MAX_RECEIVE_COUNT: true,
}).parse(process.env)

const log = powertoolsLog()
const ledger = wire(environment)

const desk = {
  ...ledger,
  timeZone: environment.LEDGER_TIME_ZONE,
  snapshots: snapshotsOf(ledger, environment),
  announceWork: tellWork(environment.WORK_QUEUE_URL, log),
  announceReport: tellReport(environment.REPORT_QUEUE_URL, log),
  bucket: connectReportBucket(environment.BUCKET_NAME),
  staleAfterHours: environment.STALE_AFTER_HOURS,
}

export const handler = consumer(environment.MAX_RECEIVE_COUNT, (delivery) => takeReportMessage(desk, delivery), log)
