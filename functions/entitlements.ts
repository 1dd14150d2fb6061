import { linkSigner } from '../lib/foundation/bucket/report-link.ts'
import { api } from '../lib/foundation/http/api.ts'
import { jsonLog } from '../lib/foundation/log/json-log.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { signedFiles } from '../lib/positions/snapshot/files.ts'
import { snapshotReader } from '../lib/positions/snapshot/snapshot-reader.ts'
import { entitlementRoutes } from './entitlements.routes.ts'
import { Environment, Runtime } from './wiring/environment.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  BUCKET_NAME: true,
  STALE_AFTER_HOURS: true,
  LEDGER_TIME_ZONE: true,
  ROLES_CLAIM: true,
}).parse(process.env)
const { AWS_REGION: region, AWS_ENDPOINT_URL_S3: endpoint } = Runtime.parse(process.env)

const now = () => new Date()
const table = connectTable(environment.TABLE_NAME)
const files = signedFiles(linkSigner(environment.BUCKET_NAME, region, endpoint))

export const handler = api(
  entitlementRoutes,
  {
    table,
    now,
    staleAfterHours: environment.STALE_AFTER_HOURS,
    snapshots: snapshotReader({ table, files, now, timeZone: environment.LEDGER_TIME_ZONE }),
  },
  { rolesClaim: environment.ROLES_CLAIM, now, log: jsonLog() },
)
