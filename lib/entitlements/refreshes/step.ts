import type { Ledger } from '../../foundation/table/ledger.ts'
import { commit, type Write } from '../../foundation/table/table.ts'
import type { StoredRefresh } from './refresh.ts'
import { advance, behind, type Progress } from './refresh-store.ts'

/** Commits a step of a run together with what belongs to it. @throws RunMoved, RaceLost */
export const step = async (
  { ledger }: { ledger: Ledger },
  run: StoredRefresh,
  progress: Progress,
  alongside: readonly Write[] = [],
): Promise<StoredRefresh> => {
  const at = ledger.now().toISOString()
  await commit(ledger.table, [advance(run, progress, at), ...alongside])
  return behind(run, progress, at)
}
