import type { Table } from '../../foundation/table/table.ts'
import type { TitleName } from './decision.ts'
import { readDecisionsOf } from './decision-store.ts'
import { followMerges, type Merge } from './follow-merges.ts'
import { titleKey, titleSubject } from './title-id.ts'

/**
 * The titles that stand for some titles, after merges; by the keys of those that were asked for. One request for each
 * step of the longest chain of merges.
 */
export const readLiving = async (table: Table, names: readonly TitleName[]): Promise<Map<string, TitleName>> => {
  const merges = new Map<string, Merge | undefined>()
  let open = [...names]
  while (open.length > 0) {
    const read = await readDecisionsOf(
      table,
      open.map((name) => ({ kind: 'merge', subject: titleSubject(name) })),
    )
    const found = open.map((name) => ({ name, decision: read.get('merge', titleSubject(name)) }))
    for (const { name, decision } of found)
      merges.set(titleKey(name), decision?.value && { into: decision.value.into, at: decision.at })
    open = found.flatMap(({ decision }) => decision?.value?.into ?? []).filter((into) => !merges.has(titleKey(into)))
  }
  return new Map(names.map((name) => [titleKey(name), followMerges(name, (key) => merges.get(key))]))
}
