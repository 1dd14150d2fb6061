import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import {
  alertKey,
  alertSubjectKey,
  auditPartition,
  idempotencyKey,
  importKey,
  type Key,
  reconciliationKey,
  refreshKey,
  refreshScopeKey,
  reportKey,
  reportScheduleNameKey,
  reportSchedulesPartition,
  snapshotPartition,
  validationPartition,
  workPartition,
  workShards,
} from '../../lib/table/keys.ts'
import type { DropBucket } from './drop-bucket.ts'
import type { LedgerEvents } from './event-bus.ts'
import type { LedgerApi } from './http-api.ts'
import type { Binding } from './ledger-function.ts'
import type { LedgerTable } from './ledger-table.ts'
import type { Settings } from './settings.ts'
import { maxReceiveCount, type WorkQueue } from './work-queue.ts'

interface Resources {
  settings: Settings
  table: LedgerTable
  bucket: DropBucket
  importQueue: WorkQueue
  workQueue: WorkQueue
  reportQueue: WorkQueue
  refreshQueue: WorkQueue
  runQueue: WorkQueue
  events: LedgerEvents
  api: LedgerApi
}

const read = ['GetItem', 'BatchGetItem'] as const
const readAndWrite = [...read, 'PutItem', 'UpdateItem', 'DeleteItem'] as const

/** All partitions of one kind of item. @param key of any of them */
const like = ({ pk }: Key): string => pk.replace(/#.*/, '#*')

/** Partitions that functions write to which tell what there is: none of them holds a fact. */
const partitions = {
  snapshots: [snapshotPartition],
  runs: [like(reconciliationKey(''))],
  alerts: [like(alertKey('')), like(alertSubjectKey(''))],
  work: workShards.map(workPartition),
  reports: [like(reportKey(''))],
  schedules: [reportSchedulesPartition, like(reportScheduleNameKey(''))],
  refreshes: [like(refreshKey('')), like(refreshScopeKey(''))],
  imports: [like(importKey(''))],
  freshness: [validationPartition],
  audit: [auditPartition],
  receipts: [like(idempotencyKey('', '', ''))],
}

const given = (variables: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))

const mayRead = (secretArn: string | undefined): PolicyStatement[] =>
  secretArn === undefined
    ? []
    : [new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] })]

/** Where the mail server is, and the right to read the password for it. */
const mail = ({ smtpUrl, smtpSecretArn, mailFrom, mailLinkHours }: Settings): Binding => ({
  variables: given({
    SMTP_URL: smtpUrl,
    SMTP_SECRET_ARN: smtpSecretArn,
    MAIL_FROM: mailFrom,
    MAIL_LINK_HOURS: String(mailLinkHours),
  }),
  statements: mayRead(smtpSecretArn),
})

/** Where VLSC is, and the right to read the client's secret. */
const vlsc = ({ vlscBaseUrl, vlscTokenUrl, vlscClientId, vlscScope, vlscSecretArn }: Settings): Binding => {
  const variables = {
    VLSC_BASE_URL: vlscBaseUrl,
    VLSC_TOKEN_URL: vlscTokenUrl,
    VLSC_CLIENT_ID: vlscClientId,
    VLSC_SCOPE: vlscScope,
    VLSC_SECRET_ARN: vlscSecretArn,
  }
  return { variables: given(variables), statements: mayRead(vlscSecretArn) }
}

