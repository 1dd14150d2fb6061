import { auditRoutes } from './audit.routes.ts'
import { Environment } from './wiring/environment.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
}).parse(process.env)
const ledger = wire(environment)

export const handler = serve(auditRoutes, ledger, environment)
