import type { DecidedRow } from '../../entitlements/rows/decide-rows.ts'
import { ascendingBy, ascendingByAll, remembered } from '../../foundation/collections.ts'
import { isSameTitle } from '../../inventory/names/find-title.ts'
import type { RecognizedProduct } from '../../recognition/data/recognition.ts'
import { certain, type Match, matchOf } from '../../recognition/products/match.ts'
import { productIdOf, withoutGrantMark } from '../../recognition/products/product-key.ts'
import { matchKeyOfProduct } from '../../recognition/products/product-name.ts'
import { type ReadLicense, readLicense } from '../../recognition/products/read-license.ts'
import type { TitleName } from '../../recognition/titles/decision.ts'
import type { Row } from '../snapshot/tables.ts'
import type { ResolvedTitle, ResolvedTitles } from './resolve-titles.ts'

export interface ProductSum
  extends Pick<Row<'products'>, 'id' | 'key' | 'productFamily' | 'version' | 'owned' | 'firstRow' | 'rowCount'> {
  /** Some of what is reported is what expired pairs still have. */
  isExpired: boolean
  /** All of it are subscriptions of users. */
  isOfUsers: boolean
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
      const { version } = row
      const productFamily = withoutGrantMark(row.productFamily)
      // In the order of columns, as rows are digested as JSON.
      product = {
        id: productIdOf(row),
        key,
        productFamily,
        version,
        owned: 0,
        isExpired: false,
        isOfUsers: true,
        partitions: [],
        firstRow,
        rowCount: 0,
      }
      products.push(product)
    }
    product.rowCount += 1
    if (notCounted === undefined) product.owned += row.effectiveQuantity
    if (pair) product.partitions.push(partitionOf(pair))
    product.isExpired ||= pair?.status === 'expired'
    product.isOfUsers &&= notCounted === 'of-users'
  }
  return products.map((product) => ({
    ...product,
    partitions: [...new Set(product.partitions)].sort(ascendingBy((partition) => partition)),
  }))
}

/** A title that a product counts for, and who says so. */
interface MatchedTitle {
  title: number
  by: 'manager' | 'rule'
}

/** The titles that a product counts for, in the order in which they share it. */
export interface ProductMatch {
  titles: MatchedTitle[]
  /** What its name says. */
  read: ReadLicense
  /** Titles that managers do not let it count for. */
  excluded: number[]
  score?: number
  reason?: string
  /** Why it counts for none, where more is known than that no title is called so. */
  unmatched?: undefined | 'several-titles' | 'not-installed' | 'not-measured' | 'step-up'
}

/** What files and answers report changes seldom: a process that is kept reads each name once. */
const readReported = remembered(readLicense, ({ productFamily, version }) => `${productFamily}\n${version}`)

/** By the id of a product, the titles that managers mapped it to, and those that they do not let it count for. */
const readMappings = ({ mappings }: ResolvedTitles) => {
  const mapped = mappings.flatMap(({ products, title }) =>
    products.map(({ rank, at, ...product }) => ({ id: productIdOf(product), title, rank, at })),
  )
  mapped.sort(ascendingByAll(({ rank, at, title }) => [rank, at, title]))
  const excluded = mappings.flatMap(({ exclude = [], title }) =>
    exclude.map((product) => ({ id: productIdOf(product), title })),
  )
  return { mapped: Map.groupBy(mapped, ({ id }) => id), excluded: Map.groupBy(excluded, ({ id }) => id) }
}

/** How a product matches a title: by one of its names, else by that of a title that was merged into it. */
const explain = (product: ProductSum, title: ResolvedTitle, met: readonly TitleName[]): Match => {
  const own = title.knownAs.filter((name) => met.some((one) => isSameTitle(one, name)))
  const [best] = own.map((name) => matchOf(product, name)).sort((one, other) => other.score - one.score)
  if (best) return best
  const [merged] = met
  if (!merged) return { score: certain, reason: `Both are ${describe(title)}.` }
  const { score, reason } = matchOf(product, merged)
  return { score, reason: `${reason} The title that matches is “${merged.title}”, which was merged into this one.` }
}

const describe = ({ publisher, product }: ResolvedTitle): string =>
  [publisher, product?.family, product?.edition, product?.version].filter((part) => part !== undefined).join(' ')

/** Without a version any version that is installed may be meant. */
const whyNone = ({ titles }: ResolvedTitles, read: RecognizedProduct | undefined): Pick<ProductMatch, 'unmatched'> => {
  if (!read) return {}
  const mayBeMeant = titles.some(
    ({ product }) => product?.family === read.family && product.edition === read.edition && read.version === undefined,
  )
  return { unmatched: mayBeMeant ? 'several-titles' : 'not-installed' }
}

/**
 * Finds the titles of products: the one that recognition reads as the same product, else the one that has its match key,
 * and those that managers mapped it to (docs/positions.md).
 */
export const matchProducts = (products: readonly ProductSum[], resolved: ResolvedTitles): ProductMatch[] => {
  const { mapped, excluded } = readMappings(resolved)
  const known = resolved.byMatchKey()

  type Found = Omit<ProductMatch, 'read' | 'excluded'>
  const byRule = (product: ProductSum, { key, isMeasured, isStepUp, product: readProduct }: ReadLicense): Found => {
    if (!isMeasured) return { titles: [], unmatched: 'not-measured' }
    const forbidden = new Set(excluded.get(product.id)?.map(({ title }) => title))
    const met = (known.get(matchKeyOfProduct(product)) ?? []).filter(({ title }) => !forbidden.has(title))
    // A step-up only adds to a license.
    const recognized = key === undefined || isStepUp ? undefined : resolved.ofProduct(key)
    const found = new Set(
      recognized === undefined || forbidden.has(recognized) ? met.map(({ title }) => title) : [recognized],
    )
    const [number, ...others] = found
    const title = number === undefined ? undefined : resolved.titles[number]
    if (number === undefined || !title) {
      if (isStepUp) return { titles: [], unmatched: 'step-up' }
      return { titles: [], ...whyNone(resolved, recognized === undefined ? readProduct : undefined) }
    }
    if (others.length > 0) return { titles: [], unmatched: 'several-titles' }
    const names = met.flatMap((one) => (one.title === number ? [one.name] : []))
    return { titles: [{ title: number, by: 'rule' }], ...explain(product, title, names) }
  }

  return products.map((product): ProductMatch => {
    const read = readReported(product)
    const isExcluded = excluded.get(product.id)?.map(({ title }) => title) ?? []
    if (product.isOfUsers) return { titles: [], read, excluded: isExcluded, unmatched: 'not-measured' }
    const { titles, ...found } = byRule(product, read)
    const match = { ...found, read, excluded: isExcluded }
    const [first] = titles
    const added = new Set(mapped.get(product.id)?.map(({ title }) => title))
    if (first) added.delete(first.title)
    if (added.size === 0) return { titles, ...match }
    const byManager = [...added].map((title): MatchedTitle => ({ title, by: 'manager' }))
    return first ? { ...match, titles: [first, ...byManager] } : { ...match, titles: byManager, unmatched: undefined }
  })
}
