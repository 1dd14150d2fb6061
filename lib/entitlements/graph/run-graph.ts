import * as z from 'zod'
import type { Log } from '../../foundation/log/log.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { commit } from '../../foundation/table/table.ts'
import { uploadKey } from '../../work/imports/drops.ts'
import { importRuns, type StoredImport } from '../../work/imports/import-run.ts'
import { newUpload } from '../../work/imports/requests.ts'
import type { UploadBucket } from '../../work/imports/upload-bucket.ts'
import { takeTurn } from '../../work/turn.ts'
import type { Graph } from './graph-client.ts'
import { GraphFailure } from './graph-failure.ts'
import {
  endGraphRun,
  type GraphPart,
  graphRuns,
  isOpen,
  partsWith,
  type RunError,
  type StoredGraphRun,
  statusOf,
} from './graph-run.ts'
import type { PartFile } from './part-file.ts'
import { readSubscriptions } from './read-subscriptions.ts'
import { beginScheduledRun } from './request-graph-run.ts'

export interface GraphRunDesk extends LedgerWith<'announceGraphRun'> {
  graph: Graph | undefined
  uploads: UploadBucket
  log?: Pick<Log, 'info'>
}

const readers: Record<GraphPart, (graph: Graph) => Promise<PartFile>> = { subscriptions: readSubscriptions }

const end = async ({ table, now, log }: GraphRunDesk, run: StoredGraphRun, result: Partial<StoredGraphRun>) => {
  const { ended, writes } = endGraphRun(run, result, now().toISOString())
  await commit(table, writes)
  const { id: graphRunId, trigger, status, errors, plans, users } = ended
  log?.info('graph run ended', { graphRunId, trigger, status, codes: errors.map(({ code }) => code), plans, users })
}

const notConfigured = {
  code: 'graph-not-configured',
  message: 'No tenant is configured, which is optional: set graphTenant (docs/graph.md).',
}

/** Whether the file of an upload has come. An import that waits for it says no. */
const hasCome = async ({ table, uploads }: GraphRunDesk, importId: string): Promise<boolean> => {
  const run = await importRuns.read(table, importId)
  return run !== undefined && (run.stage !== 'awaiting' || (await uploads.isThere(run.key)))
}

/** Reads a part and uploads it, unless an earlier turn did. Its import is recorded before its file is there. */
const takePart = async (desk: GraphRunDesk, graph: Graph, begun: StoredGraphRun, part: GraphPart) => {
  const { table, now, newId, uploads } = desk
  let run = begun
  let importId = run.parts.find((one) => one.part === part)?.importId
  if (importId === undefined || !(await hasCome(desk, importId))) {
    const { kind, fileName, text, counts, errors } = await readers[part](graph)
    const at = now().toISOString()
    const told = errors.map((error) => ({ ...error, part }))
    const others = run.errors.filter((error) => error.part !== part)
    const changes = { ...counts, errors: [...others, ...told], failuresInRow: 0, attempts: 0 }
    if (importId === undefined) {
      importId = newId()
      const upload = newUpload(
        { id: importId, bucket: uploads.bucket, fileName, kind, actor: run.actor, onError: 'skip' },
        at,
      )
      const parts = partsWith(run, part, { importId })
      run = await graphRuns.step(table, run, { ...changes, parts }, at, [importRuns.add(upload)])
    } else run = await graphRuns.step(table, run, changes, at)
    await uploads.put(uploadKey(importId, fileName), text)
  }
  const parts = partsWith(run, part, { status: 'imported' })
  return graphRuns.step(table, run, { parts }, now().toISOString())
}

const failuresUntilStop = 5
/** Milliseconds. A queue holds a message back for 15 minutes at most. */
const shortestPause = 5_000
const longestPause = 14 * 60_000

/** Puts the run off, or gives the part up. @returns the run, if it goes on now */
const afterFailure = async (
  desk: GraphRunDesk,
  run: StoredGraphRun,
  part: GraphPart,
  { code, message, passes, retryAfter = 0 }: GraphFailure,
): Promise<StoredGraphRun | undefined> => {
  const { table, now, announceGraphRun } = desk
  const failuresInRow = run.failuresInRow + 1
  const at = now()
  const errors = [...run.errors.filter((error) => error.part !== part), { part, code, message }]
  const wait = Math.max(retryAfter, shortestPause * 2 ** run.failuresInRow)
  if (!passes || failuresInRow >= failuresUntilStop || wait > longestPause) {
    const parts = partsWith(run, part, { status: 'failed' })
    return graphRuns.step(table, run, { parts, errors, failuresInRow: 0, attempts: 0 }, at.toISOString())
  }
  const waitUntil = new Date(at.getTime() + wait).toISOString()
  await graphRuns.step(table, run, { errors, failuresInRow, waitUntil, attempts: 0 }, at.toISOString())
  await announceGraphRun(run.id, Math.ceil(wait / 1_000))
  return undefined
}