/** What each function (file of `functions/`) is told of and may do: a variable comes with the right to use it. */
export const functionBindings = (resources: Resources): Record<string, readonly Binding[]> => {
  const { settings, table, bucket, importQueue, workQueue, reportQueue, refreshQueue, runQueue, events, api } =
    resources
  /** A missing file is told from a forbidden one. */
  const snapshots = [bucket.reader('snapshots'), bucket.finder('snapshots')]
  const rolesClaim = { variables: { ROLES_CLAIM: settings.rolesClaim } }
  const pairLengthRule = { variables: { PAIR_LENGTH_RULE: settings.pairLengthRule } }
  const staleAfterHours = { variables: { STALE_AFTER_HOURS: String(settings.staleAfterHours) } }
  const deviceStaleDays = { variables: { DEVICE_STALE_DAYS: String(settings.deviceStaleDays) } }
  const ledgerTimeZone = { variables: { LEDGER_TIME_ZONE: settings.ledgerTimeZone } }
  const reportRetention = { variables: { REPORT_RETENTION_DAYS: String(settings.reportRetentionDays) } }
  const alerts = {
    variables: {
      ALERT_DAYS: settings.alertDays.join(','),
      ALERT_NO_ENTITLEMENT: String(settings.alertNoEntitlement),
    },
  }
  const deliveries = { variables: { MAX_RECEIVE_COUNT: String(maxReceiveCount) } }
  return {
    about: [{ variables: { SITE_DIR: '/var/task/site' } }],
    agreements: [
      table.access({
        items: readAndWrite,
        details: ['GetItem', 'PutItem', 'DeleteItem'],
        queries: ['table', 'gsi1', 'gsi2'],
      }),
      workQueue.sender('WORK_QUEUE_URL'),
      refreshQueue.sender('REFRESH_QUEUE_URL'),
      rolesClaim,
      pairLengthRule,
      staleAfterHours,
    ],
    audit: [table.access({ items: ['BatchGetItem'], queries: ['table', 'gsi1'] }), rolesClaim],
    groups: [
      table.access({ items: readAndWrite, queries: ['table', 'gsi2'] }),
      workQueue.sender('WORK_QUEUE_URL'),
      rolesClaim,
    ],
    imports: [
      table.access({
        items: [...read, 'PutItem', 'UpdateItem'],
        queries: ['table', 'gsi1'],
        writesTo: [...partitions.imports, ...partitions.receipts],
      }),
      bucket.reader('results/imports'),
      // Whoever uploads with a form does so by the rights of the function that signed it.
      bucket.writer('imports/uploads'),
      importQueue.sender('IMPORT_QUEUE_URL'),
      rolesClaim,
    ],
    'import-worker': [
      table.access({
        items: readAndWrite,
        // To tell changed details from unchanged ones, and to give former ones back.
        details: ['BatchGetItem', 'PutItem', 'DeleteItem'],
        queries: ['table'],
      }),
      bucket.reader('imports'),
      bucket.reader('results/imports'),
      bucket.writer('results/imports'),
      bucket.remover('imports/inventory'),
      bucket.remover('imports/uploads'),
      bucket.finder('imports', 'results/imports'),
      importQueue.consumer(),
      importQueue.sender('IMPORT_QUEUE_URL'),
      workQueue.sender('WORK_QUEUE_URL'),
      refreshQueue.sender('REFRESH_QUEUE_URL'),
      runQueue.sender('RECONCILIATION_QUEUE_URL'),
      pairLengthRule,
      staleAfterHours,
      deviceStaleDays,
      deliveries,
    ],
    refreshes: [
      table.access({
        items: [...read, 'PutItem'],
        queries: ['table', 'gsi1'],
        writesTo: [...partitions.refreshes, ...partitions.receipts],
      }),
      refreshQueue.sender('REFRESH_QUEUE_URL'),
      rolesClaim,
    ],
    'refresh-worker': [
      table.access({ items: readAndWrite, queries: ['table', 'gsi2'] }),
      refreshQueue.consumer(),
      refreshQueue.sender('REFRESH_QUEUE_URL'),
      vlsc(settings),
      staleAfterHours,
      deliveries,
    ],
    entitlements: [
      table.access({ items: [...read, 'UpdateItem'], queries: ['table', 'gsi2'], writesTo: partitions.snapshots }),
      ...snapshots,
      rolesClaim,
      staleAfterHours,
      ledgerTimeZone,
    ],
    devices: [
      table.access({ items: readAndWrite, queries: ['table', 'gsi1'] }),
      ...snapshots,
      rolesClaim,
      deviceStaleDays,
      ledgerTimeZone,
    ],
    software: [
      table.access({ items: [...read, 'PutItem', 'UpdateItem', 'ConditionCheckItem'], queries: ['table'] }),
      ...snapshots,
      rolesClaim,
      staleAfterHours,
      ledgerTimeZone,
    ],
    catalog: [
      table.access({ items: [...read, 'PutItem', 'UpdateItem'], queries: ['table'] }),
      ...snapshots,
      rolesClaim,
      staleAfterHours,
      ledgerTimeZone,
    ],
    reconciliations: [
      table.access({
        items: [...read, 'PutItem', 'UpdateItem'],
        queries: ['gsi1'],
        writesTo: [...partitions.runs, ...partitions.snapshots, ...partitions.receipts],
      }),
      runQueue.sender('RECONCILIATION_QUEUE_URL'),
      rolesClaim,
    ],
    changes: [
      table.access({ items: ['BatchGetItem', 'UpdateItem'], queries: [], writesTo: partitions.snapshots }),
      table.changes(),
      runQueue.sender('RECONCILIATION_QUEUE_URL'),
      ledgerTimeZone,
    ],
    'reconciliation-worker': [
      table.access({
        items: [...read, 'PutItem', 'UpdateItem'],
        queries: ['table'],
        writesTo: [...partitions.snapshots, ...partitions.runs, ...partitions.alerts, ...partitions.work],
      }),
      bucket.reader('snapshots'),
      bucket.writer('snapshots'),
      bucket.remover('snapshots'),
      bucket.writer('daily'),
      bucket.remover('daily'),
      bucket.finder('snapshots', 'daily'),
      runQueue.consumer(),
      runQueue.sender('RECONCILIATION_QUEUE_URL'),
      workQueue.sender('WORK_QUEUE_URL'),
      ledgerTimeZone,
      deviceStaleDays,
      alerts,
      deliveries,
    ],
    reports: [
      table.access({
        items: [...read, 'PutItem', 'DeleteItem'],
        queries: ['gsi1'],
        writesTo: [...partitions.reports, ...partitions.receipts],
      }),
      bucket.reader('results/reports'),
      bucket.remover('results/reports'),
      reportQueue.sender('REPORT_QUEUE_URL'),
      rolesClaim,
      reportRetention,
    ],
    schedules: [
      table.access({
        items: readAndWrite,
        queries: ['table'],
        writesTo: [...partitions.schedules, ...partitions.audit, ...partitions.receipts],
      }),
      rolesClaim,
      ledgerTimeZone,
      { variables: given({ MAIL_FROM: settings.mailFrom }) },
    ],
    alerts: [
      table.access({
        items: [...read, 'PutItem', 'UpdateItem'],
        queries: ['gsi1', 'gsi2'],
        writesTo: [...partitions.alerts, ...partitions.work, ...partitions.audit, ...partitions.receipts],
      }),
      workQueue.sender('WORK_QUEUE_URL'),
      rolesClaim,
    ],
    'report-worker': [
      // An export, which is for managers, carries details.
      table.access({
        items: [...read, 'PutItem', 'UpdateItem'],
        details: ['BatchGetItem'],
        queries: ['table', 'gsi1', 'gsi2'],
        writesTo: [...partitions.reports, ...partitions.work, ...partitions.snapshots],
      }),
      ...snapshots,
      bucket.writer('results/reports'),
      bucket.remover('results/reports'),
      reportQueue.consumer(),
      reportQueue.sender('REPORT_QUEUE_URL'),
      workQueue.sender('WORK_QUEUE_URL'),
      staleAfterHours,
      ledgerTimeZone,
      deliveries,
    ],
    'work-worker': [
      table.access({ items: [...readAndWrite, 'ConditionCheckItem'], queries: ['table', 'gsi2', 'gsi3'] }),
      // Whoever opens a link in a mail does so by the rights of the function that signed it.
      bucket.reader('results/reports'),
      ...snapshots,
      workQueue.consumer(),
      workQueue.sender('WORK_QUEUE_URL'),
      reportQueue.sender('REPORT_QUEUE_URL'),
      events.sender(),
      mail(settings),
      reportRetention,
      { variables: { API_URL: api.url } },
      staleAfterHours,
      ledgerTimeZone,
      deliveries,
    ],
    sweep: [
      table.access({
        items: ['BatchGetItem', 'UpdateItem'],
        queries: ['table', 'gsi2'],
        writesTo: [...partitions.snapshots, ...partitions.freshness],
      }),
      importQueue.sender('IMPORT_QUEUE_URL'),
      workQueue.sender('WORK_QUEUE_URL'),
      reportQueue.sender('REPORT_QUEUE_URL'),
      refreshQueue.sender('REFRESH_QUEUE_URL'),
      runQueue.sender('RECONCILIATION_QUEUE_URL'),
      staleAfterHours,
      ledgerTimeZone,
    ],
  }
}
