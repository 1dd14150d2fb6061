import { RemovalPolicy } from 'aws-cdk-lib'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Node } from 'constructs'
import * as z from 'zod'
import { Environment } from '../../functions/wiring/environment.ts'
import { GraphCloud } from '../../lib/entitlements/graph/clouds.ts'
import { readAddress } from '../../lib/entitlements/vlsc/http-call.ts'
import { TimeZone } from '../../lib/foundation/calendar/day.ts'
import { EmailAddress, readSmtpUrl } from '../../lib/reporting/mail/addresses.ts'

/** What a stage keeps when its stack is deleted, and how long it keeps logs. */
export interface Keeping {
  deletionProtection: boolean
  removalPolicy: RemovalPolicy
  logRetention: RetentionDays
}

const keepingOf: Record<'dev' | 'prod', Keeping> = {
  dev: { deletionProtection: false, removalPolicy: RemovalPolicy.DESTROY, logRetention: RetentionDays.ONE_MONTH },
  prod: {
    deletionProtection: true,
    // Not when the first deployment is rolled back: what it leaves would stand in the way of the next one.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    logRetention: RetentionDays.ONE_YEAR,
  },
}

/** An address that the functions take: lib/entitlements/vlsc/http-call.ts. */
const isAddress = (address: string): boolean => {
  try {
    return readAddress('It', address).protocol === 'https:'
  } catch {
    return false
  }
}

const VlscAddress = z.string().refine(isAddress, 'Write an https address without user name, password or fragment.')

/** What the functions take: lib/reporting/mail/addresses.ts; from Lambda no mail server is on this machine. */
const SmtpUrl = z.string().check(({ value, issues }) => {
  try {
    readSmtpUrl(value)
  } catch (error) {
    issues.push({ code: 'custom', input: value, message: error instanceof Error ? error.message : String(error) })
  }
})

const SecretArn = z
  .string()
  .regex(/^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:\S+-\w{6}$/, 'Write the whole ARN of the secret.')

/** Deploying finds out about the rest. */
const scheduleExpression = /^(rate\([1-9]\d* (minute|hour|day)s?\)|cron\([^()\s]+( [^()\s]+){5}\)|off)$/

/** Which access tokens the API takes, and how the console comes by them. */
export interface TokenSource {
  issuer: string
  /** Each of them is taken. */
  audiences: readonly string[]
  /** The console as a client of the issuer; without it nobody signs in there. */
  client: { id: string; scope: string; hosts: readonly string[] } | undefined
}

const Context = z.strictObject({
  stage: z.enum(['dev', 'prod']).default('dev'),
  /** Who issues the access tokens, Entra ID (v2) or any other OpenID issuer; without it a user pool is made. */
  issuer: z.url({ protocol: /^https$/ }).optional(),
  /** What the tokens name as their audience. */
  audience: z.string().min(1).optional(),
  /** The console as a client of that issuer, what it asks for, and on which other hosts tokens are given out. */
  consoleClientId: Environment.shape.CONSOLE_CLIENT_ID,
  consoleScope: Environment.shape.CONSOLE_SCOPE,
  consoleHosts: Environment.shape.ISSUER_HOSTS,
  rolesClaim: Environment.shape.ROLES_CLAIM,
  pairLengthRule: Environment.shape.PAIR_LENGTH_RULE,
  reportRetentionDays: Environment.shape.REPORT_RETENTION_DAYS,
  /** VLSC, or a gateway before it: docs/vlsc.md. Without it no pair is looked up. */
  vlscBaseUrl: VlscAddress.optional(),
  /** Where its access tokens are given out, for this client, whose secret lies in Secrets Manager. */
  vlscTokenUrl: VlscAddress.optional(),
  vlscClientId: z.string().min(1).optional(),
  vlscSecretArn: SecretArn.optional(),
  vlscScope: z.string().min(1).optional(),
  /** When everything is refreshed: an expression of EventBridge Scheduler, or `off`. */
  refreshSchedule: z
    .string()
    .regex(scheduleExpression, 'Write rate(1 day), cron(0 3 * * ? *) or off.')
    .default('cron(0 3 * * ? *)'),
  refreshTimeZone: TimeZone.default('UTC'),
  /** Tenant whose devices and subscriptions are read by Microsoft Graph: docs/graph.md. Without it none are. */
  graphTenant: Environment.shape.GRAPH_TENANT,
  graphCloud: GraphCloud.default('global'),
  /** The application that signs in there, and the secret in Secrets Manager with its secret or certificate. */
  graphClientId: z.string().min(1).optional(),
  graphSecretArn: SecretArn.optional(),
  /** When it is read: an expression of EventBridge Scheduler, or `off`. */
  graphSchedule: z
    .string()
    .regex(scheduleExpression, 'Write rate(1 day), cron(0 2 * * ? *) or off.')
    .default('cron(0 2 * * ? *)'),
  graphTimeZone: TimeZone.default('UTC'),
  staleAfterHours: Environment.shape.STALE_AFTER_HOURS,
  deviceStaleDays: Environment.shape.DEVICE_STALE_DAYS,
  ledgerTimeZone: Environment.shape.LEDGER_TIME_ZONE,
  alertDays: Environment.shape.ALERT_DAYS,
  alertNoEntitlement: Environment.shape.ALERT_NO_ENTITLEMENT,
  /** Mail server for scheduled reports, the secret with the password of its user, and who the mails are from. */
  smtpUrl: SmtpUrl.optional(),
  smtpSecretArn: SecretArn.optional(),
  mailFrom: EmailAddress.optional(),
  mailLinkHours: Environment.shape.MAIL_LINK_HOURS,
  /** A table restored from a backup, which the functions use instead of the stack's own. */
  restoredTable: z.string().min(3).optional(),
  /** Its stream of keys, from which the function `changes` learns what changed. */
  restoredStreamArn: z
    .string()
    .regex(/^arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/\S+\/stream\/\S+$/, 'Write the whole ARN of the stream.')
    .optional(),
  /** An SNS topic that gets the alarms. */
  alarmTopicArn: z.string().startsWith('arn:').optional(),
})

