import type { DecidedRow } from '../../entitlements/rows/decide-rows.ts'
import { productIdOf } from './product-id.ts'

/** What VLSC and license statements report under one product key. */
export interface ProductSum {
  id: string
  key: string
  productFamily: string
  version: string
  /** Licenses that count: rows that count add up to it. */
  owned: number
  /** Some of what is reported is what expired pairs still have. */
  isExpired: boolean
  /** Partitions of the pairs that report it, ascending: how fresh their answers are is known by these. */
  partitions: number[]
  /** Place of its first row among all rows, and how many it has. */
  firstRow: number
  rowCount: number
}

/**
 * Adds up rows by product.
 * @param rows in the order of products, as `decideRows` gives them
 * @param partitionOf a pair
 */
export const sumProducts = (
  rows: readonly DecidedRow[],
  partitionOf: (pair: NonNullable<DecidedRow['pair']>) => number,
): ProductSum[] => {
  const products: ProductSum[] = []
  let partitions = new Set<number>()
  let current: ProductSum | undefined
  const close = (): void => {
    if (current) current.partitions = [...partitions].sort((one, other) => one - other)
  }
  for (const [index, { row, pair, productKey: key, notCounted }] of rows.entries()) {
    if (current?.key !== key) {
      close()
      partitions = new Set()
      const { productFamily, version } = row
      current = {
        id: productIdOf(row),
        key,
        productFamily,
        version,
        owned: 0,
        isExpired: false,
        partitions: [],
        firstRow: index,
        rowCount: 0,
      }
      products.push(current)
    }
    current.rowCount += 1
    if (notCounted === undefined) current.owned += row.effectiveQuantity
    if (!pair) continue
    partitions.add(partitionOf(pair))
    current.isExpired ||= pair.status === 'expired'
  }
  close()
  return products
}
