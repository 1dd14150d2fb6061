import { api } from '../lib/foundation/http/api.ts'
import { idempotency } from '../lib/foundation/http/idempotency.ts'
import { jsonLog } from '../lib/foundation/log/json-log.ts'
import { messenger } from '../lib/foundation/queue/messenger.ts'
import { newIds } from '../lib/foundation/table/ids.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { agreementRoutes } from './agreements.routes.ts'
import { Environment } from './wiring/environment.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  WORK_QUEUE_URL: true,
  REFRESH_QUEUE_URL: true,
  ROLES_CLAIM: true,
  PAIR_LENGTH_RULE: true,
  STALE_AFTER_HOURS: true,
}).parse(process.env)

const table = connectTable(environment.TABLE_NAME)
const now = () => new Date()
const log = jsonLog()
const sendWork = messenger(environment.WORK_QUEUE_URL, log)
const sendRefresh = messenger(environment.REFRESH_QUEUE_URL, log)

const ledger = {
  table,
  now,
  newId: newIds(),
  announceWork: (workId: string) => sendWork({ workId }),
  announceRefresh: (refreshId: string) => sendRefresh({ refreshId }),
  pairLength: environment.PAIR_LENGTH_RULE,
  staleAfterHours: environment.STALE_AFTER_HOURS,
}

export const handler = api(agreementRoutes, ledger, {
  rolesClaim: environment.ROLES_CLAIM,
  now,
  log,
  idempotency: idempotency(table, now),
})
