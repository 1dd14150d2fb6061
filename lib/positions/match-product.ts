import { type Match, matchOf } from '../matching/match.ts'
import { matchKeyOfProduct } from '../matching/match-key.ts'
import { readLiving, readTitles, type StoredTitle } from '../software/title-store.ts'
import { matchingTitlePrefix, matchPartition } from '../table/keys.ts'
import { queryAll, type Table } from '../table/table.ts'
import { isReported, type MappedProduct, type StoredProduct } from './product-store.ts'

/** Which titles a product is for, and who says so. */
export type ProductMatch = Pick<StoredProduct, 'by' | 'score' | 'reason'> & { titles: StoredTitle[] }

type Named = Pick<StoredTitle, 'id' | 'publisher' | 'title'>

const noMatch: ProductMatch = { titles: [], by: undefined, score: undefined, reason: undefined }

const distinct = (titles: readonly StoredTitle[]): StoredTitle[] => [
  ...new Map(titles.map((title) => [title.id, title])).values(),
]

/** A title for which a manager said which products count takes no others. */
const takesByRule = ({ mapping }: StoredTitle): boolean => mapping === undefined

const byId = (one: Named, other: Named): number => (one.id < other.id ? -1 : 1)

/**
 * How a product matches the title that it counts for: by the name of that title, else by that of one that was merged
 * into it.
 * @param met titles with the match key of the product that are this one, or were merged into it
 */
export const ruleMatchOf = (product: StoredProduct, title: Named, met: readonly Named[]): Match => {
  const [merged] = met.some(({ id }) => id === title.id) ? [] : [...met].sort(byId)
  if (!merged) return matchOf(product, title)
  const { score, reason } = matchOf(product, merged)
  return { score, reason: `${reason} The title that matches is “${merged.title}”, which was merged into this one.` }
}

/** The title that has the match key of a product, if there is just one: spec "Position". */
const matchByRule = async (table: Table, product: StoredProduct): Promise<ProductMatch> => {
  const matchKey = matchKeyOfProduct(product)
  const items = await queryAll(table, { partition: matchPartition(matchKey), prefix: matchingTitlePrefix })
  const ids = items.map(({ sk }) => String(sk).slice(matchingTitlePrefix.length))
  const living = await readLiving(table, ids)
  const titles = distinct([...living.values()]).filter(takesByRule)
  const [title] = titles
  if (!title || titles.length > 1) return noMatch
  const met = ids.filter((id) => living.get(id)?.id === title.id)
  const named = met.includes(title.id) ? [title] : [...(await readTitles(table, met)).values()]
  return { titles, by: 'rule', ...ruleMatchOf(product, title, named) }
}

/** What a manager says goes before the rules. */
export const matchProduct = async (
  table: Table,
  product: StoredProduct,
  { mappings }: MappedProduct,
): Promise<ProductMatch> => {
  if (!isReported(product)) return noMatch
  if (mappings.length === 0) return matchByRule(table, product)
  const ids = mappings.map(({ titleId }) => titleId)
  const living = await readLiving(table, ids)
  return {
    titles: distinct(ids.flatMap((id) => living.get(id) ?? [])),
    by: 'manager',
    score: undefined,
    reason: undefined,
  }
}
