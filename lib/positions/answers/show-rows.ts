import * as z from 'zod'
import { PairStatus } from '../../agreements/records/stored-pair.ts'
import { EntitlementSource } from '../../entitlements/rows/entitlement.ts'
import { type EntitlementRow, NotCounted } from '../../entitlements/rows/entitlement-row.ts'
import type { Candidate } from '../../recognition/products/candidates.ts'
import { productKey } from '../../recognition/products/product-key.ts'
import type { Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import { kept } from './kept.ts'

type Reported = Row<'entitlements'>
type Product = Row<'products'>
type Title = Row<'titles'>

const Shares = z.array(z.object({ title: z.number(), quantity: z.number() }))
type Shares = z.infer<typeof Shares>

/** The titles that share a product: by the numbers of their rows, in their order. */
export const sharesOf: (product: Product) => Shares = kept(({ shares }: Product) => Shares.parse(JSON.parse(shares)))

/** Whether a row has found its titles: its product has some, and some pair has its License ID. */
export const isMatched = ({ notCounted }: Reported, product: Product | undefined): boolean =>
  notCounted !== 'no-such-pair' && product !== undefined && sharesOf(product).length > 0

type ShownMatch = Pick<EntitlementRow, 'matched' | 'matchedTitles' | 'match' | 'unmatched' | 'candidates'>

const By = z.enum(['rule', 'manager'])

const showMatch = (
  row: Reported,
  product: Product | undefined,
  titles: readonly Title[],
  candidates: readonly Candidate[],
): ShownMatch => {
  if (!product || !isMatched(row, product))
    return {
      matched: false,
      matchedTitles: [],
      unmatched: row.notCounted === 'no-such-pair' ? row.notCounted : 'no-title',
      candidates: [...candidates],
    }
  const { by, score, matchReason } = product
  return {
    matched: true,
    matchedTitles: sharesOf(product).flatMap(({ title: number, quantity }) => {
      const title = titles[number]
      return title ? [{ id: title.id, publisher: title.publisher, title: title.title, quantity }] : []
    }),
    ...(by !== undefined && {
      match: {
        by: By.parse(by),
        ...(score !== undefined && { score }),
        ...(matchReason !== undefined && { reason: matchReason }),
      },
    }),
  }
}

const showPair = ({ agreementNumber, licenseNumber, pairStatus }: Reported) =>
  agreementNumber !== undefined &&
  licenseNumber !== undefined && { pair: { agreementNumber, licenseNumber, status: PairStatus.parse(pairStatus) } }

const show = (row: Reported, productId: string, match: ShownMatch): EntitlementRow => ({
  id: row.id,
  productId,
  product: row.productFamily,
  version: row.version,
  productPool: row.productPool,
  type: row.type,
  quantity: row.quantity,
  activeSoftwareAssuranceQuantity: row.activeSoftwareAssuranceQuantity,
  ...(row.upgradeQuantity !== undefined && { upgradeQuantity: row.upgradeQuantity }),
  source: EntitlementSource.parse(row.source),
  ...showPair(row),
  ...(row.agreementId !== undefined && { agreementId: row.agreementId }),
  ...(row.licenseId !== undefined && { licenseId: row.licenseId }),
  ...(row.importId !== undefined && { importId: row.importId }),
  counted: row.notCounted === undefined,
  ...(row.notCounted !== undefined && { notCounted: NotCounted.parse(row.notCounted) }),
  ...match,
  reportedAt: row.reportedAt,
})

/** Finds what products may be licenses for. @returns by product key */
export type FindCandidates = (
  products: readonly Product[],
  titles: readonly Title[],
) => ReadonlyMap<string, readonly Candidate[]>

/**
 * Rows of a snapshot as they are answered, with the titles that they count for.
 * @param findCandidates for rows whose product has none; not needed for rows of products that have some
 */
export const showRows = async (
  snapshot: Snapshot,
  rows: readonly Reported[],
  findCandidates?: FindCandidates,
): Promise<EntitlementRow[]> => {
  if (rows.length === 0) return []
  const [products, titles] = await Promise.all([snapshot.all('products'), snapshot.all('titles')])
  const productOf = ({ product }: Reported): Product | undefined => products[product]
  const lacking = rows.flatMap((row) => productOf(row) ?? []).filter((product) => sharesOf(product).length === 0)
  const candidates = lacking.length > 0 ? findCandidates?.([...new Set(lacking)], titles) : undefined
  return rows.map((row) => {
    const product = productOf(row)
    const mayBe = candidates?.get(productKey(row)) ?? []
    return show(row, product?.id ?? '', showMatch(row, product, titles, mayBe))
  })
}
