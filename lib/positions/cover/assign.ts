import { ascendingBy, ascendingByAll, sumOf } from '../../foundation/collections.ts'
import type { Component, License, Lot } from './demand.ts'
import { programOf } from './program.ts'
import { minimize } from './solver.ts'
import { type Stretch, takeTogether } from './stretches.ts'

/** A license on a machine, and the needs that it is counted for. Without an entitlement these needs are open. */
export interface Use {
  entitlement: number | undefined
  needs: readonly number[]
}

export interface Assignment {
  /** By part, what its machines have. */
  served: Stretch<readonly Use[]>[][]
  isProven: boolean
}

/** Takes licenses from lots in their order. @returns what was taken; without an entitlement what they lack */
const takeFrom = (lots: Lot[], count: number): Stretch<number | undefined>[] => {
  const taken: Stretch<number | undefined>[] = []
  let left = count
  for (let lot = lots[0]; lot && left > 0; lot = lots[0]) {
    const step = Math.min(left, lot.quantity)
    taken.push({ count: step, what: lot.entitlement })
    left -= step
    lot.quantity -= step
    if (lot.quantity === 0) lots.shift()
  }
  return left > 0 ? [...taken, { count: left, what: undefined }] : taken
}

/** @returns lots that may meet a need, the first choice first */
const choicesFor = (need: number, licenses: readonly License[]): Lot[] =>
  licenses
    .flatMap(({ costs, lots }) => {
      const cost = costs.get(need)
      return cost === undefined ? [] : lots.map((lot) => ({ ...lot, cost }))
    })
    .sort(ascendingByAll(({ cost, entitlement }) => [cost, entitlement]))

/**
 * The best assignment where it is plain: there is one need only, or one lot is the first choice for all needs and has
 * enough licenses.
 */
export const assignPlainly = ({ licenses, parts }: Component): Assignment | undefined => {
  const needs = new Set(parts.flatMap((part) => part.needs.map(({ need }) => need)))
  const [lots = [], ...others] = [...needs].map((need) => choicesFor(need, licenses))
  const [first] = lots
  if (others.length > 0) {
    const machines = sumOf(parts, ({ count }) => count)
    if (others.some(([choice]) => choice?.entitlement !== first?.entitlement)) return undefined
    if (first === undefined || first.quantity < machines) return undefined
  }
  const served = parts.map((part) => {
    const met = part.needs.map(({ need }) => need)
    return takeFrom(lots, part.count).map(({ count, what }) => ({ count, what: [{ entitlement: what, needs: met }] }))
  })
  return { served, isProven: true }
}

export const assignBySolver = async ({ licenses, parts }: Component): Promise<Assignment> => {
  const { program, layouts } = programOf({ licenses, parts })
  const { values, isProven } = await minimize(program)
  const numberOf = (column: number): number => values[column] ?? 0
  const lotsOf = new Map(licenses.map((license) => [license, license.lots.map((lot) => ({ ...lot }))]))
  const served = layouts.map(({ sets, divisions }) => {
    const queues = new Map(
      sets.map(({ set, uses }) => {
        const met = uses.flatMap(({ license, column }) => takeFrom(lotsOf.get(license) ?? [], numberOf(column)))
        const open = { count: Number.POSITIVE_INFINITY, what: undefined }
        const queue = [...met, open].map(({ count, what }) => ({ count, what: { entitlement: what, needs: set } }))
        return [String(set), queue]
      }),
    )
    // The queues end with open needs, so these are left to the machines that have most needs alone.
    return divisions.toSorted(ascendingBy(({ way }) => way.length)).flatMap(({ way, column }) =>
      takeTogether(
        way.map((set) => queues.get(String(set)) ?? []),
        numberOf(column),
      ),
    )
  })
  return { served, isProven }
}
