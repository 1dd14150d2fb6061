import { uploadFormSigner } from '../lib/foundation/bucket/upload-form.ts'
import { resultObject } from '../lib/work/imports/import-file.ts'
import { importRoutes } from './imports.routes.ts'
import { Environment, Runtime } from './wiring/environment.ts'
import { tellImport } from './wiring/messages.ts'
import { signer } from './wiring/snapshots.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
  BUCKET_NAME: true,
  IMPORT_QUEUE_URL: true,
}).parse(process.env)
const { AWS_REGION: region, AWS_ENDPOINT_URL_S3: endpoint } = Runtime.parse(process.env)
const ledger = wire(environment)
const bucket = environment.BUCKET_NAME
const sign = signer(bucket)

export const handler = serve(
  importRoutes,
  {
    ...ledger,
    bucket,
    signReport: (importId, report) => sign(resultObject(importId, report)),
    signUpload: uploadFormSigner(bucket, region, ledger.now, endpoint),
    announceImport: tellImport(environment),
  },
  environment,
)
