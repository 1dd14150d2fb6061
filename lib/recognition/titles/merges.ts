import type { Table } from '../../foundation/table/table.ts'
import type { Decision, TitleName } from './decision.ts'
import { readDecisions } from './decision-store.ts'
import { followMerges } from './follow-merges.ts'
import { titleKey } from './title-id.ts'

/** Merges that hold, by the key of the title that was merged. */
export type Merges = ReadonlyMap<string, Decision<'merge'> & { value: NonNullable<Decision<'merge'>['value']> }>

/** All merges of the ledger: they are few. */
export const readMerges = async (table: Table): Promise<Merges> =>
  new Map(
    (await readDecisions(table, 'merge')).flatMap(({ value, ...decision }) =>
      value ? [[titleKey(value), { ...decision, value }] as const] : [],
    ),
  )

export const livingBy = (merges: Merges, name: TitleName): TitleName =>
  followMerges(name, (key) => {
    const merge = merges.get(key)
    return merge && { into: merge.value.into, at: merge.at }
  })
