import { derivedId } from '../../foundation/table/ids.ts'

export interface NamedProduct {
  productFamily: string
  version: string
}

const without = ['', 'N/A', 'NA', 'NONE', 'NOT APPLICABLE', 'NOT AVAILABLE']

export const namesVersion = ({ version }: NamedProduct): boolean => !without.includes(version.trim().toUpperCase())

const normalize = (text: string): string =>
  text
    // Before compatibility forms are folded, because that makes ™ the letters TM.
    .replaceAll(/[™®©℠]/gu, '')
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/\((TM|R|C)\)/gu, '')
    .replaceAll('#', ' SHARP')
    .replaceAll(/[^\p{L}\p{M}\p{N}+.]+/gu, ' ')
    .trim()

const familyWords = (family: string): string[] => {
  const [first, ...rest] = normalize(family).split(' ')
  return first === 'MICROSOFT' && rest.length > 0 ? rest : [first ?? '', ...rest]
}

/**
 * Two sources name one product when these are equal: family (which says the edition) and version, without case, spaces
 * and trademarks, "Microsoft" before it and the version at its end.
 */
export const productKey = (product: NamedProduct): string => {
  const number = namesVersion(product) ? normalize(product.version) : ''
  const family = familyWords(product.productFamily).join(' ')
  const bare = number !== '' && family.endsWith(` ${number}`) ? family.slice(0, -number.length - 1) : family
  return `${bare}|${number}`
}

/** The name of a product as lists show it: license statements mark license grants with an asterisk. */
export const withoutGrantMark = (productFamily: string): string =>
  productFamily.replaceAll(/^[*\s]+|[*\s]+$/g, '') || productFamily

/** It follows from the key of the product: it is the same in every snapshot, whoever reports it. */
export const productIdOf = (product: NamedProduct): string => derivedId('product', productKey(product))
