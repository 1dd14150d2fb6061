import { type Match, matchOf } from '../../recognition/products/match.ts'
import { matchKeyOfProduct, matchKeyOfTitle } from '../../recognition/products/product-name.ts'
import type { TitleName } from '../../recognition/titles/decision.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import type { Decisions } from './read-facts.ts'
import { type ResolvedTitles, renamed } from './resolve-titles.ts'
import { type ProductSum, productIdOf } from './sum-products.ts'

/** Which titles a product counts for, in the order in which they share it, and who says so. */
export interface ProductMatch {
  /** Numbers of titles. */
  titles: number[]
  by?: 'manager' | 'rule'
  score?: number
  reason?: string
}

interface Mapped {
  title: number
  rank: number
  at: string
}

const inOrder = (one: Mapped, other: Mapped): number =>
  one.rank - other.rank || (one.at === other.at ? one.title - other.title : one.at < other.at ? -1 : 1)

/** By the id of a product, the titles that managers mapped it to; and which titles have a mapping of their own. */
const readMappings = ({ titles, find }: ResolvedTitles, { mapping }: Decisions) => {
  const titlesOf = new Map<string, Mapped[]>()
  const mapped = new Set<number>()
  for (const { value } of mapping.values()) {
    const title = value && find(value)
    if (!value || title === undefined) continue
    const own = titles[title]
    if (own && [value, renamed(value)].some((name) => titleKey(name) === titleKey(own))) mapped.add(title)
    for (const { rank, at, ...product } of value.products) {
      const id = productIdOf(product)
      titlesOf.set(id, [...(titlesOf.get(id) ?? []), { title, rank, at }])
    }
  }
  return { titlesOf, mapped }
}

/** By match key, the titles that have a name with it: their own, or that of a title that was merged into them. */
const byMatchKey = ({ titles }: ResolvedTitles): Map<string, { title: number; name: TitleName }[]> => {
  const found = new Map<string, { title: number; name: TitleName }[]>()
  for (const [title, { knownAs }] of titles.entries())
    for (const name of knownAs) {
      const key = matchKeyOfTitle(name)
      if (key !== undefined) found.set(key, [...(found.get(key) ?? []), { title, name }])
    }
  return found
}

/** How a product matches a title: by the name of the title, else by that of one that was merged into it. */
const explain = (product: ProductSum, title: TitleName, met: readonly TitleName[]): Match => {
  const [merged] = met.some((name) => titleKey(name) === titleKey(title)) ? [] : met
  if (!merged) return matchOf(product, title)
  const { score, reason } = matchOf(product, merged)
  return { score, reason: `${reason} The title that matches is “${merged.title}”, which was merged into this one.` }
}

/**
 * Finds the titles of products. Managers' mappings go before the rules. By the rules a product counts for the one title
 * that has its match key, unless that title has a mapping of its own: spec "Position".
 */
export const matchProducts = (
  products: readonly ProductSum[],
  resolved: ResolvedTitles,
  decisions: Decisions,
): ProductMatch[] => {
  const { titlesOf, mapped } = readMappings(resolved, decisions)
  const known = byMatchKey(resolved)
  return products.map((product) => {
    const said = titlesOf.get(product.id)
    if (said) return { titles: [...new Set(said.sort(inOrder).map(({ title }) => title))], by: 'manager' }
    const met = (known.get(matchKeyOfProduct(product)) ?? []).filter(({ title }) => !mapped.has(title))
    const [number, ...others] = new Set(met.map(({ title }) => title))
    const title = number === undefined || others.length > 0 ? undefined : resolved.titles[number]
    if (number === undefined || !title) return { titles: [] }
    const names = met.map(({ name }) => name)
    return { titles: [number], by: 'rule', ...explain(product, title, names) }
  })
}
