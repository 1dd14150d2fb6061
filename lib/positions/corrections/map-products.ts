import { auditEntry } from '../../audit/trail.ts'
import { type InputError, invalidInput, LedgerError } from '../../foundation/errors.ts'
import { expectVersion } from '../../foundation/expect-version.ts'
import type { Change } from '../../foundation/table/change.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit, type Table } from '../../foundation/table/table.ts'
import { type NamedProduct, productKey } from '../../recognition/products/product-key.ts'
import { decide, type MappedProduct, readDecisions } from '../../recognition/titles/decision.ts'
import { decisionsAsRead, versionOf, withDecision } from '../../recognition/titles/title-decisions.ts'
import { tellName, titleSubject } from '../../recognition/titles/title-id.ts'
import type { Software } from '../answers/title.ts'
import { productIdOf } from '../reconcile/product-id.ts'
import { readReportedProducts } from '../reconcile/read-reported.ts'
import type { Snapshot } from '../snapshot/snapshot-reader.ts'
import { openForWriting, type TitleLedger } from './open-title.ts'
import { showDecided } from './show-title.ts'
import { type EntitlementMapping, highestRank } from './software.ts'

/** Titles that can share a product. Two managers at the same moment can make it one more. */
const titlesPerProduct = 40

type Listed = EntitlementMapping['products'][number]

/** Products that can be mapped, by id. */
type Known = ReadonlyMap<string, NamedProduct>

/** What an item of a list may mean, the likeliest first: a text is the id of a product, or its name. */
const meaningsOf = (listed: Listed): string[] =>
  typeof listed === 'string'
    ? [listed, productIdOf({ productFamily: listed, version: '' })]
    : [productIdOf({ productFamily: listed.product, version: listed.version })]

/**
 * What somebody reports, as the current snapshot has it, and what is mapped to the title already. Where that is not all
 * of what is listed, the facts are read as well: nothing is refused because a snapshot lacks it.
 */
const readKnown = async (
  table: Table,
  snapshot: Snapshot | undefined,
  own: readonly MappedProduct[],
  listed: readonly Listed[],
): Promise<Known> => {
  const reported = snapshot ? await snapshot.all('products') : []
  const byProduct = (products: readonly NamedProduct[]) =>
    products.map((product): [string, NamedProduct] => [productIdOf(product), product])
  const known = new Map<string, NamedProduct>([
    ...byProduct(own),
    ...reported.map((product): [string, NamedProduct] => [product.id, product]),
  ])
  const isKnown = listed.every((each) => meaningsOf(each).some((meaning) => known.has(meaning)))
  return isKnown ? known : new Map([...known, ...byProduct(await readReportedProducts(table))])
}

interface Wanted extends NamedProduct {
  id: string
  rank: number | undefined
}

const unknownProduct = (index: number): InputError => ({
  pointer: `/products/${index}`,
  code: 'product-not-found',
  message:
    'Nobody reports such a product. GET /entitlements lists all of them: take productId, or product and version.',
})

const sameProduct = (index: number): InputError => ({
  pointer: `/products/${index}`,
  code: 'duplicate-product',
  message: 'The list has this product before.',
})

/** @throws LedgerError `product-not-found`, `duplicate-product` */
const find = (known: Known, listed: readonly Listed[]): Wanted[] => {
  const errors: InputError[] = []
  const wanted = new Map<string, Wanted>()
  for (const [index, each] of listed.entries()) {
    const id = meaningsOf(each).find((meaning) => known.has(meaning))
    const product = id === undefined ? undefined : known.get(id)
    if (id === undefined || !product) errors.push(unknownProduct(index))
    else if (wanted.has(id)) errors.push(sameProduct(index))
    else {
      const { productFamily, version } = product
      wanted.set(id, { id, productFamily, version, rank: typeof each === 'string' ? undefined : each.rank })
    }
  }
  if (errors.length > 0) throw invalidInput(errors)
  return [...wanted.values()]
}

/** By product key, the ranks of other titles. */
const readRanks = async ({ table }: TitleLedger, own: string): Promise<Map<string, number[]>> => {
  const ranks = new Map<string, number[]>()
  for (const { subject, value } of await readDecisions(table, 'mapping')) {
    if (subject === own) continue
    for (const product of value?.products ?? []) {
      const key = productKey(product)
      ranks.set(key, [...(ranks.get(key) ?? []), product.rank])
    }
  }
  return ranks
}

/** A product as it is mapped to a title: it keeps its rank, or comes last. @throws LedgerError `title-limit-reached` */
const mapped = (
  { productFamily, version, rank }: Wanted,
  own: MappedProduct | undefined,
  others: readonly number[],
  { at, actor }: Change,
): MappedProduct => {
  if (others.length >= titlesPerProduct)
    throw new LedgerError(
      'conflict',
      'title-limit-reached',
      `${productFamily} ${version} is mapped to ${others.length} titles; at most ${titlesPerProduct} can share a product.`,
    )
  const behindAll = Math.min(highestRank, Math.max(0, ...others) + 1)
  return { productFamily, version, rank: rank ?? own?.rank ?? behindAll, at: own?.at ?? at, by: own?.by ?? actor }
}

/** As the audit trail tells it. */
const told = (products: readonly MappedProduct[] | undefined) =>
  products === undefined
    ? {}
    : { products: products.map(({ productFamily, version, rank }) => ({ product: productFamily, version, rank })) }

const byId = (products: readonly MappedProduct[]): ReadonlyMap<string, MappedProduct> =>
  new Map(products.map((product) => [productIdOf(product), product]))

const isSame = (one: readonly MappedProduct[] | undefined, other: readonly MappedProduct[] | undefined): boolean => {
  if (!one || !other) return one === other
  const known = byId(other)
  return one.length === other.length && one.every((product) => known.get(productIdOf(product))?.rank === product.rank)
}

/**
 * A manager says which products count for a title, and no others: that goes before the rules. What changes nothing writes
 * nothing.
 * @param listed undefined leaves it to the rules again
 * @throws LedgerError `title-not-found`, `title-merged`, `stale-version`, `product-not-found`, `duplicate-product`,
 * `title-limit-reached`
 */
export const mapProducts = (
  ledger: TitleLedger,
  id: string,
  listed: readonly Listed[] | undefined,
  change: Change,
  expected?: number,
): Promise<Software> =>
  settle(async () => {
    const title = await openForWriting(ledger, id)
    const { name, decisions, snapshot } = title
    expectVersion(versionOf(decisions), expected)
    const subject = titleSubject(name)
    const before = decisions.mapping?.value?.products
    const own = byId(before ?? [])
    const ranks = listed && (await readRanks(ledger, subject))
    const wanted = listed && find(await readKnown(ledger.table, snapshot, before ?? [], listed), listed)
    const products = wanted?.map((one) => mapped(one, own.get(one.id), ranks?.get(productKey(one)) ?? [], change))
    if (isSame(before, products)) return showDecided(ledger, title)
    const value = products && { ...name, products }
    await commit(ledger.table, [
      decide('mapping', subject, decisions.mapping, value, change),
      ...(expected === undefined ? [] : decisionsAsRead(name, decisions, ['mapping'])),
      auditEntry(ledger.newId(), change, 'title-mapped', [
        { type: 'title', id: title.id, name: tellName(name), before: told(before), after: told(products) },
      ]),
    ])
    return showDecided(ledger, { ...title, decisions: withDecision(decisions, 'mapping', subject, value, change) })
  })
