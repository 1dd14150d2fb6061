import { devNull } from 'node:os'
import { maxReceiveCount, type QueueName } from '../workers.ts'
import { type GraphAddress, graphSecret } from './graph.ts'
import { deadLetters } from './queue-settings.ts'

/** Where VLSC is, and how tokens for it are had. */
export interface VlscAddress {
  url: string
  token?: { url: string; clientId: string; scope: string | undefined }
}

/** Name of the client's secret for VLSC. */
export const vlscSecret = 'vlsc-client-secret'

/** The event bus, which is named after the stack where it is deployed. */
const eventBus = 'license-ledger'
/** Who mails are from unless `MAIL_FROM` says; the top level domain is reserved, nobody has it. */
const mailFrom = 'license-ledger@local.test'

/** What functions need to know about this stack. */
export interface ServiceSettings {
  region: string
  tableName: string
  bucket: string
  dynamodbEndpoint: string
  emulatorEndpoint: string
  queueUrls: Record<QueueName, string>
  vlsc: VlscAddress
  graph: GraphAddress
  /** Of the Secrets Manager with the secrets for both. */
  secretsEndpoint: string
  /** Address of the API, that it will have. */
  apiUrl: string
  eventsEndpoint: string
  /** Address of the mail server. */
  smtpUrl: string
  rolesClaim: string
  siteDirectory: string
  consoleDirectory: string
  /** Who issues access tokens, the console as its client, and what that asks for. */
  issuer: string
  consoleClient: string
  consoleScope: string
}

/**
 * Puts the AWS account of whoever runs this out of reach of this process and those that it starts: profile and
 * credentials are neither used nor handed on.
 */
export const leaveAwsAccount = (): void => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
  Object.assign(process.env, { AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull })
}

/**
 * Sets the environment of the functions, in this process and those that it starts from now on. Of VLSC and
 * Graph they know what the settings say, and not the secrets that were given to this process.
 */
export const enterServiceEnvironment = (settings: ServiceSettings): void => {
  const { url, token } = settings.vlsc
  const { graph } = settings
  for (const name of Object.keys(process.env))
    if (/^(VLSC|SMTP)_|^GRAPH_(TENANT|CLIENT|SECRET|CLOUD|LOGIN|URL)/.test(name)) delete process.env[name]
  Object.assign(process.env, {
    AWS_REGION: settings.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    // An address of numbers makes the S3 client put the bucket into the path.
    AWS_ENDPOINT_URL_DYNAMODB: settings.dynamodbEndpoint,
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: settings.dynamodbEndpoint,
    AWS_ENDPOINT_URL_S3: settings.emulatorEndpoint,
    AWS_ENDPOINT_URL_SQS: settings.emulatorEndpoint,
    TABLE_NAME: settings.tableName,
    BUCKET_NAME: settings.bucket,
    IMPORT_QUEUE_URL: settings.queueUrls.imports,
    WORK_QUEUE_URL: settings.queueUrls.work,
    DEAD_LETTERS: JSON.stringify(
      Object.fromEntries(Object.entries(settings.queueUrls).map(([name, url]) => [name, deadLetters(url)])),
    ),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: settings.secretsEndpoint,
    VLSC_BASE_URL: url,
    LOOKS_UP: 'true',
    API_URL: settings.apiUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: settings.eventsEndpoint,
    EVENT_BUS_NAME: eventBus,
    SMTP_URL: settings.smtpUrl,
    MAIL_FROM: process.env.MAIL_FROM || mailFrom,
    ...(token && {
      VLSC_TOKEN_URL: token.url,
      VLSC_CLIENT_ID: token.clientId,
      VLSC_SECRET_ARN: vlscSecret,
      ...(token.scope !== undefined && { VLSC_SCOPE: token.scope }),
    }),
    READS_GRAPH: 'true',
    GRAPH_TENANT: graph.tenant,
    GRAPH_CLIENT_ID: graph.clientId,
    GRAPH_SECRET_ARN: graphSecret,
    GRAPH_LOGIN_URL: graph.url,
    GRAPH_URL: graph.url,
    MAX_RECEIVE_COUNT: String(maxReceiveCount),
    ROLES_CLAIM: settings.rolesClaim,
    SITE_DIR: settings.siteDirectory,
    CONSOLE_DIR: settings.consoleDirectory,
    ISSUER: settings.issuer,
    CONSOLE_CLIENT_ID: settings.consoleClient,
    CONSOLE_SCOPE: settings.consoleScope,
    BUCKET_ORIGIN: settings.emulatorEndpoint,
  })
}
