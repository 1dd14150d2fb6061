import * as z from 'zod'
import { ascendingBy } from '../../foundation/collections.ts'
import type { TitleNeeds } from '../families/measure-covered.ts'
import type { Row } from '../snapshot/tables.ts'
import type { ProductMatch, ProductSum } from './match-products.ts'
import type { ResolvedTitle } from './resolve-titles.ts'

type Title = Row<'titles'>

/** docs/positions.md explains each. */
export const PositionStatus = z.enum([
  'short',
  'no-entitlement',
  'covered',
  'unused',
  'absent',
  'needs-data',
  'not-measured',
  'free',
  'component',
  'unknown',
])
export type PositionStatus = z.infer<typeof PositionStatus>

type Counted = Pick<
  Title,
  | 'kind'
  | 'lacks'
  | 'installed'
  | 'entitled'
  | 'unlimited'
  | 'required'
  | 'open'
  | 'mayRun'
  | 'needsData'
  | 'subscribed'
>

/** Of a subscription: plans of their users cover its machines, or a license does where they have none. */
const statusOfSubscription = ({ installed, required, open, mayRun, subscribed }: Counted): PositionStatus => {
  if (open > 0) return mayRun ? 'short' : 'no-entitlement'
  return installed > 0 && required + subscribed >= installed ? 'covered' : 'not-measured'
}

export const statusOf = (title: Counted): PositionStatus => {
  const { kind, lacks, installed, entitled, unlimited, open, mayRun, needsData } = title
  if (kind === 'free' || kind === 'component') return kind
  if (kind === 'unknown') return installed > 0 ? kind : 'absent'
  if (kind === 'subscription') return statusOfSubscription(title)
  // Its users need it, whom no inventory shows.
  if (lacks === 'user') return 'not-measured'
  if (installed === 0) return unlimited || entitled > 0 ? 'unused' : 'absent'
  if (open > 0) return mayRun ? 'short' : 'no-entitlement'
  return needsData > 0 ? 'needs-data' : 'covered'
}

type Arithmetic = Pick<Counted, 'kind' | 'lacks' | 'installed' | 'entitled' | 'unlimited'>

/**
 * The status where no coverage is known: for a title whose kind was decided just now, and for a choice of agreements.
 * @param required of it by machines, if that is known: none of what came with the PC, or stands beside its suite
 */
export const statusByNumbers = (title: Arithmetic, required = title.installed): PositionStatus => {
  const { lacks, installed, entitled, unlimited } = title
  const isCounted = lacks === undefined || lacks === 'user'
  const open = unlimited || !isCounted ? 0 : Math.min(required, Math.max(0, installed - entitled))
  if (title.kind === 'subscription') return 'not-measured'
  const needsData = isCounted ? 0 : installed
  return statusOf({ ...title, required, open, mayRun: entitled > 0, needsData, subscribed: 0 })
}

export interface Position
  extends ResolvedTitle,
    TitleNeeds,
    Pick<Title, 'installed' | 'entitled' | 'unlimited' | 'expiredPairs' | 'sharedQuantity'> {
  status: PositionStatus
  /** Those of the pairs that its licenses come from, ascending. */
  partitions: number[]
}

const needsLicense = ({ kind }: Pick<Title, 'kind'>): boolean => kind === 'licensed'

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

/** Somebody who has licenses of a title that nobody knows, knows that it needs them. */
export const nameKinds = (
  titles: readonly ResolvedTitle[],
  agreements: readonly Pick<Row<'agreements'>, 'title'>[],
  matches: readonly ProductMatch[],
): ResolvedTitle[] => {
  const matched = matches.flatMap(({ titles: own }) => own.map(({ title }) => title))
  const named = new Set([...agreements.map(({ title }) => title), ...matched])
  return titles.map((title, number) =>
    title.kind === 'unknown' && named.has(number) ? { ...title, kind: 'licensed' } : title,
  )
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
  needsOf: (title: number) => TitleNeeds,
): { positions: Position[]; shares: number[][] } => {
  /** In one order, as rows are digested as JSON. */
  const orderedNeeds = (number: number): TitleNeeds => {
    const { familyId, lacks, required, open, mayRun, needsData, subscribed } = needsOf(number)
    return { familyId, lacks, required, open, mayRun, needsData, subscribed }
  }
  const positions = titles.map((title, number) => ({
    ...title,
    ...orderedNeeds(number),
    installed: installed[number] ?? 0,
    entitled: 0,
    unlimited: false,
    expiredPairs: false,
    sharedQuantity: false,
    partitions: [] as number[],
  }))
  for (const { title, licenseCount, counted } of agreements) {
    const position = title === undefined || !counted ? undefined : positions[title]
    if (!position) continue
    if (licenseCount === undefined) position.unlimited = true
    else position.entitled += licenseCount
  }
  const counted = products.map((product, index) => {
    const own = (matches[index]?.titles ?? []).map(({ title }) => title)
    const only = own.length === 1 && positions[own[0] ?? -1]
    if (only) only.entitled += product.owned
    return { ...product, quantity: product.owned, titles: own }
  })

  const needOf = (number: number): number => {
    const position = positions[number]
    return position && needsLicense(position) && !position.unlimited ? position.installed - position.entitled : 0
  }
  const sharing = counted.filter((product) => product.titles.length > 1)
  const given = share(sharing, new Map(sharing.flatMap((product) => product.titles).map((one) => [one, needOf(one)])))

  const shares = counted.map(({ id, owned, isExpired, partitions, titles: own }) =>
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
