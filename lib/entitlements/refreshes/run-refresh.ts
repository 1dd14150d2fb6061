import * as z from 'zod'
import { readContracts } from '../../agreements/records/contract.ts'
import { freshnessByPartition } from '../../agreements/records/freshness.ts'
import type { Log } from '../../foundation/log/log.ts'
import { timeLeft } from '../../foundation/table/attempts.ts'
import { validationPartition } from '../../foundation/table/keys.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { commit, queryAll } from '../../foundation/table/table.ts'
import { takeTurn } from '../../work/turn.ts'
import type { Vlsc } from '../vlsc/contract.ts'
import { askBatch, longestSleep, nextBatch } from './ask-batch.ts'
import { boundStopped, renewTouched } from './freshness-marks.ts'
import { listPairsOfGroup } from './pair-list.ts'
import { endRefresh, findLast, isOpen, type RefreshStatus, refreshes, type StoredRefresh } from './refresh.ts'
import { beginScheduled } from './request-refresh.ts'

export interface RefreshDesk extends LedgerWith<'announceRefresh' | 'staleAfterHours'> {
  vlsc: Vlsc | undefined
  sleep: (milliseconds: number) => Promise<void>
  log?: Pick<Log, 'info'>
}

/** Milliseconds that a call and what follows it may take. */
const longestStep = 20_000
/** Milliseconds after which a turn hands over, so that other messages of the queue get theirs. */
const longestTurn = 60_000

const statusOf = ({ valid, expired, notFound, failed }: StoredRefresh, isStopped: boolean): RefreshStatus => {
  if (failed === 0 && !isStopped) return 'completed'
  return valid + expired + notFound > 0 ? 'partial' : 'failed'
}

/** Ends a run, and logs how it went. */
const end = async ({ table, now, log }: RefreshDesk, run: StoredRefresh, result: Partial<StoredRefresh>) => {
  const { ended, writes } = endRefresh(run, result, now().toISOString())
  await commit(table, writes)
  const { id: refreshId, type, trigger, status, calls, pairs, failed, error } = ended
  const code = error && { code: error.code }
  log?.info('refresh ended', { refreshId, type, trigger, status, ...code, pairs, failed, calls })
}

const finish = async (desk: RefreshDesk, run: StoredRefresh, stopped?: string): Promise<void> => {
  const isStopped = stopped !== undefined
  if (run.type === 'group') await renewTouched(desk, run.touched)
  if (isStopped) await boundStopped(desk.table, run)
  const status = statusOf(run, isStopped)
  const why = isStopped ? `${stopped}, so that no more was asked: ` : ''
  const error = run.error && { ...run.error, message: `${why}${run.error.message}` }
  const total = run.type === 'all' && !isStopped ? run.pairs : run.total
  await end(desk, run, { status, total, error: status === 'completed' ? undefined : error })
}

/** @param pairs that the last refresh of everything had */
const begin = async ({ table, now, newId }: RefreshDesk, run: StoredRefresh, pairs = 0): Promise<StoredRefresh> => {
  const step = (changes: Partial<StoredRefresh>) =>
    refreshes.step(table, run, { ...changes, attempts: 0 }, now().toISOString())
  if (run.type === 'all' && !run.pass) return step({ pass: { partition: 0 }, total: pairs })
  if (run.type !== 'group' || run.list !== undefined) return run
  const list = newId()
  return step({ list, total: await listPairsOfGroup(table, run, list) })
}

const notConfigured = {
  code: 'vlsc-not-configured',
  message:
    'No gateway to Microsoft volume licensing (formerly VLSC) is configured, which is optional: import files instead, or set vlscBaseUrl (docs/vlsc.md).',
}

const ask = async (desk: RefreshDesk, queued: StoredRefresh): Promise<void> => {
  const { table, now, vlsc, announceRefresh, sleep } = desk
  if (!vlsc) return end(desk, queued, { status: 'failed', error: notConfigured })
  const known = await queryAll(table, { partition: validationPartition })
  const room = { table, now, vlsc, freshness: freshnessByPartition(known), contracts: await readContracts(table) }
  const handsOverAt = now().getTime() + longestTurn
  let run = await begin(desk, queued, findLast(known)?.pairs)
  while (true) {
    const batch = await nextBatch(table, run, room.freshness, now().toISOString())
    if (!batch) return finish(desk, run)
    const after = await askBatch(room, run, batch)
    run = after.run
    if (after.stopped !== undefined) return finish(desk, run, after.stopped)
    if (after.wait > longestSleep) return announceRefresh(run.id, Math.ceil(after.wait / 1_000))
    if (after.wait > 0) await sleep(after.wait)
    if (timeLeft() < longestStep || now().getTime() >= handsOverAt) return announceRefresh(run.id)
  }
}

const givenUp = {
  code: 'internal',
  message: 'The service could not finish this refresh and has given it up. The logs say why; refresh again.',
}

/** Takes a turn at a refresh. A run that is given up keeps the answers that it stored. */
export const takeRefresh = async (desk: RefreshDesk, refreshId: string, isLast: boolean): Promise<void> => {
  const turns = {
    runs: refreshes,
    // A message that comes before the wait is over is dropped: another one comes, or the sweep's.
    isOpen: (run: StoredRefresh) =>
      isOpen(run) && (run.waitUntil === undefined || Date.parse(run.waitUntil) - 1_000 <= desk.now().getTime()),
    begin: () => ({ status: 'running' as const, waitUntil: undefined }),
    work: (run: StoredRefresh) => ask(desk, run),
    giveUp: (run: StoredRefresh) => end(desk, run, { status: statusOf(run, true), error: givenUp }),
  }
  try {
    await takeTurn(turns, desk, refreshId, isLast)
  } catch (error) {
    // The log shows causes, so a failed delivery can be found by the run's id.
    throw new Error(`refresh ${refreshId}`, { cause: error })
  }
}

/** @param scheduledFor ISO 8601 */
export const takeScheduledRefresh = async (desk: RefreshDesk, scheduledFor: string, isLast: boolean): Promise<void> => {
  const refreshId = await beginScheduled(desk, z.iso.datetime({ offset: true }).parse(scheduledFor))
  if (refreshId !== undefined) await takeRefresh(desk, refreshId, isLast)
}
