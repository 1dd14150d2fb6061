import { setTimeout as sleep } from 'node:timers/promises'
import { startGraphSimulator } from '../infra/local/graph/simulator.ts'
import { startSecrets } from '../infra/local/secrets.ts'
import { uploadKey } from '../lib/work/imports/drops.ts'
import { connectUploads } from '../lib/work/imports/upload-bucket.ts'
import { connectorOf, startGraph, type TestGraph } from '../test/support/graph.ts'
import { s3Event, sqsEvent } from '../test/support/importer-on.ts'
import { metered, sumOf } from './meter.ts'
import { figure, type Row } from './report.ts'
import { amount } from './size.ts'
import type { Stage } from './stage.ts'
import { type Measured, processesOf } from './worker-process.ts'

/** Of the run whose time and memory are measured; 100,000 take some ten minutes. */
const devices = Number(process.env.CONNECTOR_DEVICES ?? amount(2_000, 50))
/** Of the runs whose requests are counted. */
const countedDevices = amount(1_000, 50)
const programs = 80
const hour = 3_600_000
/** MB of heap of each worker. */
const heapLimit = 256
const invocation = 15 * 60_000
const megabyte = 2 ** 20
/** Calls of Graph that a minute allows matter to a tenant, not here. */
const unthrottled = 1_000_000

const size = { users: 500, devices: countedDevices, apps: programs }

/** PCs with Windows that have checked in: those that are silent for long would be back each night. */
const devicesOf = ({ simulator: { tenantData: tenant } }: TestGraph): string =>
  JSON.stringify(
    Array.from({ length: countedDevices }, (_, number) => {
      const { id, name } = tenant.deviceOf(number)
      const software = tenant.appsOf(number).map(({ key: _, ...program }) => program)
      return { id, name, version: '10.0.22631.4317', sku: 'Enterprise', software }
    }),
  )

/** Requests and units of a first run, of one in the next night, and of one that notes when devices were seen. */
const countRequests = async (stage: Stage): Promise<Row[]> => {
  const ledger = await stage.newLedger()
  const importer = stage.importerFor(ledger)
  const night = async (hoursAgo: number) => {
    const now = () => new Date(Date.now() - hoursAgo * hour)
    const graph = await startGraph({ ...size, requestsAMinute: unthrottled, now })
    await fetch(`${graph.simulator.url}/simulator/devices`, { method: 'PUT', body: devicesOf(graph) })
    const connector = connectorOf(graph, ledger, importer)
    const { usage, result } = await metered(stage, () => connector.run())
    if (result.status !== 'completed') throw new Error(JSON.stringify(result))
    await graph.stop()
    const { counts } = (await ledger.call('GET /imports', { query: { kind: 'inventory', limit: '1' } })).body.items[0]
    return { ...usage, calls: graph.simulator.calls().length, changed: counts.created + counts.updated }
  }
  const thousands = countedDevices / 1_000
  const rowsOf = (
    what: string,
    { requests, readUnits, writeUnits, calls }: Awaited<ReturnType<typeof night>>,
  ): Row[] => [
    figure(`${what}: calls of Graph, whatever the devices`, calls, 'calls'),
    figure(`${what}: requests for 1,000 devices`, sumOf(requests) / thousands, 'requests'),
    figure(`${what}: read units for 1,000 devices`, readUnits / thousands, 'units'),
    figure(`${what}: write units for 1,000 devices`, writeUnits / thousands, 'units'),
  ]
  const first = await night(48)
  const next = await night(24)
  const noting = await night(0)
  return [
    ...rowsOf('first run', first),
    ...rowsOf('next night', next),
    ...rowsOf('night that notes check-ins', noting),
    figure(
      'night that notes check-ins: write units per device',
      (noting.writeUnits - next.writeUnits) / countedDevices,
      'units',
      1,
    ),
    figure('unchanged: devices that make a reconciliation due', next.changed + noting.changed, 'devices', 0),
  ]
}

interface Invocations {
  work: Measured[]
  imports: Measured[]
}

const peakOf = (measured: readonly Measured[], kind: 'heapUsed' | 'rss'): number =>
  Math.max(...measured.map((one) => one[kind])) / megabyte
const longestOf = (measured: readonly Measured[]): number =>
  Math.max(...measured.map(({ milliseconds }) => milliseconds))
