import { ascendingByAll } from '../../foundation/collections.ts'
import { assign, type Use } from './assign.ts'
import { componentsOf, type Demand, type Stock } from './demand.ts'
import { type Stretch, takeTogether } from './stretches.ts'

export interface CoverProblem {
  /** Machines with the same needs. `units` a machine: cores, else 1. In the order in which they are to be covered. */
  combinations: readonly { machines: number; units: number; needs: readonly number[] }[]
  /**
   * In the order of their ids. `costs`: by need, what meeting it costs; a need that it may not meet is missing. `quantity`
   * in units, Infinity for a site license. `isWhole`: one unit serves a whole machine, whatever its cores.
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

/** @returns by demand, what its machines have, those with the fewest open needs first */
const serve = async (demands: readonly Demand[], stock: readonly Stock[]) => {
  const queues: Stretch<readonly Use[]>[][][] = demands.map(() => [])
  const { components, isCut } = componentsOf(demands, stock)
  let isProven = !isCut
  for (const component of components) {
    const assignment = await assign(component)
    isProven &&= assignment.isProven
    for (const [at, { members }] of component.parts.entries())
      for (const { demand, needs: own } of members) {
        const taken = takeTogether([assignment.served[at] ?? []], demands[demand]?.count ?? 0)
        const uses = taken.map(({ count, what }) => ({
          count,
          what: what.flat().map(({ entitlement, needs }) => ({
            entitlement,
            needs: needs.flatMap((need) => own.get(need) ?? []),
          })),
        }))
        queues[demand]?.push(uses)
      }
  }
  const served = demands.map(({ count, needs }, at) =>
    takeTogether(queues[at] ?? [], count).map(({ count: machines, what }) => {
      const uses = what
        .flat()
        .flatMap(({ entitlement, needs: met }) => (entitlement === undefined ? [] : [{ entitlement, met }]))
      const met = new Set(uses.flatMap((use) => use.met))
      return { count: machines, uses, open: needs.filter((need) => !met.has(need)) }
    }),
  )
  return { served, isProven }
}

/**
 * Which entitlements meet which needs of which machines: first the fewest open needs, in units; second the smallest sum of
 * costs; third the smallest sum of the places of the licenses in use. One unit of license serves one machine, or one unit
 * of a machine, and meets every need there that it may. Licenses for whole machines go first, to the machines with most
 * units. docs/adr/0031 explains the model.
 */
export const cover = async ({ combinations, entitlements }: CoverProblem): Promise<Cover> => {
  const isInUnits = combinations.some(({ units }) => units > 1)
  const stock = entitlements.map((entitlement, at) => ({ ...entitlement, entitlement: at }))
  const [whole = [], rest = []] = isInUnits
    ? [stock.filter(({ isWhole }) => isWhole), stock.filter(({ isWhole }) => !isWhole)]
    : [[], stock]

  const rows = new Map<string, CoverRow>()
  const used = entitlements.map(() => 0)
  const complete = combinations.map(() => 0)
  const note = (
    combination: number,
    units: number,
    count: number,
    uses: readonly { entitlement: number; met: readonly number[] }[],
  ) => {
    for (const { entitlement, met } of uses) {
      used[entitlement] = (used[entitlement] ?? 0) + count
      for (const need of met) {
        const key = `${entitlement} ${combination} ${need}`
        const row = rows.get(key) ?? { entitlement, combination, need, quantity: 0 }
        row.quantity += count * units
        rows.set(key, row)
      }
    }
  }

  const machines = combinations.map(({ machines: count, units, needs }) => ({
    count,
    weight: units,
    needs: [...new Set(needs)].sort((one, other) => one - other),
  }))
  const first = await serve(machines, whole)
  const left = first.served.flatMap((stretches, combination) => {
    const units = combinations[combination]?.units ?? 1
    return stretches.map(({ count, uses, open }) => {
      note(combination, units, count, uses)
      return { combination, units, count: count * units, weight: 1, needs: open }
    })
  })
  const second = await serve(left, rest)
  for (const [at, { combination, units }] of left.entries()) {
    const stretches = second.served[at] ?? []
    for (const { count, uses } of stretches) note(combination, 1, count, uses)
    const full = stretches.reduce((sum, { count, open }) => sum + (open.length === 0 ? count : 0), 0)
    complete[combination] = (complete[combination] ?? 0) + Math.floor(full / units)
  }
  return {
    rows: [...rows.values()].sort(
      ascendingByAll(({ entitlement, combination, need }) => [entitlement, combination, need]),
    ),
    used,
    complete,
    isProven: first.isProven && second.isProven,
  }
}
