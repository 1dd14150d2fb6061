import { readEntitling } from '../positions/entitling.ts'
import { orderOfProduct, readProducts, type StoredProduct } from '../positions/product-store.ts'
import { allEntitlements, entitlementsByAgreement, productPrefix, productsByMatch } from '../table/keys.ts'
import type { PageRequest } from '../table/page.ts'
import type { Item, Query, Table } from '../table/table.ts'
import { placeOf, type RowPlace } from './living-rows.ts'
import { productKey } from './product-key.ts'

/** Which rows are listed. */
export interface EntitlementFilter {
  /** Only those that have found their titles, or only those that have not. */
  matched?: boolean | undefined
  /** Only what pairs of this agreement report. */
  agreementId?: string | undefined
  /** Only those of this product. */
  productId?: string | undefined
  /** Only those of products that count for this title. */
  titleId?: string | undefined
}

/** Where the rows of a page stand, in their order, and where the next page begins. */
export interface FoundRows {
  places: RowPlace[]
  next?: string
}

/** Compares as DynamoDB sorts. */
const compare = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

const findInIndex = async (
  table: Table,
  place: Pick<Query, 'index' | 'partition'>,
  { limit, after }: PageRequest,
): Promise<FoundRows> => {
  const { items } = await table.query({ ...place, ...(after !== undefined && { after }), limit: limit + 1 })
  const page = items.slice(0, limit)
  const last = page.at(-1)
  return { places: page.map(placeOf), ...(items.length > limit && last && { next: String(last.gsiSk) }) }
}

/** The first of some products in their order, from a place on, and the place of the one behind them. */
type ProductsFrom = (place: string | undefined, most: number) => Promise<{ products: StoredProduct[]; next?: string }>

const listedProducts =
  (table: Table, matched: boolean): ProductsFrom =>
  async (place, most) => {
    const { items } = await table.query({
      index: matched ? 'gsi1' : 'gsi2',
      partition: productsByMatch(matched),
      ...(place !== undefined && { from: place }),
      limit: most + 1,
    })
    const ids = items.slice(0, most).map(({ id }) => String(id))
    const found = await readProducts(table, ids)
    const behind = items[most]
    return { products: ids.flatMap((id) => found.get(id) ?? []), ...(behind && { next: String(behind.gsiSk) }) }
  }

const productsOf =
  (table: Table, readIds: () => Promise<string[]>): ProductsFrom =>
  async (place, most) => {
    const products = [...(await readProducts(table, await readIds())).values()]
      .filter((product) => place === undefined || compare(orderOfProduct(product), place) >= 0)
      .sort((one, other) => compare(orderOfProduct(one), orderOfProduct(other)))
    const behind = products[most]
    return { products: products.slice(0, most), ...(behind && { next: orderOfProduct(behind) }) }
  }

const readCovering = async (table: Table, titleId: string): Promise<string[]> =>
  (await readEntitling(table, titleId)).covers.map(({ productId }) => productId)

/** Which rows of a product a list shows: of one that has its titles, only those that no pair has are unmatched. */
const shownOf = ({ covers, pairs, licenses, organization }: StoredProduct, matched: boolean | undefined) =>
  matched === false && covers.length > 0
    ? { ranks: ['1', '2'] as const, count: licenses.flagged }
    : { ranks: ['0', '3'] as const, count: pairs.rows + licenses.rows + organization.rows }

/** Where a page begins: at a product, behind one of its rows if it has been begun. */
interface Beginning {
  product: string | undefined
  row: string
}

const separator = '\n'

const beginningOf = (after: string | undefined): Beginning => {
  const [product = '', ...row] = (after ?? '').split(separator)
  return { product: product === '' ? undefined : product, row: row.join(separator) }
}

const at = (product: string, row = ''): string => `${product}${separator}${row}`

/** Rows of a product, and whether these are the last of them. */
interface ProductRows {
  product: StoredProduct
  items: Item[]
  isWhole: boolean
}

/** Products in order with all their rows, as many as a page takes. */
const findByProduct = async (
  table: Table,
  productsFrom: ProductsFrom,
  matched: boolean | undefined,
  { limit, after }: PageRequest,
): Promise<FoundRows> => {
  const begin = beginningOf(after)
  const { products, next } = await productsFrom(begin.product, limit + 1)
  const isBegun = (product: StoredProduct): boolean => begin.row !== '' && orderOfProduct(product) === begin.product

  const readRows = async (product: StoredProduct, most: number): Promise<ProductRows> => {
    const [first, last] = shownOf(product, matched).ranks.map((rank) => `${productPrefix(productKey(product))}${rank}`)
    const between: [string, string] = [isBegun(product) ? `${begin.row}\u0000` : String(first), String(last)]
    if (compare(...between) >= 0) return { product, items: [], isWhole: true }
    const { items } = await table.query({ index: 'gsi1', partition: allEntitlements, between, limit: most })
    return { product, items, isWhole: items.length < most }
  }

  // How many rows are left of a product that an earlier page began is known once they are read, of others before.
  const read: ProductRows[] = []
  const [head] = products
  if (head && isBegun(head)) read.push(await readRows(head, limit + 1))
  let open = limit + 1 - (read[0]?.items.length ?? 0)
  const reading: Promise<ProductRows>[] = []
  for (const product of products.slice(read.length)) {
    if (open <= 0) break
    reading.push(readRows(product, open))
    open -= shownOf(product, matched).count
  }
  read.push(...(await Promise.all(reading)))

  const cut = read.findIndex(({ isWhole }) => !isWhole)
  const rows = (cut < 0 ? read : read.slice(0, cut + 1)).flatMap(({ product, items }) =>
    items.map((item) => ({ product, item })),
  )
  const page = rows.slice(0, limit)
  const places = page.map(({ product, item }) => ({ ...placeOf(item), productId: product.id }))
  const last = page.at(-1)
  if (last && (cut >= 0 || rows.length > limit))
    return { places, next: at(orderOfProduct(last.product), String(last.item.gsiSk)) }
  const unread = products[read.length]
  const behind = unread ? orderOfProduct(unread) : next
  return { places, ...(behind !== undefined && { next: at(behind) }) }
}

/** Finds the rows of a page. What else is asked for than the way to them has to be looked at row by row. */
export const findRows = (
  table: Table,
  { productId, titleId, agreementId, matched }: EntitlementFilter,
  page: PageRequest,
): Promise<FoundRows> => {
  if (productId !== undefined || titleId !== undefined) {
    const readIds = async () => (titleId === undefined ? [productId ?? ''] : readCovering(table, titleId))
    return findByProduct(table, productsOf(table, readIds), matched, page)
  }
  if (agreementId !== undefined)
    return findInIndex(table, { index: 'gsi2', partition: entitlementsByAgreement(agreementId) }, page)
  if (matched !== undefined) return findByProduct(table, listedProducts(table, matched), matched, page)
  return findInIndex(table, { index: 'gsi1', partition: allEntitlements }, page)
}
