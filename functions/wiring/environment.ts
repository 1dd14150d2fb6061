import * as z from 'zod'
import { PairLengthRule } from '../../lib/agreements/records/pair.ts'
import { TimeZone } from '../../lib/foundation/calendar/day.ts'
import { EmailAddress } from '../../lib/reporting/mail/addresses.ts'

const longestLadder = 3_650

/** Days before an end, as a list such as `90,60,30`. */
const Ladder = z
  .string()
  .regex(/^\d{1,4}(\s*,\s*\d{1,4})*$/, 'Write days such as 90,60,30,7,1,0.')
  .transform((text) => [...new Set(text.split(',').map(Number))])
  .refine((days) => days.every((day) => day <= longestLadder), `At most ${longestLadder} days.`)

/** Hosts, as a list such as `sso.example.com,login.example.com`. */
const Hosts = z
  .string()
  .regex(/^[\w.-]+(:\d+)?(\s*,\s*[\w.-]+(:\d+)?)*$/, 'Write hosts such as sso.example.com,login.example.com.')
  .transform((text) => text.split(',').map((host) => host.trim()))

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
  /** URL of the queue of all other work: messages.ts. */
  WORK_QUEUE_URL: z.url(),
  /** JSON: URLs of the dead-letter queues, by the names of their queues. */
  DEAD_LETTERS: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.record(z.string(), z.url())),
  /** Deliveries after which the queue gives a message up. */
  MAX_RECEIVE_COUNT: z.coerce.number().int().positive(),
  ROLES_CLAIM: z.string().min(1).default('cognito:groups'),
  PAIR_LENGTH_RULE: PairLengthRule.default('combined-16'),
  /** Days that a report and its file are kept. */
  REPORT_RETENTION_DAYS: z.coerce.number().int().positive().default(90),
  /** Hours after which an answer of a look-up is stale. */
  STALE_AFTER_HOURS: z.coerce.number().positive().default(36),
  /** Address of a gateway to Microsoft volume licensing: docs/vlsc.md. Without it pairs are validated by files alone. */
  VLSC_BASE_URL: z.url().optional(),
  /** Whether there is such a gateway, for those who need not know where. */
  LOOKS_UP: z.stringbool().default(false),
  /** When everything is looked up: an expression of EventBridge Scheduler, or `off`; and in which time zone. */
  REFRESH_SCHEDULE: z.string().min(1).default('off'),
  REFRESH_TIME_ZONE: TimeZone.default('UTC'),
  /** Where access tokens for it are given out; without it calls carry none. */
  VLSC_TOKEN_URL: z.url().optional(),
  VLSC_CLIENT_ID: z.string().min(1).optional(),
  VLSC_SCOPE: z.string().min(1).optional(),
  /** Secret in Secrets Manager that holds the client's secret. */
  VLSC_SECRET_ARN: z.string().min(1).optional(),
  /** Tenant of Microsoft Entra (GUID or domain) whose devices and subscriptions are read: docs/graph.md. Without it none are. */
  GRAPH_TENANT: z
    .string()
    .regex(/^[\w.-]+$/, 'Write the id or a domain of the tenant.')
    .optional(),
  /** The application that signs in there. */
  GRAPH_CLIENT_ID: z.string().min(1).optional(),
  /** Secret in Secrets Manager that holds its secret, or its certificate with the private key (PEM). */
  GRAPH_SECRET_ARN: z.string().min(1).optional(),
  /** Where one signs in, and where Graph is, in the cloud of the tenant. */
  GRAPH_LOGIN_URL: z.url().optional(),
  GRAPH_URL: z.url().optional(),
  /** Whether there is such a tenant, for those who need not know which; when it is read, and in which time zone. */
  READS_GRAPH: z.stringbool().default(false),
  GRAPH_SCHEDULE: z.string().min(1).default('off'),
  GRAPH_TIME_ZONE: TimeZone.default('UTC'),
  /** Days after which a device that was not seen leaves the counts. */
  DEVICE_STALE_DAYS: z.coerce.number().positive().default(90),
  /** In whose days terms of agreements begin and end. */
  LEDGER_TIME_ZONE: TimeZone.default('UTC'),
  /** Days before the end of an other agreement at which an alert is raised. */
  ALERT_DAYS: Ladder.default([90, 60, 30, 7, 1, 0]),
  /** Whether titles that never had a license raise alerts, too. */
  ALERT_NO_ENTITLEMENT: z.stringbool().default(false),
  /** The event bus for alerts and reports. */
  EVENT_BUS_NAME: z.string().min(1),
  /** Address of this API, without a slash at its end; for links. */
  API_URL: z.url(),
  /** Mail server: lib/reporting/mail/addresses.ts. Without it no mail is sent. */
  SMTP_URL: z.string().min(1).optional(),
  /** Secret in Secrets Manager that holds the password of the user that it names. */
  SMTP_SECRET_ARN: z.string().min(1).optional(),
  /** Address from which mail is sent. */
  MAIL_FROM: EmailAddress.optional(),
  /** Hours for which the links in mails are good, as far as S3 lets them be. */
  MAIL_LINK_HOURS: z.coerce.number().int().min(1).max(168).default(12),
  /** Folder of the documentation site. */
  SITE_DIR: z.string().min(1),
  /** Folder of the built console. */
  CONSOLE_DIR: z.string().min(1),
  /** Who issues the access tokens. */
  ISSUER: z.url(),
  /** Hosts of the issuer beside that of its name, as a list such as `sso.example.com,login.example.com`. */
  ISSUER_HOSTS: Hosts.default([]),
  /** The console as a client of the issuer, and what it asks for; without a client nobody signs in there. */
  CONSOLE_CLIENT_ID: z.string().min(1).optional(),
  CONSOLE_SCOPE: z
    .string()
    .regex(/^\S+( \S+)*$/, 'Write scopes with a space between them.')
    .default('openid profile email offline_access'),
  /** Where links and forms for the bucket lead. */
  BUCKET_ORIGIN: z.url(),
})
