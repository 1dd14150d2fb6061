import * as z from 'zod'
import { ascendingBy } from '../../foundation/collections.ts'
import type { Row } from '../snapshot/tables.ts'
import type { ProductMatch, ProductSum } from './match-products.ts'
import type { ResolvedTitle } from './resolve-titles.ts'

type Title = Row<'titles'>

/** docs/positions.md; `not-licensable` goes before the others. */
export const PositionStatus = z.enum(['short', 'no-entitlement', 'covered', 'unused', 'absent', 'not-licensable'])
export type PositionStatus = z.infer<typeof PositionStatus>

type Counted = Pick<Title, 'licensable' | 'installed' | 'entitled' | 'unlimited'>

export const statusOf = ({ licensable, installed, entitled, unlimited }: Counted): PositionStatus => {
  if (!licensable) return 'not-licensable'
  if (installed === 0) return unlimited || entitled > 0 ? 'unused' : 'absent'
  if (unlimited) return 'covered'
  if (entitled === 0) return 'no-entitlement'
  return entitled < installed ? 'short' : 'covered'
}

export interface Position extends ResolvedTitle, Counted, Pick<Title, 'expiredPairs' | 'sharedQuantity'> {
  status: PositionStatus
  /** Those of the pairs that its licenses come from, ascending. */
  partitions: number[]
}

/** An agreement counts from its start to its end, both inclusive: docs/positions.md. */
export const isInTerm = (
  { startDate, endDate }: { startDate?: string | undefined; endDate?: string | undefined },
  day: string,
): boolean => (startDate === undefined || startDate <= day) && (endDate === undefined || day <= endDate)

export interface SharedProduct {
  id: string
  quantity: number
  titles: readonly number[]
}

/**
 * Shares quantities of products among titles. Each title takes what it still needs, in the order given, and the first
 * keeps the rest. Products give in the order of their ids, so that the same needs always get the same.
 * @returns by product, what each title gets
 */
export const share = (
  products: readonly SharedProduct[],
  needs: ReadonlyMap<number, number>,
): Map<string, Map<number, number>> => {
  const open = new Map(needs)
  const given = new Map<string, Map<number, number>>()
  for (const { id, quantity, titles } of products.toSorted(ascendingBy((product) => product.id))) {
    let rest = quantity
    const shares = new Map<number, number>()
    for (const title of titles) {
      const need = Math.max(0, open.get(title) ?? 0)
      const taken = Math.min(rest, need)
      open.set(title, need - taken)
      shares.set(title, taken)
      rest -= taken
    }
    const [first] = titles
    if (first !== undefined) shares.set(first, (shares.get(first) ?? 0) + rest)
    given.set(id, shares)
  }
  return given
}

/**
 * Adds up what each title is entitled to: licenses that only it can use first, then what it still needs of shared products.
 * @returns `shares`: per product, the quantity of each of its titles, in the same order
 */
export const countPositions = (
  titles: readonly ResolvedTitle[],
  installed: ArrayLike<number>,
  agreements: readonly Pick<Row<'agreements'>, 'title' | 'licenseCount' | 'counted'>[],
  products: readonly ProductSum[],
  matches: readonly ProductMatch[],
): { positions: Position[]; shares: number[][] } => {
  const positions = titles.map((title, number) => ({
    ...title,
    ...{ installed: installed[number] ?? 0, entitled: 0, unlimited: false },
    ...{ expiredPairs: false, sharedQuantity: false, partitions: [] as number[] },
  }))
  for (const { title, licenseCount, counted } of agreements) {
    const position = title === undefined || !counted ? undefined : positions[title]
    if (!position) continue
    if (licenseCount === undefined) position.unlimited = true
    else position.entitled += licenseCount
  }
  const matched = products.map((product, index) => {
    const own = matches[index]?.titles ?? []
    const only = own.length === 1 && positions[own[0] ?? -1]
    if (only) only.entitled += product.owned
    return { ...product, quantity: product.owned, titles: own }
  })

  const needOf = (number: number): number => {
    const position = positions[number]
    return position?.licensable && !position.unlimited ? position.installed - position.entitled : 0
  }
  const sharing = matched.filter((product) => product.titles.length > 1)
  const given = share(sharing, new Map(sharing.flatMap((product) => product.titles).map((one) => [one, needOf(one)])))

  const shares = matched.map(({ id, owned, isExpired, partitions, titles: own }) =>
    own.map((title) => {
      const part = given.get(id)?.get(title)
      const position = positions[title]
      if (position) {
        position.sharedQuantity ||= part !== undefined
        position.entitled += part ?? 0
        position.expiredPairs ||= isExpired
        position.partitions.push(...partitions)
      }
      return part ?? owned
    }),
  )
  return {
    positions: positions.map(({ partitions, ...position }) => ({
      ...position,
      status: statusOf(position),
      partitions: [...new Set(partitions)].sort(ascendingBy((partition) => partition)),
    })),
    shares,
  }
}
