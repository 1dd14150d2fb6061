import { asides } from '../data/words.ts'
import type { DetectedSoftware } from '../names/normalize.ts'
import type { NamedProduct } from './product-key.ts'
import { nameOfProduct, nameOfTitle, type ProductName, type Words } from './product-name.ts'

export interface Match {
  /** 0 to 1, two digits; 1 for the same words. */
  score: number
  reason: string
}

/** From this score on a product and a title match without a manager: exactly when their match keys are equal. */
export const certain = 0.9

const bySameWords = 1
const byRules = 0.95
/** Their sum is less than `certain`. */
const weights = { family: 0.5, edition: 0.2, version: 0.19 }
/** One side says nothing: it may or may not be the same. */
const silent = 0.5
/** So little that the title is no candidate. */
const asideFactor = 0.3

const isSame = (one: Words, other: Words): boolean =>
  one.size === other.size && [...one.keys()].every((key) => other.has(key))

const overlap = (one: Words, other: Words): number => {
  if (one.size + other.size === 0) return 0
  let shared = 0
  for (const key of one.keys()) if (other.has(key)) shared += 1
  return (2 * shared) / (one.size + other.size)
}

const likeness = (one: Words, other: Words, compare: (one: Words, other: Words) => number): number => {
  if (one.size === 0 && other.size === 0) return 1
  return one.size === 0 || other.size === 0 ? silent : compare(one, other)
}

/** 2012 is not half of 2012 R2. */
const allOrNothing = (one: Words, other: Words): number => (isSame(one, other) ? 1 : 0)

const asidesOfOne = (product: ProductName, title: ProductName) =>
  asides.filter((aside) => {
    const isIn = ({ words }: ProductName) => aside.words.every((each) => words.has(each))
    return isIn(product) !== isIn(title)
  })

const unsureScore = (product: ProductName, title: ProductName): number => {
  const family = overlap(product.family, title.family)
  if (family === 0) return 0
  const rest =
    weights.family +
    weights.edition * likeness(product.edition, title.edition, overlap) +
    weights.version * likeness(product.version, title.version, allOrNothing)
  const factor = asidesOfOne(product, title).length > 0 ? asideFactor : 1
  return Math.round(100 * family * rest * factor) / 100
}

export const scoreOf = (product: ProductName, title: ProductName): number => {
  if (product.key !== title.key) return unsureScore(product, title)
  return isSame(product.written, title.written) ? bySameWords : byRules
}

const wordsShown = 4
const charactersShown = 30

const show = (texts: readonly string[]): string => {
  const shown = texts.slice(0, wordsShown).map((text) => [...text].slice(0, charactersShown).join(''))
  return [...shown, ...(texts.length > wordsShown ? ['…'] : [])].join(' ')
}

const onlyIn = (what: 'title' | 'product', one: Words, other: Words): string[] => {
  const more = [...one].filter(([key]) => !other.has(key)).map(([, text]) => text)
  return more.length > 0 ? [`only the ${what} says “${show(more)}”`] : []
}

const differing = (what: 'edition' | 'version', product: Words, title: Words): string[] => {
  if (isSame(product, title)) return []
  if (title.size === 0) return [`the title does not say its ${what}`]
  if (product.size === 0) return [`the product does not say its ${what}`]
  return [`another ${what}: ${show([...title.values()])}, not ${show([...product.values()])}`]
}

const unsureReason = (product: ProductName, title: ProductName): string => {
  const family = [...onlyIn('title', title.family, product.family), ...onlyIn('product', product.family, title.family)]
  const isVersionSame = product.version.size > 0 && isSame(product.version, title.version)
  const head = family.length > 0 ? 'Similar name' : `Same product${isVersionSame ? ' and version' : ''}`
  const parts = [
    ...family,
    ...differing('edition', product.edition, title.edition),
    ...differing('version', product.version, title.version),
    ...asidesOfOne(product, title).map(({ says }) => says),
  ]
  const [first = ''] = parts
  return `${head}${first.startsWith('another ') ? ', ' : '; '}${parts.join('; ')}.`
}

const rulesBetween = (product: ProductName, title: ProductName): string[] => {
  const ofOne = [
    ...product.rules.filter((rule) => !title.rules.includes(rule)),
    ...title.rules.filter((rule) => !product.rules.includes(rule)),
  ]
  return [...new Set((ofOne.length > 0 ? ofOne : product.rules).map(({ says }) => says))]
}

export const reasonOf = (product: ProductName, title: ProductName): string => {
  const score = scoreOf(product, title)
  if (score === 0) return 'Nothing in common.'
  if (score < certain) return unsureReason(product, title)
  const same = product.version.size > 0 ? 'Same product and version' : 'Same product'
  return score === bySameWords ? `${same}.` : `${[same, ...rulesBetween(product, title)].join('; ')}.`
}

export const matchOf = (product: NamedProduct, named: DetectedSoftware): Match => {
  const title = nameOfTitle(named)
  if (!title) return { score: 0, reason: 'Another publisher.' }
  const name = nameOfProduct(product)
  return { score: scoreOf(name, title), reason: reasonOf(name, title) }
}
