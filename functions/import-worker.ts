import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { consumer } from '../lib/foundation/queue/consumer.ts'
import { goFirst } from '../lib/positions/runs/ask-for-runs.ts'
import { writesOfImportEnd } from '../lib/reporting/alerts/find-alerts.ts'
import { connectBucket } from '../lib/work/imports/drop-bucket.ts'
import type { ImportDesk } from '../lib/work/imports/end-import.ts'
import { takeImportMessage } from '../lib/work/imports/import-engine.ts'
import { Environment } from './wiring/environment.ts'
import { importKinds } from './wiring/import-code.ts'
import type { ImportKindName } from './wiring/import-kinds.ts'
import { teller, tellImport } from './wiring/messages.ts'
import { wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  BUCKET_NAME: true,
  IMPORT_QUEUE_URL: true,
  WORK_QUEUE_URL: true,
  PAIR_LENGTH_RULE: true,
  DEVICE_STALE_DAYS: true,
  MAX_RECEIVE_COUNT: true,
}).parse(process.env)

const log = powertoolsLog()
const ledger = wire(environment)
const tell = teller(environment, log)

/** Imports of what collects read. */
const ofDevices: readonly string[] = ['inventory', 'device-facts'] satisfies ImportKindName[]

const desk: ImportDesk = {
  ledger: {
    ...ledger,
    pairLength: environment.PAIR_LENGTH_RULE,
    announceWork: tell('work'),
    deviceStaleDays: environment.DEVICE_STALE_DAYS,
  },
  bucket: connectBucket(environment.BUCKET_NAME),
  kinds: importKinds(tell('refresh')),
  wake: tellImport(environment, log),
  endsWith: writesOfImportEnd,
  ended: async (end) => {
    log.info('import ended', { ...end })
    if (end.counts.created + end.counts.updated > 0)
      await goFirst({ table: ledger.table, ask: tell('run') }, ofDevices.includes(end.kind ?? '') ? 'devices' : 'facts')
  },
}

export const handler = consumer(environment.MAX_RECEIVE_COUNT, (delivery) => takeImportMessage(desk, delivery), log)
