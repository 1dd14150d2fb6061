import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { consumer } from '../lib/foundation/queue/consumer.ts'
import { messenger } from '../lib/foundation/queue/messenger.ts'
import { newIds } from '../lib/foundation/table/ids.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { goFirst } from '../lib/positions/runs/ask-for-runs.ts'
import { writesOfImportEnd } from '../lib/reporting/alerts/failed-imports.ts'
import { connectBucket } from '../lib/work/imports/drop-bucket.ts'
import { type ImportDesk, logImportEnd } from '../lib/work/imports/end-import.ts'
import { takeImportMessage } from '../lib/work/imports/import-engine.ts'
import { Environment } from './wiring/environment.ts'
import { importKinds } from './wiring/import-code.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  BUCKET_NAME: true,
  IMPORT_QUEUE_URL: true,
  WORK_QUEUE_URL: true,
  REFRESH_QUEUE_URL: true,
  RECONCILIATION_QUEUE_URL: true,
  PAIR_LENGTH_RULE: true,
  DEVICE_STALE_DAYS: true,
  MAX_RECEIVE_COUNT: true,
}).parse(process.env)

const log = powertoolsLog()
const sendWork = messenger(environment.WORK_QUEUE_URL, log)
const sendRefresh = messenger(environment.REFRESH_QUEUE_URL, log)
const sendImport = messenger(environment.IMPORT_QUEUE_URL, log)
const sendReconciliation = messenger(environment.RECONCILIATION_QUEUE_URL, log)
const table = connectTable(environment.TABLE_NAME)

const desk: ImportDesk = {
  ledger: {
    table,
    now: () => new Date(),
    newId: newIds(),
    pairLength: environment.PAIR_LENGTH_RULE,
    announceWork: (workId) => sendWork({ workId }),
    deviceStaleDays: environment.DEVICE_STALE_DAYS,
  },
  bucket: connectBucket(environment.BUCKET_NAME),
  kinds: importKinds((refreshId) => sendRefresh({ refreshId })),
  wake: (importId) => sendImport({ importId }),
  endsWith: writesOfImportEnd,
  ended: async (end) => {
    logImportEnd(log, end)
    const { created, updated } = end.counts
    if (created + updated === 0) return
    const ask = (stage: string) => sendReconciliation({ stage })
    await goFirst({ table, ask }, end.kind === 'inventory' ? 'devices' : 'facts')
  },
}

export const handler = consumer(environment.MAX_RECEIVE_COUNT, (delivery) => takeImportMessage(desk, delivery), log)
