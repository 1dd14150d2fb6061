import { ascendingBy, ascendingByAll, sumOf } from '../../foundation/collections.ts'
import { assignBySolver, assignPlainly, type Use } from './assign.ts'
import { componentsOf, type Demand, type Stock } from './demand.ts'
import { type Stretch, takeTogether } from './stretches.ts'

export interface CoverProblem {
  /** Machines with the same needs. `units` a machine: cores, else 1. In the order in which they are to be covered. */
  combinations: readonly { machines: number; units: number; needs: readonly number[] }[]
  /**
   * In the order of their ids. `costs`: by need, what meeting it costs; a need that it may not meet is missing.
   * `quantity` in units, Infinity for a site license. `isWhole`: one unit serves a whole machine, whatever its cores.
   */
  entitlements: readonly { quantity: number; isWhole: boolean; costs: ReadonlyMap<number, number> }[]
}

interface CoverRow {
  entitlement: number
  combination: number
  need: number
  /** In units of the need that are met. */
  quantity: number
}

export interface Cover {
  rows: CoverRow[]
  /** By entitlement, units of license in use. */
  used: number[]
  /** By combination, machines all of whose needs are met. */
  complete: number[]
  isProven: boolean
}

/** Machines, or units, that have the same licenses. */
interface Served {
  count: number
  uses: { entitlement: number; needs: readonly number[] }[]
  open: readonly number[]
}

/** @returns by demand, its machines, those with the fewest open needs first */
const serve = async (demands: readonly Demand[], stock: readonly Stock[]) => {
  const queues: Stretch<readonly Use[]>[][][] = demands.map(() => [])
  const { components, isCut } = componentsOf(demands, stock)
  let isProven = !isCut
  for (const component of components) {
    const assignment = assignPlainly(component) ?? (await assignBySolver(component))
    isProven &&= assignment.isProven
    for (const [at, { members }] of component.parts.entries()) {
      const isOpen = ({ entitlement }: Use): boolean => entitlement === undefined
      const served = (assignment.served[at] ?? []).sort(ascendingBy(({ what }) => what.filter(isOpen).length))
      for (const { demand, needs: own } of members)
        queues[demand]?.push(
          takeTogether([served], demands[demand]?.count ?? 0).map(({ count, what }) => ({
            count,
            what: what.flat().map((use) => ({ ...use, needs: use.needs.flatMap((need) => own.get(need) ?? []) })),
          })),
        )
    }
  }
  const served = demands.map(({ count: all, needs }, at): Served[] =>
    takeTogether(queues[at] ?? [], all).map(({ count, what }) => {
      const uses = what
        .flat()
        .flatMap(({ entitlement, needs: met }) => (entitlement === undefined ? [] : [{ entitlement, needs: met }]))
      const met = new Set(uses.flatMap((use) => use.needs))
      return { count, uses, open: needs.filter((need) => !met.has(need)) }
    }),
  )
  return { served, isProven }
}

/**
 * Which entitlements meet which needs of which machines: first the fewest open needs, in units; second the smallest sum of
 * costs; third the smallest sum of the places of the licenses in use. One unit of license serves one machine, or one unit
 * of a machine, and is counted there for needs that it may meet. Licenses for whole machines go first, to the machines
 * with the most units. docs/adr/0031-coverage-is-an-integer-program.md explains the model.
 */
export const cover = async ({ combinations, entitlements }: CoverProblem): Promise<Cover> => {
  const rows = new Map<string, CoverRow>()
  const used = entitlements.map(() => 0)
  const complete = combinations.map(() => 0)
  const note = (combination: number, units: number, { count, uses }: Served): void => {
    for (const { entitlement, needs } of uses) {
      used[entitlement] = (used[entitlement] ?? 0) + count
      for (const need of needs) {
        const key = `${entitlement} ${combination} ${need}`
        const row = rows.get(key) ?? { entitlement, combination, need, quantity: 0 }
        row.quantity += count * units
        rows.set(key, row)
      }
    }
  }

  const isCounted = combinations.some(({ units }) => units > 1)
  const { whole = [], others = [] } = Object.groupBy(
    entitlements.map((entitlement, at) => ({ ...entitlement, entitlement: at })),
    ({ isWhole }) => (isWhole && isCounted ? 'whole' : 'others'),
  )
  const machines = combinations.map(({ machines: count, units, needs }) => ({
    count,
    weight: units,
    needs: [...new Set(needs)].sort((one, other) => one - other),
  }))
  const first = await serve(machines, whole)
  const left = first.served.flatMap((served, combination) => {
    const units = combinations[combination]?.units ?? 1
    return served.map((some) => {
      note(combination, units, some)
      return { combination, units, count: some.count * units, weight: 1, needs: some.open }
    })
  })
  const second = await serve(left, others)
  for (const [at, { combination, units }] of left.entries()) {
    const served = second.served[at] ?? []
    for (const some of served) note(combination, 1, some)
    const full = sumOf(served, ({ count, open }) => (open.length === 0 ? count : 0))
    complete[combination] = (complete[combination] ?? 0) + Math.floor(full / units)
  }
  return {
    rows: [...rows.values()].sort(ascendingByAll((row) => [row.entitlement, row.combination, row.need])),
    used,
    complete,
    isProven: first.isProven && second.isProven,
  }
}
