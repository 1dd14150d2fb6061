import { linkSigner } from '../lib/foundation/bucket/report-link.ts'
import { api } from '../lib/foundation/http/api.ts'
import { jsonLog } from '../lib/foundation/log/json-log.ts'
import { newIds } from '../lib/foundation/table/ids.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { knownNames } from '../lib/inventory/names/software-names.ts'
import { signedFiles } from '../lib/positions/snapshot/files.ts'
import { snapshotReader } from '../lib/positions/snapshot/snapshot-reader.ts'
import { deviceRoutes } from './devices.routes.ts'
import { Environment, Runtime } from './wiring/environment.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  BUCKET_NAME: true,
  DEVICE_STALE_DAYS: true,
  LEDGER_TIME_ZONE: true,
  ROLES_CLAIM: true,
}).parse(process.env)
const { AWS_REGION: region, AWS_ENDPOINT_URL_S3: endpoint } = Runtime.parse(process.env)

const now = () => new Date()
const table = connectTable(environment.TABLE_NAME)
const timeZone = environment.LEDGER_TIME_ZONE
const files = signedFiles(linkSigner(environment.BUCKET_NAME, region, endpoint))

export const handler = api(
  deviceRoutes,
  {
    table,
    now,
    newId: newIds(),
    deviceStaleDays: environment.DEVICE_STALE_DAYS,
    timeZone,
    snapshots: snapshotReader({ table, files, now, timeZone }),
    knownNames: knownNames(),
  },
  { rolesClaim: environment.ROLES_CLAIM, now, log: jsonLog() },
)
