import * as z from 'zod'
import { commit, type Write } from '../../foundation/table/table.ts'
import { importRuns, type StoredImport } from '../../work/imports/import-run.ts'
import { runMoved } from '../../work/run.ts'
import { takeTurn } from '../../work/turn.ts'
import { findGaps } from './find-gaps.ts'
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
import { cancelAwaited, type GraphRunDesk, pauseAfter, putOff, remember, type TakePart } from './part-steps.ts'
import { beginScheduledRun } from './request-graph-run.ts'
import { takeSoftware } from './take-software.ts'
import { takeSubscriptions } from './take-subscriptions.ts'

const takers: Record<GraphPart, TakePart> = { subscriptions: takeSubscriptions, software: takeSoftware }

const end = async (
  desk: GraphRunDesk,
  run: StoredGraphRun,
  result: Partial<StoredGraphRun>,
  alongside: readonly Write[] = [],
) => {
  const { table, now, log } = desk
  remember(desk, undefined)
  const { ended, writes } = endGraphRun(run, result, now().toISOString())
  await commit(table, [...writes, ...alongside])
  const { id: graphRunId, trigger, status, errors, plans, users } = ended
  log?.info('graph run ended', { graphRunId, trigger, status, codes: errors.map(({ code }) => code), plans, users })
}

const notConfigured = {
  code: 'graph-not-configured',
  message: 'No tenant is configured, which is optional: set graphTenant (docs/graph.md).',
}

/** Puts the run off, or gives the part up. @returns the run, if it goes on now */
const afterFailure = async (
  desk: GraphRunDesk,
  run: StoredGraphRun,
  part: GraphPart,
  failure: GraphFailure,
): Promise<StoredGraphRun | undefined> => {
  const { code, message } = failure
  const errors = [...run.errors.filter((error) => error.part !== part), { part, code, message }]
  const pause = pauseAfter(run, failure)
  if (pause !== undefined) {
    await putOff(desk, run, pause, { errors, failuresInRow: run.failuresInRow + 1 })
    return undefined
  }
  const at = desk.now().toISOString()
  const changes = { parts: partsWith(run, part, { status: 'failed' }), errors, failuresInRow: 0, attempts: 0 }
  return graphRuns.step(desk.table, run, changes, at, await cancelAwaited(desk, run, part, at))
}

/** Seconds until the next look at imports that have not ended, by how often that was done. */
const pauses = [2, 5, 10, 20, 30]

const notImported = (part: GraphPart, { status, errors }: StoredImport): RunError => {
  const code = errors[0]?.code === undefined ? '' : ` (${errors[0].code})`
  return { part, code: 'import-failed', message: `Its import has ended as ${status}${code}: the import says why.` }
}

/** Ends the run once all of its imports have ended. */
const follow = async (desk: GraphRunDesk, run: StoredGraphRun): Promise<void> => {
  const { table } = desk
  const uploaded = run.parts.flatMap(({ part, status, importId }) =>
    status === 'imported' && importId !== undefined ? [{ part, importId }] : [],
  )
  const imports = await Promise.all(
    uploaded.map(async ({ part, importId }) => ({ part, found: await importRuns.read(table, importId) })),
  )
  if (imports.some(({ found }) => found && found.stage !== 'ended')) {
    const wait = pauses[Math.min(run.looks, pauses.length - 1)] ?? 0
    return putOff(desk, run, wait * 1_000, { looks: run.looks + 1 })
  }
  const failed = imports.flatMap(({ part, found }) =>
    found && found.status !== 'completed' ? notImported(part, found) : [],
  )
  const parts = run.parts.map((each) =>
    failed.some(({ part }) => part === each.part) ? { ...each, status: 'failed' as const } : each,
  )
  const errors = [...run.errors, ...failed]
  const { changes, writes } = await findGaps(desk, { ...run, parts })
  await end(desk, run, { ...changes, parts, errors, status: statusOf({ parts, errors }) }, writes)
}

const work = async (desk: GraphRunDesk, begun: StoredGraphRun): Promise<void> => {
  const { graph } = desk
  if (!graph) return end(desk, begun, { status: 'failed', errors: [notConfigured] })
  let run = begun
  for (const { part } of begun.parts.filter(({ status }) => status === 'waiting'))
    try {
      const after = await takers[part](desk, graph, run)
      if (!after) return
      run = after
    } catch (error) {
      if (!(error instanceof GraphFailure)) throw error
      // A step of its own may have been taken before it failed; one of another turn counts an attempt.
      const current = await graphRuns.get(desk.table, run.id)
      if (current.version !== run.version && current.attempts > 0) throw runMoved()
      const after = await afterFailure(desk, current, part, error)
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
