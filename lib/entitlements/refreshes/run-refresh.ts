import { freshnessByPartition } from '../../agreements/records/freshness.ts'
import { pause } from '../../foundation/table/backoff.ts'
import { timeLeft } from '../../foundation/table/deadline.ts'
import { pairPartitions, validationPartition } from '../../foundation/table/keys.ts'
import { RaceLost } from '../../foundation/table/race.ts'
import { commit, queryAll, type Write } from '../../foundation/table/table.ts'
import { askBatch, type RefreshRoom } from './ask-batch.ts'
import type { RefreshDesk } from './desk.ts'
import { boundOfStopped, renewBounds } from './freshness-steps.ts'
import { listPairsOfGroup } from './list-group.ts'
import { type Batch, nextBatch } from './next-batch.ts'
import { isOpen, newPass, type RefreshStatus, type StoredRefresh } from './refresh.ts'
import { endRefresh, type Progress, pairsOfLast, RunMoved, readRefresh } from './refresh-store.ts'
import { step } from './step.ts'

/** Milliseconds that one delivery asks, so that long runs let others through in between. */
const slice = 4_000
/** Milliseconds that a call and what follows it may take. */
const longestStep = 20_000
/** Milliseconds that a delivery waits itself; longer waits are the queue's. */
const longestSleep = 5_000

const statusOf = ({ valid, expired, notFound, failed }: StoredRefresh, isStopped: boolean): RefreshStatus => {
  if (failed === 0 && !isStopped) return 'completed'
  return valid + expired + notFound > 0 ? 'partial' : 'failed'
}

const end = async (
  { ledger, ended }: RefreshDesk,
  run: StoredRefresh,
  result: Progress & { status: RefreshStatus },
  alongside: readonly Write[] = [],
): Promise<void> => {
  await commit(ledger.table, [...endRefresh(run, result, ledger.now().toISOString()), ...alongside])
  ended?.({ ...run, ...result })
}

/** @param stopped why it ends before everything was asked about */
const finish = async (room: RefreshRoom, run: StoredRefresh, stopped?: string): Promise<void> => {
  const isStopped = stopped !== undefined
  if (run.type === 'group') await renewBounds(room, run.touched)
  const status = statusOf(run, isStopped)
  const error =
    run.error && isStopped
      ? { ...run.error, message: `${stopped}, so that no more was asked: ${run.error.message}` }
      : run.error
  const bounds = isStopped && run.type === 'all' ? boundOfStopped(room.freshness, run.pass) : []
  const total = run.type === 'all' && !isStopped ? run.pairs : run.total
  await end(room, run, { status, total, error: status === 'completed' ? undefined : error }, bounds)
}

/**
 * Finds out how much there is to do.
 * @param total pairs that the refresh of everything before this one had
 */
const begin = async (desk: RefreshDesk, run: StoredRefresh, total: number): Promise<StoredRefresh> => {
  if (run.type === 'all' && !run.pass) return step(desk, run, { pass: newPass(0), total })
  if (run.type !== 'group' || run.list !== undefined) return run
  const list = desk.ledger.newId()
  return step(desk, run, { list, total: await listPairsOfGroup(desk.ledger.table, run, list) })
}

const notConfigured = {
  code: 'vlsc-not-configured',
  message:
    'No address of VLSC is configured: set vlscBaseUrl (docs/vlsc.md). License statements can be imported without.',
}

const ask = async (desk: RefreshDesk, queued: StoredRefresh): Promise<void> => {
  const { ledger, vlsc, goOn, sleep } = desk
  if (!vlsc) return end(desk, queued, { status: 'failed', error: notConfigured })
  const until = performance.now() + slice
  const known = await queryAll(ledger.table, { partition: validationPartition })
  const room = { ...desk, vlsc, freshness: freshnessByPartition(known) }
  let run = await begin(desk, queued, pairsOfLast(known))
  while (true) {
    const batch = await nextBatch(ledger.table, run, ledger.now().toISOString())
    if (!batch) return finish(room, run)
    if (isEmptyPartition(room, batch)) {
      run = { ...run, pass: newPass(run.pass ? run.pass.partition + 1 : 0) }
      continue
    }
    const after = await askBatch(room, run, batch, longestSleep)
    run = after.run
    if (after.stopped !== undefined) return finish(room, run, after.stopped)
    if (after.wait > longestSleep) return goOn(run.id, Math.ceil(after.wait / 1_000))
    if (after.wait > 0) await sleep(after.wait)
    if (performance.now() > until || timeLeft() < longestStep) return goOn(run.id, 0)
  }
}

/** Nothing is there, and nothing was: the run need not say that it was here. */
const isEmptyPartition = ({ freshness }: RefreshRoom, { pass }: Batch): boolean =>
  pass !== undefined && pass.pairs === 0 && !freshness.has(pairPartitions[pass.partition] ?? '')

/** Its message came before its time: another one comes, or the sweep. */
const isEarly = ({ waitUntil }: StoredRefresh, now: Date): boolean =>
  waitUntil !== undefined && Date.parse(waitUntil) - 1_000 > now.getTime()

/**
 * Goes on with a refresh until it has ended, waits, or hands the rest to the next delivery. Safe to call twice or after
 * a crash: whoever finds that another delivery took a step leaves the run to that one.
 */
export const continueRefresh = async (desk: RefreshDesk, refreshId: string): Promise<void> => {
  for (let setbacks = 0; ; setbacks++) {
    const run = await readRefresh(desk.ledger.table, refreshId)
    if (!run || !isOpen(run) || isEarly(run, desk.ledger.now())) return
    try {
      return await ask(desk, run)
    } catch (error) {
      if (error instanceof RunMoved) return
      if (!(error instanceof RaceLost)) throw error
      await pause(setbacks, error)
    }
  }
}

const givenUp = {
  code: 'internal',
  message: 'The service could not finish this refresh and has given it up. The logs say why; refresh again.',
}

/** Gives a run up that could not be finished; the answers that it stored stay. */
export const failRefresh = async (desk: RefreshDesk, refreshId: string): Promise<void> => {
  const run = await readRefresh(desk.ledger.table, refreshId)
  if (run && isOpen(run)) await end(desk, run, { status: statusOf(run, true), error: givenUp })
}
