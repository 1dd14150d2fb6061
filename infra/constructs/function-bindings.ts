import { Stack } from 'aws-cdk-lib'
import type { DropBucket } from './drop-bucket.ts'
import type { LedgerEvents } from './event-bus.ts'
import type { LedgerApi } from './http-api.ts'
import type { Binding } from './ledger-function.ts'
import type { LedgerTable } from './ledger-table.ts'
import { settingBindings, signIn } from './setting-bindings.ts'
import type { Settings } from './settings.ts'
import type { WorkQueue } from './work-queue.ts'
import { partitions } from './written-partitions.ts'

interface Resources {
  settings: Settings
  table: LedgerTable
  bucket: DropBucket
  importQueue: WorkQueue
  workQueue: WorkQueue
  events: LedgerEvents
  api: LedgerApi
}

const read = ['GetItem', 'BatchGetItem'] as const
const readAndWrite = [...read, 'PutItem', 'UpdateItem', 'DeleteItem'] as const

/** Variables and rights of each function (file of `functions/`): a variable comes with the right to use what it names. */
export const functionBindings = (resources: Resources): Record<string, readonly Binding[]> => {
  const { settings, table, bucket, importQueue, workQueue, events, api } = resources
  /** A missing file is told from a forbidden one. */
  const snapshots = [bucket.reader('snapshots'), bucket.finder('snapshots')]
  const { rolesClaim, pairLengthRule, staleAfterHours, deviceStaleDays, ledgerTimeZone, ...others } =
    settingBindings(settings)
  const { reportRetention, alertRules, lookUps, graphReads, mailFrom, mailLinks, mail, vlsc, graph, deliveries } =
    others
  const queues = { imports: importQueue, work: workQueue }
  const deadLetters = Object.entries(queues).map(([name, queue]) => [name, queue.deadLetters.queueUrl])
  return {
    about: [
      { variables: { SITE_DIR: '/var/task/site', CONSOLE_DIR: '/var/task/console', BUCKET_ORIGIN: bucket.origin } },
      signIn(api.tokens),
      rolesClaim,
      pairLengthRule,
      staleAfterHours,
      deviceStaleDays,
      ledgerTimeZone,
      reportRetention,
      alertRules,
      lookUps,
      graphReads,
      mailFrom,
      mailLinks,
    ],
    agreements: [
      table.access({
        items: readAndWrite,
        details: ['GetItem', 'PutItem', 'DeleteItem'],
        queries: ['table', 'gsi1', 'gsi2'],
      }),
      workQueue.sender('WORK_QUEUE_URL'),
      rolesClaim,
      pairLengthRule,
      staleAfterHours,
    ],
    audit: [table.access({ items: ['BatchGetItem'], queries: ['table', 'gsi1', 'gsi2', 'gsi3'] }), rolesClaim],
    people: [
      table.access({
        items: ['GetItem', 'PutItem', 'DeleteItem'],
        queries: ['table'],
        writesTo: [...partitions.people, ...partitions.audit],
      }),
      rolesClaim,
    ],
    groups: [
      table.access({ items: readAndWrite, queries: ['table', 'gsi1', 'gsi2'] }),
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
      pairLengthRule,
      deviceStaleDays,
      deliveries,
    ],
    refreshes: [
      table.access({
        items: readAndWrite,
        queries: ['table', 'gsi1'],
        writesTo: [...partitions.refreshes, ...partitions.freshness, ...partitions.receipts],
      }),
      workQueue.sender('WORK_QUEUE_URL'),
      rolesClaim,
    ],
    connectors: [
      table.access({
        items: [...read, 'PutItem', 'UpdateItem', 'DeleteItem'],
        queries: ['gsi1'],
        writesTo: [...partitions.graphRuns, ...partitions.imports, ...partitions.receipts],
      }),
      // Whoever opens the link to the list of PCs does so by the rights of the function that signed it.
      bucket.reader('results/imports'),
      workQueue.sender('WORK_QUEUE_URL'),
      importQueue.sender('IMPORT_QUEUE_URL'),
      rolesClaim,
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
    decisions: [
      table.access({ items: [...read, 'UpdateItem'], queries: ['table'], writesTo: partitions.snapshots }),
      ...snapshots,
      rolesClaim,
      staleAfterHours,
      ledgerTimeZone,
    ],
    compare: [
      table.access({ items: [...read, 'UpdateItem'], queries: ['table'], writesTo: partitions.snapshots }),
      ...snapshots,
      rolesClaim,
      staleAfterHours,
      ledgerTimeZone,
    ],
    preview: [
      table.access({ items: [...read, 'UpdateItem'], queries: ['table'], writesTo: partitions.snapshots }),
      ...snapshots,
      rolesClaim,
      staleAfterHours,
      ledgerTimeZone,
    ],
    families: [
      table.access({ items: [...read, 'PutItem', 'UpdateItem'], queries: ['table'] }),
      ...snapshots,
      rolesClaim,
      staleAfterHours,
      ledgerTimeZone,
    ],
    recognition: [table.access({ items: [...read, 'PutItem', 'UpdateItem'], queries: ['table'] }), rolesClaim],
    reconciliations: [
      table.access({
        items: [...read, 'PutItem', 'UpdateItem'],
        queries: ['gsi1'],
        writesTo: [...partitions.runs, ...partitions.snapshots, ...partitions.receipts],
      }),
      workQueue.sender('WORK_QUEUE_URL'),
      rolesClaim,
    ],
    changes: [
      table.access({ items: ['BatchGetItem', 'UpdateItem'], queries: [], writesTo: partitions.snapshots }),
      table.changes(),
      workQueue.sender('WORK_QUEUE_URL'),
      ledgerTimeZone,
    ],
    reports: [
      table.access({
        items: [...read, 'PutItem', 'DeleteItem'],
        queries: ['gsi1'],
        writesTo: [...partitions.reports, ...partitions.audit, ...partitions.receipts],
      }),
      bucket.reader('results/reports'),
      bucket.remover('results/reports'),
      workQueue.sender('WORK_QUEUE_URL'),
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
      mailFrom,
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
    // What people enter, publishers say, conclusions and reports: each of its kinds of messages needs a part of this.
    'work-worker': [
      table.access({
        items: [...readAndWrite, 'ConditionCheckItem'],
        // An export, which is for managers, carries details.
        details: ['BatchGetItem'],
        queries: ['table', 'gsi1', 'gsi2', 'gsi3'],
      }),
      bucket.reader('snapshots'),
      bucket.writer('snapshots'),
      bucket.remover('snapshots'),
      bucket.writer('daily'),
      bucket.remover('daily'),
      bucket.finder('snapshots', 'daily', 'imports/uploads', 'results/imports'),
      // Whoever opens a link in a mail does so by the rights of the function that signed it.
      bucket.reader('results/reports'),
      bucket.writer('results/reports'),
      bucket.remover('results/reports'),
      workQueue.consumer(),
      workQueue.sender('WORK_QUEUE_URL'),
      events.sender(),
      mail,
      vlsc,
      graph,
      bucket.reader('results/imports'),
      bucket.writer('results/imports'),
      // What Graph says is imported as an upload; it looks whether one is there.
      bucket.reader('imports/uploads'),
      bucket.writer('imports/uploads'),
      reportRetention,
      { variables: { API_URL: api.url } },
      staleAfterHours,
      ledgerTimeZone,
      deviceStaleDays,
      alertRules,
      deliveries,
    ],
    sweep: [
      table.access({
        items: ['BatchGetItem', 'PutItem', 'UpdateItem'],
        queries: ['table', 'gsi2', 'gsi3'],
        writesTo: [...partitions.snapshots, ...partitions.freshness, ...partitions.alerts, ...partitions.work],
      }),
      importQueue.sender('IMPORT_QUEUE_URL'),
      workQueue.sender('WORK_QUEUE_URL'),
      { variables: { DEAD_LETTERS: Stack.of(table).toJsonString(Object.fromEntries(deadLetters)) } },
      ...Object.values(queues).map((queue) => queue.deadLetterCounter()),
      staleAfterHours,
      ledgerTimeZone,
      deviceStaleDays,
      alertRules,
    ],
  }
}
