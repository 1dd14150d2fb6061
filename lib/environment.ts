import * as z from 'zod'
import { PairLengthRule } from './agreements/pair.ts'
import { TimeZone } from './calendar/time-zone.ts'

/** What the runtime itself sets. */
export const Runtime = z.object({
  AWS_REGION: z.string().min(1),
  /** Another S3 than that of AWS; the local stack has one. */
  AWS_ENDPOINT_URL_S3: z.url().optional(),
})

/** Settings of functions, by name; each function picks what it uses and parses it once, at cold start. */
export const Environment = z.object({
  TABLE_NAME: z.string().min(1),
  BUCKET_NAME: z.string().min(1),
  /** URL of the queue that S3 writes to. */
  IMPORT_QUEUE_URL: z.url(),
  /** URL of the queue of follow-up work. */
  WORK_QUEUE_URL: z.url(),
  /** URL of the queue of reports. */
  REPORT_QUEUE_URL: z.url(),
  /** Deliveries after which the queue gives a message up. */
  MAX_RECEIVE_COUNT: z.coerce.number().int().positive(),
  ROLES_CLAIM: z.string().min(1).default('cognito:groups'),
  PAIR_LENGTH_RULE: PairLengthRule.default('combined-16'),
  /** Days that a report and its file are kept. */
  REPORT_RETENTION_DAYS: z.coerce.number().int().positive().default(90),
  /** URL of the queue of refreshes. */
  REFRESH_QUEUE_URL: z.url(),
  /** Hours after which an answer of VLSC is stale. */
  STALE_AFTER_HOURS: z.coerce.number().positive().default(36),
  /** Address of VLSC, or of a gateway before it: docs/vlsc.md. Without it no pair can be looked up. */
  VLSC_BASE_URL: z.url().optional(),
  /** Where access tokens for it are given out; without it calls carry none. */
  VLSC_TOKEN_URL: z.url().optional(),
  VLSC_CLIENT_ID: z.string().min(1).optional(),
  VLSC_SCOPE: z.string().min(1).optional(),
  /** Secret in Secrets Manager that holds the client's secret. */
  VLSC_SECRET_ARN: z.string().min(1).optional(),
  /** Days after which a device that was not seen leaves the counts. */
  DEVICE_STALE_DAYS: z.coerce.number().positive().default(90),
  /** In whose days terms of agreements begin and end. */
  LEDGER_TIME_ZONE: TimeZone.default('UTC'),
  /** Folder of the documentation site. */
  SITE_DIR: z.string().min(1),
})
