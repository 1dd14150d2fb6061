import { devNull } from 'node:os'
import { maxReceiveCount } from './queue-settings.ts'

/** What the functions are told of this stack. */
export interface ServiceSettings {
  region: string
  tableName: string
  bucket: string
  dynamodbEndpoint: string
  emulatorEndpoint: string
  queueUrls: { imports: string; work: string; reports: string }
  rolesClaim: string
  siteDirectory: string
}

/**
 * Puts the AWS account of whoever runs this out of reach of this process and those that it starts: profile and
 * credentials are neither used nor handed on.
 */
export const leaveAwsAccount = (): void => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
  Object.assign(process.env, { AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull })
}

/** Sets the environment of the functions, in this process and those that it starts from now on. */
export const enterServiceEnvironment = (settings: ServiceSettings): void => {
  Object.assign(process.env, {
    AWS_REGION: settings.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    // An address of numbers makes the S3 client put the bucket into the path.
    AWS_ENDPOINT_URL_DYNAMODB: settings.dynamodbEndpoint,
    AWS_ENDPOINT_URL_S3: settings.emulatorEndpoint,
    AWS_ENDPOINT_URL_SQS: settings.emulatorEndpoint,
    TABLE_NAME: settings.tableName,
    BUCKET_NAME: settings.bucket,
    IMPORT_QUEUE_URL: settings.queueUrls.imports,
    WORK_QUEUE_URL: settings.queueUrls.work,
    REPORT_QUEUE_URL: settings.queueUrls.reports,
    MAX_RECEIVE_COUNT: String(maxReceiveCount),
    ROLES_CLAIM: settings.rolesClaim,
    SITE_DIR: settings.siteDirectory,
  })
}
