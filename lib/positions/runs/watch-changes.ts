import { RaceLost } from '../../foundation/table/attempts.ts'
import { commit } from '../../foundation/table/table.ts'
import { isPending, presentOf, readPointers, want } from '../snapshot/pointers.ts'
import type { RunDesk } from './reconciliation.ts'

/** Whether changes have waited for a snapshot for so many milliseconds. The answer may be one look late. */
export const watchChanges = async (
  desk: Pick<RunDesk, 'table' | 'now' | 'timeZone'>,
  patience: number,
): Promise<boolean> => {
  const pointers = await readPointers(desk.table)
  const { wanted, current } = pointers
  const waits = isPending(pointers, presentOf(desk))
  const { waitingSince: before } = wanted
  const snapshot = current?.id ?? ''
  if (waits && before?.snapshot === snapshot) return desk.now().getTime() - Date.parse(before.at) >= patience
  if (!waits && !before) return false
  const waitingSince = waits ? { snapshot, at: desk.now().toISOString() } : undefined
  await commit(desk.table, [want({}, { waitingSince }, { waitingSince: before })]).catch((error: unknown) => {
    // Another sweep has just noted it.
    if (!(error instanceof RaceLost)) throw error
  })
  return false
}
