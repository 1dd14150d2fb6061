import { Environment } from '../lib/environment.ts'
import { api } from '../lib/http/api.ts'
import { idempotency } from '../lib/http/idempotency.ts'
import { jsonLog } from '../lib/log/json-log.ts'
import { messenger } from '../lib/queue/messenger.ts'
import { newIds } from '../lib/table/ids.ts'
import { connectTable } from '../lib/table/table.ts'
import { alertRoutes } from './alerts.routes.ts'

const environment = Environment.pick({ TABLE_NAME: true, WORK_QUEUE_URL: true, ROLES_CLAIM: true }).parse(process.env)

const table = connectTable(environment.TABLE_NAME)
const now = () => new Date()
const log = jsonLog()
const send = messenger(environment.WORK_QUEUE_URL, log)

const ledger = { table, now, newId: newIds(), announceWork: (workId: string) => send({ workId }) }

export const handler = api(alertRoutes, ledger, {
  rolesClaim: environment.ROLES_CLAIM,
  now,
  log,
  idempotency: idempotency(table, now),
})
