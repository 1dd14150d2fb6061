import { linkSigner } from '../lib/foundation/bucket/report-link.ts'
import { api } from '../lib/foundation/http/api.ts'
import { idempotency } from '../lib/foundation/http/idempotency.ts'
import { jsonLog } from '../lib/foundation/log/json-log.ts'
import { messenger } from '../lib/foundation/queue/messenger.ts'
import { newIds } from '../lib/foundation/table/ids.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { reportFiles } from '../lib/reporting/reports/report-files.ts'
import { reportRoutes } from './reports.routes.ts'
import { Environment, Runtime } from './wiring/environment.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  BUCKET_NAME: true,
  REPORT_QUEUE_URL: true,
  REPORT_RETENTION_DAYS: true,
  ROLES_CLAIM: true,
}).parse(process.env)
const runtime = Runtime.parse(process.env)

const table = connectTable(environment.TABLE_NAME)
const now = () => new Date()
const log = jsonLog()
const send = messenger(environment.REPORT_QUEUE_URL, log)

const ledger = {
  table,
  now,
  newId: newIds(),
  retentionDays: environment.REPORT_RETENTION_DAYS,
  announceReport: (reportId: string, delay = 0) => send({ reportId }, delay),
  files: reportFiles(linkSigner(environment.BUCKET_NAME, runtime.AWS_REGION, runtime.AWS_ENDPOINT_URL_S3)),
}

export const handler = api(reportRoutes, ledger, {
  rolesClaim: environment.ROLES_CLAIM,
  now,
  log,
  idempotency: idempotency(table, now),
})
