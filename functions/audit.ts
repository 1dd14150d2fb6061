import { Environment } from '../lib/environment.ts'
import { api } from '../lib/http/api.ts'
import { jsonLog } from '../lib/log/json-log.ts'
import { connectTable } from '../lib/table/table.ts'
import { auditRoutes } from './audit.routes.ts'

const environment = Environment.pick({ TABLE_NAME: true, ROLES_CLAIM: true }).parse(process.env)

export const handler = api(
  auditRoutes,
  { table: connectTable(environment.TABLE_NAME) },
  { rolesClaim: environment.ROLES_CLAIM, now: () => new Date(), log: jsonLog() },
)
