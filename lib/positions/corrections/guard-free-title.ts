import type { Table, Write } from '../../foundation/table/table.ts'
import { findTitles, isSameTitle } from '../../inventory/names/find-title.ts'
import type { TitleName } from '../../recognition/titles/decision.ts'
import { guardNewTitle, guardTitle, readGuards, type TitleGuard } from '../../recognition/titles/title-guard.ts'
import { titleByName } from '../answers/title-rows.ts'
import type { Snapshot } from '../snapshot/snapshot-reader.ts'

/** A title that is there already: its id, and that of the title that stands for it. */
export interface Taken {
  id: string
  livingId: string
}

/**
 * The guard of a title that a manager makes. A title whose names were all split from it has a guard, and is free again.
 * @param living the title that stands for it after merges; itself where it was not merged
 * @param taken names the error when the title is there
 */
export const guardFreeTitle = async (
  table: Table,
  snapshot: Snapshot | undefined,
  guard: TitleGuard,
  living: TitleName,
  taken: (existing: Taken) => Error,
): Promise<Write> => {
  const [existing, stays] = await readGuards(table, [guard, living])
  if (!existing) return guardNewTitle(guard, (other) => taken({ id: other?.id ?? guard.id, livingId: guard.id }))
  const row = snapshot && (await titleByName(snapshot, living))
  if (row) throw taken({ id: isSameTitle(row, guard) ? row.id : existing.id, livingId: row.id })
  const named = (await findTitles(table, [existing.id])).get(existing.id)
  if (named && isSameTitle(named.own, guard)) throw taken({ id: existing.id, livingId: stays?.id ?? existing.id })
  return guardTitle(guard)
}
