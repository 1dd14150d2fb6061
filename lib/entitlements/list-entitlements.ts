import type { CatalogReader } from '../catalog/search-catalog.ts'
import { bestCandidates, type Candidate } from '../matching/candidates.ts'
import { productIdOf, readProducts, type StoredProduct } from '../positions/product-store.ts'
import { readTitles, type StoredTitle } from '../software/title-store.ts'
import { derivedId } from '../table/ids.ts'
import type { ListPage, PageRequest } from '../table/page.ts'
import { type Known, whyNotCounted } from './decide-rows.ts'
import type { EntitlementRow } from './entitlement-row.ts'
import { type EntitlementFilter, findRows } from './find-rows.ts'
import { type Living, readDeciding, readLiving } from './living-rows.ts'
import { productKey } from './product-key.ts'

/** What is known of the products of some rows. */
interface Matching {
  /** By id. */
  products: ReadonlyMap<string, StoredProduct>
  /** Titles that have shares of them. */
  titles: ReadonlyMap<string, StoredTitle>
  /** By product key, of those that have no titles. */
  candidates: ReadonlyMap<string, readonly Candidate[]>
}

const coversOf = ({ products }: Pick<Matching, 'products'>, { row }: Living): StoredProduct['covers'] =>
  products.get(productIdOf(row))?.covers ?? []

const readMatching = async (reader: CatalogReader, living: readonly Living[]): Promise<Matching> => {
  const products = await readProducts(
    reader.table,
    living.map(({ row }) => productIdOf(row)),
  )
  const unmatched = living.filter((each) => coversOf({ products }, each).length === 0).map(({ row }) => row)
  const distinct = [...new Map(unmatched.map((row) => [productKey(row), row])).values()]
  const [titles, candidates] = await Promise.all([
    readTitles(
      reader.table,
      [...products.values()].flatMap(({ covers }) => covers.map(({ titleId }) => titleId)),
    ),
    bestCandidates(reader, distinct),
  ])
  return { products, titles, candidates }
}

type Shown = Pick<EntitlementRow, 'matched' | 'matchedTitles' | 'match' | 'unmatched' | 'candidates'>

const showMatch = (living: Living, matching: Matching, notCounted: EntitlementRow['notCounted']): Shown => {
  const { row } = living
  const covers = coversOf(matching, living)
  if (covers.length === 0 || notCounted === 'no-such-pair')
    return {
      matched: false,
      matchedTitles: [],
      unmatched: notCounted === 'no-such-pair' ? notCounted : 'no-title',
      candidates: [...(matching.candidates.get(productKey(row)) ?? [])],
    }
  const { by, score, reason } = matching.products.get(productIdOf(row)) ?? {}
  return {
    matched: true,
    matchedTitles: covers.flatMap(({ titleId, quantity }) => {
      const title = matching.titles.get(titleId)
      return title ? [{ id: titleId, publisher: title.publisher, title: title.title, quantity }] : []
    }),
    ...(by && { match: { by, ...(score !== undefined && { score }), ...(reason !== undefined && { reason }) } }),
  }
}

const show = (living: Living, known: Known, matching: Matching): EntitlementRow => {
  const { row, pair } = living
  const notCounted = whyNotCounted(row, known)
  return {
    id: derivedId(row.pk, row.sk),
    productId: productIdOf(row),
    product: row.productFamily,
    version: row.version,
    productPool: row.productPool,
    type: row.type,
    quantity: row.effectiveQuantity,
    activeSoftwareAssuranceQuantity: row.activeSoftwareAssuranceQuantity,
    ...(row.upgradeQuantity !== undefined && { upgradeQuantity: row.upgradeQuantity }),
    source: row.source,
    ...(pair && {
      pair: { agreementNumber: pair.agreementNumber, licenseNumber: pair.licenseNumber, status: pair.status },
      agreementId: pair.agreementId,
    }),
    ...(row.licenseId !== undefined && { licenseId: row.licenseId }),
    ...(row.importId !== undefined && { importId: row.importId }),
    counted: notCounted === undefined,
    ...(notCounted && { notCounted }),
    ...showMatch(living, matching, notCounted),
    reportedAt: row.at,
  }
}

/** Whether a row is what was asked for: the way to it may lead along others. */
const isAsked = (row: EntitlementRow, { matched, agreementId, productId }: EntitlementFilter): boolean =>
  (matched === undefined || row.matched === matched) &&
  (agreementId === undefined || row.agreementId === agreementId) &&
  (productId === undefined || row.productId === productId)

/**
 * What VLSC and license statements report, by product: each row with whether it counts, and for which titles. A page may
 * be short.
 * @param page.after where the page before ended
 */
export const listEntitlements = async (
  reader: CatalogReader,
  filter: EntitlementFilter,
  page: PageRequest,
): Promise<ListPage<EntitlementRow>> => {
  const { places, next } = await findRows(reader.table, filter, page)
  const living = await readLiving(reader.table, places)
  const [known, matching] = await Promise.all([readDeciding(reader.table, living), readMatching(reader, living)])
  return {
    items: living.map((each) => show(each, known, matching)).filter((row) => isAsked(row, filter)),
    ...(next !== undefined && { next }),
  }
}
