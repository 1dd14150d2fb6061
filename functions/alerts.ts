import { alertRoutes } from './alerts.routes.ts'
import { Environment } from './wiring/environment.ts'
import { tellWork } from './wiring/queues.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
  WORK_QUEUE_URL: true,
}).parse(process.env)
const ledger = wire(environment)

export const handler = serve(
  alertRoutes,
  { ...ledger, announceWork: tellWork(environment.WORK_QUEUE_URL) },
  environment,
)
