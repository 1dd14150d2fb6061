import { randomUUID } from 'node:crypto'
import { DynamoDBClient, type DynamoDBClientConfig, paginateScan } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { aboutRoutes, type Settings } from '../../functions/about.routes.ts'
import { agreementRoutes } from '../../functions/agreements.routes.ts'
import { alertRoutes } from '../../functions/alerts.routes.ts'
import { auditRoutes } from '../../functions/audit.routes.ts'
import { catalogRoutes } from '../../functions/catalog.routes.ts'
import { compareRoutes } from '../../functions/compare.routes.ts'
import { connectorRoutes } from '../../functions/connectors.routes.ts'
import { decisionRoutes } from '../../functions/decisions.routes.ts'
import { deviceRoutes } from '../../functions/devices.routes.ts'
import { entitlementRoutes } from '../../functions/entitlements.routes.ts'
import { familyRoutes } from '../../functions/families.routes.ts'
import { groupRoutes } from '../../functions/groups.routes.ts'
import { importRoutes } from '../../functions/imports.routes.ts'
import { peopleRoutes } from '../../functions/people.routes.ts'
import { previewRoutes } from '../../functions/preview.routes.ts'
import { recognitionRoutes } from '../../functions/recognition.routes.ts'
import { reconciliationRoutes } from '../../functions/reconciliations.routes.ts'
import { refreshRoutes } from '../../functions/refreshes.routes.ts'
import { reportRoutes } from '../../functions/reports.routes.ts'
import { scheduleRoutes } from '../../functions/schedules.routes.ts'
import { softwareRoutes } from '../../functions/software.routes.ts'
import { doWork, type WorkLedger } from '../../functions/wiring/follow-up.ts'
import { workOfSnapshots } from '../../functions/wiring/standing-work.ts'
import { createTable } from '../../infra/local/create-table.ts'
import type { PairLengthRule } from '../../lib/agreements/records/pair.ts'
import { uploadFormSigner } from '../../lib/foundation/bucket/upload-form.ts'
import { api } from '../../lib/foundation/http/api.ts'
import { idempotency } from '../../lib/foundation/http/idempotency.ts'
import { raceLost } from '../../lib/foundation/table/attempts.ts'
import { newIds } from '../../lib/foundation/table/ids.ts'
import { wantedKey } from '../../lib/foundation/table/keys.ts'
import type { LedgerWith } from '../../lib/foundation/table/ledger.ts'
import { DeadlineRetryStrategy } from '../../lib/foundation/table/retry.ts'
import { commit, connectTable, type Item, update } from '../../lib/foundation/table/table.ts'
import { knownNames } from '../../lib/inventory/names/software-names.ts'
import type { RunDesk } from '../../lib/positions/runs/reconciliation.ts'
import { collect, reconcile } from '../../lib/positions/runs/stages.ts'
import { snapshotReader } from '../../lib/positions/snapshot/snapshot-reader.ts'
import { alertsOfRuns } from '../../lib/reporting/alerts/find-alerts.ts'
import type { BusEvent } from '../../lib/reporting/events/events.ts'
import type { Mail } from '../../lib/reporting/mail/mailer.ts'
import type { ReportFiles } from '../../lib/reporting/reports/report-files.ts'
import { noteWrites } from './empty-partitions.ts'
import { httpEvent, lambdaContext, type RequestOptions } from './events.ts'
import { memoryFiles } from './memory-files.ts'

export const localCredentials = async () => ({ accessKeyId: 'local', secretAccessKey: 'local' })

export const clientOf = (endpoint: string, options: DynamoDBClientConfig = {}): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: localCredentials,
    retryStrategy: new DeadlineRetryStrategy(),
    ...options,
  })

export interface Answer {
  status: number | undefined
  headers: Record<string, unknown>
  // biome-ignore lint/suspicious/noExplicitAny: bodies differ by route, and tests state what they expect of each
  body: any
}

export interface LedgerSettings {
  pairLength?: PairLengthRule
  timeZone?: string
  sendsMail?: boolean
}

/** What `GET /config.json` tells. */
const signIn = { issuer: 'https://issuer.example', clientId: null, scope: 'openid', version: '1.2.3' }

