import type { Row } from '../snapshot/tables.ts'
import type { ProductMatch } from './match-products.ts'
import { type PositionStatus, statusOf } from './position-status.ts'
import type { ResolvedTitle } from './resolve-titles.ts'
import { ascending, type ProductSum } from './sum-products.ts'

/** The position of a title: spec "Position". `partitions` are those of the pairs that its licenses come from, ascending. */
export interface Position
  extends Pick<Row<'titles'>, 'installed' | 'entitled' | 'unlimited' | 'expiredPairs' | 'sharedQuantity'> {
  status: PositionStatus
  partitions: number[]
}

/** An agreement counts from its start to its end, both inclusive: spec "Other agreements". */
export const isInTerm = (
  { startDate, endDate }: { startDate?: string | undefined; endDate?: string | undefined },
  day: string,
): boolean => (startDate === undefined || startDate <= day) && (endDate === undefined || day <= endDate)

/** A product whose quantity titles share, in this order. */
export interface SharedProduct {
  id: string
  quantity: number
  /** Numbers of titles. */
  titles: readonly number[]
}

/**
 * Shares quantities of products among titles. Each title takes what it still needs, in the order given, and the first
 * keeps the rest. Products give in the order of their ids, so that the same needs always get the same.
 * @param needs licenses that titles lack without these products
 * @returns by product, what each title gets
 */
export const share = (
  products: readonly SharedProduct[],
  needs: ReadonlyMap<number, number>,
): Map<string, Map<number, number>> => {
  const open = new Map(needs)
  const given = new Map<string, Map<number, number>>()
  for (const { id, quantity, titles } of [...products].sort((one, other) => (one.id < other.id ? -1 : 1))) {
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
 * Shares products among their titles, and adds up what each title is entitled to. Titles take from shared products what
 * they need beside all that is theirs alone.
 * @param installed by the number of a title
 * @returns positions by the number of a title, and by the place of a product what each of its titles gets
 */
export const countPositions = (
  titles: readonly ResolvedTitle[],
  installed: ArrayLike<number>,
  agreements: readonly Pick<Row<'agreements'>, 'title' | 'licenseCount' | 'counted'>[],
  products: readonly ProductSum[],
  matches: readonly ProductMatch[],
): { positions: Position[]; shares: number[][] } => {
  const licenses = new Float64Array(titles.length)
  const add = (title: number, count: number) => {
    licenses[title] = (licenses[title] ?? 0) + count
  }
  const unlimited = new Uint8Array(titles.length)
  for (const { title, licenseCount, counted } of agreements) {
    if (title === undefined || !counted) continue
    if (licenseCount === undefined) unlimited[title] = 1
    else add(title, licenseCount)
  }
  const matched = products.map((product, index) => {
    const { titles: own = [] } = matches[index] ?? {}
    const [only] = own
    if (only !== undefined && own.length === 1) add(only, product.owned)
    return { ...product, quantity: product.owned, titles: own }
  })

  const needOf = (title: number): number =>
    titles[title]?.licensable && !unlimited[title] ? (installed[title] ?? 0) - (licenses[title] ?? 0) : 0
  const sharing = matched.filter(({ titles }) => titles.length > 1)
  const given = share(sharing, new Map(sharing.flatMap((product) => product.titles).map((one) => [one, needOf(one)])))

  const expired = new Uint8Array(titles.length)
  const shared = new Uint8Array(titles.length)
  const partitions = new Map<number, Set<number>>()
  const shares = matched.map(({ id, owned, isExpired, partitions: ownPartitions, titles: own }) =>
    own.map((title) => {
      const part = given.get(id)?.get(title)
      if (part !== undefined) {
        shared[title] = 1
        add(title, part)
      }
      if (isExpired) expired[title] = 1
      const all = partitions.get(title) ?? new Set()
      for (const partition of ownPartitions) all.add(partition)
      partitions.set(title, all)
      return part ?? owned
    }),
  )

  const positions = titles.map(({ licensable }, title): Position => {
    const position = {
      installed: installed[title] ?? 0,
      entitled: licenses[title] ?? 0,
      unlimited: unlimited[title] === 1,
    }
    return {
      ...position,
      status: statusOf({ licensable, ...position }),
      expiredPairs: expired[title] === 1,
      sharedQuantity: shared[title] === 1,
      partitions: ascending(partitions.get(title) ?? []),
    }
  })
  return { positions, shares }
}
