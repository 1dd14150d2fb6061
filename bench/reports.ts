import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CreateBucketCommand, GetObjectCommand } from '@aws-sdk/client-s3'
import { collect, reconcile } from '../lib/positions/runs/stages.ts'
import { bucketFiles } from '../lib/positions/snapshot/files.ts'
import { snapshotReader } from '../lib/positions/snapshot/snapshot-reader.ts'
import type { ReportFormat } from '../lib/reporting/reports/report.ts'
import { type ReportFile, reportObject } from '../lib/reporting/reports/report-files.ts'
import { connectReportBucket } from '../lib/reporting/worker/make-report.ts'
import { takeReport } from '../lib/reporting/worker/run-report.ts'
import { sqsEvent } from '../test/support/importer-on.ts'
import { type LedgerSize, makeLedger } from './made-ledger.ts'
import { counted, sumOf } from './meter.ts'
import type { Row } from './report.ts'
import { amount } from './size.ts'
import type { Stage } from './stage.ts'
import { processesOf } from './worker-process.ts'

/** Agreements of three ledgers. */
const largest = Number(process.env.REPORT_AGREEMENTS ?? amount(20_000, 500))
const sizes = [largest / 100, largest / 10, largest]
/** MB of old space, by the issue of the reports; the deployed function has 1,024 MB of memory for everything. */
const heapLimit = 256
/** Minutes: a third of what Lambda gives a function. */
const mostMinutes = 5
/** How much longer a row may take in the largest ledger than in one that has a tenth of its agreements. */
const mostGrowth = 1.5

/** One of ten is an other agreement; there are a fifth as many names of software, and a twentieth as many devices. */
const sizeOf = (agreements: number): LedgerSize => ({
  devices: agreements / 20,
  names: agreements / 5,
  volumeAgreements: 0.9 * agreements,
  pairsOfEach: 1,
  otherAgreements: 0.1 * agreements,
})

interface Request {
  what: string
  type: 'purchase' | 'installation'
  format: ReportFormat
  groupIds?: readonly string[]
}

/** Of one kind the first is JSON, which tells how many rows there are. */
const requestsFor = (someGroups: readonly string[]): Request[] => [
  ...(['purchase', 'installation'] as const).flatMap((type) =>
    (['json', 'csv', 'html', 'xlsx'] as const).map((format) => ({ what: `${type}, ${format}`, type, format })),
  ),
  { what: 'installation of three groups, json', type: 'installation', format: 'json', groupIds: someGroups },
]

/** Reports of a ledger of some size. */
const prepare = async (stage: Stage, agreements: number) => {
  const ledger = await stage.newLedger()
  const someGroups: string[] = []
  for (const name of ['EMEA', 'APAC', 'Americas'])
    someGroups.push((await ledger.call('POST /groups', { body: { name } })).body.id)
  await makeLedger(ledger, sizeOf(agreements), ['unassigned', ...someGroups])
  const bucket = `reports-${randomUUID()}`
  await stage.s3.send(new CreateBucketCommand({ Bucket: bucket }))
  const files = bucketFiles(bucket, stage.s3)
  await collect({ ...ledger.runs, files })
  await reconcile({ ...ledger.runs, files })

  const request = async ({ type, format, groupIds }: Request): Promise<ReportFile> => {
    const body = { type, format, ...(groupIds && { groupIds }) }
    return { id: (await ledger.call('POST /reports', { body })).body.id, type, format }
  }
  const expectDone = async ({ id: reportId }: ReportFile): Promise<void> => {
    const { body } = await ledger.call('GET /reports/{reportId}', { params: { reportId } })
    if (body.status !== 'completed') throw new Error(`The report ended as ${body.status}.`)
  }
  return {
    requests: requestsFor(someGroups),
    /** Makes a report in a process of its own. */
    run: async (runWorker: ReturnType<typeof processesOf>['run'], wanted: Request) => {
      const report = await request(wanted)
      const measured = await runWorker(sqsEvent({ kind: 'report', id: report.id }), {
        TABLE_NAME: ledger.tableName,
        BUCKET_NAME: bucket,
      })
      await expectDone(report)
      return { ...measured, report }
    },
    readRows: async (report: ReportFile): Promise<object[]> => {
      const { Body } = await stage.s3.send(new GetObjectCommand({ Bucket: bucket, Key: reportObject(report) }))
      return JSON.parse((await Body?.transformToString()) ?? '{}').rows
    },
    countRequests: async (wanted: Request): Promise<number> => {
      const report = await request(wanted)
      const snapshots = snapshotReader({ ...ledger.ledger, files })
      const desk = { ...ledger.ledger, snapshots, bucket: connectReportBucket(bucket, stage.s3) }
      const { requests } = await counted(stage.client, () => takeReport(desk, report.id, false))
      await expectDone(report)
      return sumOf(requests)
    },
  }
}

