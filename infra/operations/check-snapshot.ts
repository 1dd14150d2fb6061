import { setTimeout as sleep } from 'node:timers/promises'
import { HeadBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { connectTable, type Table } from '../../lib/foundation/table/table.ts'
import { listRuns, type Reconciliation, Stage } from '../../lib/positions/runs/reconciliation.ts'
import { bucketFiles } from '../../lib/positions/snapshot/files.ts'
import { formatVersion } from '../../lib/positions/snapshot/manifest.ts'
import { isPending, type Pointers, readPointers, type SnapshotPointer } from '../../lib/positions/snapshot/pointers.ts'
import { readManifest, Unreadable } from '../../lib/positions/snapshot/stored-snapshot.ts'
import { ifThere, type Report } from './finding.ts'
import type { Check, Target } from './target.ts'

const readOn = 'Read the log of work-worker: docs/operations.md#reconciliations-fail-or-do-not-come.'
const remake = 'Ask for a reconciliation (POST /reconciliations), which makes all files again.'

/** Milliseconds for which changes that wait are watched. */
const watched = 15_000
const interval = 500
/** Milliseconds after which changes should be in a snapshot, at any size and pace. */
const longestDelay = 15 * 60_000
/** Milliseconds: there is a snapshot for each day, and days have up to 25 hours. */
const longestDay = 26 * 3_600_000
const runsLookedAt = 20

const isBehind = (pointers: Pointers): boolean => !pointers.current || isPending(pointers, pointers.current)

/** The pointers, as soon as no change waits any more. */
const readSettled = async (table: Table): Promise<Pointers> => {
  for (const end = Date.now() + watched; ; await sleep(interval)) {
    const pointers = await readPointers(table)
    if (!isBehind(pointers) || Date.now() >= end) return pointers
  }
}

const checkManifest = async ({ s3, bucket: Bucket }: Target, id: string, report: Report): Promise<void> => {
  if (!(await ifThere(s3.send(new HeadBucketCommand({ Bucket })), 'NotFound', 'NoSuchBucket')))
    return report.notChecked('There is no bucket.')
  const manifest = await readManifest(bucketFiles(Bucket, s3), id).catch((error: unknown) => {
    if (error instanceof Unreadable) return error
    throw error
  })
  if (manifest instanceof Unreadable) return report.wrong(manifest.message, remake)
  if (!manifest) return report.wrong(`The snapshot ${id} is not in the bucket.`, remake)
  const { format, tables } = manifest
  const newer = `Format ${format} of snapshots is newer than this version of the ledger.`
  if (format > formatVersion) return report.wrong(newer, 'Deploy the newer version.')
  const keys = Object.values(tables).map(({ key }) => key)
  const head = (Key: string) => ifThere(s3.send(new HeadObjectCommand({ Bucket, Key })), 'NotFound', 'NoSuchKey')
  const missing = (await Promise.all(keys.map(head))).filter((answer) => answer === undefined).length
  report.expect(
    missing === 0,
    `${id} is there, with all of its ${keys.length} tables.`,
    `${missing} of ${keys.length} files of the snapshot ${id} are missing.`,
    remake,
  )
}

const checkAge = (pointers: Pointers, { readFrom }: SnapshotPointer, isRunning: boolean, report: Report): void => {
  const age = Date.now() - Date.parse(readFrom)
  if (age > longestDay) report.wrong(`It is from ${readFrom}. Each day should have one.`, readOn)
  else if (!isBehind(pointers)) report.ok(`It is from ${readFrom}, and no change waits.`)
  else
    report.expect(
      isRunning || age < longestDelay,
      `It is from ${readFrom}. Changes wait for the next run.`,
      `Changes wait, no run is under way, and the last snapshot is from ${readFrom}.`,
      readOn,
    )
}

const checkRuns = (runs: readonly Reconciliation[], { expect }: Report): void => {
  for (const stage of Stage.options) {
    const last = runs.find((run) => run.stage === stage && run.finishedAt !== undefined)
    if (!last) continue
    const { status, finishedAt, error } = last
    expect(
      status !== 'failed',
      `The last run (${stage}) ended at ${finishedAt}.`,
      `The last run (${stage}) failed at ${finishedAt}: ${error?.code}, ${error?.message}`,
      readOn,
    )
  }
}

/** There is a snapshot with all of its files, reconciliations do not fail, and changes do not wait for long. */
export const checkSnapshot: Check = async (target, report) => {
  const table = connectTable(target.tableName, target.dynamodb)
  const pointers = await ifThere(readSettled(table), 'ResourceNotFoundException')
  if (!pointers) return report.notChecked('There is no table.')
  const { items: runs } = await listRuns({ table, now: () => new Date() }, { limit: runsLookedAt, after: undefined })
  const { current } = pointers
  if (current) {
    await checkManifest(target, current.id, report)
    const isRunning = runs.some(({ status }) => status === 'running')
    checkAge(pointers, current, isRunning, report)
  } else report.wrong('There is no snapshot yet: no positions are known.', readOn)
  checkRuns(runs, report)
}
