import type { ProductMatch } from './match-products.ts'
import { type PositionStatus, statusOf } from './position-status.ts'
import type { ResolvedTitle } from './resolve-titles.ts'
import { share } from './share.ts'
import type { ProductSum } from './sum-products.ts'

/** An other agreement, as it counts. */
export interface CountedAgreement {
  /** Number of its title. */
  title: number | undefined
  licenseCount: number | 'unlimited'
  /** The day lies in its term. */
  counted: boolean
}

/** The position of a title: spec "Position". */
export interface Position {
  installed: number
  /** Licenses that count, without those of site licenses. */
  entitled: number
  unlimited: boolean
  status: PositionStatus
  expiredPairs: boolean
  sharedQuantity: boolean
  /** Partitions of the pairs that its licenses come from, ascending. */
  partitions: number[]
}

/** An agreement counts from its start to its end, both inclusive; what is absent is open: spec "Other agreements". */
export const isInTerm = (
  { startDate, endDate }: { startDate?: string | undefined; endDate?: string | undefined },
  day: string,
): boolean => (startDate === undefined || startDate <= day) && (endDate === undefined || day <= endDate)

/** What agreements give to each title by themselves. */
const giveAgreements = (agreements: readonly CountedAgreement[], titles: number) => {
  const licenses = new Float64Array(titles)
  const unlimited = new Uint8Array(titles)
  for (const { title, licenseCount, counted } of agreements) {
    if (title === undefined || !counted) continue
    if (licenseCount === 'unlimited') unlimited[title] = 1
    else licenses[title] = (licenses[title] ?? 0) + licenseCount
  }
  return { licenses, unlimited }
}

/**
 * Shares products among their titles, and adds up what each title is entitled to. A product of one title is that title's;
 * titles that share products take of them what they need beside all that is theirs alone.
 * @param installed by the number of a title
 * @returns positions by the number of a title, and by the place of a product what each of its titles gets
 */
export const countPositions = (
  titles: readonly ResolvedTitle[],
  installed: ArrayLike<number>,
  agreements: readonly CountedAgreement[],
  products: readonly ProductSum[],
  matches: readonly ProductMatch[],
): { positions: Position[]; shares: number[][] } => {
  const { licenses, unlimited } = giveAgreements(agreements, titles.length)
  const isShared = (index: number): boolean => (matches[index]?.titles.length ?? 0) > 1
  for (const [index, { owned }] of products.entries()) {
    const [only] = matches[index]?.titles ?? []
    if (only !== undefined && !isShared(index)) licenses[only] = (licenses[only] ?? 0) + owned
  }

  const sharing = products.map((_, index) => index).filter(isShared)
  const needOf = (title: number): number =>
    titles[title]?.licensable && !unlimited[title] ? (installed[title] ?? 0) - (licenses[title] ?? 0) : 0
  const needs = new Map(sharing.flatMap((index) => matches[index]?.titles ?? []).map((title) => [title, needOf(title)]))
  const given = share(
    sharing.map((index) => ({
      id: products[index]?.id ?? '',
      quantity: products[index]?.owned ?? 0,
      titles: matches[index]?.titles ?? [],
    })),
    needs,
  )
  const shares = products.map(({ id, owned }, index) =>
    (matches[index]?.titles ?? []).map((title) => (isShared(index) ? (given.get(id)?.get(title) ?? 0) : owned)),
  )

  const expired = new Uint8Array(titles.length)
  const shared = new Uint8Array(titles.length)
  const partitions = new Map<number, Set<number>>()
  for (const [index, product] of products.entries())
    for (const [place, title] of (matches[index]?.titles ?? []).entries()) {
      if (isShared(index)) {
        shared[title] = 1
        licenses[title] = (licenses[title] ?? 0) + (shares[index]?.[place] ?? 0)
      }
      if (product.isExpired) expired[title] = 1
      const own = partitions.get(title) ?? new Set()
      for (const partition of product.partitions) own.add(partition)
      partitions.set(title, own)
    }

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
      partitions: [...(partitions.get(title) ?? [])].sort((one, other) => one - other),
    }
  })
  return { positions, shares }
}
