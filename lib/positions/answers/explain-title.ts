import { kept, type Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import { sharesOf, showRows } from './show-rows.ts'
import type { ClaimingAgreement, Explanation, ProductShare } from './title.ts'

/** Agreements, and rows of one product, that a title shows itself. */
const agreementsShown = 100
const rowsShown = 25

type Title = Row<'titles'>
type Product = Row<'products'>

/** The other agreements for a title by their ids, also those whose term is over or to come. */
export const readAgreementsOf = async (
  snapshot: Snapshot,
  { firstAgreement: from, agreementCount }: Pick<Title, 'firstAgreement' | 'agreementCount'>,
): Promise<ClaimingAgreement[]> => {
  const rows = await snapshot.some({ table: 'agreements', from, to: from + agreementCount })
  return rows.map(({ title: _, licenseCount, ...shown }) => ({ ...shown, licenseCount: licenseCount ?? 'unlimited' }))
}

/** Products that count for a title, by the number of its row. */
const productsByTitle = kept((products: readonly Product[]) => {
  const shares = products.flatMap((product) => sharesOf(product).map(({ title }) => ({ title, product })))
  return Map.groupBy(shares, ({ title }) => title)
})

const rowNumbers = kept((titles: readonly Title[]) => new Map(titles.map((title, number) => [title, number])))

const showProduct = async (
  snapshot: Snapshot,
  titles: readonly Title[],
  own: number,
  product: Product,
): Promise<ProductShare> => {
  const { id, productFamily, version, owned, by, score, matchReason: reason, firstRow: from, rowCount } = product
  const rows = await snapshot.some({ table: 'entitlements', from, to: from + Math.min(rowCount, rowsShown) })
  const shares = sharesOf(product)
  return {
    ...{ id, product: productFamily, version, owned, score, reason },
    quantity: shares.find(({ title }) => title === own)?.quantity ?? 0,
    by: by === 'manager' ? by : 'rule',
    sharedWith: shares.flatMap(({ title, quantity }) => {
      const other = title === own ? undefined : titles[title]
      return other ? [{ id: other.id, title: other.title, quantity }] : []
    }),
    rows: await showRows(snapshot, rows),
    hasMoreRows: rowCount > rowsShown,
  }
}

/** What the entitlement of a title adds up from. */
export const explainTitle = async (snapshot: Snapshot | undefined, title: Title | undefined): Promise<Explanation> => {
  if (!snapshot || !title) return { agreements: [], agreementCount: 0, agreementQuantity: 0, products: [] }
  const [agreements, products, titles] = await Promise.all([
    readAgreementsOf(snapshot, title),
    snapshot.all('products'),
    snapshot.all('titles'),
  ])
  const own = rowNumbers(titles).get(title) ?? -1
  const quantities = agreements.map(({ counted, licenseCount }) =>
    counted && licenseCount !== 'unlimited' ? licenseCount : 0,
  )
  return {
    agreements: agreements.slice(0, agreementsShown),
    agreementCount: agreements.length,
    agreementQuantity: quantities.reduce((sum, quantity) => sum + quantity, 0),
    products: await Promise.all(
      (productsByTitle(products).get(own) ?? []).map(({ product }) => showProduct(snapshot, titles, own, product)),
    ),
  }
}
