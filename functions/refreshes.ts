import { refreshRoutes } from './refreshes.routes.ts'
import { Environment } from './wiring/environment.ts'
import { tellRefresh } from './wiring/queues.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
  REFRESH_QUEUE_URL: true,
}).parse(process.env)
const ledger = wire(environment)

export const handler = serve(
  refreshRoutes,
  { ...ledger, announceRefresh: tellRefresh(environment.REFRESH_QUEUE_URL) },
  environment,
)
