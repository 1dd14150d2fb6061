import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { cloudHosts } from '../../lib/entitlements/graph/clouds.ts'
import { maxReceiveCount } from '../workers.ts'
import type { Binding } from './ledger-function.ts'
import type { Settings, TokenSource } from './settings.ts'

const given = (variables: Record<string, string | number | boolean | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )

const mayRead = (secretArn: string | undefined): PolicyStatement[] =>
  secretArn === undefined
    ? []
    : [new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] })]

/** Where the mail server is, and the right to read the password for it. */
const mail = ({ smtpUrl, smtpSecretArn, mailFrom, mailLinkHours }: Settings): Binding => ({
  variables: given({
    SMTP_URL: smtpUrl,
    SMTP_SECRET_ARN: smtpSecretArn,
    MAIL_FROM: mailFrom,
    MAIL_LINK_HOURS: mailLinkHours,
  }),
  statements: mayRead(smtpSecretArn),
})

/** Where VLSC is, and the right to read the client's secret. */
const vlsc = ({ vlscBaseUrl, vlscTokenUrl, vlscClientId, vlscScope, vlscSecretArn }: Settings): Binding => ({
  variables: given({
    VLSC_BASE_URL: vlscBaseUrl,
    VLSC_TOKEN_URL: vlscTokenUrl,
    VLSC_CLIENT_ID: vlscClientId,
    VLSC_SCOPE: vlscScope,
    VLSC_SECRET_ARN: vlscSecretArn,
  }),
  statements: mayRead(vlscSecretArn),
})

/** How people sign in to the console. */
export const signIn = ({ issuer, client }: TokenSource): Binding => ({
  variables: given({
    ISSUER: issuer,
    CONSOLE_CLIENT_ID: client?.id,
    CONSOLE_SCOPE: client?.scope,
    ISSUER_HOSTS: client?.hosts.join() || undefined,
  }),
})

/** Which tenant Microsoft Graph is asked about, and the right to read the application's secret. */
const graph = ({ graphTenant, graphClientId, graphSecretArn, graphCloud }: Settings): Binding => ({
  variables: given(
    graphTenant === undefined
      ? {}
      : {
          GRAPH_TENANT: graphTenant,
          GRAPH_CLIENT_ID: graphClientId,
          GRAPH_SECRET_ARN: graphSecretArn,
          GRAPH_LOGIN_URL: cloudHosts[graphCloud].login,
          GRAPH_URL: cloudHosts[graphCloud].graph,
        },
  ),
  statements: mayRead(graphSecretArn),
})

/** Settings of the deployment as environment variables of functions. */
export const settingBindings = (settings: Settings) => ({
  rolesClaim: { variables: given({ ROLES_CLAIM: settings.rolesClaim }) },
  pairLengthRule: { variables: given({ PAIR_LENGTH_RULE: settings.pairLengthRule }) },
  staleAfterHours: { variables: given({ STALE_AFTER_HOURS: settings.staleAfterHours }) },
  deviceStaleDays: { variables: given({ DEVICE_STALE_DAYS: settings.deviceStaleDays }) },
  ledgerTimeZone: { variables: given({ LEDGER_TIME_ZONE: settings.ledgerTimeZone }) },
  reportRetention: { variables: given({ REPORT_RETENTION_DAYS: settings.reportRetentionDays }) },
  alertRules: {
    variables: given({
      ALERT_DAYS: settings.alertDays.join(','),
      ALERT_NO_ENTITLEMENT: settings.alertNoEntitlement,
    }),
  },
  lookUps: {
    variables: given({
      LOOKS_UP: settings.vlscBaseUrl !== undefined,
      REFRESH_SCHEDULE: settings.refreshSchedule,
      REFRESH_TIME_ZONE: settings.refreshTimeZone,
    }),
  },
  graphReads: {
    variables: given({
      READS_GRAPH: settings.graphTenant !== undefined,
      GRAPH_SCHEDULE: settings.graphSchedule,
      GRAPH_TIME_ZONE: settings.graphTimeZone,
    }),
  },
  mailLinks: { variables: given({ MAIL_LINK_HOURS: settings.mailLinkHours }) },
  mailFrom: { variables: given({ MAIL_FROM: settings.mailFrom }) },
  mail: mail(settings),
  vlsc: vlsc(settings),
  graph: graph(settings),
  deliveries: { variables: given({ MAX_RECEIVE_COUNT: maxReceiveCount }) },
})
