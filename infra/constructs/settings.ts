import { RemovalPolicy } from 'aws-cdk-lib'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Node } from 'constructs'
import * as z from 'zod'
import { Environment } from '../../lib/environment.ts'

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
    // Not when the first deployment is rolled back: what it leaves behind would stand in the way of the next one.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    logRetention: RetentionDays.ONE_YEAR,
  },
}

const Context = z.strictObject({
  stage: z.enum(['dev', 'prod']).default('dev'),
  /** Who issues the access tokens, Entra ID (v2) or any other OpenID issuer; without it a user pool is made. */
  issuer: z.url({ protocol: /^https$/ }).optional(),
  /** What the tokens name as their audience. */
  audience: z.string().min(1).optional(),
  rolesClaim: Environment.shape.ROLES_CLAIM,
  pairLengthRule: Environment.shape.PAIR_LENGTH_RULE,
  reportRetentionDays: Environment.shape.REPORT_RETENTION_DAYS,
  /** A table restored from a backup, which the functions use instead of the stack's own. */
  restoredTable: z.string().min(3).optional(),
  /** An SNS topic that is told of alarms. */
  alarmTopicArn: z.string().startsWith('arn:').optional(),
})

const Settings = Context.refine(
  ({ issuer, audience }) => (issuer === undefined) === (audience === undefined),
  'Give both issuer and audience, or neither.',
).transform(({ issuer, audience, ...settings }) => ({
  ...settings,
  tokens: issuer !== undefined && audience !== undefined ? { issuer, audience } : undefined,
  keeping: keepingOf[settings.stage],
}))
export type Settings = z.infer<typeof Settings>

/** Which access tokens the API takes. */
export type TokenSource = NonNullable<Settings['tokens']>

/**
 * The settings of a deployment, given by context: `cdk deploy -c stage=prod`.
 * @throws ZodError
 */
export const readSettings = (node: Node): Settings =>
  Settings.parse(Object.fromEntries(Object.keys(Context.shape).map((key) => [key, node.tryGetContext(key)])))
