import { setTimeout as sleep } from 'node:timers/promises'
import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { connectTable, type Table } from '../../lib/foundation/table/table.ts'
import { listRuns, type Reconciliation, Stage } from '../../lib/positions/runs/reconciliation.ts'
import { bucketFiles } from '../../lib/positions/snapshot/bucket-files.ts'
import { formatVersion, type Manifest } from '../../lib/positions/snapshot/manifest.ts'
import { isPending, type Pointers, readPointers, type SnapshotPointer } from '../../lib/positions/snapshot/pointers.ts'
import { readManifest, Unreadable } from '../../lib/positions/snapshot/stored-snapshot.ts'
import { type Finding, findings, found, isNamed } from './finding.ts'
import type { Check, Target } from './target.ts'

const { ok, wrong, notChecked } = findings('snapshot')
const readOn = 'Read the log of reconciliation-worker: docs/operations.md#reconciliations-fail-or-do-not-come.'
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
  const end = Date.now() + watched
  let pointers = await readPointers(table)
  while (isBehind(pointers) && Date.now() < end) {
    await sleep(interval)
    pointers = await readPointers(table)
  }
  return pointers
}

/** How the last run of each stage ended. */
const checkRuns = (runs: readonly Reconciliation[]): Finding[] =>
  Stage.options.flatMap((stage) => {
    const last = runs.find((run) => run.stage === stage && run.finishedAt !== undefined)
    if (!last) return []
    const { status, finishedAt, error } = last
    return found(
      status !== 'failed',
      ok(`The last run (${stage}) ended at ${finishedAt}.`),
      wrong(`The last run (${stage}) failed at ${finishedAt}: ${error?.code}, ${error?.message}`, readOn),
    )
  })

const isMissing = async ({ s3, bucket }: Target, Key: string): Promise<boolean> => {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key }))
    return false
  } catch (error) {
    if (isNamed(error, 'NotFound', 'NoSuchKey')) return true
    throw error
  }
}

const checkFiles = async (target: Target, { id, format, tables }: Manifest): Promise<Finding> => {
  if (format > formatVersion)
    return wrong(`Format ${format} of snapshots is newer than this version of the ledger.`, 'Deploy the newer version.')
  const keys = Object.values(tables).map(({ key }) => key)
  const missing = (await Promise.all(keys.map((key) => isMissing(target, key)))).filter((isGone) => isGone).length
  return found(
    missing === 0,
    ok(`${id} is there, with all of its ${keys.length} tables.`),
    wrong(`${missing} of ${keys.length} files of the snapshot ${id} are missing.`, remake),
  )
}

const checkManifest = async (target: Target, { id }: SnapshotPointer): Promise<Finding> => {
  try {
    const manifest = await readManifest(bucketFiles(target.bucket, target.s3), id)
    return manifest ? await checkFiles(target, manifest) : wrong(`The snapshot ${id} is not in the bucket.`, remake)
  } catch (error) {
    if (error instanceof Unreadable) return wrong(error.message, remake)
    if (isNamed(error, 'NoSuchBucket')) return notChecked('There is no bucket to look into.')
    throw error
  }
}

const checkAge = (pointers: Pointers, { readFrom }: SnapshotPointer, isRunning: boolean): Finding => {
  const age = Date.now() - Date.parse(readFrom)
  if (age > longestDay) return wrong(`It is from ${readFrom}. Each day should have one.`, readOn)
  if (!isBehind(pointers)) return ok(`It is from ${readFrom}, and no change waits.`)
  return found(
    isRunning || age < longestDelay,
    ok(`It is from ${readFrom}. Changes wait for the next run.`),
    wrong(`Changes wait, no run is under way, and the last snapshot is from ${readFrom}.`, readOn),
  )
}

/** There is a snapshot with all of its files, reconciliations do not fail, and changes do not wait for long. */
export const checkSnapshot: Check = async (target) => {
  const table = connectTable(target.tableName, target.dynamodb)
  try {
    const pointers = await readSettled(table)
    const { items: runs } = await listRuns({ table, now: () => new Date() }, { limit: runsLookedAt, after: undefined })
    const { current } = pointers
    if (!current) return [...checkRuns(runs), wrong('There is no snapshot yet: nothing is known of positions.', readOn)]
    const isRunning = runs.some(({ status }) => status === 'running')
    return [await checkManifest(target, current), checkAge(pointers, current, isRunning), ...checkRuns(runs)]
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return [notChecked('There is no table to look into.')]
    throw error
  }
}
