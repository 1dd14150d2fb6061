import { reconciliationRoutes } from './reconciliations.routes.ts'
import { Environment } from './wiring/environment.ts'
import { tellRun } from './wiring/queues.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
  RECONCILIATION_QUEUE_URL: true,
}).parse(process.env)
const ledger = wire(environment)

export const handler = serve(
  reconciliationRoutes,
  { ...ledger, ask: tellRun(environment.RECONCILIATION_QUEUE_URL) },
  environment,
)
