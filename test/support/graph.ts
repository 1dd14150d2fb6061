import type { X509Certificate } from 'node:crypto'
import { WorkMessage } from '../../functions/wiring/messages.ts'
import { startGraphSimulator } from '../../infra/local/graph/simulator.ts'
import { connectGraph } from '../../lib/entitlements/graph/graph-client.ts'
import type { GraphRunDesk } from '../../lib/entitlements/graph/part-steps.ts'
import { takeGraphRun, takeScheduledGraphRun } from '../../lib/entitlements/graph/run-graph.ts'
import { signIn } from '../../lib/entitlements/graph/sign-in.ts'
import { consumer } from '../../lib/foundation/queue/consumer.ts'
import { connectUploads } from '../../lib/work/imports/upload-bucket.ts'
import { lambdaContext } from './events.ts'
import { s3Event, sqsEvent, type TestImporter } from './importer-on.ts'
import type { TestLedger } from './ledger-on.ts'

interface GraphSettings {
  users?: number
  devices?: number
  apps?: number
  requestsAMinute?: number
  seed?: number
  tokenSeconds?: number
  certificate?: X509Certificate
  /** What the client signs in with; the simulator's secret when absent. */
  credential?: string
  timeLeft?: () => number
  now?: () => Date
}

/** A simulator of Microsoft Graph on a free port, and the real client of it, which does not really wait. */
export const startGraph = async ({ credential, timeLeft = () => 600_000, ...settings }: GraphSettings = {}) => {
  const simulator = await startGraphSimulator({ port: 0, ...settings })
  const { now = () => new Date() } = settings
  const { url, tenant, clientId, secret, stop } = simulator
  const slept: number[] = []
  const connect = (readCredential = async () => credential ?? secret) =>
    connectGraph({
      graph: url,
      signIn: signIn({ login: url, graph: url, tenant, clientId, readCredential }, now),
      now,
      sleep: async (milliseconds) => void slept.push(milliseconds),
      timeLeft,
    })
  return { simulator, connect, slept, stop }
}
export type TestGraph = Awaited<ReturnType<typeof startGraph>>

const maxReceiveCount = 5

/** The connector over a test ledger, whose imports read the uploads. */
export const connectorOf = (graph: TestGraph, ledger: TestLedger, imports: TestImporter) => {
  const delayed: string[] = []
  const desk: GraphRunDesk = {
    ...ledger.ledger,
    graph: graph.connect(),
    uploads: connectUploads(imports.bucket, imports.s3),
    memory: {},
    announceGraphRun: async (runId) => void delayed.push(runId),
  }
  const handler = consumer(maxReceiveCount, ({ body, isLast }) => {
    const { kind, id } = WorkMessage.parse(body)
    return kind === 'scheduled-graph-run' ? takeScheduledGraphRun(desk, id, isLast) : takeGraphRun(desk, id, isLast)
  })
  const deliver = (message: WorkMessage, milliseconds = 600_000) =>
    handler(sqsEvent(message), lambdaContext(milliseconds))

  const show = async (runId: string) =>
    (await ledger.call('GET /connectors/graph/runs/{runId}', { params: { runId } })).body

  /** Tells the importer of uploads that have come, as S3 does. */
  const announceUploads = async (runId: string): Promise<void> => {
    for (const { importId } of (await show(runId)).parts) {
      if (importId === undefined) continue
      const { body } = await ledger.call('GET /imports/{importId}', { params: { importId } })
      const key = `imports/uploads/${importId}/${body.fileName}`
      if (body.status === 'awaiting-upload' && (await desk.uploads.isThere(key)))
        await imports.deliver(s3Event([await imports.describe(key)]))
      // What its worker did not live to do, the sweep asks for again.
      else if (body.finishedAt === undefined) await imports.deliver(sqsEvent({ importId }))
    }
  }

  /** Delivers a message and all that follow from it, as if all waits were over. @returns the run as the API shows it */
  const drive = async (runId: string) => {
    delayed.push(runId)
    for (let turns = 0; delayed.length > 0; turns++) {
      if (turns > 100) throw new Error('The run does not end.')
      const id = delayed.shift() ?? ''
      const { waitsUntil } = await show(id)
      if (waitsUntil !== undefined) ledger.setClock(new Date(waitsUntil))
      await deliver({ kind: 'graph-run', id })
      await announceUploads(id)
    }
    return show(runId)
  }

  const run = async () => {
    const { body } = await ledger.call('POST /connectors/graph/runs')
    return drive(body.id)
  }
  return { desk, deliver, drive, run, show, delayed }
}
