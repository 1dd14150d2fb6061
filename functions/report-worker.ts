import { linkSigner } from '../lib/foundation/bucket/report-link.ts'
import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { consumer } from '../lib/foundation/queue/consumer.ts'
import { messenger } from '../lib/foundation/queue/messenger.ts'
import { newIds } from '../lib/foundation/table/ids.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { signedFiles } from '../lib/positions/snapshot/files.ts'
import { snapshotReader } from '../lib/positions/snapshot/snapshot-reader.ts'
import { connectReportBucket } from '../lib/reporting/making/report-bucket.ts'
import { takeReportMessage } from '../lib/reporting/making/run-report.ts'
import { Environment, Runtime } from './wiring/environment.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  BUCKET_NAME: true,
  WORK_QUEUE_URL: true,
  REPORT_QUEUE_URL: true,
  STALE_AFTER_HOURS: true,
  LEDGER_TIME_ZONE: true,
  MAX_RECEIVE_COUNT: true,
}).parse(process.env)
const runtime = Runtime.parse(process.env)

const log = powertoolsLog()
const sendWork = messenger(environment.WORK_QUEUE_URL, log)
const sendReport = messenger(environment.REPORT_QUEUE_URL, log)

const table = connectTable(environment.TABLE_NAME)
const now = () => new Date()
const timeZone = environment.LEDGER_TIME_ZONE
const files = signedFiles(linkSigner(environment.BUCKET_NAME, runtime.AWS_REGION, runtime.AWS_ENDPOINT_URL_S3))

const desk = {
  table,
  now,
  newId: newIds(),
  timeZone,
  snapshots: snapshotReader({ table, files, now, timeZone }),
  announceWork: (workId: string) => sendWork({ workId }),
  announceReport: (reportId: string, delay?: number) => sendReport({ reportId }, delay),
  bucket: connectReportBucket(environment.BUCKET_NAME),
  staleAfterHours: environment.STALE_AFTER_HOURS,
}

export const handler = consumer(environment.MAX_RECEIVE_COUNT, (delivery) => takeReportMessage(desk, delivery), log)
