import { resultObject } from '../lib/work/imports/import-file.ts'
import { connectorRoutes } from './connectors.routes.ts'
import { Environment } from './wiring/environment.ts'
import { teller, tellImport } from './wiring/messages.ts'
import { signer } from './wiring/snapshots.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
  WORK_QUEUE_URL: true,
  IMPORT_QUEUE_URL: true,
  BUCKET_NAME: true,
}).parse(process.env)

const sign = signer(environment.BUCKET_NAME)

const ledger = {
  ...wire(environment),
  announceGraphRun: teller(environment)('graph-run'),
  announceImport: tellImport(environment),
  signReport: (importId: string) => sign(resultObject(importId, 'without-software.csv')),
}

export const handler = serve(connectorRoutes, ledger, environment)
