import type { Change } from '../audit/change.ts'
import { auditEntry } from '../audit/trail.ts'
import type { NamedProduct } from '../entitlements/product-key.ts'
import { type InputError, invalidInput, LedgerError } from '../errors.ts'
import { expectVersion } from '../expect-version.ts'
import { readTitle, showTitle } from '../software/show-software.ts'
import { type EntitlementMapping, highestRank, type Software } from '../software/software.ts'
import type { SoftwareLedger } from '../software/software-ledger.ts'
import { changed, changeTitle, type StoredTitle } from '../software/title-store.ts'
import { settle } from '../table/race.ts'
import { commit, type Table, transactionLimit } from '../table/table.ts'
import { countPositionsWork } from './count-positions-work.ts'
import { markPositions } from './position-marks.ts'
import {
  isReported,
  type ProductMapping,
  productIdOf,
  putMapping,
  readMappings,
  readProducts,
  type StoredProduct,
} from './product-store.ts'

/** Titles that can share a product. */
const titlesPerProduct = 40
/** Products that can come, go or change their rank at once: with title, mark and audit entry they are one transaction. */
const changesAtOnce = transactionLimit - 3

type Listed = EntitlementMapping['products'][number]

/** What an item of a list may mean, the likeliest first: a text is the id of a product, or its name. */
const meaningsOf = (listed: Listed): string[] =>
  typeof listed === 'string'
    ? [listed, productIdOf({ productFamily: listed, version: '' })]
    : [productIdOf({ productFamily: listed.product, version: listed.version })]

/** What is known of the products that a title had, and of those that are listed for it now. */
interface Known {
  products: ReadonlyMap<string, StoredProduct>
  mappings: ReadonlyMap<string, ProductMapping>
}

const readKnown = async (table: Table, title: StoredTitle, listed: readonly Listed[]): Promise<Known> => {
  const ids = listed.flatMap(meaningsOf)
  const [products, mappings] = await Promise.all([
    readProducts(table, ids),
    readMappings(table, [...(title.mapping ?? []), ...ids]),
  ])
  return { products, mappings }
}

/** Its names, if somebody reports the product, or it is mapped to the title already. */
const nameOf = ({ products, mappings }: Known, title: StoredTitle, id: string): NamedProduct | undefined => {
  const product = products.get(id)
  return product && isReported(product) ? product : title.mapping?.includes(id) ? mappings.get(id) : undefined
}

interface Wanted {
  id: string
  name: NamedProduct
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
const find = (known: Known, title: StoredTitle, listed: readonly Listed[]): Wanted[] => {
  const errors: InputError[] = []
  const wanted = new Map<string, Wanted>()
  for (const [index, each] of listed.entries()) {
    const [found] = meaningsOf(each).flatMap((id) => {
      const name = nameOf(known, title, id)
      return name ? [{ id, name, rank: typeof each === 'string' ? undefined : each.rank }] : []
    })
    if (!found) errors.push(unknownProduct(index))
    else if (wanted.has(found.id)) errors.push(sameProduct(index))
    else wanted.set(found.id, found)
  }
  if (errors.length > 0) throw invalidInput(errors)
  return [...wanted.values()]
}

const isOf =
  (titleId: string) =>
  (mapping: { titleId: string }): boolean =>
    mapping.titleId === titleId

const without = (mapping: ProductMapping, titleId: string): ProductMapping => ({
  ...mapping,
  titles: mapping.titles.filter((each) => each.titleId !== titleId),
})

/** A product with the title among those that share it. @throws LedgerError `title-limit-reached` */
const withTitle = (
  { mappings }: Known,
  { id, name, rank }: Wanted,
  titleId: string,
  { at, actor }: Change,
): ProductMapping => {
  const { productFamily, version } = name
  const mapping = mappings.get(id)
  const own = mapping?.titles.find(isOf(titleId))
  const others = (mapping?.titles ?? []).filter((each) => each.titleId !== titleId)
  if (others.length >= titlesPerProduct)
    throw new LedgerError(
      'conflict',
      'title-limit-reached',
      `${productFamily} ${version} is mapped to ${others.length} titles; at most ${titlesPerProduct} can share a product.`,
    )
  const behindAll = Math.min(highestRank, Math.max(0, ...others.map((other) => other.rank)) + 1)
  const next = { titleId, rank: rank ?? own?.rank ?? behindAll, at: own?.at ?? at, by: own?.by ?? actor }
  return { id, productFamily, version, titles: [...others, next], revision: mapping?.revision ?? 0 }
}

const rankOf = (mapping: ProductMapping | undefined, titleId: string): number | undefined =>
  mapping?.titles.find(isOf(titleId))?.rank

/** As the audit trail tells it. */
const told = (
  mapping: readonly string[] | undefined,
  mappings: ReadonlyMap<string, ProductMapping>,
  titleId: string,
) =>
  mapping === undefined
    ? {}
    : {
        products: mapping
          .flatMap((id) => mappings.get(id) ?? [])
          .map((each) => ({ product: each.productFamily, version: each.version, rank: rankOf(each, titleId) })),
      }

const isSameList = (one: readonly string[] | undefined, other: readonly string[] | undefined): boolean =>
  one?.length === other?.length && (one ?? []).every((id) => other?.includes(id))

const checkChanges = (count: number): void => {
  if (count <= changesAtOnce) return
  const message = `${count} products would change; at most ${changesAtOnce} do at once. Do it in two steps.`
  throw invalidInput([{ pointer: '/products', code: 'too-many-changes', message }])
}

/**
 * A manager says which products count for a title, and no others: that goes before the rules. What changes nothing writes
 * nothing.
 * @param listed undefined leaves it to the rules again
 * @throws LedgerError `title-not-found`, `stale-version`, `product-not-found`, `duplicate-product`, `title-limit-reached`,
 * `too-many-changes`
 */
export const mapProducts = async (
  ledger: SoftwareLedger,
  titleId: string,
  listed: readonly Listed[] | undefined,
  change: Change,
  expected?: number,
): Promise<Software> => {
  const { table, newId, announceWork } = ledger
  const shown = await settle(async () => {
    const title = await readTitle(table, titleId)
    expectVersion(title.version, expected)
    const known = await readKnown(table, title, listed ?? [])
    const next = new Map(
      find(known, title, listed ?? []).map((wanted) => [wanted.id, withTitle(known, wanted, titleId, change)]),
    )
    const mapping = listed && [...next.keys()]
    const gone = (title.mapping ?? []).filter((id) => !next.has(id)).flatMap((id) => known.mappings.get(id) ?? [])
    const moved = [
      ...[...next.values()].filter((each) => rankOf(known.mappings.get(each.id), titleId) !== rankOf(each, titleId)),
      ...gone.map((each) => without(each, titleId)),
    ]
    if (moved.length === 0 && isSameList(title.mapping, mapping)) return showTitle(ledger, title)
    checkChanges(moved.length)
    const changes = { mapping, version: title.version + 1, updatedAt: change.at }
    await commit(table, [
      changeTitle(title, changes),
      ...moved.map(putMapping),
      markPositions(newId(), { titles: [titleId], products: moved.map(({ id }) => id) }, change.at),
      auditEntry(newId(), change, 'title-mapped', [
        {
          type: 'title',
          id: titleId,
          name: `${title.publisher}: ${title.title}`,
          before: told(title.mapping, known.mappings, titleId),
          after: told(mapping, next, titleId),
        },
      ]),
    ])
    return showTitle(ledger, changed(title, changes))
  })
  await announceWork(countPositionsWork)
  return shown
}
