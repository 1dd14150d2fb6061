import type { CoverProblem } from '../../lib/positions/cover/cover.ts'

/** A machine, or a unit of one: its needs, and what an open one counts. */
interface Place {
  weight: number
  needs: readonly number[]
}

/** Open needs, costs, places of the licenses in use. */
export type Totals = readonly [open: number, cost: number, rank: number]

type Entitlement = CoverProblem['entitlements'][number] & { at: number }

const compareTotals = (one: Totals, other: Totals): number => {
  const at = one.findIndex((value, aim) => value !== other[aim])
  return (one[at] ?? 0) - (other[at] ?? 0)
}

const subsetsOf = <T>([first, ...others]: readonly T[]): T[][] =>
  first === undefined ? [[]] : subsetsOf(others).flatMap((subset) => [subset, [first, ...subset]])

interface Way {
  totals: Totals
  /** By place, needs that are open. */
  open: readonly (readonly number[])[]
}

/** Tries every set of licenses on every place. @returns the best ways, one for each different rest of open needs */
const bestWays = (places: readonly Place[], entitlements: readonly Entitlement[]): Way[] => {
  const choices = subsetsOf(entitlements)
  const known = new Map<string, Way[]>()
  const from = (at: number, left: readonly number[]): Way[] => {
    const place = places[at]
    if (!place) return [{ totals: [0, 0, 0], open: [] }]
    const key = `${at} ${left}`
    const before = known.get(key)
    if (before) return before
    const ways = choices.flatMap((licenses) => {
      const after = entitlements.map((one, index) => (left[index] ?? 0) - (licenses.includes(one) ? 1 : 0))
      if (after.some((quantity) => quantity < 0)) return []
      const costs = place.needs.map((need) =>
        Math.min(...licenses.map((license) => license.costs.get(need) ?? Number.POSITIVE_INFINITY)),
      )
      const open = place.needs.filter((_, index) => costs[index] === Number.POSITIVE_INFINITY)
      const cost = costs.filter(Number.isFinite).reduce((sum, one) => sum + one, 0)
      const rank = licenses.reduce((sum, license) => sum + license.at + 1, 0)
      return from(at + 1, after).map((way) => ({
        totals: [
          way.totals[0] + open.length * place.weight,
          way.totals[1] + cost * place.weight,
          way.totals[2] + rank,
        ] as const,
        open: [open, ...way.open],
      }))
    })
    const best = ways.reduce((one, other) => (compareTotals(other.totals, one.totals) < 0 ? other : one))
    const equal = ways.filter(({ totals }) => compareTotals(totals, best.totals) === 0)
    const different = [...new Map(equal.map((way) => [JSON.stringify(way.open), way])).values()]
    known.set(key, different)
    return different
  }
  return from(
    0,
    entitlements.map(({ quantity }) => quantity),
  )
}

/** The best totals, of licenses for whole machines and of all others, by trying everything: for small problems only. */
export const bestTotals = ({ combinations, entitlements }: CoverProblem): { whole: Totals; others: Totals }[] => {
  const isInUnits = combinations.some(({ units }) => units > 1)
  const numbered = entitlements.map((entitlement, at) => ({ ...entitlement, at }))
  const isFirst = ({ isWhole }: Entitlement) => isInUnits && isWhole
  const machines = combinations.flatMap(({ machines: count, units, needs }) =>
    Array.from({ length: count }, () => ({ weight: units, needs })),
  )
  return bestWays(machines, numbered.filter(isFirst)).flatMap(({ totals: whole, open }) => {
    const units = machines.flatMap(({ weight }, at) =>
      Array.from({ length: weight }, () => ({ weight: 1, needs: open[at] ?? [] })),
    )
    const others = numbered.filter((one) => !isFirst(one))
    return bestWays(units, others)
      .slice(0, 1)
      .map(({ totals }) => ({ whole, others: totals }))
  })
}

/**
 * The best totals where each machine has one need, by the cheapest flow from entitlements to needs: the shortest augmenting
 * path, again and again.
 */
export const flowTotals = ({ combinations, entitlements }: CoverProblem): Totals => {
  const costOfCost = 1e6
  const open = new Map<number, number>()
  for (const {
    machines,
    needs: [need = -1],
  } of combinations)
    open.set(need, (open.get(need) ?? 0) + machines)
  const left = entitlements.map(({ quantity }) => quantity)
  const uses = entitlements.flatMap(({ costs }, from) =>
    [...costs].flatMap(([need, cost]) => (open.has(need) ? [{ from, need, cost, flow: 0 }] : [])),
  )
  for (;;) {
    const toEntitlement = left.map((quantity, at) => ({
      length: quantity > 0 ? at + 1 : Infinity,
      path: [] as { use: (typeof uses)[number]; sign: 1 | -1 }[],
    }))
    const toNeed = new Map(
      [...open.keys()].map((need) => [need, { length: Infinity, path: [] as (typeof toEntitlement)[number]['path'] }]),
    )
    for (let isNew = true; isNew; ) {
      isNew = false
      for (const use of uses) {
        const start = toEntitlement[use.from] ?? { length: Infinity, path: [] }
        const end = toNeed.get(use.need) ?? { length: Infinity, path: [] }
        const length = use.cost * costOfCost
        if (start.length + length < end.length) {
          toNeed.set(use.need, { length: start.length + length, path: [...start.path, { use, sign: 1 }] })
          isNew = true
        }
        if (use.flow > 0 && end.length - length < start.length) {
          toEntitlement[use.from] = { length: end.length - length, path: [...end.path, { use, sign: -1 }] }
          isNew = true
        }
      }
    }
    const ends = [...open]
      .filter(([, count]) => count > 0)
      .map(([need]) => ({ need, ...(toNeed.get(need) ?? { length: Infinity, path: [] }) }))
    const best = ends.reduce((one, other) => (other.length < one.length ? other : one), {
      need: -1,
      length: Infinity,
      path: [],
    })
    const first = best.path[0]?.use.from ?? -1
    if (best.length === Infinity) break
    const back = best.path.filter(({ sign }) => sign < 0).map(({ use }) => use.flow)
    const step = Math.min(left[first] ?? 0, open.get(best.need) ?? 0, ...back)
    left[first] = (left[first] ?? 0) - step
    open.set(best.need, (open.get(best.need) ?? 0) - step)
    for (const { use, sign } of best.path) use.flow += sign * step
  }
  const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)
  return [
    sum([...open.values()]),
    sum(uses.map(({ cost, flow }) => cost * flow)),
    sum(uses.map(({ from, flow }) => (from + 1) * flow)),
  ]
}
