import * as z from 'zod'
import { addDays } from '../calendar/day.ts'
import type { Basis, StoredTitle } from '../software/title-store.ts'
import { claimPrefix, coverKey, entitlingBounds, titlePartition } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { put, queryAll, remove, type Table, type Write } from '../table/table.ts'
import { type Claim, parseClaim } from './claim.ts'
import { Told } from './product-store.ts'

/** What a product gives to one title. */
const StoredCover = Told.extend({ productId: z.string(), quantity: z.number() })
export type StoredCover = z.infer<typeof StoredCover>

export const putCover = (titleId: string, cover: StoredCover): Write =>
  put({ ...coverKey(titleId, cover.productId), ...cover }, {}, raceLost)

export const removeCover = (titleId: string, productId: string): Write =>
  remove(coverKey(titleId, productId), {}, raceLost)

/** All that a title is entitled by. */
export interface Entitling {
  claims: Claim[]
  covers: StoredCover[]
}

export const readEntitling = async (table: Table, titleId: string): Promise<Entitling> => {
  const items = await queryAll(table, { partition: titlePartition(titleId), between: entitlingBounds })
  const isClaim = ({ sk }: { sk?: unknown }) => String(sk).startsWith(claimPrefix)
  return {
    claims: items.filter(isClaim).map(parseClaim),
    covers: items.filter((item) => !isClaim(item)).map((item) => StoredCover.parse(item)),
  }
}

/** An agreement counts from its start to its end, both inclusive; what is absent is open: spec "Other agreements". */
export const isInTerm = ({ startDate, endDate }: Pick<Claim, 'startDate' | 'endDate'>, today: string): boolean =>
  (startDate === undefined || startDate <= today) && (endDate === undefined || today <= endDate)

/** The next day on which a claim begins or ceases to count. */
const nextDay = (claims: readonly Claim[], today: string): string | undefined =>
  claims
    .flatMap(({ startDate, endDate }) => [startDate ?? [], endDate === undefined ? [] : addDays(endDate, 1)].flat())
    .filter((day) => day > today)
    .sort()
    .at(0)

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** What a title has for itself alone on a day. */
export const ownOf = ({ claims, covers }: Entitling, today: string): number =>
  sum(claims.filter((claim) => isInTerm(claim, today)).map(({ licenseCount }) => licenseCount)) +
  sum(covers.filter(({ isShared }) => !isShared).map(({ quantity }) => quantity))

const basisOf = ({ covers }: Entitling): Basis | undefined => {
  const flags: Basis['flags'] = [
    ...(covers.some(({ isExpired }) => isExpired) ? (['expired-pairs'] as const) : []),
    ...(covers.some(({ isShared }) => isShared) ? (['shared-quantity'] as const) : []),
  ]
  const partitions = [...new Set(covers.flatMap((cover) => cover.partitions))].sort((one, other) => one - other)
  return flags.length + partitions.length > 0 ? { flags, partitions } : undefined
}

/** What is stored of a title about its entitlement. @param today in the ledger's time zone, YYYY-MM-DD */
export const entitlementOf = (
  entitling: Entitling,
  today: string,
): Required<Pick<StoredTitle, 'entitled'>> & { basis: Basis | undefined; due: string | undefined } => ({
  entitled:
    ownOf(entitling, today) + sum(entitling.covers.filter(({ isShared }) => isShared).map((cover) => cover.quantity)),
  basis: basisOf(entitling),
  due: nextDay(entitling.claims, today),
})
