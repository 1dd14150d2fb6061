import { Environment } from '../lib/environment.ts'
import { powertoolsLog } from '../lib/log/powertools-log.ts'
import { consumer } from '../lib/queue/consumer.ts'
import { messenger } from '../lib/queue/messenger.ts'
import { connectReportBucket } from '../lib/reports/report-bucket.ts'
import { takeReportMessage } from '../lib/reports/run-report.ts'
import { connectTable } from '../lib/table/table.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  BUCKET_NAME: true,
  WORK_QUEUE_URL: true,
  STALE_AFTER_HOURS: true,
  LEDGER_TIME_ZONE: true,
  MAX_RECEIVE_COUNT: true,
}).parse(process.env)

const log = powertoolsLog()
const sendWork = messenger(environment.WORK_QUEUE_URL, log)

const desk = {
  table: connectTable(environment.TABLE_NAME),
  now: () => new Date(),
  announceWork: (workId: string) => sendWork({ workId }),
  bucket: connectReportBucket(environment.BUCKET_NAME),
  staleAfterHours: environment.STALE_AFTER_HOURS,
  timeZone: environment.LEDGER_TIME_ZONE,
}

export const handler = consumer(environment.MAX_RECEIVE_COUNT, (delivery) => takeReportMessage(desk, delivery), log)