/** Seconds until the next look at imports that have not ended, by how often that was done. */
const pauses = [2, 5, 10, 20, 30]

const notImported = (part: GraphPart, { status, errors }: StoredImport): RunError => {
  const code = errors[0]?.code === undefined ? '' : ` (${errors[0].code})`
  return { part, code: 'import-failed', message: `Its import has ended as ${status}${code}: the import says why.` }
}

/** Ends the run once all of its imports have ended. */
const follow = async (desk: GraphRunDesk, run: StoredGraphRun): Promise<void> => {
  const { table, now, announceGraphRun } = desk
  const uploaded = run.parts.flatMap(({ part, status, importId }) =>
    status === 'imported' && importId !== undefined ? [{ part, importId }] : [],
  )
  const imports = await Promise.all(
    uploaded.map(async ({ part, importId }) => ({ part, found: await importRuns.read(table, importId) })),
  )
  if (imports.some(({ found }) => found && found.stage !== 'ended')) {
    const wait = pauses[Math.min(run.looks, pauses.length - 1)] ?? 0
    const waitUntil = new Date(now().getTime() + wait * 1_000).toISOString()
    await graphRuns.step(table, run, { looks: run.looks + 1, waitUntil, attempts: 0 }, now().toISOString())
    return announceGraphRun(run.id, wait)
  }
  const failed = imports.flatMap(({ part, found }) =>
    found && found.status !== 'completed' ? notImported(part, found) : [],
  )
  const parts = run.parts.map((each) =>
    failed.some(({ part }) => part === each.part) ? { ...each, status: 'failed' as const } : each,
  )
  const errors = [...run.errors, ...failed]
  await end(desk, run, { parts, errors, status: statusOf({ parts, errors }) })
}

const work = async (desk: GraphRunDesk, begun: StoredGraphRun): Promise<void> => {
  const { graph } = desk
  if (!graph) return end(desk, begun, { status: 'failed', errors: [notConfigured] })
  let run = begun
  for (const { part } of begun.parts.filter(({ status }) => status === 'waiting'))
    try {
      run = await takePart(desk, graph, run, part)
    } catch (error) {
      if (!(error instanceof GraphFailure)) throw error
      const after = await afterFailure(desk, run, part, error)
      if (!after) return
      run = after
    }
  return follow(desk, run)
}

const givenUp = {
  code: 'internal',
  message: 'The service could not finish this run and has given it up. The logs say why; run the connector again.',
}

/** Takes a turn at a run of the connector. What it uploaded before it is given up is imported. */
export const takeGraphRun = async (desk: GraphRunDesk, runId: string, isLast: boolean): Promise<void> => {
  const turns = {
    runs: graphRuns,
    // A message that comes before the wait is over is dropped: another one comes, or the sweep's.
    isOpen: (run: StoredGraphRun) =>
      isOpen(run) && (run.waitUntil === undefined || Date.parse(run.waitUntil) - 1_000 <= desk.now().getTime()),
    begin: () => ({ status: 'running' as const, waitUntil: undefined }),
    work: (run: StoredGraphRun) => work(desk, run),
    giveUp: (run: StoredGraphRun) => end(desk, run, { status: 'failed', errors: [...run.errors, givenUp] }),
  }
  try {
    await takeTurn(turns, desk, runId, isLast)
  } catch (error) {
    // The log shows causes, so a failed delivery can be found by the run's id.
    throw new Error(`graph run ${runId}`, { cause: error })
  }
}

/** @param scheduledFor ISO 8601 */
export const takeScheduledGraphRun = async (
  desk: GraphRunDesk,
  scheduledFor: string,
  isLast: boolean,
): Promise<void> => {
  const runId = await beginScheduledRun(desk, z.iso.datetime({ offset: true }).parse(scheduledFor))
  if (runId !== undefined) await takeGraphRun(desk, runId, isLast)
}
