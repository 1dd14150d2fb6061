import { reconciliationRoutes } from './reconciliations.routes.ts'
import { Environment } from './wiring/environment.ts'
import { teller } from './wiring/messages.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
  WORK_QUEUE_URL: true,
}).parse(process.env)
const ledger = wire(environment)

export const handler = serve(reconciliationRoutes, { ...ledger, ask: teller(environment)('run') }, environment)
