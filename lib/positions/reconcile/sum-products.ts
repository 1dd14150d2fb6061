import type { DecidedRow } from '../../entitlements/rows/decide-rows.ts'
import { ascendingBy } from '../../foundation/collections.ts'
import { derivedId } from '../../foundation/table/ids.ts'
import { type NamedProduct, productKey } from '../../recognition/products/product-key.ts'
import type { Row } from '../snapshot/tables.ts'

/** The id of a product follows from its key: it is the same in every snapshot, whoever reports it. */
export const productIdOf = (product: NamedProduct): string => derivedId('product', productKey(product))

export interface ProductSum
  extends Pick<Row<'products'>, 'id' | 'key' | 'productFamily' | 'version' | 'owned' | 'firstRow' | 'rowCount'> {
  /** Some of what is reported is what expired pairs still have. */
  isExpired: boolean
  partitions: number[]
}

/** Adds up rows by product. @param rows in the order of products, as `decideRows` gives them */
export const sumProducts = (
  rows: readonly DecidedRow[],
  partitionOf: (pair: NonNullable<DecidedRow['pair']>) => number,
): ProductSum[] => {
  const products: ProductSum[] = []
  for (const [firstRow, { row, pair, productKey: key, notCounted }] of rows.entries()) {
    let product = products.at(-1)
    if (product?.key !== key) {
      const { productFamily, version } = row
      // In the order of columns, as rows are digested as JSON.
      product = {
        ...{ id: productIdOf(row), key, productFamily, version },
        ...{ owned: 0, isExpired: false, partitions: [], firstRow, rowCount: 0 },
      }
      products.push(product)
    }
    product.rowCount += 1
    if (notCounted === undefined) product.owned += row.effectiveQuantity
    if (pair) product.partitions.push(partitionOf(pair))
    product.isExpired ||= pair?.status === 'expired'
  }
  return products.map((product) => ({
    ...product,
    partitions: [...new Set(product.partitions)].sort(ascendingBy((partition) => partition)),
  }))
}
