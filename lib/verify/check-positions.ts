import * as z from 'zod'
import { parseAgreement } from '../agreements/agreement-store.ts'
import { isOther } from '../agreements/stored-agreement.ts'
import { addDays, dayOf } from '../calendar/day.ts'
import { nameKey } from '../names/name.ts'
import { isDayNew } from '../positions/due-titles.ts'
import { isInTerm } from '../positions/entitling.ts'
import { readPositionMarks } from '../positions/position-marks.ts'
import { publisherOrder } from '../software/title-store.ts'
import {
  agreementKey,
  agreementsByType,
  claimPrefix,
  coverPrefix,
  entitlingBounds,
  holdingKey,
  nameOrder,
  positionRulesKey,
  shortfalls,
  softwareByStatus,
  titlePartition,
  titlesDue,
} from '../table/keys.ts'
import { type Item, pagesOf, queryAll, type Table } from '../table/table.ts'
import { checkHoldings } from './check-holdings.ts'
import { byMatchKeyOf, checkProduct, type Matched, matchProduct, readProducts, sharesOf } from './check-products.ts'
import { type Difference, differencesOf, unlike } from './difference.ts'
import { piecesOf } from './pieces.ts'
import { checkFound, type Head, livingOf, nameOfTitle, readTitleHeads } from './position-titles.ts'

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

/** What an other agreement entitles the title to that it names. */
interface Claim {
  agreementId: string
  namedTitleId: string
  licenseCount: number
  startDate?: string | undefined
  endDate?: string | undefined
}

const readClaims = async (table: Table): Promise<Claim[]> => {
  const claims: Claim[] = []
  for await (const rows of pagesOf(table, { index: 'gsi1', partition: agreementsByType('other') }))
    for (const some of piecesOf(rows))
      claims.push(
        ...(await table.getMany(some.map(({ id }) => agreementKey(String(id)))))
          .map(parseAgreement)
          .filter(isOther)
          .map(({ id, titleId, licenseCount, startDate, endDate }) => ({
            agreementId: id,
            namedTitleId: titleId,
            licenseCount,
            startDate,
            endDate,
          })),
      )
  return claims
}

const Placed = z.object({ agreementId: z.string(), titleId: z.string() })

/** Claims that are counted for another title than the one that stands for what they name. */
const checkPlaces = async (
  table: Table,
  claims: readonly Claim[],
  placeOf: (claim: Claim) => string,
): Promise<Difference[]> => {
  const differences: Difference[] = []
  for (const some of piecesOf(claims)) {
    const items = await table.getMany(some.map(({ agreementId }) => holdingKey(`AGREEMENT#${agreementId}`)))
    const placed = new Map(items.map((item) => [Placed.parse(item).agreementId, item]))
    for (const claim of some) {
      const name = `What counts of the agreement ${claim.agreementId}`
      const item = placed.get(claim.agreementId) ?? {}
      differences.push(...unlike(differ, claim.agreementId, name, item, { ...claim, titleId: placeOf(claim) }))
    }
  }
  return differences
}

/** What a title should be entitled by. */
interface Entitling {
  claims: Claim[]
  covers: { product: Matched; quantity: number }[]
}

const isShared = ({ titles }: Matched): boolean => titles.length > 1

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const ownOf = ({ claims, covers }: Entitling, today: string): number =>
  sum(claims.filter((claim) => isInTerm(claim, today)).map(({ licenseCount }) => licenseCount)) +
  sum(covers.filter(({ product }) => !isShared(product)).map(({ quantity }) => quantity))

const basisOf = (products: readonly Matched[]) => {
  const flags = [
    ...(products.some(({ isExpired }) => isExpired) ? ['expired-pairs'] : []),
    ...(products.some(isShared) ? ['shared-quantity'] : []),
  ]
  const partitions = [...new Set(products.flatMap((product) => product.partitions))].sort((one, other) => one - other)
  return flags.length + partitions.length > 0 ? { flags, partitions } : undefined
}

/** The next day on which what counts changes. */
const dueOf = (claims: readonly Claim[], today: string): string | undefined =>
  claims
    .flatMap(({ startDate, endDate }) => [startDate, endDate === undefined ? undefined : addDays(endDate, 1)])
    .filter((day) => day !== undefined && day > today)
    .sort()[0]

const statusOf = ({ licensable, installed }: Head, entitled: number): string => {
  if (!licensable) return 'not-licensable'
  if (installed > 0) return entitled >= installed ? 'covered' : entitled > 0 ? 'short' : 'no-entitlement'
  return entitled > 0 ? 'unused' : 'absent'
}

const listedAs = (title: Head, entitled: number, due: string | undefined) => {
  const status = statusOf(title, entitled)
  const isShort = status === 'short' || status === 'no-entitlement'
  const missing = String(10_000_000_000 - (title.installed - entitled)).padStart(11, '0')
  return {
    gsi1pk: softwareByStatus(status),
    gsi2pk: due === undefined ? undefined : titlesDue(due),
    gsiSk: nameOrder(`${publisherOrder(title.publisher)}${nameKey(title.title)}`, title.id),
    gsi3pk: isShort ? shortfalls : undefined,
    gsi3Sk: isShort ? `${status === 'short' ? 0 : 1}#${missing}#${title.id}` : undefined,
  }
}

