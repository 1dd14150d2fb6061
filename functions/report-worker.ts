import { Environment } from '../lib/environment.ts'
import { powertoolsLog } from '../lib/log/powertools-log.ts'
import { consumer } from '../lib/queue/consumer.ts'
import { connectReportBucket } from '../lib/reports/report-bucket.ts'
import { takeReportMessage } from '../lib/reports/run-report.ts'
import { connectTable } from '../lib/table/table.ts'

const environment = Environment.pick({ TABLE_NAME: true, BUCKET_NAME: true, MAX_RECEIVE_COUNT: true }).parse(
  process.env,
)

const desk = {
  table: connectTable(environment.TABLE_NAME),
  now: () => new Date(),
  bucket: connectReportBucket(environment.BUCKET_NAME),
}

export const handler = consumer(
  environment.MAX_RECEIVE_COUNT,
  (delivery) => takeReportMessage(desk, delivery),
  powertoolsLog(),
)
