import { alertRoutes } from './alerts.routes.ts'
import { Environment } from './wiring/environment.ts'
import { teller } from './wiring/messages.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
  WORK_QUEUE_URL: true,
}).parse(process.env)
const ledger = wire(environment)

export const handler = serve(alertRoutes, { ...ledger, announceWork: teller(environment)('work') }, environment)
