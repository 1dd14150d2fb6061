import * as z from 'zod'
import { type NamedProduct, productKey } from '../entitlements/product-key.ts'
import { derivedId } from '../table/ids.ts'
import { mappingKey, productInOrder, productItemKey, productPartition, productsByMatch } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { type Item, put, queryAll, remove, type Table, type Write } from '../table/table.ts'

/** What sources of one kind say of a product together. */
const Sum = z.object({
  quantity: z.number(),
  /** Rows that report it, also those of no quantity. */
  rows: z.number(),
  /** Of pairs: rows of expired ones. Of License IDs: rows that no pair has the License ID of. */
  flagged: z.number(),
})
export type Sum = z.infer<typeof Sum>

export const noSum: Sum = { quantity: 0, rows: 0, flagged: 0 }

/** @param sign -1 takes the other away */
export const addSum = (one: Sum, other: Sum, sign: 1 | -1): Sum => ({
  quantity: one.quantity + sign * other.quantity,
  rows: one.rows + sign * other.rows,
  flagged: one.flagged + sign * other.flagged,
})

export const isSameSum = (one: Sum, other: Sum): boolean =>
  one.quantity === other.quantity && one.rows === other.rows && one.flagged === other.flagged

export const SourceKind = z.enum(['pairs', 'licenses', 'organization'])
export type SourceKind = z.infer<typeof SourceKind>

/** A title's share of a product. */
const Cover = z.object({ titleId: z.string(), quantity: z.number() })
export type Cover = z.infer<typeof Cover>

/** What a title knows of a product, beside its share. */
export const Told = z.object({
  /** Other titles take from it too. */
  isShared: z.boolean(),
  /** Some of it is what expired pairs still have. */
  isExpired: z.boolean(),
  /** Partitions of the pairs that report it. */
  partitions: z.array(z.number()),
})

/** What VLSC and license statements report under one product key, and which titles it counts for. */
const StoredProduct = z.object({
  id: z.string(),
  productFamily: z.string(),
  version: z.string(),
  pairs: Sum,
  licenses: Sum,
  organization: Sum,
  /** Rows of pairs, by partition of pairs: how fresh their answers are is known by these. */
  partitions: z.record(z.string(), z.number()),
  /** In the order in which they share. */
  covers: z.array(Cover),
  by: z.enum(['manager', 'rule']).optional(),
  /** How sure the rule is, 0 to 1, and why. */
  score: z.number().optional(),
  reason: z.string().optional(),
  /** What its titles know of it, beside their shares. */
  told: Told.optional(),
  /** Where it and titles of the same match key lie. */
  matchKey: z.string().optional(),
})
export type StoredProduct = z.infer<typeof StoredProduct>

export const productIdOf = (product: NamedProduct): string => derivedId('product', productKey(product))

export const newProduct = ({ productFamily, version }: NamedProduct): StoredProduct => ({
  id: productIdOf({ productFamily, version }),
  productFamily,
  version,
  pairs: noSum,
  licenses: noSum,
  organization: noSum,
  partitions: {},
  covers: [],
})

/** Pairs report it, or statements for the License IDs of pairs. */
export const isReportedByPairs = ({ pairs, licenses }: StoredProduct): boolean =>
  pairs.rows + licenses.rows - licenses.flagged > 0

/** What counts: what speaks for the whole organization only where nobody else reports the product. */
export const quantityOf = (product: StoredProduct): number =>
  isReportedByPairs(product) ? product.pairs.quantity + product.licenses.quantity : product.organization.quantity

/** Somebody reports it. */
export const isReported = ({ pairs, licenses, organization }: StoredProduct): boolean =>
  pairs.rows + licenses.rows + organization.rows > 0

/** Listed by product: as matched, as unmatched, or as both when some of its rows belong to no pair. */
const listedAs = (product: StoredProduct) => ({
  ...(product.covers.length > 0 && { gsi1pk: productsByMatch(true) }),
  ...((product.covers.length === 0 || product.licenses.flagged > 0) && { gsi2pk: productsByMatch(false) }),
  gsiSk: orderOfProduct(product),
})

/** Its place among products: that of its rows among entitlements. */
export const orderOfProduct = (product: StoredProduct): string => productInOrder(productKey(product), product.id)

/** Only one worker writes products. */
export const putProduct = (product: StoredProduct): Write =>
  put({ ...productItemKey(product.id), ...product, ...(isReported(product) ? listedAs(product) : {}) }, {}, raceLost)

export const removeProduct = (id: string): Write => remove(productItemKey(id), {}, raceLost)

export const parseProduct = (item: Item): StoredProduct => StoredProduct.parse(item)

export const readProducts = async (table: Table, ids: Iterable<string>): Promise<Map<string, StoredProduct>> => {
  const items = await table.getMany([...new Set(ids)].map(productItemKey))
  return new Map(items.map((item) => parseProduct(item)).map((product) => [product.id, product]))
}

/** That a manager mapped a product to a title. */
const StoredMapping = z.object({
  titleId: z.string(),
  rank: z.number(),
  /** When it was first mapped. */
  at: z.string(),
  by: z.string(),
})
type StoredMapping = z.infer<typeof StoredMapping>

/** The titles to which managers mapped a product, with its names: nobody may report it any more. */
const ProductMapping = z.object({
  id: z.string(),
  productFamily: z.string(),
  version: z.string(),
  titles: z.array(StoredMapping),
  revision: z.number(),
})
export type ProductMapping = z.infer<typeof ProductMapping>

/** A product, and the titles that managers mapped to it in the order in which these share. */
export interface MappedProduct {
  product: StoredProduct | undefined
  mappings: StoredMapping[]
}

const inOrder = (one: StoredMapping, other: StoredMapping): number =>
  one.rank - other.rank || (one.at + one.titleId < other.at + other.titleId ? -1 : 1)

export const readMappedProduct = async (table: Table, id: string): Promise<MappedProduct> => {
  const items = await queryAll(table, { partition: productPartition(id) })
  const find = (sk: string): Item | undefined => items.find((item) => item.sk === sk)
  const head = find(productItemKey(id).sk)
  const mapping = find(mappingKey(id).sk)
  return {
    product: head && parseProduct(head),
    mappings: mapping ? ProductMapping.parse(mapping).titles.sort(inOrder) : [],
  }
}

/** Those of some products that are mapped to any title. */
export const readMappings = async (table: Table, ids: Iterable<string>): Promise<Map<string, ProductMapping>> => {
  const items = await table.getMany([...new Set(ids)].map(mappingKey))
  return new Map(items.map((item) => ProductMapping.parse(item)).map((mapping) => [mapping.id, mapping]))
}

/** Writes which titles a product is mapped to, on condition of what was read; it goes with the last of them. */
export const putMapping = (mapping: ProductMapping): Write => {
  const key = mappingKey(mapping.id)
  const asRead = mapping.revision === 0 ? { exists: false } : { equals: { revision: mapping.revision } }
  if (mapping.titles.length === 0) return remove(key, asRead, raceLost)
  return put({ ...key, ...mapping, revision: mapping.revision + 1 }, asRead, raceLost)
}
