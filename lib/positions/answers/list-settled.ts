import { compare } from '../../foundation/collections.ts'
import { derivedId } from '../../foundation/table/ids.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { type Decision, isOfKind, readAllDecisions, type TitleName } from '../../recognition/titles/decision.ts'
import { followMerges } from '../../recognition/titles/merges.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import type { DecisionItem } from './decision-item.ts'
import { type ListKind, listRows } from './list-rows.ts'
import { type Settled, type SettledKind, type Sources, settledKinds, tell } from './tell-settled.ts'
import type { AnswerShelf } from './title-rows.ts'

/** Splits whose titles were not merged back since. */
const splitsOf = (decisions: readonly Decision[]): Settled[] => {
  const merges = new Map(
    decisions
      .filter(isOfKind('merge'))
      .flatMap((merge) => (merge.value ? [[titleKey(merge.value), merge] as const] : [])),
  )
  const living = (name: TitleName): string => titleKey(followMerges(name, (key) => merges.get(key)))
  const names = decisions
    .filter(isOfKind('name'))
    .filter(({ value }) => value?.from && living(value.from) !== living(value.belongsTo))
  const splits = Map.groupBy(names, ({ at, value }) => `${at} ${value ? titleKey(value.belongsTo) : ''}`)
  return [...splits.values()].flatMap(([first, ...others]) => (first ? [{ ...first, names: [first, ...others] }] : []))
}

const settledOf = (decisions: readonly Decision[]): Settled[] => [
  ...decisions.filter(({ kind, value }) => value !== undefined && kind in settledKinds && kind !== 'name'),
  ...splitsOf(decisions),
]

const positionOf = ({ at, kind, subject }: Decision): string => `${at} ${kind}#${subject}`
const newestFirst = (one: Decision, other: Decision): number => compare(positionOf(other), positionOf(one))

const settledList = {
  id: positionOf,
  sorts: {},
  sums: {},
  facets: { kind: ({ kind }: Settled) => settledKinds[kind as SettledKind] },
} satisfies ListKind<Settled>

const showSettled = async (sources: Sources, settled: Settled): Promise<DecisionItem> => {
  const { kind, subject, at: settledAt, by: settledBy } = settled
  return {
    id: derivedId('decision', kind, subject),
    kind: settledKinds[kind as SettledKind],
    ...(await tell(sources, settled)),
    settledAt,
    settledBy,
  }
}

/** What managers decided, newest first. It is read from facts: no snapshot need have it. */
export const listSettled = async (
  { table, snapshots }: Pick<AnswerShelf, 'table' | 'snapshots'>,
  kind: readonly DecisionItem['kind'][] | undefined,
  { limit, after }: PageRequest,
) => {
  const [{ snapshot, basis }, decisions] = await Promise.all([snapshots.present(), readAllDecisions(table)])
  const settled = settledOf(decisions).sort(newestFirst)
  const filters = { kind: kind && ((one: Settled) => kind.includes(settledKinds[one.kind as SettledKind])) }
  const wanted = settled.filter((one) => filters.kind?.(one) ?? true)
  const rows = wanted.filter((one) => after === undefined || positionOf(one) < after).slice(0, limit)
  const { totals, facets } = listRows(settled, settledList, { filters, offset: 0, limit: 0 })
  const items = await Promise.all(rows.map((one) => showSettled({ table, snapshot }, one)))
  const last = rows.at(-1)
  return {
    items,
    totals,
    facets,
    ...basis,
    ...(last && last !== wanted.at(-1) && { next: positionOf(last) }),
  }
}
