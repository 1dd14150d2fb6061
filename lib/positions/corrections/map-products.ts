import * as z from 'zod'
import { type InputError, invalidInput, LedgerError, type Versions } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/ledger.ts'
import type { Table } from '../../foundation/table/table.ts'
import { type NamedProduct, productIdOf, productKey } from '../../recognition/products/product-key.ts'
import { type MappedProduct, readDecisions } from '../../recognition/titles/decision.ts'
import { titleSubject } from '../../recognition/titles/title-id.ts'
import type { TitleLedger } from '../answers/open-title.ts'
import type { Software } from '../answers/title.ts'
import { readReportedProducts } from '../reconcile/read-facts.ts'
import type { Snapshot } from '../snapshot/snapshot-reader.ts'
import { correctTitle } from './correct-title.ts'

/** Titles that can share a product. Two managers at the same moment can make it one more. */
const titlesPerProduct = 40
/** Titles that share a product take from it by rank. */
const highestRank = 1_000

export const EntitlementMapping = z
  .strictObject({
    products: z
      .array(
        z.union([
          z.string().trim().min(1).max(256),
          z.strictObject({
            product: z.string().trim().min(1).max(256),
            version: z.string().trim().max(256).default(''),
            rank: z.int().min(1).max(highestRank).optional().meta({
              description:
                'Titles that share the product take from it by rank, then by when they were first mapped; without one, the title keeps its rank or comes last.',
            }),
          }),
        ]),
      )
      .max(50)
      .meta({
        description:
          'All products that count, and no others: each by product and version as `GET /entitlements` shows them, or by its `productId` alone.',
      }),
  })
  .meta({ id: 'EntitlementMapping' })
type Listed = z.infer<typeof EntitlementMapping>['products'][number]

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
 * What is meant, with the ranks asked for: of products that are mapped or in the snapshot, else of all that facts name.
 * @throws LedgerError `product-not-found`, `duplicate-product`
 */
const find = async (
  { table }: TitleLedger,
  snapshot: Snapshot | undefined,
  own: ReadonlyMap<string, NamedProduct>,
  listed: readonly Listed[],
) => {
  const reported = (await snapshot?.all('products')) ?? []
  let known = new Map<string, NamedProduct>([...own, ...reported.map((product) => [product.id, product] as const)])
  const idOf = (each: Listed): string => meaningsOf(each).find((meaning) => known.has(meaning)) ?? ''
  if (listed.some((each) => idOf(each) === '')) known = new Map([...known, ...byId(await readReportedProducts(table))])
  const ids = listed.map(idOf)
  const errors: InputError[] = []
  const wanted = listed.flatMap((each, index) => {
    const [id = '', pointer] = [ids[index], `/products/${index}`]
    const product = known.get(id)
    if (!product) errors.push({ pointer, code: 'product-not-found', message: unknown })
    else if (ids.indexOf(id) < index)
      errors.push({ pointer, code: 'duplicate-product', message: 'The list has this product before.' })
    return product ? [{ ...product, id, asked: typeof each === 'string' ? undefined : each.rank }] : []
  })
  if (errors.length > 0) throw invalidInput(errors)
  return wanted
}

/** What other titles have mapped, by product key. @param own subject of the title */
const readOthers = async (table: Table, own: string): Promise<Map<string, MappedProduct[]>> => {
  const mappings = (await readDecisions(table, 'mapping')).filter(({ subject }) => subject !== own)
  return Map.groupBy(
    mappings.flatMap(({ value }) => value?.products ?? []),
    productKey,
  )
}

const told = (products: readonly MappedProduct[] = []) =>
  products.map(({ productFamily, version, rank }) => ({ product: productFamily, version, rank }))

/**
 * Says which products count for a title, whatever the rules say; without a list it is left to them.
 * @throws LedgerError `product-not-found`, `duplicate-product`, `title-limit-reached`, and as {@link correctTitle}
 */
export const mapProducts = (
  ledger: TitleLedger,
  id: string,
  listed: readonly Listed[] | undefined,
  change: Change,
  expected?: Versions,
): Promise<Software> =>
  correctTitle(ledger, id, 'mapping', change, expected, async ({ name, decisions, snapshot }) => {
    const mapped = decisions.mapping?.value?.products
    const before = mapped ? { products: told(mapped) } : {}
    if (!listed) return mapped && { value: undefined, before, after: {} }
    const own = byId(mapped ?? [])
    const others = await readOthers(ledger.table, titleSubject(name))
    const wanted = await find(ledger, snapshot, own, listed)
    const products = wanted.map(({ id, productFamily, version, asked }): MappedProduct => {
      const ranks = (others.get(productKey({ productFamily, version })) ?? []).map(({ rank }) => rank)
      if (ranks.length >= titlesPerProduct)
        throw new LedgerError(
          'conflict',
          'title-limit-reached',
          `${productFamily} ${version} is mapped to ${ranks.length} titles; at most ${titlesPerProduct} can share a product.`,
        )
      const last = Math.min(highestRank, Math.max(0, ...ranks) + 1)
      const { rank = last, at = change.at, by = change.actor } = own.get(id) ?? {}
      return { productFamily, version, rank: asked ?? rank, at, by }
    })
    const isSame = products.length === own.size && products.every((one) => own.get(productIdOf(one))?.rank === one.rank)
    return mapped && isSame ? undefined : { value: { ...name, products }, before, after: { products: told(products) } }
  })
