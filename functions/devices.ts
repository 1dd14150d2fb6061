import { knownNames } from '../lib/inventory/names/software-names.ts'
import { deviceRoutes } from './devices.routes.ts'
import { Environment } from './wiring/environment.ts'
import { snapshotsOf } from './wiring/snapshots.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
  BUCKET_NAME: true,
  DEVICE_STALE_DAYS: true,
  LEDGER_TIME_ZONE: true,
}).parse(process.env)
const ledger = wire(environment)

export const handler = serve(
  deviceRoutes,
  {
    ...ledger,
    deviceStaleDays: environment.DEVICE_STALE_DAYS,
    timeZone: environment.LEDGER_TIME_ZONE,
    snapshots: snapshotsOf(ledger, environment),
    knownNames: knownNames(),
  },
  environment,
)
