import { LedgerError } from '../../foundation/errors.ts'
import { currentKey, importKey, openImports, openRefreshes } from '../../foundation/table/keys.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { check, commit, queryAll, type Table, update } from '../../foundation/table/table.ts'
import { Overtaken, type SnapshotPointer } from '../../positions/snapshot/pointers.ts'
import type { Snapshot, SnapshotReader } from '../../positions/snapshot/snapshot-reader.ts'
import { StoredImport } from '../../work/imports/import-run.ts'
import { judgeSnapshot } from './judge-snapshot.ts'
import { settleAlerts } from './settle-alerts.ts'

export type SnapshotAlertLedger = LedgerWith<'announceWork'> & { snapshots: SnapshotReader }

/** Milliseconds for which alerts wait for changes to end: some never do. */
const longestWait = 3_600_000

const overtaken = () => new Overtaken()

const ImportStage = StoredImport.pick({ stage: true })

/** Whether an import or a refresh is writing. An upload that awaits its file writes nothing, and may wait for ever. */
const isWriting = async (table: Table): Promise<boolean> => {
  const [refreshes, imports] = await Promise.all([
    table.query({ index: 'gsi2', partition: openRefreshes, limit: 1 }),
    queryAll(table, { index: 'gsi2', partition: openImports }),
  ])
  if (refreshes.items.length > 0) return true
  const runs = await table.getMany(imports.map(({ id }) => importKey(String(id))))
  return runs.some((run) => ImportStage.parse(run).stage !== 'awaiting')
}

/** Compared with the snapshot for which alerts were settled last, while that is kept. */
const judge = async ({ table, snapshots }: SnapshotAlertLedger, snapshot: Snapshot, settled: string | undefined) => {
  try {
    return await judgeSnapshot(table, snapshot, settled === undefined ? undefined : await snapshots.byId(settled))
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
  const isBusy = pending || (await isWriting(table))
  if (isBusy && !(await hasWaited(ledger, current))) return
  const isCurrent = { equals: { id: current.id } }
  const verdicts = await judge(ledger, snapshot, current.settled)
  await settleAlerts(ledger, verdicts, [check(currentKey, isCurrent, overtaken)])
  const settled = { settled: current.id, settledAt: now().toISOString(), unsettledSince: undefined }
  await commit(table, [update(currentKey, { set: settled }, isCurrent, overtaken)])
}

/**
 * Raises alerts for what begins with the current snapshot and ends those for what is over, once for each snapshot. While
 * the snapshot lacks known changes, or an import or a refresh is writing, it waits for up to an hour: the sweep asks again.
 * Each transaction checks that the snapshot still is the current one. Safe to run at any time, twice, or after a crash.
 */
export const settleSnapshot = async (ledger: SnapshotAlertLedger): Promise<void> => {
  try {
    await settleCurrent(ledger)
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
  }
}
