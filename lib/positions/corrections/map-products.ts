import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { ascendingBy } from '../../foundation/collections.ts'
import { type InputError, invalidInput, LedgerError, type Versions } from '../../foundation/errors.ts'
import type { Change, Who } from '../../foundation/table/ledger.ts'
import type { Table } from '../../foundation/table/table.ts'
import { type NamedProduct, productIdOf, productKey } from '../../recognition/products/product-key.ts'
import { type DecisionValue, type MappedProduct, readDecisions } from '../../recognition/titles/decision.ts'
import { titleSubject } from '../../recognition/titles/title-id.ts'
import type { OpenTitle, TitleLedger } from '../answers/open-title.ts'
import type { Software } from '../answers/title.ts'
import { readReportedProducts } from '../reconcile/read-reported.ts'
import type { Snapshot } from '../snapshot/snapshot-reader.ts'
import { correctTitle } from './correct-title.ts'

type Decided = DecisionValue<'mapping'>

/** Titles that can share a product. Two managers at the same moment can make it one more. */
const titlesPerProduct = 40
/** Titles that share a product take from it by rank. */
const highestRank = 1_000

const productName = z.string().trim().min(1).max(256)
const Product = z.strictObject({ product: productName, version: z.string().trim().max(256).default('') })
const RankedProduct = Product.extend({
  rank: z.int().min(1).max(highestRank).optional().meta({
    description:
      'Titles that share the product take from it by rank, then by when they were first mapped; without one, the title keeps its rank or comes last.',
  }),
})
const eachBy = 'Each by product and version as `GET /entitlements` shows them, or by its `productId` alone.'

export const EntitlementMapping = z
  .strictObject({
    products: z
      .array(z.union([productName, RankedProduct]))
      .max(50)
      .default([])
      .meta({ description: `Products that count for the title beside those that the rules find. ${eachBy}` }),
    exclude: z
      .array(z.union([productName, Product]))
      .max(50)
      .default([])
      .meta({ description: `Products that must not count for it, whatever the rules find. ${eachBy}` }),
  })
  .meta({ id: 'EntitlementMapping' })
type Mapping = z.infer<typeof EntitlementMapping>
type Listed = Mapping['products'][number] | Mapping['exclude'][number]

const byId = <P extends NamedProduct>(products: readonly P[]) =>
  new Map(products.map((product) => [productIdOf(product), product]))

/** What an item of a list may mean, the likeliest first: a text is the id of a product, or its name. */
const meaningsOf = (listed: Listed): string[] =>
  typeof listed === 'string'
    ? [listed, productIdOf({ productFamily: listed, version: '' })]
    : [productIdOf({ productFamily: listed.product, version: listed.version })]

const unknown =
  'Nobody reports such a product. GET /entitlements lists all of them: take productId, or product and version.'

/**
 * What is meant by lists of products: those that are mapped or in the snapshot, else of all that facts name.
 * @returns for each list its products
 * @throws LedgerError `product-not-found`, `duplicate-product`
 */
const find = async (
  { table }: TitleLedger,
  snapshot: Snapshot | undefined,
  own: ReadonlyMap<string, NamedProduct>,
  lists: Readonly<Record<'products' | 'exclude', readonly Listed[]>>,
) => {
  const reported = (await snapshot?.all('products')) ?? []
  let known = new Map<string, NamedProduct>([...own, ...reported.map((product) => [product.id, product] as const)])
  const idOf = (each: Listed): string => meaningsOf(each).find((meaning) => known.has(meaning)) ?? ''
  const all = Object.entries(lists).flatMap(([list, listed]) =>
    listed.map((each, index) => ({ each, pointer: `/${list}/${index}` })),
  )
  if (all.some(({ each }) => idOf(each) === '')) known = new Map([...known, ...byId(await readReportedProducts(table))])
  const ids = all.map(({ each }) => idOf(each))
  const errors: InputError[] = []
  const found = new Map<Listed, NamedProduct & { id: string }>()
  for (const [index, { each, pointer }] of all.entries()) {
    const id = ids[index] ?? ''
    const product = known.get(id)
    if (!product) errors.push({ pointer, code: 'product-not-found', message: unknown })
    else if (ids.indexOf(id) < index)
      errors.push({ pointer, code: 'duplicate-product', message: 'The lists have this product before.' })
    else found.set(each, { ...product, id })
  }
  if (errors.length > 0) throw invalidInput(errors)
  return (list: 'products' | 'exclude') =>
    lists[list].flatMap((each) => {
      const product = found.get(each)
      const asked = typeof each === 'object' && 'rank' in each ? each.rank : undefined
      return product ? [{ ...product, asked }] : []
    })
}

