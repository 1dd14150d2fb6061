import { api } from '../lib/foundation/http/api.ts'
import { jsonLog } from '../lib/foundation/log/json-log.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { auditRoutes } from './audit.routes.ts'
import { Environment } from './wiring/environment.ts'

const environment = Environment.pick({ TABLE_NAME: true, ROLES_CLAIM: true }).parse(process.env)

export const handler = api(
  auditRoutes,
  { table: connectTable(environment.TABLE_NAME) },
  { rolesClaim: environment.ROLES_CLAIM, now: () => new Date(), log: jsonLog() },
)
