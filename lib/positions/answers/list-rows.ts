import { compare } from '../../foundation/collections.ts'
import { kept, type OpenedPage } from '../snapshot/snapshot-reader.ts'

type SortValue = string | number | undefined

export interface ListKind<Row> {
  id: (row: Row) => string
  /** Fields to sort by. Texts are compared as they are: give keys that do not depend on case. */
  sorts: Readonly<Record<string, (row: Row) => SortValue>>
  sums: Readonly<Record<string, (row: Row) => number | undefined>>
  /** Sums by the unit that rows are counted in: what differs in it is never added up. */
  byUnit?: { name: string; unit: (row: Row) => string; sums: Readonly<Record<string, (row: Row) => number>> }
  /** What is counted of rows, each value of a row once, without regard to the filter of the same name. */
  facets: Readonly<Record<string, (row: Row) => string | readonly string[]>>
}

export type Filters<Row> = Readonly<Record<string, ((row: Row) => boolean) | false | undefined>>

export const fieldsOf = ({
  sorts,
  sums,
  facets,
  byUnit,
}: Pick<ListKind<never>, 'sorts' | 'sums' | 'facets' | 'byUnit'>) => ({
  sorts: Object.keys(sorts),
  totals: Object.keys(sums),
  facets: Object.keys(facets),
  ...(byUnit && { byUnit: { name: byUnit.name, totals: Object.keys(byUnit.sums) } }),
})

const mostFirst = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort((one, other) => other[1] - one[1]))

const ordersOf = kept((_: object) => new Map<string, Uint32Array>())

/** Numbers of rows in an order, kept with the table: ties by id, those without a value last both ways. */
const orderOf = <Row>(rows: readonly Row[], kind: ListKind<Row>, sort: string): Iterable<number> => {
  const orders = ordersOf(rows)
  const known = orders.get(sort)
  if (known) return known
  const isDescending = sort.startsWith('-')
  const value = kind.sorts[isDescending ? sort.slice(1) : sort]
  if (!value) throw new Error(`There is no order by ${sort}.`)
  const values = rows.map(value)
  const ids = rows.map(kind.id)
  const order = Uint32Array.from(rows.keys()).sort((one, other) => {
    const [left, right] = [values[one], values[other]]
    const byId = compare(ids[one] ?? '', ids[other] ?? '')
    if (left === undefined || right === undefined) return left === right ? byId : left === undefined ? 1 : -1
    return (isDescending ? -1 : 1) * compare(left, right) || byId
  })
  orders.set(sort, order)
  return order
}

/** One page of a table. Totals are of all rows that match, each facet is counted under all filters but its own. */
export const listRows = <Row>(
  rows: readonly Row[],
  kind: ListKind<Row>,
  query: { filters: Filters<Row>; sort?: string | undefined; offset: number; limit: number },
) => {
  const { filters, sort, offset, limit } = query
  const active = Object.entries(filters).flatMap(([name, holds]) => (holds ? [{ name, holds }] : []))
  const sums = Object.entries(kind.sums).map(([name, value]) => ({ name, value, total: 0 }))
  const facets = Object.entries(kind.facets).map(([name, value]) => {
    return { name, value, counts: new Map<string, number>() }
  })
  const { byUnit } = kind
  const units = new Map<string, { count: number; sums: Record<string, number> }>()
  const addUnits = (row: Row): void => {
    if (!byUnit) return
    const { count, sums: before } = units.get(byUnit.unit(row)) ?? { count: 0, sums: {} }
    const added = Object.entries(byUnit.sums).map(([name, value]) => [name, (before[name] ?? 0) + value(row)])
    units.set(byUnit.unit(row), { count: count + 1, sums: Object.fromEntries(added) })
  }
  const page: Row[] = []
  let count = 0
  for (const number of sort === undefined ? rows.keys() : orderOf(rows, kind, sort)) {
    const row = rows[number]
    if (row === undefined) continue
    const [failed, ...others] = active.filter(({ holds }) => !holds(row))
    if (others.length > 0) continue
    for (const { name, value, counts } of facets) {
      if (failed && failed.name !== name) continue
      for (const own of [value(row)].flat()) counts.set(own, (counts.get(own) ?? 0) + 1)
    }
    if (failed) continue
    for (const sum of sums) sum.total += sum.value(row) ?? 0
    addUnits(row)
    if (count >= offset && page.length < limit) page.push(row)
    count += 1
  }
  return {
    rows: page,
    totals: {
      count,
      ...Object.fromEntries(sums.map(({ name, total }) => [name, total])),
      ...(byUnit && {
        [byUnit.name]: Object.fromEntries([...units].map(([unit, own]) => [unit, { count: own.count, ...own.sums }])),
      }),
    },
    facets: Object.fromEntries(facets.map(({ name, counts }) => [name, mostFirst(counts)])),
  }
}

export const pageOf = <T, List extends { totals: { count: number } }>(
  { snapshot, basis, offset, limit }: OpenedPage,
  items: T[],
  list: List,
) => {
  const end = offset + limit
  const snapshotId = snapshot?.manifest.id
  return {
    items,
    ...list,
    ...basis,
    ...(snapshotId !== undefined && { snapshotId }),
    ...(end < list.totals.count && { next: `${snapshotId}/${end}` }),
  }
}
