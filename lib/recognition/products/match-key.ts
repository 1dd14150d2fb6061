import type { NamedProduct } from './product-key.ts'
import { type NamedTitle, nameOfProduct, nameOfTitle } from './product-name.ts'

/**
 * What decides whether products and titles meet of themselves: family, edition and version as a set of words, spelled
 * one way. At most 200 characters, of any Unicode.
 */
export const matchKeyOfProduct = (product: NamedProduct): string => nameOfProduct(product).key

/** @param title as displayed @returns undefined when its publisher is not Microsoft */
export const matchKeyOfTitle = (title: NamedTitle): string | undefined => nameOfTitle(title)?.key
