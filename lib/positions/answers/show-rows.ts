import * as z from 'zod'
import { PairStatus } from '../../agreements/records/stored-pair.ts'
import { type EntitlementRow, EntitlementSource, NotCounted } from '../../entitlements/rows/entitlement-row.ts'
import type { Candidate } from '../../recognition/products/candidates.ts'
import { productKey } from '../../recognition/products/product-key.ts'
import { kept, type Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'

type Reported = Row<'entitlements'>
type Product = Row<'products'>
type Title = Row<'titles'>

const Shares = z.array(z.object({ title: z.number(), quantity: z.number() }))
const By = z.enum(['rule', 'manager'])

/** The titles that share a product, in their order, by the numbers of their rows. */
export const sharesOf: (product: Product) => z.infer<typeof Shares> = kept(({ shares }: Product) =>
  Shares.parse(JSON.parse(shares)),
)

/** Whether a row has found its titles: its product has some, and some pair has its License ID. */
export const isMatched = ({ notCounted }: Reported, product: Product | undefined): product is Product =>
  notCounted !== 'no-such-pair' && product !== undefined && sharesOf(product).length > 0

const showMatch = (
  row: Reported,
  product: Product | undefined,
  titles: readonly Title[],
  candidates: readonly Candidate[],
): Pick<EntitlementRow, 'matched' | 'matchedTitles' | 'match' | 'unmatched' | 'candidates'> => {
  if (!isMatched(row, product)) {
    const unmatched = row.notCounted === 'no-such-pair' ? row.notCounted : 'no-title'
    return { matched: false, matchedTitles: [], unmatched, candidates: [...candidates] }
  }
  const { by, score, matchReason: reason } = product
  return {
    matched: true,
    matchedTitles: sharesOf(product).flatMap(({ title: number, quantity }) => {
      const title = titles[number]
      return title ? [{ id: title.id, publisher: title.publisher, title: title.title, quantity }] : []
    }),
    match: by === undefined ? undefined : { by: By.parse(by), score, reason },
  }
}

const show = (
  row: Reported,
  product: Product | undefined,
  titles: readonly Title[],
  candidates: readonly Candidate[],
): EntitlementRow => {
  const { productFamily, product: _, agreementNumber, licenseNumber, pairStatus, notCounted, ...shown } = row
  const isOfPair = agreementNumber !== undefined && licenseNumber !== undefined
  return {
    ...shown,
    productId: product?.id ?? '',
    product: productFamily,
    source: EntitlementSource.parse(row.source),
    pair: isOfPair ? { agreementNumber, licenseNumber, status: PairStatus.parse(pairStatus) } : undefined,
    counted: notCounted === undefined,
    notCounted: NotCounted.optional().parse(notCounted),
    ...showMatch(row, product, titles, candidates),
  }
}

/** Finds what products may be licenses for. @returns by product key */
export type FindCandidates = (
  products: readonly Product[],
  titles: readonly Title[],
) => ReadonlyMap<string, readonly Candidate[]>

/** Rows with the titles that they count for. @param findCandidates for rows of products without titles */
export const showRows = async (
  snapshot: Snapshot,
  rows: readonly Reported[],
  findCandidates?: FindCandidates,
): Promise<EntitlementRow[]> => {
  if (rows.length === 0) return []
  const [products, titles] = await Promise.all([snapshot.all('products'), snapshot.all('titles')])
  const lacking = new Set(rows.flatMap(({ product }) => products[product] ?? []).filter((one) => !sharesOf(one).length))
  const candidates = lacking.size > 0 ? findCandidates?.([...lacking], titles) : undefined
  return rows.map((row) => show(row, products[row.product], titles, candidates?.get(productKey(row)) ?? []))
}
