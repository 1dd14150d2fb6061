import type { DecidedRow } from '../../entitlements/rows/decide-rows.ts'
import { ascendingBy, ascendingByAll } from '../../foundation/collections.ts'
import { isSameTitle, ownOf } from '../../inventory/names/find-title.ts'
import { type Match, matchOf } from '../../recognition/products/match.ts'
import { productIdOf } from '../../recognition/products/product-key.ts'
import { matchKeyOfProduct, matchKeyOfTitle } from '../../recognition/products/product-name.ts'
import type { TitleName } from '../../recognition/titles/decision.ts'
import type { Row } from '../snapshot/tables.ts'
import type { Decisions } from './read-facts.ts'
import type { ResolvedTitles } from './resolve-titles.ts'

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

/** Which titles a product counts for, in the order in which they share it, and who says so. */
export interface ProductMatch {
  titles: number[]
  by?: 'manager' | 'rule'
  score?: number
  reason?: string
}

/** By the id of a product, the titles that managers mapped it to; and which titles have a mapping of their own. */
const readMappings = ({ titles, find }: ResolvedTitles, { mapping }: Decisions) => {
  const mapped = new Set<number>()
  const mappings = [...mapping.values()].flatMap(({ value }) => {
    const title = value && find(value)
    if (!value || title === undefined) return []
    const own = titles[title]
    if (own && [value, ownOf(value)].some((name) => isSameTitle(name, own))) mapped.add(title)
    return value.products.map(({ rank, at, ...product }) => ({ id: productIdOf(product), title, rank, at }))
  })
  mappings.sort(ascendingByAll(({ rank, at, title }) => [rank, at, title]))
  return { mappingsOf: Map.groupBy(mappings, ({ id }) => id), mapped }
}

/** By match key, the titles that have a name with it: their own, or that of a title that was merged into them. */
const byMatchKey = ({ titles }: ResolvedTitles) =>
  Map.groupBy(
    titles.flatMap(({ knownAs }, title) => knownAs.map((name) => ({ title, name }))),
    ({ name }) => matchKeyOfTitle(name),
  )

/** How a product matches a title: by the name of the title, else by that of one that was merged into it. */
const explain = (product: ProductSum, title: TitleName, met: readonly TitleName[]): Match => {
  const [merged] = met.some((name) => isSameTitle(name, title)) ? [] : met
  if (!merged) return matchOf(product, title)
  const { score, reason } = matchOf(product, merged)
  return { score, reason: `${reason} The title that matches is “${merged.title}”, which was merged into this one.` }
}

/**
 * Finds the titles of products: those that managers said, else the one that has its match key, unless that title has a
 * mapping of its own (docs/positions.md).
 */
export const matchProducts = (
  products: readonly ProductSum[],
  resolved: ResolvedTitles,
  decisions: Decisions,
): ProductMatch[] => {
  const { mappingsOf, mapped } = readMappings(resolved, decisions)
  const known = byMatchKey(resolved)
  return products.map((product) => {
    const said = mappingsOf.get(product.id)
    if (said) return { titles: [...new Set(said.map(({ title }) => title))], by: 'manager' }
    const met = (known.get(matchKeyOfProduct(product)) ?? []).filter(({ title }) => !mapped.has(title))
    const [number, ...others] = new Set(met.map(({ title }) => title))
    const title = number === undefined || others.length > 0 ? undefined : resolved.titles[number]
    if (number === undefined || !title) return { titles: [] }
    const names = met.map(({ name }) => name)
    return { titles: [number], by: 'rule', ...explain(product, title, names) }
  })
}
