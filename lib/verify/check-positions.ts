import * as z from 'zod'
import { dayOf } from '../calendar/day.ts'
import { isDayNew } from '../positions/due-titles.ts'
import { readPositionMarks } from '../positions/position-marks.ts'
import { positionRulesKey } from '../table/keys.ts'
import type { Table } from '../table/table.ts'
import { type Claim, checkPlaces, readClaims } from './check-claims.ts'
import { checkTitles, type Entitling, isShared, ownOf } from './check-entitling.ts'
import type { HoldingsCheck } from './check-holdings.ts'
import {
  byMatchKeyOf,
  checkMappings,
  checkProduct,
  type Matched,
  matchProduct,
  readProducts,
  type Shares,
  sharesOf,
} from './check-products.ts'
import { type Difference, differencesOf } from './difference.ts'
import { checkFound, type Head, livingOf, readTitleHeads } from './position-titles.ts'

const differ = differencesOf('positions')

/** Positions as counted from what is stored. */
export interface PositionCount {
  /** Products that somebody reports. */
  products: number
  /** Titles that are entitled to something. */
  positions: number
  /** Something is still to be counted. */
  isUnderWay: boolean
  differences: Difference[]
}

const Rules = z.object({ timeZone: z.string() })

/** The time zone that positions follow: that of the deployment, as soon as its first sweep has seen it. */
const readTimeZone = async (table: Table): Promise<string> =>
  (await table.getMany([positionRulesKey])).map((item) => Rules.parse(item).timeZone)[0] ?? 'UTC'

/** What each title should be entitled by, and how much of each product each title should get. */
const entitle = (
  claims: readonly Claim[],
  placeOf: (claim: Claim) => string,
  products: readonly Matched[],
  today: string,
) => {
  const entitling = new Map<string, Entitling>()
  const entitlingOf = (id: string): Entitling => {
    const known = entitling.get(id) ?? { claims: [], covers: [] }
    entitling.set(id, known)
    return known
  }
  const needOf = ({ id, licensable, installed }: Head) => (licensable ? installed - ownOf(entitlingOf(id), today) : 0)
  for (const claim of claims) entitlingOf(placeOf(claim)).claims.push(claim)
  const cover = (some: readonly Matched[]): Map<string, Shares> => {
    const shares = sharesOf(some, needOf)
    for (const product of some)
      for (const [id, quantity] of shares.get(product.id) ?? []) entitlingOf(id).covers.push({ product, quantity })
    return shares
  }
  // What titles share goes by what they lack without.
  const alone = cover(products.filter((product) => !isShared(product)))
  return { entitlingOf, shares: new Map([...alone, ...cover(products.filter(isShared))]) }
}

/**
 * Counts license positions from pairs, statements, agreements, mappings and titles as they are, and compares them with
 * what is counted.
 * @param holdings has taken all pairs
 * @param titleIds of all titles that are listed or have names
 */
export const checkPositions = async (
  table: Table,
  holdings: HoldingsCheck,
  titleIds: readonly string[],
  now: Date,
): Promise<PositionCount> => {
  const today = dayOf(now, await readTimeZone(table))
  const { said, differences } = await holdings.finish()
  const [found, claims] = await Promise.all([readProducts(table, said), readClaims(table)])
  const heads = await readTitleHeads(table, [
    ...titleIds,
    ...claims.map(({ namedTitleId }) => namedTitleId),
    ...found.flatMap(({ mapped, meeting }) => [...mapped, ...meeting]),
  ])
  const titles = [...heads.values()].filter(({ mergedInto }) => mergedInto === undefined)
  const placeOf = ({ namedTitleId }: Claim): string => livingOf(heads, namedTitleId)?.id ?? namedTitleId
  const byMatchKey = byMatchKeyOf(titles)
  const matched = found.map((each) => matchProduct(each, heads, byMatchKey))
  const counted = matched.filter((each) => each !== undefined)
  const { entitlingOf, shares } = entitle(claims, placeOf, counted, today)

  differences.push(...found.flatMap((each, index) => checkProduct(each, matched[index], shares.get(each.id))))
  differences.push(...(await checkPlaces(table, claims, placeOf)), ...(await checkFound(table, titles)))
  differences.push(...(await checkMappings(table, heads, found)))
  const given = new Map<string, number>()
  differences.push(...(await checkTitles(table, titles, entitlingOf, today, given)))
  const owned = new Map(counted.map(({ id, quantity }) => [id, quantity]))
  for (const [id, quantity] of given)
    if (quantity > (owned.get(id) ?? 0))
      differences.push(differ(id, `Titles have ${quantity} of the product ${id}, and ${owned.get(id) ?? 0} are owned.`))
  const isLate = titles.some(({ due }) => due !== undefined && due <= today) && (await isDayNew(table, today))
  return {
    products: said.size,
    positions: titles.filter(({ entitled }) => entitled > 0).length,
    isUnderWay: isLate || (await readPositionMarks(table, 1)).length > 0,
    differences,
  }
}