const checkTitle = (title: Head, entitling: Entitling, today: string): Difference[] => {
  const { claims, covers } = entitling
  const entitled =
    ownOf(entitling, today) + sum(covers.flatMap((cover) => (isShared(cover.product) ? cover.quantity : [])))
  const due = dueOf(claims, today)
  const basis = basisOf(covers.map(({ product }) => product))
  const expected = { entitled, basis, due, ...listedAs(title, entitled, due) }
  return unlike(differ, title.id, nameOfTitle(title), title, expected)
}

/** Compares what stands at a title with what it should be entitled by. @param given quantities by product, which grow */
const checkEntitling = (
  title: Head,
  { claims, covers }: Entitling,
  items: readonly Item[],
  given: Map<string, number>,
): Difference[] => {
  const stored = new Map(items.map((item) => [String(item.sk), item]))
  const expected = new Map<string, Record<string, unknown>>([
    ...claims.map((claim) => [`${claimPrefix}${claim.agreementId}`, { ...claim }] as const),
    ...covers.map(({ product, quantity }) => {
      const { id, isExpired, partitions } = product
      return [
        `${coverPrefix}${id}`,
        { productId: id, quantity, isShared: isShared(product), isExpired, partitions },
      ] as const
    }),
  ])
  for (const { productId, quantity } of items)
    if (productId !== undefined) given.set(String(productId), (given.get(String(productId)) ?? 0) + Number(quantity))
  const name = nameOfTitle(title)
  return [
    ...[...stored.keys()].filter((sk) => !expected.has(sk)).map((sk) => differ(title.id, `${name} has a stray ${sk}.`)),
    ...[...expected].flatMap(([sk, each]) => unlike(differ, title.id, `${sk} of ${name}`, stored.get(sk) ?? {}, each)),
  ]
}

/** Titles whose items are read side by side. */
const titlesAtOnce = 25

const checkTitles = async (
  table: Table,
  titles: readonly Head[],
  entitlingOf: (id: string) => Entitling,
  today: string,
  given: Map<string, number>,
): Promise<Difference[]> => {
  const differences: Difference[] = []
  const mayHave = ({ id, entitled, basis, due }: Head): boolean =>
    entitled > 0 ||
    basis !== undefined ||
    due !== undefined ||
    entitlingOf(id).claims.length + entitlingOf(id).covers.length > 0
  const having = titles.filter(mayHave)
  for (let first = 0; first < having.length; first += titlesAtOnce)
    await Promise.all(
      having.slice(first, first + titlesAtOnce).map(async (title) => {
        const items = await queryAll(table, { partition: titlePartition(title.id), between: entitlingBounds })
        differences.push(...checkEntitling(title, entitlingOf(title.id), items, given))
      }),
    )
  for (const title of titles) differences.push(...checkTitle(title, entitlingOf(title.id), today))
  return differences
}

const Rules = z.object({ timeZone: z.string() })

/** The time zone that positions follow: that of the deployment, as soon as its first sweep has seen it. */
const readTimeZone = async (table: Table): Promise<string> =>
  Rules.safeParse(await table.get(positionRulesKey)).data?.timeZone ?? 'UTC'

/**
 * Counts license positions from pairs, statements, agreements, mappings and titles as they are, and compares them with
 * what is counted.
 * @param titleIds of all titles that are listed or have names
 */
export const checkPositions = async (table: Table, titleIds: readonly string[], now: Date): Promise<PositionCount> => {
  const today = dayOf(now, await readTimeZone(table))
  const { said, differences } = await checkHoldings(table)
  const [found, claims] = await Promise.all([readProducts(table, said), readClaims(table)])
  const heads = await readTitleHeads(table, [
    ...titleIds,
    ...claims.map(({ namedTitleId }) => namedTitleId),
    ...found.flatMap(({ mapped, meeting }) => [...mapped, ...meeting]),
  ])
  const titles = [...heads.values()].filter(({ mergedInto }) => mergedInto === undefined)
  const entitling = new Map<string, Entitling>()
  const entitlingOf = (id: string): Entitling => {
    const known = entitling.get(id) ?? { claims: [], covers: [] }
    entitling.set(id, known)
    return known
  }
  const placeOf = ({ namedTitleId }: Claim): string => livingOf(heads, namedTitleId)?.id ?? namedTitleId
  for (const claim of claims) entitlingOf(placeOf(claim)).claims.push(claim)

  const byMatchKey = byMatchKeyOf(titles)
  const matched = found.map((each) => matchProduct(each, heads, byMatchKey))
  const counted = matched.filter((each) => each !== undefined)
  const coverAll = (products: readonly Matched[], needOf: (title: Head) => number) => {
    const shares = sharesOf(products, needOf)
    for (const product of products)
      for (const { id } of product.titles)
        entitlingOf(id).covers.push({ product, quantity: shares.get(product.id)?.get(id) ?? 0 })
    return shares
  }
  const alone = coverAll(
    counted.filter((product) => !isShared(product)),
    () => 0,
  )
  const needOf = (title: Head) => (title.licensable ? title.installed - ownOf(entitlingOf(title.id), today) : 0)
  const shares = new Map([...alone, ...coverAll(counted.filter(isShared), needOf)])

  differences.push(...found.flatMap((each, index) => checkProduct(each, matched[index], shares.get(each.id))))
  differences.push(...(await checkPlaces(table, claims, placeOf)), ...(await checkFound(table, titles)))
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
