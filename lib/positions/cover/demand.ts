import { ascendingBy, ascendingByAll, chunksOf } from '../../foundation/collections.ts'

/** Machines, or units of machines, with the same needs. */
export interface Demand {
  count: number
  /** What one need of one of them counts. */
  weight: number
  /** Ascending. */
  needs: readonly number[]
}

export interface Lot {
  entitlement: number
  quantity: number
}

export interface Stock extends Lot {
  /** By need. */
  costs: ReadonlyMap<number, number>
}

/** Licenses that meet the same needs at the same costs. */
export interface License {
  costs: ReadonlyMap<number, number>
  /** In the order in which they are used up. */
  lots: Lot[]
}

/** Needs that licenses may meet together, wherever they occur. */
export interface Part {
  count: number
  /** Of needs that the same licenses meet at the same costs, the first stands for all: on one machine they are met together. */
  needs: readonly { need: number; weight: number }[]
  /** In the order in which they are to be covered. */
  members: { demand: number; needs: ReadonlyMap<number, readonly number[]> }[]
}

/** Licenses and the only parts that they meet. */
export interface Component {
  licenses: readonly License[]
  parts: readonly Part[]
}

const licensesOf = (stock: readonly Stock[], demands: readonly Demand[]): License[] => {
  const demanded = new Set(demands.flatMap(({ needs }) => needs))
  const licenses = new Map<string, License>()
  for (const { entitlement, quantity, costs } of stock) {
    const useful = [...costs].filter(([need]) => demanded.has(need)).sort(ascendingBy(([need]) => need))
    if (useful.length === 0 || quantity <= 0) continue
    const key = String(useful)
    const license = licenses.get(key) ?? { costs: new Map(useful), lots: [] }
    license.lots.push({ entitlement, quantity })
    licenses.set(key, license)
  }
  return [...licenses.values()]
}

/** @returns for each need that can be met the first need that the same licenses meet at the same costs */
const standIns = (licenses: readonly License[]): Map<number, number> => {
  const met = new Map<number, string[]>()
  for (const [at, { costs }] of licenses.entries())
    for (const [need, cost] of costs) met.set(need, [...(met.get(need) ?? []), `${at}:${cost}`])
  const first = new Map<string, number>()
  return new Map(
    [...met].sort(ascendingBy(([need]) => need)).map(([need, uses]) => {
      const key = uses.join()
      const standIn = first.get(key) ?? need
      first.set(key, standIn)
      return [need, standIn]
    }),
  )
}

/** @returns the needs in sets, so that no license meets needs of two sets */
const setsOf = (needs: Iterable<number>, licenses: readonly License[]): number[][] => {
  let sets = Array.from(needs, (need) => [need])
  for (const { costs } of licenses) {
    if (sets.length < 2) break
    const joined = sets.filter((set) => set.some((need) => costs.has(need)))
    if (joined.length > 1) sets = [...sets.filter((set) => !joined.includes(set)), joined.flat()]
  }
  return sets.map((set) => set.sort((one, other) => one - other))
}

/** More needs have too many divisions (877 of seven, 4,140 of eight): a part with more of them is cut. */
const mostTogether = 7

/** @returns the parts in an order that follows from what is in them, and whether one had to be cut */
const partsOf = (demands: readonly Demand[], licenses: readonly License[]) => {
  const standIn = standIns(licenses)
  const parts = new Map<string, Part>()
  let isCut = false
  for (const [demand, { count, weight, needs }] of demands.entries()) {
    const own = Map.groupBy(
      needs.filter((need) => standIn.has(need)),
      (need) => standIn.get(need) ?? need,
    )
    for (const set of setsOf(own.keys(), licenses)) {
      isCut ||= set.length > mostTogether
      for (const together of chunksOf(set, mostTogether)) {
        const weighted = together.map((need) => ({ need, weight: weight * (own.get(need)?.length ?? 0) }))
        const key = JSON.stringify(weighted)
        const part = parts.get(key) ?? { count: 0, needs: weighted, members: [] }
        part.count += count
        part.members.push({ demand, needs: own })
        parts.set(key, part)
      }
    }
  }
  const inOrder = [...parts.values()].sort(
    ascendingByAll(({ needs }) => [needs.length, ...needs.flatMap(({ need, weight }) => [need, -weight])]),
  )
  return { parts: inOrder, isCut }
}

/** @returns what can be solved apart, and whether a part had to be cut */
export const componentsOf = (demands: readonly Demand[], stock: readonly Stock[]) => {
  const licenses = licensesOf(stock, demands)
  const { parts, isCut } = partsOf(demands, licenses)
  const standing = new Set(parts.flatMap(({ needs }) => needs.map(({ need }) => need)))
  const sets = setsOf(standing, licenses)
  const setOf = new Map(sets.flatMap((set, at) => set.map((need) => [need, at] as const)))
  const partsBySet = Map.groupBy(parts, ({ needs: [first] }) => setOf.get(first?.need ?? -1))
  const licensesBySet = Map.groupBy(licenses, ({ costs }) => {
    const [first] = [...costs.keys()].filter((need) => setOf.has(need))
    return setOf.get(first ?? -1)
  })
  const components: Component[] = sets.map((_, at) => ({
    licenses: licensesBySet.get(at) ?? [],
    parts: partsBySet.get(at) ?? [],
  }))
  return { components, isCut }
}
