import { LedgerError } from '../../foundation/errors.ts'
import { currentKey } from '../../foundation/table/keys.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { check, commit, update } from '../../foundation/table/table.ts'
import { Overtaken, type SnapshotPointer } from '../../positions/snapshot/pointers.ts'
import type { Snapshot, SnapshotReader } from '../../positions/snapshot/snapshot-reader.ts'
import { areChangesUnderWay } from './changes-under-way.ts'
import { judgeSnapshot } from './judge-snapshot.ts'
import { settleAlerts, type Verdict } from './settle-alerts.ts'

/** What settling alerts for a snapshot needs. */
export interface SnapshotAlertLedger extends LedgerWith<'announceWork'> {
  snapshots: SnapshotReader
}

/** Milliseconds for which alerts wait for changes to end: some never do. */
const longestWait = 3_600_000

const overtaken = () => new Overtaken()

/** What is to be told, compared with the snapshot for which alerts were settled last, while that is kept. */
const judge = async (
  { table, snapshots }: SnapshotAlertLedger,
  snapshot: Snapshot,
  settled: string | undefined,
): Promise<Map<string, Verdict>> => {
  if (settled === undefined) return judgeSnapshot(table, snapshot, undefined)
  try {
    return await judgeSnapshot(table, snapshot, await snapshots.byId(settled))
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'cursor-expired')
      return judgeSnapshot(table, snapshot, undefined)
    throw error
  }
}

/** @returns whether changes have lasted for too long to wait for their end */
const hasWaited = async ({ table, now }: SnapshotAlertLedger, current: SnapshotPointer): Promise<boolean> => {
  const { id, unsettledSince } = current
  if (unsettledSince !== undefined) return now().getTime() - Date.parse(unsettledSince) >= longestWait
  const begins = { set: { unsettledSince: now().toISOString() } }
  await commit(table, [update(currentKey, begins, { equals: { id }, lacks: ['unsettledSince'] }, overtaken)])
  return false
}

const settleCurrent = async (ledger: SnapshotAlertLedger): Promise<void> => {
  const { table, now, snapshots } = ledger
  const { snapshot, pointers, pending } = await snapshots.present()
  const { current } = pointers
  if (!snapshot || !current || current.settled === current.id) return
  const isBusy = pending || (await areChangesUnderWay(table))
  if (isBusy && !(await hasWaited(ledger, current))) return
  const isCurrent = { equals: { id: current.id } }
  const verdicts = await judge(ledger, snapshot, current.settled)
  await settleAlerts(ledger, verdicts, [check(currentKey, isCurrent, overtaken)])
  const settled = { settled: current.id, settledAt: now().toISOString(), unsettledSince: undefined }
  await commit(table, [update(currentKey, { set: settled }, isCurrent, overtaken)])
}

/**
 * Raises alerts for what begins with the current snapshot, and ends those for what is over, once for each snapshot. While
 * changes are known that it lacks, or an import or a refresh is at work, it does nothing for up to an hour: the sweep asks
 * again. Each transaction checks that the snapshot still is the current one; another one is settled when it is asked for.
 * Safe to run at any time, twice, or after a crash.
 */
export const settleSnapshot = async (ledger: SnapshotAlertLedger): Promise<void> => {
  try {
    await settleCurrent(ledger)
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
  }
}
