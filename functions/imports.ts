import { linkSigner } from '../lib/foundation/bucket/report-link.ts'
import { uploadFormSigner } from '../lib/foundation/bucket/upload-form.ts'
import { api } from '../lib/foundation/http/api.ts'
import { idempotency } from '../lib/foundation/http/idempotency.ts'
import { jsonLog } from '../lib/foundation/log/json-log.ts'
import { messenger } from '../lib/foundation/queue/messenger.ts'
import { newIds } from '../lib/foundation/table/ids.ts'
import { connectTable } from '../lib/foundation/table/table.ts'
import { resultObject } from '../lib/work/imports/import-file.ts'
import { importRoutes } from './imports.routes.ts'
import { Environment, Runtime } from './wiring/environment.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  BUCKET_NAME: true,
  IMPORT_QUEUE_URL: true,
  ROLES_CLAIM: true,
}).parse(process.env)
const { AWS_REGION: region, AWS_ENDPOINT_URL_S3: endpoint } = Runtime.parse(process.env)

const log = jsonLog()
const now = () => new Date()
const table = connectTable(environment.TABLE_NAME)
const bucket = environment.BUCKET_NAME
const sign = linkSigner(bucket, region, endpoint)
const send = messenger(environment.IMPORT_QUEUE_URL, log)

export const handler = api(
  importRoutes,
  {
    table,
    now,
    newId: newIds(),
    bucket,
    signReport: (importId, report) => sign(resultObject(importId, report)),
    signUpload: uploadFormSigner(bucket, region, now, endpoint),
    announceImport: (importId) => send({ importId }),
  },
  { rolesClaim: environment.ROLES_CLAIM, now, idempotency: idempotency(table, now), log },
)
