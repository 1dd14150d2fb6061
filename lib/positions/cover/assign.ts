import { ascendingBy, ascendingByAll } from '../../foundation/collections.ts'
import type { Component, License, Lot, Part } from './demand.ts'
import { type Column, minimize, type Program } from './solver.ts'
import { type Stretch, takeTogether } from './stretches.ts'

/** A license on a machine, and the needs that it is counted for. Without `entitlement`, these needs are open. */
export interface Use {
  entitlement: number | undefined
  needs: readonly number[]
}

/** By part, what its machines have, those with the fewest open needs first. */
export interface Assignment {
  served: Stretch<readonly Use[]>[][]
  isProven: boolean
}

/** Takes from lots in their order. @returns what was taken; without entitlement what they lack */
const takeFrom = (lots: Lot[], count: number): Stretch<number | undefined>[] => {
  const [lot] = lots
  if (count === 0) return []
  if (lot === undefined) return [{ count, what: undefined }]
  const taken = Math.min(count, lot.quantity)
  lot.quantity -= taken
  if (lot.quantity === 0) lots.shift()
  return [{ count: taken, what: lot.entitlement }, ...takeFrom(lots, count - taken)]
}

/** Lots by what it costs to meet a need with them. */
const lotsFor = (licenses: readonly License[], need: number): Lot[] =>
  licenses
    .flatMap(({ costs, lots }) => {
      const cost = costs.get(need)
      return cost === undefined ? [] : lots.map((lot) => ({ ...lot, cost }))
    })
    .sort(ascendingByAll(({ cost, entitlement }) => [cost, entitlement]))

/**
 * The one solution, where it can be seen: there is only one need, or one entitlement is the first choice for each need and
 * has enough licenses.
 */
export const assignPlainly = ({ licenses, parts }: Component): Assignment | undefined => {
  const needs = [...new Set(parts.flatMap((part) => part.needs.map(({ need }) => need)))]
  const [lots = [], ...others] = needs.map((need) => lotsFor(licenses, need))
  const [first] = lots
  const machines = parts.reduce((sum, { count }) => sum + count, 0)
  const isEnough = first !== undefined && first.quantity >= machines
  if (others.length > 0 && !(isEnough && others.every(([other]) => other?.entitlement === first.entitlement)))
    return undefined
  const served = parts.map((part) => {
    const met = part.needs.map(({ need }) => need)
    return takeFrom(lots, part.count).map(({ count, what }) => ({ count, what: [{ entitlement: what, needs: met }] }))
  })
  return { served, isProven: true }
}

/** All ways to divide needs into sets each of which one license may meet; a need alone may also stay open. */
const divisionsOf = (needs: readonly number[], licenses: readonly License[]): number[][][] => {
  const [first, ...others] = needs
  if (first === undefined) return [[]]
  const isMet = (set: readonly number[]) => licenses.some(({ costs }) => set.every((need) => costs.has(need)))
  return divisionsOf(others, licenses).flatMap((division) => [
    [[first], ...division],
    ...division
      .map((set, at) => division.with(at, [first, ...set]))
      .filter((joined) => joined.every((set) => set.length === 1 || isMet(set))),
  ])
}

const one = (row: number) => ({ row, value: 1 })
const minusOne = (row: number) => ({ row, value: -1 })

/**
 * Columns: machines by how their needs are divided, licenses and open needs by set, licenses by lot. Rows: the machines of
 * a part, what fills each set, what is used of each license. Aims: open needs, costs, low numbers of entitlements.
 */
const programOf = ({ licenses, parts }: Component) => {
  const columns: Column[] = []
  const rows: number[] = []
  const add = (column: Column): number => columns.push(column) - 1
  const addRow = (sum: number): number => rows.push(sum) - 1
  const used = licenses.map((license) => ({ license, row: addRow(0) }))

  const layOut = ({ count, needs }: Part) => {
    const whole = addRow(count)
    const weights = new Map(needs.map(({ need, weight }) => [need, weight]))
    const divisions = divisionsOf([...weights.keys()], licenses)
    const sets = new Map(divisions.flat().map((set) => [String(set), { needs: set, row: -1 }]))
    for (const set of sets.values()) set.row = addRow(0)
    const setsOf = (division: readonly number[][]) => division.flatMap((set) => sets.get(String(set)) ?? [])
    return {
      divisions: divisions.map((division, at) => {
        const own = setsOf(division)
        const entries = [one(whole), ...own.map(({ row }) => one(row))]
        // In the first, each need is alone.
        return { sets: own, column: add({ most: count, aims: [0, 0, 0], entries, start: at === 0 ? count : 0 }) }
      }),
      sets: [...sets.values()].map(({ needs: set, row }) => {
        const weightOf = (need: number) => weights.get(need) ?? 0
        const uses = used.flatMap(({ license, row: use }) => {
          if (!set.every((need) => license.costs.has(need))) return []
          const cost = set.reduce((sum, need) => sum + weightOf(need) * (license.costs.get(need) ?? 0), 0)
          const entries = [minusOne(row), one(use)]
          return [{ license, cost, column: add({ most: count, aims: [0, cost, 0], entries, start: 0 }) }]
        })
        const [alone = 0, ...more] = set
        if (more.length === 0)
          add({ most: count, aims: [weightOf(alone), 0, 0], entries: [minusOne(row)], start: count })
        return { needs: set, uses: uses.sort(ascendingBy(({ cost }) => cost)) }
      }),
    }
  }
  const layouts = parts.map(layOut)

  const machines = parts.reduce((sum, { count, needs }) => sum + count * needs.length, 0)
  for (const { license, row } of used)
    for (const { entitlement, quantity } of license.lots)
      add({ most: Math.min(quantity, machines), aims: [0, 0, entitlement + 1], entries: [minusOne(row)], start: 0 })
  const program: Program = { columns, rows }
  return { program, layouts }
}

const openIn = (uses: readonly Use[], weights: ReadonlyMap<number, number>): number =>
  uses.reduce(
    (sum, { entitlement, needs: [need = -1] }) => sum + (entitlement === undefined ? (weights.get(need) ?? 0) : 0),
    0,
  )

export const assignBySolver = async (component: Component): Promise<Assignment> => {
  const { program, layouts } = programOf(component)
  const { values, isProven } = await minimize(program)
  const numberOf = (column: number) => values[column] ?? 0
  const lotsOf = new Map(component.licenses.map((license) => [license, license.lots.map((lot) => ({ ...lot }))]))
  const served = layouts.map(({ divisions, sets }, at) => {
    const part = component.parts[at]
    const queues = new Map(
      sets.map(({ needs, uses }) => {
        const fill = uses.flatMap(({ license, column }) => takeFrom(lotsOf.get(license) ?? [], numberOf(column)))
        const queue = [...fill, { count: Number.POSITIVE_INFINITY, what: undefined }]
        return [String(needs), queue.map(({ count, what }) => ({ count, what: { entitlement: what, needs } }))]
      }),
    )
    // Open needs end the queues, so they are left to the divisions that have most of them.
    const bySize = divisions.toSorted(ascendingBy(({ sets: own }) => own.length))
    const weights = new Map(part?.needs.map(({ need, weight }) => [need, weight]))
    return bySize
      .flatMap(({ sets: own, column }) =>
        takeTogether(
          own.map(({ needs }) => queues.get(String(needs)) ?? []),
          numberOf(column),
        ),
      )
      .sort(ascendingBy(({ what }) => openIn(what, weights)))
  })
  return { served, isProven }
}

export const assign = async (component: Component): Promise<Assignment> =>
  assignPlainly(component) ?? (await assignBySolver(component))
