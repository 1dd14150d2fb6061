import { agreementRoutes } from './agreements.routes.ts'
import { Environment } from './wiring/environment.ts'
import { teller } from './wiring/messages.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
  WORK_QUEUE_URL: true,
  PAIR_LENGTH_RULE: true,
  STALE_AFTER_HOURS: true,
}).parse(process.env)
const ledger = wire(environment)
const tell = teller(environment)

export const handler = serve(
  agreementRoutes,
  {
    ...ledger,
    announceWork: tell('work'),
    announceRefresh: tell('refresh'),
    pairLength: environment.PAIR_LENGTH_RULE,
    staleAfterHours: environment.STALE_AFTER_HOURS,
  },
  environment,
)
