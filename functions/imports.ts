import { Environment, Runtime } from '../lib/environment.ts'
import { api } from '../lib/http/api.ts'
import { reportSigner } from '../lib/imports/report-link.ts'
import { connectTable } from '../lib/table/table.ts'
import { importRoutes } from './imports.routes.ts'

const environment = Environment.pick({ TABLE_NAME: true, BUCKET_NAME: true, ROLES_CLAIM: true }).parse(process.env)
const runtime = Runtime.parse(process.env)

export const handler = api(
  importRoutes,
  {
    table: connectTable(environment.TABLE_NAME),
    signReport: reportSigner(environment.BUCKET_NAME, runtime.AWS_REGION, runtime.AWS_ENDPOINT_URL_S3),
  },
  { rolesClaim: environment.ROLES_CLAIM, now: () => new Date() },
)
