import { nameKey } from '../../foundation/text/name.ts'
import { reasonOf, scoreOf } from './match.ts'
import { type NamedProduct, productKey } from './product-key.ts'
import { nameOfProduct, nameOfTitle, type ProductName } from './product-name.ts'

export interface Candidate {
  id: string
  publisher: string
  title: string
  score: number
  reason: string
}

interface CandidateTitle extends Omit<Candidate, 'score' | 'reason'> {
  licensable: boolean
}

const candidatesShown = 5
const leastScore = 0.3

interface Known {
  title: CandidateTitle
  key: string
  name: ProductName
}

interface Scored extends Known {
  score: number
}

const inOrder = (one: string, other: string): number => (one < other ? -1 : Number(one > other))
const bestFirst = (one: Scored, other: Scored): number =>
  other.score - one.score || inOrder(one.key, other.key) || inOrder(one.title.id, other.title.id)

export type TitlesByWord = ReadonlyMap<string, readonly Known[]>

/** A title that shares no word with the family of a product is no candidate for it. */
export const byFamilyWord = (titles: readonly CandidateTitle[]): TitlesByWord => {
  const found = new Map<string, Known[]>()
  for (const title of titles) {
    const name = title.licensable ? nameOfTitle(title) : undefined
    if (!name) continue
    const known = { title, key: nameKey(title.title), name }
    for (const word of name.family.keys()) {
      const same = found.get(word)
      if (same) same.push(known)
      else found.set(word, [known])
    }
  }
  return found
}

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

/** The titles of Microsoft that match each product best, best first, by `productKey`: at most five, above 0.3. */
export const bestCandidates = (products: readonly NamedProduct[], titlesOf: TitlesByWord): Map<string, Candidate[]> => {
  const best = (product: NamedProduct): Candidate[] => {
    const name = nameOfProduct(product)
    const near = new Set([...name.family.keys()].flatMap((word) => titlesOf.get(word) ?? []))
    return bestOf(name, near).map(({ title: { id, publisher, title }, name: other, score }) => {
      return { id, publisher, title, score, reason: reasonOf(name, other) }
    })
  }
  return new Map(products.map((product) => [productKey(product), best(product)]))
}
