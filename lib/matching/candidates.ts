import { type CatalogEntry, inOrder } from '../catalog/leaf.ts'
import { listedOn, readShelf } from '../catalog/read-shelf.ts'
import type { CatalogReader } from '../catalog/search-catalog.ts'
import { type NamedProduct, productKey } from '../entitlements/product-key.ts'
import { publisherKey } from '../normalization/software-key.ts'
import { catalogPartition } from '../table/keys.ts'
import { reasonOf, scoreOf } from './match.ts'
import { nameOfProduct, nameOfTitle, type ProductName } from './product-name.ts'

/** A title that a product may be a license for. */
export interface Candidate {
  id: string
  publisher: string
  title: string
  score: number
  reason: string
}

const candidatesShown = 5
const leastScore = 0.3
/** Packed leaves of the catalog that are read, the first in the order of names: 1 MB, 20,000 titles or more. */
const leavesRead = 4

interface Known {
  entry: CatalogEntry
  name: ProductName
}

interface Scored extends Known {
  score: number
}

const bestFirst = (one: Scored, other: Scored): number => other.score - one.score || inOrder(one.entry, other.entry)

/** Titles by each word of their families: one that shares none with a product is no candidate. */
const byFamilyWord = (titles: readonly Known[]): Map<string, Known[]> => {
  const found = new Map<string, Known[]>()
  for (const title of titles)
    for (const word of title.name.family.keys()) {
      const same = found.get(word)
      if (same) same.push(title)
      else found.set(word, [title])
    }
  return found
}

/** The best of many titles, best first; most of them need no place in an order. */
const bestOf = (product: ProductName, titles: Iterable<Known>): Scored[] => {
  const found: Scored[] = []
  for (const title of titles) {
    const score = scoreOf(product, title.name)
    const last = found.length === candidatesShown ? found.at(-1) : undefined
    if (score <= leastScore || (last && score < last.score)) continue
    found.push({ ...title, score })
    found.sort(bestFirst).splice(candidatesShown)
  }
  return found
}

/**
 * For each product, by its `productKey`, the titles of Microsoft that match it best, best first: at most five, that need
 * a license and score above 0.3. The shelf is read once, whatever the number of products. What stands behind its first
 * four leaves is not looked at; a search finds it all the same.
 */
export const bestCandidates = async (
  { table, leaves }: CatalogReader,
  products: readonly NamedProduct[],
): Promise<Map<string, Candidate[]>> => {
  const shelf =
    products.length > 0
      ? await readShelf(table, catalogPartition(publisherKey('Microsoft')), leaves, leavesRead)
      : undefined
  const publisher = shelf?.shelf.name ?? ''
  const titles = (shelf ? listedOn(shelf) : []).flatMap((entry): Known[] => {
    const name = entry.licensable ? nameOfTitle({ publisher, title: entry.name }) : undefined
    return name ? [{ entry, name }] : []
  })
  const titlesOf = byFamilyWord(titles)
  const best = (product: NamedProduct): Candidate[] => {
    const name = nameOfProduct(product)
    const near = new Set([...name.family.keys()].flatMap((word) => titlesOf.get(word) ?? []))
    return bestOf(name, near).map(({ entry, name: title, score }) => ({
      id: entry.id,
      publisher,
      title: entry.name,
      score,
      reason: reasonOf(name, title),
    }))
  }
  return new Map(products.map((product) => [productKey(product), best(product)]))
}
