import { ascendingBy, sumOf } from '../../foundation/collections.ts'
import type { Component, License, Part } from './demand.ts'
import type { Column } from './solver.ts'

/** All ways to divide needs into sets, each of which one license may meet; a need alone may also stay open. */
const divisionsOf = ([first, ...others]: readonly number[], licenses: readonly License[]): number[][][] => {
  if (first === undefined) return [[]]
  const isMet = (set: readonly number[]): boolean => licenses.some(({ costs }) => set.every((need) => costs.has(need)))
  return divisionsOf(others, licenses).flatMap((division) => [
    [[first], ...division],
    ...division.flatMap((set, at) => (isMet([first, ...set]) ? [division.with(at, [first, ...set])] : [])),
  ])
}

const one = (row: number) => ({ row, value: 1 })
const less = (row: number) => ({ row, value: -1 })

/**
 * Columns: the machines of a part by how their needs are divided; for each set the licenses that meet it, and the open
 * need; the licenses in use by lot. Rows: a part has all its machines, each set is met as often as divisions have it, lots
 * give what is in use. Aims: open needs, costs, places of the lots.
 */
export const programOf = ({ licenses, parts }: Component) => {
  const columns: Column[] = []
  const rows: number[] = []
  const add = (column: Column): number => columns.push(column) - 1
  const addRow = (sum: number): number => rows.push(sum) - 1
  const supplies = licenses.map((license) => ({ license, row: addRow(0) }))

  const layOut = ({ count, needs }: Part) => {
    const machines = addRow(count)
    const weights = new Map(needs.map(({ need, weight }) => [need, weight]))
    const ways = divisionsOf([...weights.keys()], licenses)
    const rowOf = new Map<string, number>()
    const sets = ways.flat().flatMap((set) => {
      if (rowOf.has(String(set))) return []
      const row = addRow(0)
      rowOf.set(String(set), row)
      if (set.length === 1)
        add({ most: count, aims: [weights.get(set[0] ?? -1) ?? 0, 0, 0], entries: [less(row)], start: count })
      const uses = supplies.flatMap(({ license, row: supply }) => {
        if (!set.every((need) => license.costs.has(need))) return []
        const cost = sumOf(set, (need) => (weights.get(need) ?? 0) * (license.costs.get(need) ?? 0))
        const column = add({ most: count, aims: [0, cost, 0], entries: [less(row), one(supply)], start: 0 })
        return [{ license, cost, column }]
      })
      return [{ set, uses: uses.sort(ascendingBy(({ cost }) => cost)) }]
    })
    const divisions = ways.map((way, at) => {
      const entries = [one(machines), ...way.map((set) => one(rowOf.get(String(set)) ?? -1))]
      // In the first way, each need is alone: the search starts with all of them open.
      return { way, column: add({ most: count, aims: [0, 0, 0], entries, start: at === 0 ? count : 0 }) }
    })
    return { sets, divisions }
  }
  const layouts = parts.map(layOut)

  const most = sumOf(parts, ({ count, needs }) => count * needs.length)
  for (const { license, row } of supplies)
    for (const { entitlement, quantity } of license.lots)
      add({ most: Math.min(quantity, most), aims: [0, 0, entitlement + 1], entries: [less(row)], start: 0 })
  return { program: { columns, rows }, layouts }
}
