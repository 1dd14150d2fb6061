import * as z from 'zod'
import { productKey } from '../entitlements/product-key.ts'
import { matchKeyOfProduct, matchKeyOfTitle } from '../matching/match-key.ts'
import { ruleMatchOf } from '../positions/match-product.ts'
import { type ProductMapping, parseProduct, productIdOf, readMappings } from '../positions/product-store.ts'
import { share } from '../positions/share.ts'
import {
  matchingProductKey,
  matchingTitlePrefix,
  matchPartition,
  productInOrder,
  productItemKey,
  productsByMatch,
} from '../table/keys.ts'
import { type Item, pagesOf, queryAll, type Table } from '../table/table.ts'
import type { Said } from './check-holdings.ts'
import { type Difference, differencesOf, unlike } from './difference.ts'
import { piecesOf } from './pieces.ts'
import { type Head, livingOf, nameOfTitle } from './position-titles.ts'

const differ = differencesOf('positions')

/** A product as it is stored, and what decides which titles it is for. */
export interface Found {
  id: string
  item: Item | undefined
  said: Said | undefined
  /** Titles that managers mapped to it, in their order. */
  mapped: string[]
  /** Titles that are known to have its match key. */
  meeting: string[]
  isFound: boolean
}

const Listed = z.object({ id: z.string() })

const readListed = async (table: Table): Promise<string[]> => {
  const ids: string[] = []
  for (const [index, isMatched] of [
    ['gsi1', true],
    ['gsi2', false],
  ] as const)
    for await (const items of pagesOf(table, { index, partition: productsByMatch(isMatched) }))
      ids.push(...items.map((item) => Listed.parse(item).id))
  return ids
}

const unmet = { meeting: [], isFound: false }

const readMeeting = async (table: Table, id: string, matchKey: string) => {
  const items = await queryAll(table, { partition: matchPartition(matchKey) })
  const { sk: own } = matchingProductKey(matchKey, id)
  return {
    meeting: items
      .map(({ sk }) => String(sk))
      .filter((sk) => sk.startsWith(matchingTitlePrefix))
      .map((sk) => sk.slice(matchingTitlePrefix.length)),
    isFound: items.some(({ sk }) => sk === own),
  }
}

const byTurn = (one: ProductMapping['titles'][number], other: typeof one): number =>
  one.rank - other.rank || (one.at + one.titleId < other.at + other.titleId ? -1 : 1)

/** Products whose titles are sought side by side. */
const productsAtOnce = 25

/** Products that somebody reports, and those that are listed without. */
export const readProducts = async (table: Table, said: ReadonlyMap<string, Said>): Promise<Found[]> => {
  const found: Found[] = []
  for (const ids of piecesOf([...new Set([...said.keys(), ...(await readListed(table))])])) {
    const items = new Map((await table.getMany(ids.map(productItemKey))).map((item) => [String(item.id), item]))
    const mappings = await readMappings(table, ids)
    const readOne = async (id: string): Promise<Found> => {
      const item = items.get(id)
      const isMet = item !== undefined && said.has(id)
      const met = isMet ? await readMeeting(table, id, matchKeyOfProduct(parseProduct(item))) : unmet
      const mapped = [...(mappings.get(id)?.titles ?? [])].sort(byTurn).map(({ titleId }) => titleId)
      return { id, item, said: said.get(id), mapped, ...met }
    }
    for (let first = 0; first < ids.length; first += productsAtOnce)
      found.push(...(await Promise.all(ids.slice(first, first + productsAtOnce).map(readOne))))
  }
  return found
}

/** A product that counts for titles. */
export interface Matched {
  id: string
  quantity: number
  /** In the order in which they share it. */
  titles: Head[]
  by: 'manager' | 'rule' | undefined
  /** Of a rule: the titles that it met, which are the title or were merged into it. */
  met: Head[]
  isExpired: boolean
  partitions: number[]
}

const distinct = (titles: readonly Head[]): Head[] => [...new Map(titles.map((head) => [head.id, head])).values()]

/** Titles by match key, of those that take products by rule. */
export type ByMatchKey = ReadonlyMap<string, readonly Head[]>

