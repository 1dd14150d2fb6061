import { parseAgreement } from '../agreements/agreement-store.ts'
import { dayOf } from '../calendar/day.ts'
import { noCache } from '../catalog/leaf-cache.ts'
import { listEntitlements } from '../entitlements/list-entitlements.ts'
import { readTitle } from '../software/show-software.ts'
import type { Explanation, ProductShare } from '../software/software.ts'
import { readTitles, type StoredTitle } from '../software/title-store.ts'
import { agreementKey, claimPrefix, titlePartition } from '../table/keys.ts'
import type { ListPage, PageRequest } from '../table/page.ts'
import type { Table } from '../table/table.ts'
import { type Claim, parseClaim } from './claim.ts'
import { isInTerm, readEntitling, type StoredCover } from './entitling.ts'
import { quantityOf, readProducts, type StoredProduct } from './product-store.ts'
import type { PositionShelf } from './show-position.ts'

type ClaimingAgreement = Explanation['agreements'][number]

/** Agreements, and rows of one product, that a title shows itself. */
const agreementsShown = 100
const rowsShown = 25

const readNames = async (table: Table, claims: readonly Claim[]): Promise<Map<string, string>> => {
  const items = await table.getMany(claims.map(({ agreementId }) => agreementKey(agreementId)))
  return new Map(items.map(parseAgreement).map(({ id, name }) => [id, name]))
}

/** Claims whose agreements are there; those that are just being deleted are left out. */
const showClaims = async (table: Table, claims: readonly Claim[], today: string): Promise<ClaimingAgreement[]> => {
  const names = await readNames(table, claims)
  return claims.flatMap(({ agreementId, licenseCount, startDate, endDate }) => {
    const name = names.get(agreementId)
    if (name === undefined) return []
    return [
      {
        id: agreementId,
        name,
        licenseCount,
        ...(startDate !== undefined && { startDate }),
        ...(endDate !== undefined && { endDate }),
        counted: isInTerm({ startDate, endDate }, today),
      },
    ]
  })
}

/**
 * The other agreements that are for a title, by their ids: those of today, of the past and to come.
 * @param page.after the order of the last one of the page before
 * @throws LedgerError `title-not-found`
 */
export const listClaims = async (
  { table, now, timeZone }: PositionShelf,
  titleId: string,
  { limit, after }: PageRequest,
): Promise<ListPage<ClaimingAgreement>> => {
  const partition = titlePartition((await readTitle(table, titleId)).id)
  const bounds =
    after === undefined ? { prefix: claimPrefix } : { between: [`${after}!`, `${claimPrefix}~`] as [string, string] }
  const { items } = await table.query({ partition, ...bounds, limit: limit + 1 })
  const page = items.slice(0, limit)
  const last = page.at(-1)
  return {
    items: await showClaims(table, page.map(parseClaim), dayOf(now(), timeZone)),
    ...(items.length > limit && last && { next: String(last.sk) }),
  }
}

const showProduct = async (
  { table }: PositionShelf,
  title: StoredTitle,
  { quantity }: StoredCover,
  product: StoredProduct,
  titles: ReadonlyMap<string, StoredTitle>,
): Promise<ProductShare> => {
  const rows = await listEntitlements(
    // Candidates are sought in the catalog only for products without titles, and this one has some.
    { table, leaves: noCache },
    { productId: product.id },
    { limit: rowsShown, after: undefined },
  )
  const { id, productFamily, version, by = 'rule', score, reason, covers } = product
  return {
    id,
    product: productFamily,
    version,
    owned: quantityOf(product),
    quantity,
    by,
    ...(score !== undefined && { score }),
    ...(reason !== undefined && { reason }),
    sharedWith: covers
      .filter(({ titleId }) => titleId !== title.id)
      .map((cover) => ({ id: cover.titleId, title: titles.get(cover.titleId)?.title ?? '', quantity: cover.quantity })),
    rows: rows.items,
    hasMoreRows: rows.next !== undefined,
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** What the entitlement of a title adds up from. */
export const explainPosition = async (shelf: PositionShelf, title: StoredTitle): Promise<Explanation> => {
  const { table, now, timeZone } = shelf
  const { claims, covers } = await readEntitling(table, title.id)
  const today = dayOf(now(), timeZone)
  const products = await readProducts(
    table,
    covers.map(({ productId }) => productId),
  )
  const titles = await readTitles(
    table,
    [...products.values()].flatMap((product) => product.covers.map(({ titleId }) => titleId)),
  )
  const shown = covers.flatMap((cover) => {
    const product = products.get(cover.productId)
    return product ? [showProduct(shelf, title, cover, product, titles)] : []
  })
  return {
    agreements: await showClaims(table, claims.slice(0, agreementsShown), today),
    agreementCount: claims.length,
    agreementQuantity: sum(claims.filter((claim) => isInTerm(claim, today)).map(({ licenseCount }) => licenseCount)),
    products: await Promise.all(shown),
  }
}
