import { Environment } from '../lib/environment.ts'
import { api } from '../lib/http/api.ts'
import { idempotency } from '../lib/http/idempotency.ts'
import { jsonLog } from '../lib/log/json-log.ts'
import { newIds } from '../lib/table/ids.ts'
import { connectTable } from '../lib/table/table.ts'
import { scheduleRoutes } from './schedules.routes.ts'

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
