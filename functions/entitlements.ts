import { leafCache } from '../lib/catalog/leaf-cache.ts'
import { Environment } from '../lib/environment.ts'
import { api } from '../lib/http/api.ts'
import { jsonLog } from '../lib/log/json-log.ts'
import { connectTable } from '../lib/table/table.ts'
import { entitlementRoutes } from './entitlements.routes.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  STALE_AFTER_HOURS: true,
  LEDGER_TIME_ZONE: true,
  ROLES_CLAIM: true,
}).parse(process.env)

const now = () => new Date()

export const handler = api(
  entitlementRoutes,
  {
    table: connectTable(environment.TABLE_NAME),
    now,
    staleAfterHours: environment.STALE_AFTER_HOURS,
    timeZone: environment.LEDGER_TIME_ZONE,
    leaves: leafCache(),
  },
  { rolesClaim: environment.ROLES_CLAIM, now, log: jsonLog() },
)