/** What other titles have mapped, by product key. @param own subject of the title */
const readOthers = async (table: Table, own: string): Promise<Map<string, MappedProduct[]>> => {
  const mappings = (await readDecisions(table, 'mapping')).filter(({ subject }) => subject !== own)
  return Map.groupBy(
    mappings.flatMap(({ value }) => value?.products ?? []),
    productKey,
  )
}

const told = ({ products = [], exclude = [] }: Partial<Pick<Decided, 'products' | 'exclude'>>) => ({
  products: products
    .toSorted(ascendingBy(productKey))
    .map(({ productFamily, version, rank }) => ({ product: productFamily, version, rank })),
  ...(exclude.length > 0 && {
    exclude: exclude
      .toSorted(ascendingBy(productKey))
      .map(({ productFamily, version }) => ({ product: productFamily, version })),
  }),
})

/**
 * What a mapping says once its lists of products are found; products that stay keep their rank.
 * @throws LedgerError `product-not-found`, `duplicate-product`, `title-limit-reached`
 */
export const mappingAfter = async (
  ledger: TitleLedger,
  { name, decisions, snapshot }: Pick<OpenTitle, 'name' | 'decisions' | 'snapshot'>,
  mapping: Mapping,
  { actor, at: now }: Who,
): Promise<Decided> => {
  const mapped = decisions.mapping?.value
  const own = byId(mapped?.products ?? [])
  const others = await readOthers(ledger.table, titleSubject(name))
  const wanted = await find(ledger, snapshot, new Map([...own, ...byId(mapped?.exclude ?? [])]), mapping)
  const products = wanted('products').map(({ id, productFamily, version, asked }): MappedProduct => {
    const ranks = (others.get(productKey({ productFamily, version })) ?? []).map(({ rank }) => rank)
    if (ranks.length >= titlesPerProduct)
      throw new LedgerError(
        'conflict',
        'title-limit-reached',
        `${productFamily} ${version} is mapped to ${ranks.length} titles; at most ${titlesPerProduct} can share a product.`,
      )
    const last = Math.min(highestRank, Math.max(0, ...ranks) + 1)
    const { rank = last, at = now, by = actor } = own.get(id) ?? {}
    return { productFamily, version, rank: asked ?? rank, at, by }
  })
  const exclude = wanted('exclude').map(({ productFamily, version }) => ({ productFamily, version }))
  return { ...name, products, exclude }
}

/**
 * Says which products count for a title beside those that the rules find, and which must not; without a mapping it is
 * left to the rules.
 * @throws LedgerError as {@link mappingAfter} and {@link correctTitle}
 */
export const mapProducts = (
  ledger: TitleLedger,
  id: string,
  mapping: Mapping | undefined,
  change: Change,
  expected?: Versions,
): Promise<Software> =>
  correctTitle(ledger, id, 'mapping', change, expected, async (title) => {
    const mapped = title.decisions.mapping?.value
    const before = mapped ? told(mapped) : {}
    if (!mapping) return mapped && { value: undefined, before, after: {} }
    const value = await mappingAfter(ledger, title, mapping, change)
    const after = told(value)
    return mapped && isDeepStrictEqual(before, after) ? undefined : { value, before, after }
  })
