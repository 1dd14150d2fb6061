import type { Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import { kept } from './kept.ts'
import { sharesOf, showRows } from './show-rows.ts'
import type { ClaimingAgreement, Explanation, ProductShare } from './title.ts'

/** Agreements, and rows of one product, that a title shows itself. */
const agreementsShown = 100
const rowsShown = 25

type Title = Row<'titles'>
type Product = Row<'products'>

export const showAgreement = ({
  id,
  name,
  licenseCount,
  startDate,
  endDate,
  counted,
}: Row<'agreements'>): ClaimingAgreement => ({
  id,
  name,
  licenseCount: licenseCount ?? 'unlimited',
  ...(startDate !== undefined && { startDate }),
  ...(endDate !== undefined && { endDate }),
  counted,
})

/** The other agreements that are for a title, by their ids: those of today, of the past and to come. */
export const readAgreementsOf = (
  snapshot: Snapshot,
  { firstAgreement, agreementCount }: Pick<Title, 'firstAgreement' | 'agreementCount'>,
): Promise<Row<'agreements'>[]> =>
  agreementCount === 0
    ? Promise.resolve([])
    : snapshot.some({ table: 'agreements', from: firstAgreement, to: firstAgreement + agreementCount })

/** By the row of a title, the products that count for it. */
const productsByTitle = kept((products: readonly Product[]) => {
  const found = new Map<number, Product[]>()
  for (const product of products)
    for (const { title } of sharesOf(product)) found.set(title, [...(found.get(title) ?? []), product])
  return found
})

const rowNumbers = kept((titles: readonly Title[]) => new Map(titles.map((title, number) => [title, number])))

const showProduct = async (
  snapshot: Snapshot,
  titles: readonly Title[],
  own: number,
  product: Product,
): Promise<ProductShare> => {
  const { id, productFamily, version, owned, by, score, matchReason, firstRow, rowCount } = product
  const shown = Math.min(rowCount, rowsShown)
  const rows = await snapshot.some({ table: 'entitlements', from: firstRow, to: firstRow + shown })
  const shares = sharesOf(product)
  return {
    id,
    product: productFamily,
    version,
    owned,
    quantity: shares.find(({ title }) => title === own)?.quantity ?? 0,
    by: by === 'manager' ? by : 'rule',
    ...(score !== undefined && { score }),
    ...(matchReason !== undefined && { reason: matchReason }),
    sharedWith: shares.flatMap(({ title, quantity }) => {
      const other = title === own ? undefined : titles[title]
      return other ? [{ id: other.id, title: other.title, quantity }] : []
    }),
    rows: await showRows(snapshot, rows),
    hasMoreRows: rowCount > shown,
  }
}

/** What the entitlement of a title adds up from. @param title a row of the snapshot */
export const explainTitle = async (snapshot: Snapshot, title: Title): Promise<Explanation> => {
  const [agreements, products, titles] = await Promise.all([
    readAgreementsOf(snapshot, title),
    snapshot.all('products'),
    snapshot.all('titles'),
  ])
  const own = rowNumbers(titles).get(title) ?? -1
  const counting = agreements.filter(({ counted }) => counted)
  return {
    agreements: agreements.slice(0, agreementsShown).map(showAgreement),
    agreementCount: agreements.length,
    agreementQuantity: counting.reduce((sum, { licenseCount = 0 }) => sum + licenseCount, 0),
    products: await Promise.all(
      (productsByTitle(products).get(own) ?? []).map((product) => showProduct(snapshot, titles, own, product)),
    ),
  }
}

/** What is told of a title that no snapshot has yet. */
export const nothingExplained: Explanation = {
  agreements: [],
  agreementCount: 0,
  agreementQuantity: 0,
  products: [],
}
