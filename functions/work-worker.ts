import { linkSigner } from '../lib/foundation/bucket/report-link.ts'
import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { consumer } from '../lib/foundation/queue/consumer.ts'
import { messenger } from '../lib/foundation/queue/messenger.ts'
import { newIds } from '../lib/foundation/table/ids.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { signedFiles } from '../lib/positions/snapshot/files.ts'
import { snapshotReader } from '../lib/positions/snapshot/snapshot-reader.ts'
import { connectEventBus } from '../lib/reporting/events/event-bus.ts'
import { configuredMailer } from '../lib/reporting/mail/mailer.ts'
import { reportFiles } from '../lib/reporting/reports/report-files.ts'
import { WorkMessage } from '../lib/work/work.ts'
import { Environment, Runtime } from './wiring/environment.ts'
import { doWork, type WorkLedger } from './wiring/follow-up.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  BUCKET_NAME: true,
  WORK_QUEUE_URL: true,
  REPORT_QUEUE_URL: true,
  MAX_RECEIVE_COUNT: true,
  STALE_AFTER_HOURS: true,
  LEDGER_TIME_ZONE: true,
  REPORT_RETENTION_DAYS: true,
  EVENT_BUS_NAME: true,
  API_URL: true,
  SMTP_URL: true,
  SMTP_SECRET_ARN: true,
  MAIL_FROM: true,
  MAIL_LINK_HOURS: true,
}).parse(process.env)
const runtime = Runtime.parse(process.env)

const log = powertoolsLog()
const sendWork = messenger(environment.WORK_QUEUE_URL, log)
const sendReport = messenger(environment.REPORT_QUEUE_URL, log)
const { BUCKET_NAME: bucket, MAIL_LINK_HOURS: linkHours } = environment

const table = connectTable(environment.TABLE_NAME)
const now = () => new Date()
const timeZone = environment.LEDGER_TIME_ZONE
const files = signedFiles(linkSigner(bucket, runtime.AWS_REGION, runtime.AWS_ENDPOINT_URL_S3))

const ledger: WorkLedger = {
  table,
  now,
  newId: newIds(),
  announceWork: (workId) => sendWork({ workId }),
  announceReport: (reportId, delay) => sendReport({ reportId }, delay),
  staleAfterHours: environment.STALE_AFTER_HOURS,
  snapshots: snapshotReader({ table, files, now, timeZone }),
  retentionDays: environment.REPORT_RETENTION_DAYS,
  putEvents: connectEventBus(environment.EVENT_BUS_NAME),
  apiUrl: environment.API_URL,
  sendMail: configuredMailer(environment),
  linkToReport: reportFiles(linkSigner(bucket, runtime.AWS_REGION, runtime.AWS_ENDPOINT_URL_S3, linkHours * 60)).link,
  linkHours,
}

export const handler = consumer(
  environment.MAX_RECEIVE_COUNT,
  ({ body }) => doWork(ledger, WorkMessage.parse(body).workId),
  log,
)
