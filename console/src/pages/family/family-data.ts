import type { components } from '../../api/schema.d.ts'

export type Family = components['schemas']['Family']
export type Entitlement = Family['entitlements'][number]
export type Combination = Family['combinations'][number]
export type Cover = Family['coverage'][number]
export type Product = Family['products'][number]
export type Metric = Family['metric']
export type Right = Cover['rights'][number]
export type Position = Pick<
  Family,
  'metric' | 'owned' | 'unlimited' | 'required' | 'covered' | 'shortfall' | 'surplus' | 'needsData' | 'status'
>

/** Whether users or accesses are counted, which no inventory shows. */
export const isOfPeople = (metric: Metric): boolean => metric === 'user' || metric === 'access'

export const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const value of values) total += value
  return total
}

/** Rows by a key, in the order in which keys come first. */
export const groupsOf = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> => {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}
