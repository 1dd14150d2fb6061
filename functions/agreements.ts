import { agreementRoutes } from './agreements.routes.ts'
import { Environment } from './wiring/environment.ts'
import { tellRefresh, tellWork } from './wiring/queues.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
  WORK_QUEUE_URL: true,
  REFRESH_QUEUE_URL: true,
  PAIR_LENGTH_RULE: true,
  STALE_AFTER_HOURS: true,
}).parse(process.env)
const ledger = wire(environment)

export const handler = serve(
  agreementRoutes,
  {
    ...ledger,
    announceWork: tellWork(environment.WORK_QUEUE_URL),
    announceRefresh: tellRefresh(environment.REFRESH_QUEUE_URL),
    pairLength: environment.PAIR_LENGTH_RULE,
    staleAfterHours: environment.STALE_AFTER_HOURS,
  },
  environment,
)