const sumOfTimes = (measured: readonly Measured[]): number =>
  measured.reduce((sum, { milliseconds }) => sum + milliseconds, 0)

/** One run by the bundled workers, each invocation in a process with little heap, over the simulated tenant. */
const runInProcesses = async (stage: Stage, folder: string): Promise<Row[]> => {
  const ledger = await stage.newLedger()
  const importer = stage.importerFor(ledger)
  const graph = await startGraphSimulator({
    port: 0,
    users: 2_000,
    devices,
    apps: programs,
    requestsAMinute: unthrottled,
  })
  const secrets = await startSecrets({ port: 0, secrets: { graph: graph.secret } })
  const environment = {
    ...{ TABLE_NAME: ledger.tableName, BUCKET_NAME: importer.bucket },
    ...{ GRAPH_TENANT: graph.tenant, GRAPH_CLIENT_ID: graph.clientId, GRAPH_SECRET_ARN: 'graph' },
    ...{ GRAPH_LOGIN_URL: graph.url, GRAPH_URL: graph.url, AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint },
  }
  const { run: work } = processesOf(stage, 'functions/work-worker.ts', folder, heapLimit)
  const { run: imports } = processesOf(stage, 'functions/import-worker.ts', folder, heapLimit)
  const show = async (id: string) =>
    (await ledger.call('GET /connectors/graph/runs/{runId}', { params: { runId: id } })).body
  const importOf = async (importId: string) =>
    (await ledger.call('GET /imports/{importId}', { params: { importId } })).body

  const wholeRun = async () => {
    const measured: Invocations = { work: [], imports: [] }
    const { body } = await ledger.call('POST /connectors/graph/runs')
    const start = performance.now()
    for (let run = body; run.finishedAt === undefined; run = await show(body.id)) {
      if (run.waitsUntil !== undefined) await sleep(Math.max(0, Date.parse(run.waitsUntil) - Date.now()))
      measured.work.push(await work(sqsEvent({ kind: 'graph-run', id: body.id }), environment))
      for (const { importId } of (await show(body.id)).parts) {
        const found = importId && (await importOf(importId))
        if (!found || found.finishedAt !== undefined) continue
        const uploads = connectUploads(importer.bucket, importer.s3)
        if (!(await uploads.isThere(uploadKey(importId, found.fileName)))) continue
        let event = s3Event([await importer.describe(uploadKey(importId, found.fileName))])
        while ((await importOf(importId)).finishedAt === undefined) {
          measured.imports.push(await imports(event, environment))
          event = sqsEvent({ importId })
        }
      }
    }
    const run = await show(body.id)
    if (run.status !== 'completed') throw new Error(JSON.stringify(run))
    const { counts } = await importOf(run.parts[1].importId)
    return { ...measured, milliseconds: performance.now() - start, counts }
  }

  const rowsOf = (
    what: string,
    { work, imports, milliseconds, counts }: Awaited<ReturnType<typeof wholeRun>>,
  ): Row[] => {
    const inventory = imports.slice(1)
    return [
      figure(`${what}: rows`, counts.rows, 'rows'),
      figure(`${what}: rows of the import`, counts.rows / (sumOfTimes(inventory) / 1_000), 'rows/s'),
      figure(`${what}: time of all of it`, milliseconds, 'ms'),
      figure(`${what}: invocations of the import`, inventory.length, 'invocations', 2),
      figure(`${what}: longest invocation`, longestOf([...work, ...imports]), 'ms', invocation),
      figure(`${what}: peak heap of the connector`, peakOf(work, 'heapUsed'), 'MB', heapLimit),
      figure(`${what}: peak heap of the import`, peakOf(imports, 'heapUsed'), 'MB', heapLimit),
      figure(`${what}: peak resident memory`, peakOf([...work, ...imports], 'rss'), 'MB'),
    ]
  }
  try {
    return [
      figure('devices', devices, 'devices'),
      ...rowsOf('first run', await wholeRun()),
      ...rowsOf('again', await wholeRun()),
    ]
  } finally {
    await Promise.all([graph.stop(), secrets.stop()])
  }
}

/** Runs of the connector to Microsoft Graph: what they cost, then time and memory. */
export const measureConnector = async (stage: Stage, folder: string): Promise<Row[]> => [
  ...(await countRequests(stage)),
  ...(await runInProcesses(stage, folder)),
]