/** What `GET /settings` tells. */
export const deployed: Settings = {
  version: '1.2.3',
  rolesClaim: 'cognito:groups',
  pairLengthRule: 'combined-16',
  ledgerTimeZone: 'UTC',
  staleAfterHours: 36,
  deviceStaleDays: 90,
  reportRetentionDays: 90,
  alertDays: [90, 60, 30, 7, 1, 0],
  alertNoEntitlement: false,
  looksUp: true,
  refreshSchedule: 'cron(0 3 * * ? *)',
  refreshTimeZone: 'UTC',
  readsGraph: true,
  graphSchedule: 'cron(0 2 * * ? *)',
  graphTimeZone: 'UTC',
  mailFrom: null,
  mailLinkHours: 12,
}

/** A ledger with a table of its own on an engine, called through its routes. */
export const ledgerOn = async (
  client: DynamoDBClient,
  { pairLength = 'combined-16', timeZone = 'UTC', sendsMail = true }: LedgerSettings = {},
) => {
  const tableName = `ledger-${randomUUID()}`
  await createTable(client, tableName, false)
  noteWrites(tableName)
  const table = connectTable(tableName, client)
  const announced: string[] = []
  const announcedReports: string[] = []
  const announcedRefreshes: string[] = []
  let clock: Date | undefined
  const now = () => clock ?? new Date()
  /** What was handed to the event bus and the mail server; tests replace `outside` to make them fail. */
  const sent: { events: BusEvent[]; mails: Mail[] } = { events: [], mails: [] }
  const outside = {
    putEvents: async (events: readonly BusEvent[]) => {
      sent.events.push(...events)
      return new Map<number, string>()
    },
    sendMail: async (mail: Mail) => void sent.mails.push(mail),
  }
  /** Where the files of reports are; test/support/reports.ts puts a bucket behind it. */
  const files: ReportFiles = { link: async ({ id }) => `https://bucket.example/${id}`, remove: async () => {} }
  const snapshotFiles = memoryFiles(now)
  const snapshots = snapshotReader({ table, files: snapshotFiles, now, timeZone })
  const ledger: LedgerWith<'announceRefresh' | 'pairLength'> &
    WorkLedger & { staleAfterHours: number; snapshots: typeof snapshots; deviceStaleDays: number; timeZone: string } = {
    table,
    now,
    snapshots,
    newId: newIds(),
    pairLength,
    announceWork: async (workId) => void announced.push(workId),
    announceRefresh: async (refreshId) => void announcedRefreshes.push(refreshId),
    staleAfterHours: 36,
    deviceStaleDays: 90,
    timeZone,
    retentionDays: 90,
    announceReport: async (reportId) => void announcedReports.push(reportId),
    apiUrl: 'https://api.example',
    putEvents: (events) => outside.putEvents(events),
    sendMail: (mail) => outside.sendMail(mail),
    linkToReport: (report) => files.link(report),
    linkHours: 12,
  }
  /** Runs that somebody asked for. */
  const asked: string[] = []
  const runs: RunDesk & typeof ledger = {
    ...ledger,
    files: snapshotFiles,
    staleDays: ledger.deviceStaleDays,
    alertDays: [90, 60, 30, 7, 1, 0],
    alertNoEntitlement: false,
    ask: async (stage) => void asked.push(stage),
    alerts: alertsOfRuns,
    workAfter: workOfSnapshots,
  }
  const settings = { rolesClaim: 'cognito:groups', now, idempotency: idempotency(table, now) }
  const woken: string[] = []
  const imports = {
    table,
    now,
    newId: ledger.newId,
    bucket: 'drops',
    signReport: async (importId: string, report: string) =>
      `https://bucket.example/results/imports/${importId}/${report}?signed`,
    /** test/support/importer-on.ts puts a bucket behind it. */
    signUpload: uploadFormSigner('drops', 'eu-central-1', now, undefined, localCredentials),
    announceImport: async (importId: string) => void woken.push(importId),
  }
  const handlers = {
    '/agreements': api(agreementRoutes, ledger, settings),
    '/groups': api(groupRoutes, ledger, settings),
    '/moves': api(groupRoutes, ledger, settings),
    '/imports': api(importRoutes, imports, settings),
    '/reports': api(reportRoutes, { ...ledger, files }, settings),
    '/refreshes': api(refreshRoutes, ledger, settings),
    '/connectors': api(
      connectorRoutes,
      {
        ...ledger,
        announceGraphRun: async () => {},
        announceImport: imports.announceImport,
        signReport: (importId: string) => imports.signReport(importId, 'without-software.csv'),
      },
      settings,
    ),
    '/entitlements': api(entitlementRoutes, ledger, settings),
    '/overview': api(entitlementRoutes, ledger, settings),
    '/calendar': api(entitlementRoutes, ledger, settings),
    '/reconciliations': api(reconciliationRoutes, runs, settings),
    '/devices': api(deviceRoutes, { ...ledger, knownNames: knownNames() }, settings),
    '/exemptions': api(deviceRoutes, { ...ledger, knownNames: knownNames() }, settings),
    '/position-policies': api(familyRoutes, ledger, settings),
    '/families/{familyId}/what-if': api(previewRoutes, { ...ledger, files: snapshotFiles }, settings),
    '/families/{familyId}/compare': api(compareRoutes, ledger, settings),
    '/changes': api(compareRoutes, ledger, settings),
    '/families': api(familyRoutes, ledger, settings),
    '/trend': api(familyRoutes, ledger, settings),
    '/software': api(softwareRoutes, ledger, settings),
    '/recognition': api(recognitionRoutes, ledger, settings),
    '/decisions/preview': api(previewRoutes, { ...ledger, files: snapshotFiles }, settings),
    '/decisions': api(decisionRoutes, ledger, settings),
    '/catalog': api(catalogRoutes, ledger, settings),
    '/report-schedules': api(scheduleRoutes, { ...ledger, sendsMail }, settings),
    '/alerts': api(alertRoutes, ledger, settings),
    '/audit': api(auditRoutes, { table }, settings),
    '/settings': api(aboutRoutes, { settings: deployed, config: () => signIn, siteFile: () => undefined }, settings),
    '/me': api(peopleRoutes, ledger, settings),
    '/people': api(peopleRoutes, ledger, settings),
  }

  /** Calls a route as a manager, unless other roles are given. */
  const call = async (routeKey: string, options: RequestOptions = {}, milliseconds?: number): Promise<Answer> => {
    const [, path = ''] = routeKey.split(' ')
    const [, handler] = Object.entries(handlers).find(([prefix]) => path.startsWith(prefix)) ?? []
    if (!handler) throw new Error(`No handler for ${routeKey}`)
    const event = httpEvent(routeKey, { roles: ['license-manager'], ...options })
    const { statusCode, headers, body } = await handler(event, lambdaContext(milliseconds))
    return { status: statusCode, headers: headers ?? {}, body: body ? JSON.parse(body) : undefined }
  }

  /** Every item of the table. */
  const scan = async (): Promise<Item[]> => {
    const items: Item[] = []
    for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName, ConsistentRead: true }))
      items.push(...Items.map((item) => unmarshall(item)))
    return items
  }

  const workOff = async () => {
    while (announced.length > 0) for (const id of new Set(announced.splice(0))) await doWork(ledger, id)
  }

  /** Reads all facts and publishes a snapshot: no stream tells of changes here. */
  const publish = async () => {
    await commit(table, [update(wantedKey, { add: { devices: 1, facts: 1 } }, {}, raceLost)])
    await collect(runs)
    await reconcile(runs)
  }

  return {
    client,
    tableName,
    table,
    ledger,
    announced,
    announcedReports,
    announcedRefreshes,
    imports,
    /** Imports that were asked to go on. */
    woken,
    files,
    sent,
    outside,
    call,
    scan,
    setClock: (time: Date | undefined) => {
      clock = time
    },
    runs,
    /** Runs that somebody asked for. */
    asked,
    snapshots,
    snapshotFiles,
    publish,
    workOff,
    /** Does all follow-up work that was announced, publishes a snapshot of what there is then, and settles alerts. */
    work: async () => {
      await workOff()
      await publish()
      await workOff()
    },
  }
}

export type TestLedger = Awaited<ReturnType<typeof ledgerOn>>
