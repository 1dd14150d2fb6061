import { reportFiles } from '../lib/reporting/reports/report-files.ts'
import { reportRoutes } from './reports.routes.ts'
import { Environment } from './wiring/environment.ts'
import { teller } from './wiring/messages.ts'
import { signer } from './wiring/snapshots.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
  BUCKET_NAME: true,
  WORK_QUEUE_URL: true,
  REPORT_RETENTION_DAYS: true,
}).parse(process.env)
const ledger = wire(environment)

export const handler = serve(
  reportRoutes,
  {
    ...ledger,
    retentionDays: environment.REPORT_RETENTION_DAYS,
    announceReport: teller(environment)('report'),
    files: reportFiles(signer(environment.BUCKET_NAME)),
  },
  environment,
)
