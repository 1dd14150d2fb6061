import type { DropBucket } from './drop-bucket.ts'
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
}

const read = ['GetItem', 'BatchGetItem'] as const
const readAndWrite = [...read, 'PutItem', 'UpdateItem', 'DeleteItem'] as const

/** What each function (file of `functions/`) is told of and may do: a variable comes with the right to use it. */
export const functionBindings = (resources: Resources): Record<string, readonly Binding[]> => {
  const { settings, table, bucket, importQueue, workQueue, reportQueue } = resources
  const rolesClaim = { variables: { ROLES_CLAIM: settings.rolesClaim } }
  const pairLengthRule = { variables: { PAIR_LENGTH_RULE: settings.pairLengthRule } }
  const deliveries = { variables: { MAX_RECEIVE_COUNT: String(maxReceiveCount) } }
  return {
    about: [{ variables: { SITE_DIR: '/var/task/site' } }],
    agreements: [
      table.access({ items: readAndWrite, queries: ['table', 'gsi1', 'gsi2'] }),
      workQueue.sender('WORK_QUEUE_URL'),
      rolesClaim,
      pairLengthRule,
    ],
    audit: [table.access({ items: ['BatchGetItem'], queries: ['table', 'gsi1'] }), rolesClaim],
    groups: [
      table.access({ items: readAndWrite, queries: ['table', 'gsi2'] }),
      workQueue.sender('WORK_QUEUE_URL'),
      rolesClaim,
    ],
    imports: [
      table.access({ items: [...read, 'PutItem', 'UpdateItem'], queries: ['table', 'gsi1'] }),
      bucket.reader('results/imports'),
      // Whoever uploads with a form does so by the rights of the function that signed it.
      bucket.writer('imports/uploads'),
      importQueue.sender('IMPORT_QUEUE_URL'),
      rolesClaim,
    ],
    'import-worker': [
      table.access({ items: readAndWrite, queries: ['table'] }),
      bucket.reader('imports'),
      bucket.reader('results/imports'),
      bucket.writer('results/imports'),
      bucket.finder('imports', 'results/imports'),
      importQueue.consumer(),
      importQueue.sender('IMPORT_QUEUE_URL'),
      workQueue.sender('WORK_QUEUE_URL'),
      pairLengthRule,
      deliveries,
    ],
    reports: [
      table.access({ items: [...read, 'PutItem', 'DeleteItem'], queries: ['gsi1'] }),
      bucket.reader('results/reports'),
      bucket.remover('results/reports'),
      reportQueue.sender('REPORT_QUEUE_URL'),
      rolesClaim,
      { variables: { REPORT_RETENTION_DAYS: String(settings.reportRetentionDays) } },
    ],
    'report-worker': [
      table.access({ items: [...read, 'UpdateItem'], queries: ['table', 'gsi2'] }),
      bucket.writer('results/reports'),
      bucket.remover('results/reports'),
      reportQueue.consumer(),
      deliveries,
    ],
    'work-worker': [
      table.access({ items: readAndWrite, queries: ['table', 'gsi2'] }),
      workQueue.consumer(),
      deliveries,
    ],
    sweep: [
      table.access({ queries: ['table', 'gsi2'] }),
      importQueue.sender('IMPORT_QUEUE_URL'),
      workQueue.sender('WORK_QUEUE_URL'),
      reportQueue.sender('REPORT_QUEUE_URL'),
    ],
  }
}