const Settings = Context.refine(
  ({ issuer, audience }) => (issuer === undefined) === (audience === undefined),
  'Give both issuer and audience, or neither.',
)
  .refine(
    ({ issuer, consoleClientId }) => consoleClientId === undefined || issuer !== undefined,
    'consoleClientId needs issuer: the client of the user pool is made with it.',
  )
  .refine(
    ({ vlscTokenUrl, vlscClientId, vlscSecretArn }) =>
      new Set([vlscTokenUrl, vlscClientId, vlscSecretArn].map((setting) => setting === undefined)).size === 1,
    'Give vlscTokenUrl, vlscClientId and vlscSecretArn together, or none of them.',
  )
  .refine(
    ({ vlscBaseUrl, vlscTokenUrl }) => vlscTokenUrl === undefined || vlscBaseUrl !== undefined,
    'vlscTokenUrl needs vlscBaseUrl.',
  )
  .refine(
    ({ vlscTokenUrl, vlscScope }) => vlscScope === undefined || vlscTokenUrl !== undefined,
    'vlscScope needs vlscTokenUrl.',
  )
  .refine(
    ({ graphTenant, graphClientId, graphSecretArn }) =>
      new Set([graphTenant, graphClientId, graphSecretArn].map((setting) => setting === undefined)).size === 1,
    'Give graphTenant, graphClientId and graphSecretArn together, or none of them.',
  )
  .refine(
    ({ smtpUrl, mailFrom }) => (smtpUrl === undefined) === (mailFrom === undefined),
    'Give both smtpUrl and mailFrom, or neither.',
  )
  .refine(
    ({ smtpUrl, smtpSecretArn }) =>
      (smtpSecretArn === undefined) === (smtpUrl === undefined || readSmtpUrl(smtpUrl).user === undefined),
    'smtpSecretArn holds the password of the user that smtpUrl names: give both, or neither.',
  )
  .refine(
    ({ stage, alarmTopicArn }) => stage !== 'prod' || alarmTopicArn !== undefined,
    'Production needs alarmTopicArn: without a topic nobody hears an alarm.',
  )
  .refine(
    ({ restoredTable, restoredStreamArn }) => (restoredTable === undefined) === (restoredStreamArn === undefined),
    'Give both restoredTable and restoredStreamArn, or neither.',
  )
  .transform(({ issuer, audience, consoleClientId: id, consoleScope: scope, consoleHosts: hosts, ...settings }) => {
    const client = id === undefined ? undefined : { id, scope, hosts }
    const tokens: TokenSource | undefined =
      issuer !== undefined && audience !== undefined ? { issuer, audiences: [audience], client } : undefined
    return { ...settings, tokens, keeping: keepingOf[settings.stage] }
  })
export type Settings = z.infer<typeof Settings>

/** @param given by name @throws Error that says in lines what is wrong */
export const parseSettings = (given: Readonly<Record<string, unknown>>): Settings => {
  const { data, error } = Settings.safeParse(given)
  if (error) throw new Error(`The settings of the stage are wrong.\n${z.prettifyError(error)}`)
  return data
}

/**
 * The settings of a deployment: those of `config/<stage>.json`, and before them those given by context (`-c name=value`).
 * @param configOf reads that file
 */
export const readSettings = (
  node: Node,
  configOf: (stage: string) => Record<string, string> = () => ({}),
): Settings => {
  const given = Object.keys(Context.shape).flatMap((key) => {
    const value: unknown = node.tryGetContext(key)
    return value === undefined ? [] : [[key, value]]
  })
  const context = Object.fromEntries(given)
  return parseSettings({ ...configOf(context.stage ?? 'dev'), ...context })
}
