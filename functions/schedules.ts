import { api } from '../lib/foundation/http/api.ts'
import { idempotency } from '../lib/foundation/http/idempotency.ts'
import { jsonLog } from '../lib/foundation/log/json-log.ts'
import { newIds } from '../lib/foundation/table/ids.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { scheduleRoutes } from './schedules.routes.ts'
import { Environment } from './wiring/environment.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
  LEDGER_TIME_ZONE: true,
  MAIL_FROM: true,
}).parse(process.env)

const table = connectTable(environment.TABLE_NAME)
const now = () => new Date()

const ledger = {
  table,
  now,
  newId: newIds(),
  timeZone: environment.LEDGER_TIME_ZONE,
  sendsMail: environment.MAIL_FROM !== undefined,
}

export const handler = api(scheduleRoutes, ledger, {
  rolesClaim: environment.ROLES_CLAIM,
  now,
  log: jsonLog(),
  idempotency: idempotency(table, now),
})
