import { type AgreementNumberPair, pairKey } from '../../agreements/records/pair.ts'
import { derivedUlid } from '../../foundation/table/ids.ts'
import type { Write } from '../../foundation/table/table.ts'
import { putList } from './pair-list.ts'
import type { StoredRefresh } from './refresh.ts'
import { newRefresh, refreshes } from './refresh-runs.ts'

type Beginning = Pick<StoredRefresh, 'id' | 'actor' | 'total'> & Partial<StoredRefresh>

const newRun = (beginning: Beginning, at: string): StoredRefresh =>
  newRefresh({ type: 'pairs', trigger: 'new-pairs', ...beginning }, at)

/** The run that asks VLSC about pairs: queued in the transaction that adds them. @param who added them, and when */
export const queueNewPairs = (
  id: string,
  pairs: readonly AgreementNumberPair[],
  { actor, at }: { actor: string; at: string },
): Write => refreshes.add(newRun({ id, actor, pairKeys: pairs.map(pairKey), total: pairs.length }, at))

interface Importing {
  id: string
  actor: string
  createdAt: string
}

const list = 'IMPORT'

const runOfImport = ({ id: importId, actor, createdAt }: Importing, total: number, at: string): StoredRefresh =>
  newRun({ id: derivedUlid(createdAt, importId, 'refresh'), actor, importId, list, total }, at)

/** Lists the pairs that an import is about to add. One run asks about them when the import ends. */
export const listPairsOfImport = (run: Importing, pairs: readonly AgreementNumberPair[], at: string): Write[] =>
  putList(runOfImport(run, pairs.length, at), list, pairs.map(pairKey))

/** Queues the run that asks about the listed pairs, as far as the import added them. @param total pairs listed */
export const queuePairsOfImport = (run: Importing, total: number, at: string): { id: string; write: Write } => {
  const refresh = runOfImport(run, total, at)
  return { id: refresh.id, write: refreshes.add(refresh) }
}
