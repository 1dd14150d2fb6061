import { signedFiles } from '../lib/positions/snapshot/files.ts'
import { previewRoutes } from './preview.routes.ts'
import { Environment } from './wiring/environment.ts'
import { signer, snapshotsOf } from './wiring/snapshots.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
  BUCKET_NAME: true,
  STALE_AFTER_HOURS: true,
  LEDGER_TIME_ZONE: true,
}).parse(process.env)
const ledger = wire(environment)

export const handler = serve(
  previewRoutes,
  {
    ...ledger,
    staleAfterHours: environment.STALE_AFTER_HOURS,
    snapshots: snapshotsOf(ledger, environment),
    files: signedFiles(signer(environment.BUCKET_NAME)),
  },
  environment,
)
