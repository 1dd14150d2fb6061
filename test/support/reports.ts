import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { strFromU8, unzipSync } from 'fflate'
import { inject } from 'vitest'
import { consumer } from '../../lib/foundation/queue/consumer.ts'
import { reportFiles } from '../../lib/reporting/reports/report-files.ts'
import { connectReportBucket } from '../../lib/reporting/worker/make-report.ts'
import type { ReportDesk } from '../../lib/reporting/worker/run-report.ts'
import { takeReport } from '../../lib/reporting/worker/run-report.ts'
import { lambdaContext } from './events.ts'
import { s3ClientOf, sqsEvent } from './importer-on.ts'
import type { TestLedger } from './ledger-on.ts'

const maxReceiveCount = 5

interface Manifest {
  groups: { name: string; builtIn: boolean }[]
  hints?: string[]
  files: {
    kind: string
    path: string
    group?: string
    metadata: Record<string, string>
    pairs?: number
    agreements?: number
    titles?: number
  }[]
}

/** What is in the archive of an export: texts by path. */
export const unpack = (archive: Uint8Array) => {
  const { 'manifest.json': manifest, ...entries } = unzipSync(archive)
  const decode = (bytes: Uint8Array) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  return {
    manifest: JSON.parse(strFromU8(manifest ?? new Uint8Array())) as Manifest,
    files: new Map(Object.entries(entries).map(([path, bytes]) => [path, decode(bytes)])),
  }
}

/** The report worker over a test ledger and the S3 emulator of the test run. */
export const reporter = ({ call, files, ledger }: TestLedger) => {
  const endpoint = inject('s3Endpoint')
  const s3 = s3ClientOf(endpoint)
  const bucket = `reports-${randomUUID()}`
  const ready = s3.send(new CreateBucketCommand({ Bucket: bucket }))
  // The emulator asks for no signature.
  Object.assign(
    files,
    reportFiles(async (key) => `${endpoint}/${bucket}/${key}`),
  )
  const desk: ReportDesk = { ...ledger, bucket: connectReportBucket(bucket, s3) }
  const handler = consumer(maxReceiveCount, ({ body, isLast }) => takeReport(desk, String(body), isLast))

  const deliver = async (reportId: string, receiveCount = 1) => {
    await ready
    return handler(sqsEvent(reportId, receiveCount), lambdaContext(60_000))
  }

  const request = async (filters: Record<string, unknown> = {}): Promise<string> =>
    (await call('POST /reports', { body: { type: 'export', ...filters } })).body.id

  const show = async (reportId: string) => (await call('GET /reports/{reportId}', { params: { reportId } })).body

  const download = async (reportId: string) => {
    const answer = await fetchFile(reportId)
    return unpack(new Uint8Array(await answer.arrayBuffer()))
  }

  /** The file of a report as it is downloaded. */
  const fetchFile = async (reportId: string) => fetch((await show(reportId)).downloadUrl)

  /** The text of a file; not text(), which takes the byte order mark off. */
  const readText = async (reportId: string): Promise<string> =>
    Buffer.from(await (await fetchFile(reportId)).arrayBuffer()).toString()

  const readJson = async (reportId: string) => JSON.parse(await readText(reportId))

  /** Runs a license report. @returns its text */
  const runText = async (report: Record<string, unknown>): Promise<string> => {
    const id = await request(report)
    const { batchItemFailures } = await deliver(id)
    if (batchItemFailures.length > 0) throw new Error('The report failed.')
    return readText(id)
  }

  /** Runs an export. @returns what is in it */
  const run = async (filters?: Record<string, unknown>) => {
    const id = await request(filters)
    const { batchItemFailures } = await deliver(id)
    if (batchItemFailures.length > 0) throw new Error('The export failed.')
    return download(id)
  }

  /** Keys of all that is in the bucket. */
  const stored = async (): Promise<string[]> => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }))
    return Contents.map(({ Key = '' }) => Key)
  }

  return { desk, deliver, request, show, fetchFile, readJson, download, run, runText, stored }
}

export type TestReporter = ReturnType<typeof reporter>
