import { setTimeout as sleep } from 'node:timers/promises'
import { configuredGraph } from '../lib/entitlements/graph/configured-graph.ts'
import type { GraphRunDesk } from '../lib/entitlements/graph/part-steps.ts'
import { takeGraphRun, takeScheduledGraphRun } from '../lib/entitlements/graph/run-graph.ts'
import { type RefreshDesk, takeRefresh, takeScheduledRefresh } from '../lib/entitlements/refreshes/run-refresh.ts'
import { configuredVlsc } from '../lib/entitlements/vlsc/http-vlsc.ts'
import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { consumer } from '../lib/foundation/queue/consumer.ts'
import type { RunDesk } from '../lib/positions/runs/reconciliation.ts'
import { takeRun } from '../lib/positions/runs/stages.ts'
import { bucketFiles } from '../lib/positions/snapshot/files.ts'
import { alertsOfRuns } from '../lib/reporting/alerts/find-alerts.ts'
import { connectEventBus } from '../lib/reporting/events/events.ts'
import { configuredMailer } from '../lib/reporting/mail/mailer.ts'
import { reportFiles } from '../lib/reporting/reports/report-files.ts'
import { connectReportBucket } from '../lib/reporting/worker/make-report.ts'
import { type ReportDesk, takeReport } from '../lib/reporting/worker/run-report.ts'
import { connectUploads } from '../lib/work/imports/upload-bucket.ts'
import { Environment } from './wiring/environment.ts'
import { doWork, type WorkLedger } from './wiring/follow-up.ts'
import { type MessageKind, teller, WorkMessage } from './wiring/messages.ts'
import { signer, snapshotsOf } from './wiring/snapshots.ts'
import { workOfSnapshots } from './wiring/standing-work.ts'
import { wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  BUCKET_NAME: true,
  WORK_QUEUE_URL: true,
  MAX_RECEIVE_COUNT: true,
  STALE_AFTER_HOURS: true,
  LEDGER_TIME_ZONE: true,
  DEVICE_STALE_DAYS: true,
  ALERT_DAYS: true,
  ALERT_NO_ENTITLEMENT: true,
  REPORT_RETENTION_DAYS: true,
  EVENT_BUS_NAME: true,
  API_URL: true,
  SMTP_URL: true,
  SMTP_SECRET_ARN: true,
  MAIL_FROM: true,
  MAIL_LINK_HOURS: true,
  VLSC_BASE_URL: true,
  VLSC_TOKEN_URL: true,
  VLSC_CLIENT_ID: true,
  VLSC_SCOPE: true,
  VLSC_SECRET_ARN: true,
  GRAPH_TENANT: true,
  GRAPH_CLIENT_ID: true,
  GRAPH_SECRET_ARN: true,
  GRAPH_LOGIN_URL: true,
  GRAPH_URL: true,
}).parse(process.env)

const log = powertoolsLog()
const base = wire(environment)
const tell = teller(environment, log)
const { BUCKET_NAME: bucket, MAIL_LINK_HOURS: linkHours } = environment

const ledger = {
  ...base,
  announceWork: tell('work'),
  announceReport: tell('report'),
  announceRefresh: tell('refresh'),
  announceGraphRun: tell('graph-run'),
  ask: tell('run'),
  timeZone: environment.LEDGER_TIME_ZONE,
  staleAfterHours: environment.STALE_AFTER_HOURS,
  snapshots: snapshotsOf(base, environment),
}

const work: WorkLedger = {
  ...ledger,
  retentionDays: environment.REPORT_RETENTION_DAYS,
  putEvents: connectEventBus(environment.EVENT_BUS_NAME),
  apiUrl: environment.API_URL,
  sendMail: configuredMailer(environment),
  linkToReport: reportFiles(signer(bucket, linkHours * 60)).link,
  linkHours,
}

const refreshes: RefreshDesk = {
  ...ledger,
  vlsc: configuredVlsc(environment),
  sleep: (milliseconds) => sleep(milliseconds),
  log,
}

const graphRuns: GraphRunDesk = {
  ...ledger,
  deviceStaleDays: environment.DEVICE_STALE_DAYS,
  graph: configuredGraph(environment, { now: base.now, sleep: (milliseconds) => sleep(milliseconds) }),
  uploads: connectUploads(bucket),
  memory: {},
  log,
}

const reports: ReportDesk = { ...ledger, bucket: connectReportBucket(bucket) }

const runs: RunDesk = {
  ...ledger,
  files: bucketFiles(bucket),
  staleDays: environment.DEVICE_STALE_DAYS,
  alertDays: environment.ALERT_DAYS,
  alertNoEntitlement: environment.ALERT_NO_ENTITLEMENT,
  alerts: alertsOfRuns,
  workAfter: workOfSnapshots,
}

const kinds: Record<MessageKind, (id: string, isLast: boolean) => Promise<void>> = {
  work: (id) => doWork(work, id),
  refresh: (id, isLast) => takeRefresh(refreshes, id, isLast),
  'scheduled-refresh': (time, isLast) => takeScheduledRefresh(refreshes, time, isLast),
  'graph-run': (id, isLast) => takeGraphRun(graphRuns, id, isLast),
  'scheduled-graph-run': (time, isLast) => takeScheduledGraphRun(graphRuns, time, isLast),
  report: (id, isLast) => takeReport(reports, id, isLast),
  run: (stage, isLast) => takeRun(runs, stage, isLast),
}

export const handler = consumer(
  environment.MAX_RECEIVE_COUNT,
  ({ body, isLast }) => {
    const { kind, id } = WorkMessage.parse(body)
    return kinds[kind](id, isLast)
  },
  log,
)
