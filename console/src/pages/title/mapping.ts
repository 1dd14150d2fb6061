import type { components } from '../../api/schema.d.ts'

interface Product {
  id: string
  product: string
  version: string
}

/** Products that count for a title by a decision, and those that must not. */
export interface Mapping {
  products: Product[]
  exclude: Product[]
}

type Body = components['schemas']['EntitlementMapping']

export const nameOfProduct = ({ product, version }: Pick<Product, 'product' | 'version'>): string =>
  `${product} ${version}`.trim()

const plain = ({ id, product, version }: Product): Product => ({ id, product, version })

export const mappingOf = ({ mapping }: { mapping?: Mapping | undefined }): Mapping => ({
  products: mapping?.products.map(plain) ?? [],
  exclude: mapping?.exclude.map(plain) ?? [],
})

export const isEmptyMapping = ({ products, exclude }: Mapping): boolean => products.length + exclude.length === 0

/** With one more product in a list; a product is in one list only. */
export const withProduct = (mapping: Mapping, list: keyof Mapping, product: Product): Mapping => {
  const without = (products: Product[]) => products.filter(({ id }) => id !== product.id)
  const rest = { products: without(mapping.products), exclude: without(mapping.exclude) }
  return { ...rest, [list]: [...rest[list], plain(product)] }
}

/** Named by its id, a product keeps its rank. */
export const mappingBody = ({ products, exclude }: Mapping): Body => ({
  products: products.map(({ id }) => id),
  exclude: exclude.map(({ id }) => id),
})
