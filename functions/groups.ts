import { api } from '../lib/foundation/http/api.ts'
import { idempotency } from '../lib/foundation/http/idempotency.ts'
import { jsonLog } from '../lib/foundation/log/json-log.ts'
import { messenger } from '../lib/foundation/queue/messenger.ts'
import { newIds } from '../lib/foundation/table/ids.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { groupRoutes } from './groups.routes.ts'
import { Environment } from './wiring/environment.ts'

const environment = Environment.pick({ TABLE_NAME: true, WORK_QUEUE_URL: true, ROLES_CLAIM: true }).parse(process.env)

const table = connectTable(environment.TABLE_NAME)
const now = () => new Date()
const log = jsonLog()
const send = messenger(environment.WORK_QUEUE_URL, log)

const ledger = {
  table,
  now,
  newId: newIds(),
  announceWork: (workId: string) => send({ workId }),
}

export const handler = api(groupRoutes, ledger, {
  rolesClaim: environment.ROLES_CLAIM,
  now,
  log,
  idempotency: idempotency(table, now),
})
