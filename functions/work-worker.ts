import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { consumer } from '../lib/foundation/queue/consumer.ts'
import { connectEventBus } from '../lib/reporting/events/events.ts'
import { configuredMailer } from '../lib/reporting/mail/mailer.ts'
import { reportFiles } from '../lib/reporting/reports/report-files.ts'
import { WorkMessage } from '../lib/work/work.ts'
import { Environment } from './wiring/environment.ts'
import { doWork, type WorkLedger } from './wiring/follow-up.ts'
import { tellReport, tellWork } from './wiring/queues.ts'
import { signer, snapshotsOf } from './wiring/snapshots.ts'
import { wire } from './wiring/wire.ts'

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

const log = powertoolsLog()
const base = wire(environment)
const { BUCKET_NAME: bucket, MAIL_LINK_HOURS: linkHours } = environment

const ledger: WorkLedger = {
  ...base,
  announceWork: tellWork(environment.WORK_QUEUE_URL, log),
  announceReport: tellReport(environment.REPORT_QUEUE_URL, log),
  staleAfterHours: environment.STALE_AFTER_HOURS,
  snapshots: snapshotsOf(base, environment),
  retentionDays: environment.REPORT_RETENTION_DAYS,
  putEvents: connectEventBus(environment.EVENT_BUS_NAME),
  apiUrl: environment.API_URL,
  sendMail: configuredMailer(environment),
  linkToReport: reportFiles(signer(bucket, linkHours * 60)).link,
  linkHours,
}

export const handler = consumer(
  environment.MAX_RECEIVE_COUNT,
  ({ body }) => doWork(ledger, WorkMessage.parse(body).workId),
  log,
)
