import { scheduleRoutes } from './schedules.routes.ts'
import { Environment } from './wiring/environment.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
  LEDGER_TIME_ZONE: true,
  MAIL_FROM: true,
}).parse(process.env)
const ledger = wire(environment)

export const handler = serve(
  scheduleRoutes,
  {
    ...ledger,
    timeZone: environment.LEDGER_TIME_ZONE,
    sendsMail: environment.MAIL_FROM !== undefined,
  },
  environment,
)
