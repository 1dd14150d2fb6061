import { randomUUID } from 'node:crypto'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { ReportFormat } from '../lib/reports/report.ts'
import { connectReportBucket } from '../lib/reports/report-bucket.ts'
import { takeReportMessage } from '../lib/reports/run-report.ts'
import { sqsEvent } from '../test/support/importer-on.ts'
import { makeAgreements } from './made-agreements.ts'
import { counted, sumOf } from './meter.ts'
import type { Row } from './report.ts'
import type { Stage } from './stage.ts'
import { processOf } from './worker-process.ts'

/** Agreements of three ledgers; each has a fifth as many titles. */
const largest = Number(process.env.REPORT_AGREEMENTS ?? 100_000)
const sizes = [largest / 100, largest / 10, largest]
/** MB of old space, by the issue of the reports; the deployed function has 1,024 MB of memory for everything. */
const heapLimit = 256
/** Minutes: a third of what Lambda gives a function. */
const mostMinutes = 5
/** How much longer a row may take in the largest ledger than in one that has a tenth of its agreements. */
const mostGrowth = 1.5

/** Reports of a ledger of some size. */
const prepare = async (stage: Stage, agreements: number) => {
  const ledger = await stage.newLedger()
  const groupIds = ['unassigned']
  for (const name of ['EMEA', 'APAC', 'Americas'])
    groupIds.push((await ledger.call('POST /groups', { body: { name } })).body.id)
  await makeAgreements(ledger, agreements, groupIds)
  const bucket = `reports-${randomUUID()}`
  await stage.s3.send(new CreateBucketCommand({ Bucket: bucket }))

  const request = async (report: object): Promise<string> =>
    (await ledger.call('POST /reports', { body: report })).body.id
  const expectDone = async (reportId: string): Promise<void> => {
    const { body } = await ledger.call('GET /reports/{reportId}', { params: { reportId } })
    if (body.status !== 'completed') throw new Error(`The report ended as ${body.status}.`)
  }
  return {
    groupIds,
    /** Makes a report in a process of its own. */
    run: async (runWorker: ReturnType<typeof processOf>, report: object) => {
      const reportId = await request(report)
      const measured = await runWorker(sqsEvent({ reportId }), {
        TABLE_NAME: ledger.tableName,
        BUCKET_NAME: bucket,
        WORK_QUEUE_URL: stage.queueUrls.work,
      })
      await expectDone(reportId)
      return measured
    },
    countRequests: async (report: object): Promise<number> => {
      const reportId = await request(report)
      const desk = { ...ledger.ledger, bucket: connectReportBucket(bucket, stage.s3) }
      const { requests } = await counted(stage.client, () =>
        takeReportMessage(desk, { body: { reportId }, isLast: false }),
      )
      await expectDone(reportId)
      return sumOf(requests)
    },
  }
}

const reportsOf = ([, ...groupIds]: readonly string[]): [string, object][] => [
  ...ReportFormat.options.map((format): [string, object] => [`purchase, ${format}`, { type: 'purchase', format }]),
  ...ReportFormat.options.map((format): [string, object] => [
    `installation, ${format}`,
    { type: 'installation', format },
  ]),
  ['installation of three groups, html', { type: 'installation', groupIds }],
]

/** One report of a ledger of some size, and how its time has grown since the ledger before. */
const measureReport = async (
  { run, countRequests }: Awaited<ReturnType<typeof prepare>>,
  runWorker: ReturnType<typeof processOf>,
  { what, report, rows }: { what: string; report: object; rows: number },
  before: number | undefined,
): Promise<{ row: Row; perRow: number }> => {
  const { heapUsed, rss, milliseconds } = await run(runWorker, report)
  const perRow = milliseconds / rows
  const growth = perRow / (before ?? perRow)
  const isMet = heapUsed / 2 ** 20 <= heapLimit && milliseconds <= mostMinutes * 60_000 && growth <= mostGrowth
  const row = {
    report: what,
    rows,
    'rows/s': Math.round((1_000 * rows) / milliseconds),
    seconds: Number((milliseconds / 1_000).toPrecision(3)),
    'time a row, to a tenth of the ledger': before === undefined ? '' : Number(growth.toFixed(2)),
    'MB heap': Math.round(heapUsed / 2 ** 20),
    'MB resident': Math.round(rss / 2 ** 20),
    requests: what.endsWith('html') ? await countRequests(report) : '',
    met: isMet ? 'yes' : 'NO',
  }
  return { row, perRow }
}

/**
 * License reports of ledgers of growing size, made by the bundled worker with a limited heap: how many rows a second, the
 * most memory, and requests of the table. @param folder for bundles
 */
export const measureReports = async (stage: Stage, folder: string): Promise<Row[]> => {
  const runWorker = processOf(stage, 'report-worker', folder, heapLimit)
  const measured: Row[] = []
  const before = new Map<string, number>()
  for (const size of sizes) {
    const prepared = await prepare(stage, size)
    for (const [what, report] of reportsOf(prepared.groupIds)) {
      const rows = what.startsWith('purchase') ? size : size / 5
      const { row, perRow } = await measureReport(prepared, runWorker, { what, report, rows }, before.get(what))
      before.set(what, perRow)
      measured.push(row)
    }
  }
  return measured
}