/** What counts of a product, and for which titles: spec "Entitlements" and "Position". */
export const matchProduct = (
  { id, item, said, mapped, meeting }: Found,
  heads: ReadonlyMap<string, Head>,
  byMatchKey: ByMatchKey,
): Matched | undefined => {
  if (!item || !said) return undefined
  const { pairs, licenses, organization, partitions } = said
  const isByPairs = pairs.rows > 0 || licenses.rows > licenses.flagged
  const living = (ids: readonly string[]): Head[] => distinct(ids.flatMap((titleId) => livingOf(heads, titleId) ?? []))
  const named = byMatchKey.get(matchKeyOfProduct(parseProduct(item))) ?? []
  const candidates = distinct([...living(meeting), ...named]).filter(({ mapping }) => mapping === undefined)
  const titles = mapped.length > 0 ? living(mapped) : candidates.length === 1 ? candidates : []
  return {
    id,
    quantity: isByPairs ? pairs.quantity + licenses.quantity : organization.quantity,
    titles,
    by: mapped.length > 0 ? 'manager' : titles.length > 0 ? 'rule' : undefined,
    met: [...meeting.flatMap((titleId) => heads.get(titleId) ?? []), ...named].filter(
      (head) => livingOf(heads, head.id)?.id === titles[0]?.id,
    ),
    isExpired: pairs.flagged > 0,
    partitions: Object.keys(partitions).map(Number),
  }
}

/** How much of each of some products each title gets, by product and title. @param needOf what a title lacks without them */
export const sharesOf = (products: readonly Matched[], needOf: (title: Head) => number): Map<string, Shares> =>
  share(
    products.map(({ id, quantity, titles }) => ({ id, quantity, titleIds: titles.map((title) => title.id) })),
    new Map(products.flatMap(({ titles }) => titles.map((title) => [title.id, needOf(title)] as const))),
  )

/** By title. */
export type Shares = ReadonlyMap<string, number>

const listing = (said: Said, { titles }: Matched) => ({
  gsi1pk: titles.length > 0 ? productsByMatch(true) : undefined,
  gsi2pk: titles.length === 0 || said.licenses.flagged > 0 ? productsByMatch(false) : undefined,
})

const byRule = (product: ReturnType<typeof parseProduct>, { by, titles: [title], met }: Matched) =>
  by === 'rule' && title ? ruleMatchOf(product, title, met) : { score: undefined, reason: undefined }

/** Compares what is stored of a product with what it should be. */
export const checkProduct = (
  { id, item, said, isFound }: Found,
  matched: Matched | undefined,
  shares: Shares = new Map(),
): Difference[] => {
  if (!item || !matched || !said) {
    const says = said ? 'is reported, and is not there' : 'is listed, and nobody reports it'
    return [differ(id, `The product ${id} ${says}.`)]
  }
  const product = parseProduct(item)
  const name = `The product ${product.productFamily} ${product.version} (${id})`
  const { titles, by, isExpired, partitions } = matched
  return [
    ...(productIdOf(product) === id ? [] : [differ(id, `${name} has names of another product.`)]),
    ...(isFound ? [] : [differ(id, `${name} is not found by its titles.`)]),
    ...unlike(
      differ,
      id,
      name,
      { ...item, ...product },
      {
        pairs: said.pairs,
        licenses: said.licenses,
        organization: said.organization,
        partitions: said.partitions,
        covers: titles.map((title) => ({ titleId: title.id, quantity: shares.get(title.id) ?? 0 })),
        by,
        ...byRule(product, matched),
        matchKey: matchKeyOfProduct(product),
        told: { isShared: titles.length > 1, isExpired, partitions },
        ...listing(said, matched),
        gsiSk: productInOrder(productKey(product), id),
      },
    ),
  ]
}

/** Mappings that only one side knows of. */
export const checkMappings = async (
  table: Table,
  heads: ReadonlyMap<string, Head>,
  found: readonly Found[],
): Promise<Difference[]> => {
  const mapped = [...heads.values()].flatMap((title) =>
    (title.mapping ?? []).map((productId) => ({ title, productId })),
  )
  const mappings = await readMappings(
    table,
    mapped.map(({ productId }) => productId),
  )
  const isKnown = (titleId: string, productId: string): boolean =>
    mappings.get(productId)?.titles.some((each) => each.titleId === titleId) ?? false
  return [
    ...mapped
      .filter(({ title, productId }) => !isKnown(title.id, productId))
      .map(({ title, productId }) =>
        differ(title.id, `${nameOfTitle(title)} has the product ${productId} mapped, which does not know of it.`),
      ),
    ...found.flatMap(({ id, mapped: titleIds }) =>
      titleIds
        .filter((titleId) => !heads.get(titleId)?.mapping?.includes(id))
        .map((titleId) =>
          differ(id, `The product ${id} is mapped to the title ${titleId}, which does not know of it.`),
        ),
    ),
  ]
}

/** @param titles that take products by rule */
export const byMatchKeyOf = (titles: readonly Head[]): ByMatchKey =>
  Map.groupBy(
    titles.filter((title) => matchKeyOfTitle(title) !== undefined),
    (title) => matchKeyOfTitle(title) ?? '',
  )
