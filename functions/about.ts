import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { api } from '../lib/foundation/http/api.ts'
import { consoleFiles } from '../lib/foundation/http/console-files.ts'
import { siteFiles, unknownAddress } from '../lib/foundation/http/site.ts'
import { jsonLog } from '../lib/foundation/log/log.ts'
import { aboutRoutes, type Settings } from './about.routes.ts'
import { Environment } from './wiring/environment.ts'

const environment = Environment.pick({
  SITE_DIR: true,
  CONSOLE_DIR: true,
  ISSUER: true,
  ISSUER_HOSTS: true,
  CONSOLE_CLIENT_ID: true,
  CONSOLE_SCOPE: true,
  BUCKET_ORIGIN: true,
  ROLES_CLAIM: true,
  PAIR_LENGTH_RULE: true,
  STALE_AFTER_HOURS: true,
  DEVICE_STALE_DAYS: true,
  LEDGER_TIME_ZONE: true,
  REPORT_RETENTION_DAYS: true,
  ALERT_DAYS: true,
  ALERT_NO_ENTITLEMENT: true,
  LOOKS_UP: true,
  REFRESH_SCHEDULE: true,
  REFRESH_TIME_ZONE: true,
  READS_GRAPH: true,
  GRAPH_SCHEDULE: true,
  GRAPH_TIME_ZONE: true,
  MAIL_FROM: true,
  MAIL_LINK_HOURS: true,
}).parse(process.env)
const { SITE_DIR, CONSOLE_DIR, ISSUER: issuer, ISSUER_HOSTS: issuerHosts, BUCKET_ORIGIN: bucketOrigin } = environment

const OpenApi = z.object({
  info: z.object({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
})
const { info, paths } = OpenApi.parse(JSON.parse(readFileSync(`${SITE_DIR}/openapi.json`, 'utf8')))
const methodsByPath = Object.fromEntries(
  Object.entries(paths).map(([path, methods]) => [path, Object.keys(methods).map((method) => method.toUpperCase())]),
)

const settings: Settings = {
  version: info.version,
  rolesClaim: environment.ROLES_CLAIM,
  pairLengthRule: environment.PAIR_LENGTH_RULE,
  ledgerTimeZone: environment.LEDGER_TIME_ZONE,
  staleAfterHours: environment.STALE_AFTER_HOURS,
  deviceStaleDays: environment.DEVICE_STALE_DAYS,
  reportRetentionDays: environment.REPORT_RETENTION_DAYS,
  alertDays: environment.ALERT_DAYS,
  alertNoEntitlement: environment.ALERT_NO_ENTITLEMENT,
  looksUp: environment.LOOKS_UP,
  refreshSchedule: environment.REFRESH_SCHEDULE,
  refreshTimeZone: environment.REFRESH_TIME_ZONE,
  readsGraph: environment.READS_GRAPH,
  graphSchedule: environment.GRAPH_SCHEDULE,
  graphTimeZone: environment.GRAPH_TIME_ZONE,
  mailFrom: environment.MAIL_FROM ?? null,
  mailLinkHours: environment.MAIL_LINK_HOURS,
}

const pages = consoleFiles(CONSOLE_DIR, { issuer, issuerHosts, bucketOrigin })
const config = () => ({
  issuer,
  clientId: environment.CONSOLE_CLIENT_ID ?? null,
  scope: environment.CONSOLE_SCOPE,
  version: `${info.version}+${pages.version()}`,
})
const unknown = unknownAddress(methodsByPath)

export const handler = api(
  aboutRoutes,
  { settings, config, siteFile: siteFiles(SITE_DIR) },
  { rolesClaim: settings.rolesClaim, now: () => new Date(), log: jsonLog() },
  (event) => {
    const answer = pages.answer(event)
    if (!answer) throw unknown(event)
    return answer
  },
)
