import { Environment, Runtime } from '../lib/environment.ts'
import { connectEventBus } from '../lib/events/event-bus.ts'
import { linkSigner } from '../lib/imports/report-link.ts'
import { powertoolsLog } from '../lib/log/powertools-log.ts'
import { configuredMailer } from '../lib/mail/configured-mailer.ts'
import { consumer } from '../lib/queue/consumer.ts'
import { messenger } from '../lib/queue/messenger.ts'
import { reportFiles } from '../lib/reports/report-files.ts'
import { newIds } from '../lib/table/ids.ts'
import { connectTable } from '../lib/table/table.ts'
import { doWork, type WorkLedger } from '../lib/work/do-work.ts'
import { WorkMessage } from '../lib/work/work.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  BUCKET_NAME: true,
  WORK_QUEUE_URL: true,
  REPORT_QUEUE_URL: true,
  MAX_RECEIVE_COUNT: true,
  STALE_AFTER_HOURS: true,
  DEVICE_STALE_DAYS: true,
  LEDGER_TIME_ZONE: true,
  REPORT_RETENTION_DAYS: true,
  ALERT_DAYS: true,
  ALERT_NO_ENTITLEMENT: true,
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

const ledger: WorkLedger = {
  table: connectTable(environment.TABLE_NAME),
  now: () => new Date(),
  newId: newIds(),
  announceWork: (workId) => sendWork({ workId }),
  announceReport: (reportId) => sendReport({ reportId }),
  staleAfterHours: environment.STALE_AFTER_HOURS,
  deviceStaleDays: environment.DEVICE_STALE_DAYS,
  timeZone: environment.LEDGER_TIME_ZONE,
  retentionDays: environment.REPORT_RETENTION_DAYS,
  alertDays: environment.ALERT_DAYS,
  alertNoEntitlement: environment.ALERT_NO_ENTITLEMENT,
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
