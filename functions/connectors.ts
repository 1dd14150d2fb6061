import { connectorRoutes } from './connectors.routes.ts'
import { Environment } from './wiring/environment.ts'
import { teller, tellImport } from './wiring/messages.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
  WORK_QUEUE_URL: true,
  IMPORT_QUEUE_URL: true,
}).parse(process.env)

const ledger = {
  ...wire(environment),
  announceGraphRun: teller(environment)('graph-run'),
  announceImport: tellImport(environment),
}

export const handler = serve(connectorRoutes, ledger, environment)
