import { randomUUID } from 'node:crypto'
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { agreementRoutes } from '../../functions/agreements.routes.ts'
import { auditRoutes } from '../../functions/audit.routes.ts'
import { catalogRoutes } from '../../functions/catalog.routes.ts'
import { deviceRoutes } from '../../functions/devices.routes.ts'
import { entitlementRoutes } from '../../functions/entitlements.routes.ts'
import { groupRoutes } from '../../functions/groups.routes.ts'
import { importRoutes } from '../../functions/imports.routes.ts'
import { refreshRoutes } from '../../functions/refreshes.routes.ts'
import { reportRoutes } from '../../functions/reports.routes.ts'
import { softwareRoutes } from '../../functions/software.routes.ts'
import { createTable } from '../../infra/local/create-table.ts'
import type { PairLengthRule } from '../../lib/agreements/pair.ts'
import { leafCache } from '../../lib/catalog/leaf-cache.ts'
import { api } from '../../lib/http/api.ts'
import { idempotency } from '../../lib/http/idempotency.ts'
import { uploadFormSigner } from '../../lib/imports/upload-form.ts'
import type { InventoryLedger } from '../../lib/inventory/inventory-ledger.ts'
import type { DatedLedger, PairLedger } from '../../lib/ledger.ts'
import type { ReportFiles } from '../../lib/reports/report-files.ts'
import { newIds } from '../../lib/table/ids.ts'
import { DeadlineRetryStrategy } from '../../lib/table/retry.ts'
import { connectTable, type Item } from '../../lib/table/table.ts'
import { doWork } from '../../lib/work/do-work.ts'
import { httpEvent, lambdaContext, type RequestOptions } from './events.ts'

export const localCredentials = async () => ({ accessKeyId: 'local', secretAccessKey: 'local' })

export const clientOf = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: localCredentials,
    retryStrategy: new DeadlineRetryStrategy(),
  })

export interface Answer {
  status: number | undefined
  headers: Record<string, unknown>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
  body: any
}

export interface LedgerSettings {
  pairLength?: PairLengthRule
  timeZone?: string
}

/** A ledger with a table of its own on an engine, called through its routes. */
export const ledgerOn = async (
  client: DynamoDBClient,
  { pairLength = 'combined-16', timeZone = 'UTC' }: LedgerSettings = {},
) => {
  const tableName = `ledger-${randomUUID()}`
  await createTable(client, tableName)
  const table = connectTable(tableName, client)
  const announced: string[] = []
  const announcedReports: string[] = []
  const announcedRefreshes: string[] = []
  let clock: Date | undefined
  const now = () => clock ?? new Date()
  const ledger: PairLedger & InventoryLedger & DatedLedger = {
    table,
    now,
    newId: newIds(),
    pairLength,
    announceWork: async (workId) => void announced.push(workId),
    announceRefresh: async (refreshId) => void announcedRefreshes.push(refreshId),
    staleAfterHours: 36,
    deviceStaleDays: 90,
    timeZone,
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
    wake: async (importId: string) => void woken.push(importId),
  }
  /** Where the files of reports are; test/support/reports.ts puts a bucket behind it. */
  const files: ReportFiles = { link: async (id) => `https://bucket.example/${id}`, remove: async () => {} }
  const announceReport = async (reportId: string) => void announcedReports.push(reportId)
  const handlers = {
    '/agreements': api(agreementRoutes, ledger, settings),
    '/groups': api(groupRoutes, ledger, settings),
    '/imports': api(importRoutes, imports, settings),
    '/reports': api(reportRoutes, { ...ledger, retentionDays: 90, announceReport, files }, settings),
    '/refreshes': api(refreshRoutes, ledger, settings),
    '/entitlements': api(entitlementRoutes, { ...ledger, leaves: leafCache() }, settings),
    '/overview': api(entitlementRoutes, { ...ledger, leaves: leafCache() }, settings),
    '/devices': api(deviceRoutes, ledger, settings),
    '/software': api(softwareRoutes, ledger, settings),
    '/catalog': api(catalogRoutes, { ...ledger, leaves: leafCache() }, settings),
    '/audit': api(auditRoutes, { table }, settings),
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
    call,
    scan,
    setClock: (time: Date | undefined) => {
      clock = time
    },
    /** Does all follow-up work that was announced. */
    work: async () => {
      while (announced.length > 0) for (const id of new Set(announced.splice(0))) await doWork(ledger, id)
    },
  }
}

export type TestLedger = Awaited<ReturnType<typeof ledgerOn>>
