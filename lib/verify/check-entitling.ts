import { addDays } from '../calendar/day.ts'
import { nameKey } from '../names/name.ts'
import { isInTerm } from '../positions/entitling.ts'
import { publisherOrder } from '../software/title-store.ts'
import {
  claimPrefix,
  coverPrefix,
  entitlingBounds,
  nameOrder,
  shortfalls,
  softwareByStatus,
  titlePartition,
  titlesDue,
} from '../table/keys.ts'
import { type Item, queryAll, type Table } from '../table/table.ts'
import type { Claim } from './check-claims.ts'
import type { Matched } from './check-products.ts'
import { type Difference, differencesOf, unlike } from './difference.ts'
import { type Head, nameOfTitle } from './position-titles.ts'

const differ = differencesOf('positions')

/** What a title should be entitled by. */
export interface Entitling {
  claims: Claim[]
  covers: { product: Matched; quantity: number }[]
}

export const isShared = ({ titles }: Matched): boolean => titles.length > 1

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** What a title has for itself alone. */
export const ownOf = ({ claims, covers }: Entitling, today: string): number =>
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

/**
 * Compares titles, and what stands at them, with what they should be entitled by. What stands at a title that is entitled
 * to nothing, and should not be, is not looked for.
 * @param given quantities by product, which grow
 */
export const checkTitles = async (
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
