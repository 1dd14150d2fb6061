import { isInTerm, readEntitling } from '../positions/entitling.ts'
import { productIdOf, quantityOf, readProducts, type StoredProduct } from '../positions/product-store.ts'
import type { Table } from '../table/table.ts'
import type { Scope } from './holdings.ts'
import type { Licenses } from './licensed.ts'

/** What agreements of some groups give: which of the other ones count, and how much of each product pairs hold. */
interface Given {
  others: ReadonlySet<string>
  /** By product. */
  held: ReadonlyMap<string, number>
}

const readGiven = async ({ licensed: all }: Licenses): Promise<Given> => {
  const others = new Set<string>()
  const held = new Map<string, number>()
  const hold = (product: Parameters<typeof productIdOf>[0] & { effectiveQuantity: number }): void => {
    const id = productIdOf(product)
    held.set(id, (held.get(id) ?? 0) + product.effectiveQuantity)
  }
  for await (const some of all)
    for (const licensed of some)
      if ('pair' in licensed) {
        for (const answer of licensed.answers) hold(answer)
        for (const { row, notCounted } of licensed.statements) if (notCounted === undefined) hold(row)
      } else others.add(licensed.agreement.id)
  return { others, held }
}

/** What of a title's share of a product counts, when only some of the product is held: that part of it, rounded down. */
const partOf = (share: number, held: number, product: StoredProduct | undefined): number => {
  const owned = product ? quantityOf(product) : 0
  return owned > 0 ? Math.floor((share * Math.min(held, owned)) / owned) : 0
}

/** Titles that are looked up at once. */
const titlesAtOnce = 25

/** How many licenses titles have by the chosen agreements alone; by title. */
export type CountEntitled = (titleIds: readonly string[]) => Promise<ReadonlyMap<string, number>>

/**
 * Counts what titles are entitled to by agreements of some groups or of one type: docs/reports.md has the rule.
 * @param open the chosen agreements
 * @param today in the ledger's time zone, YYYY-MM-DD
 */
export const entitledByChosen = async (
  table: Table,
  { isWhole, types }: Pick<Scope, 'isWhole' | 'types'>,
  open: () => Promise<Licenses>,
  today: string,
): Promise<CountEntitled> => {
  const given = isWhole ? undefined : await readGiven(await open())

  const countOne = async (titleId: string): Promise<number> => {
    const { claims, covers } = await readEntitling(table, titleId)
    const counting = types.includes('other')
      ? claims.filter((claim) => isInTerm(claim, today) && (given?.others.has(claim.agreementId) ?? true))
      : []
    const shares = types.includes('volume') ? covers : []
    const productIds = given ? shares.map(({ productId }) => productId) : []
    const products = await readProducts(table, productIds)
    return [
      ...counting.map(({ licenseCount }) => licenseCount),
      ...shares.map(({ productId, quantity }) =>
        given ? partOf(quantity, given.held.get(productId) ?? 0, products.get(productId)) : quantity,
      ),
    ].reduce((sum, number) => sum + number, 0)
  }

  return async (titleIds) => {
    const counted = new Map<string, number>()
    for (let first = 0; first < titleIds.length; first += titlesAtOnce)
      await Promise.all(
        titleIds.slice(first, first + titlesAtOnce).map(async (id) => void counted.set(id, await countOne(id))),
      )
    return counted
  }
}