/** The rows of a report, a line of JSON each: what writing them takes at least. @returns milliseconds */
const writeBare = async (rows: readonly object[], path: string): Promise<number> => {
  const start = performance.now()
  await pipeline(
    Readable.from(rows).map((row) => `${JSON.stringify(row)}\n`),
    createWriteStream(path),
  )
  return performance.now() - start
}

const speed = (what: string, rows: number, milliseconds: number) => ({
  report: what,
  rows,
  'rows/s': Math.round((1_000 * rows) / milliseconds),
  seconds: Number((milliseconds / 1_000).toPrecision(3)),
})

const notMeasured = {
  'time a row, to a tenth of the ledger': '',
  'MB heap': '',
  'MB resident': '',
  requests: '',
  met: '',
}

/** Reports of one ledger. @param before milliseconds a row in a ledger of a tenth, by report; brought up to date */
const measureLedger = async (
  { requests, run, readRows, countRequests }: Awaited<ReturnType<typeof prepare>>,
  runWorker: ReturnType<typeof processesOf>['run'],
  before: Map<string, number>,
  folder: string,
): Promise<Row[]> => {
  const measured: Row[] = []
  let rows = 0
  for (const wanted of requests) {
    const { what, format } = wanted
    const { heapUsed, rss, milliseconds, report } = await run(runWorker, wanted)
    const isFirst = format === 'json'
    if (isFirst) {
      const all = await readRows(report)
      rows = all.length
      measured.push({
        ...speed(`${what}: its rows alone`, rows, await writeBare(all, `${folder}/rows`)),
        ...notMeasured,
      })
    }
    const perRow = milliseconds / rows
    const earlier = before.get(what)
    before.set(what, perRow)
    const growth = perRow / (earlier ?? perRow)
    const isMet = heapUsed / 2 ** 20 <= heapLimit && milliseconds <= mostMinutes * 60_000 && growth <= mostGrowth
    measured.push({
      ...speed(what, rows, milliseconds),
      'time a row, to a tenth of the ledger': earlier === undefined ? '' : Number(growth.toFixed(2)),
      'MB heap': Math.round(heapUsed / 2 ** 20),
      'MB resident': Math.round(rss / 2 ** 20),
      requests: isFirst ? await countRequests(wanted) : '',
      met: isMet ? 'yes' : 'NO',
    })
  }
  return measured
}

/**
 * License reports of ledgers of growing size, made by the bundled worker with a limited heap: how many rows a second, the
 * most memory, and requests of the table. @param folder for bundles
 */
export const measureReports = async (stage: Stage, folder: string): Promise<Row[]> => {
  const { run: runWorker } = processesOf(stage, 'functions/work-worker.ts', folder, heapLimit)
  const measured: Row[] = []
  const before = new Map<string, number>()
  for (const size of sizes)
    measured.push(...(await measureLedger(await prepare(stage, size), runWorker, before, folder)))
  return measured
}
