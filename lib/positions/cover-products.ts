import { isDeepStrictEqual } from 'node:util'
import { dayOf } from '../calendar/day.ts'
import { matchKeyOfProduct } from '../matching/match-key.ts'
import { matchingProductKey } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { put, remove, type Table, transactionLimit, type Write } from '../table/table.ts'
import { commitInTurn, type Turn } from '../work/turn.ts'
import { type Entitling, ownOf, putCover, readEntitling, removeCover } from './entitling.ts'
import { matchProduct, type ProductMatch } from './match-product.ts'
import { markPositions } from './position-marks.ts'
import {
  type Cover,
  isReported,
  putProduct,
  quantityOf,
  readMappedProduct,
  removeProduct,
  type StoredProduct,
} from './product-store.ts'
import { share } from './share.ts'

/** A product as it is stored, and the titles that it is for now. */
interface Matched {
  product: StoredProduct
  isMapped: boolean
  match: ProductMatch
}

const isShared = ({ product, match }: Matched): boolean => match.titles.length > 1 || product.covers.length > 1

const titleIdsOf = ({ product, match }: Matched): string[] => [
  ...product.covers.map(({ titleId }) => titleId),
  ...match.titles.map(({ id }) => id),
]

/** Products, and with those that titles share all others that these titles share: they give in one order. */
const gather = async (table: Table, ids: readonly string[]) => {
  const all = new Map<string, Matched>()
  const entitling = new Map<string, Entitling>()
  const visited = new Set(ids)
  for (let open = [...ids]; open.length > 0; ) {
    const found = await Promise.all(
      open.map(async (id) => {
        const mapped = await readMappedProduct(table, id)
        const { product, mappings } = mapped
        if (product)
          all.set(id, {
            product,
            isMapped: mappings.length > 0,
            match: await matchProduct(table, product, mapped),
          })
        return all.get(id)
      }),
    )
    const sharing = found.filter((each) => each !== undefined).filter(isShared)
    const titleIds = new Set(sharing.flatMap(titleIdsOf).filter((id) => !entitling.has(id)))
    await Promise.all([...titleIds].map(async (id) => entitling.set(id, await readEntitling(table, id))))
    open = [...titleIds]
      .flatMap((id) => entitling.get(id)?.covers ?? [])
      .flatMap((cover) => (cover.isShared && !visited.has(cover.productId) ? [cover.productId] : []))
    for (const id of open) visited.add(id)
    open = [...new Set(open)]
  }
  return { all, entitling }
}

/** What titles lack without what they share. */
const needsOf = (
  products: readonly Matched[],
  entitling: ReadonlyMap<string, Entitling>,
  today: string,
): Map<string, number> => {
  const shared = new Set(products.map(({ product }) => product.id))
  return new Map(
    products
      .flatMap(({ match }) => match.titles)
      .map(({ id, licensable, installed }) => {
        const { claims = [], covers = [] } = entitling.get(id) ?? {}
        const alone = covers.filter(({ productId }) => !shared.has(productId))
        return [id, licensable ? installed - ownOf({ claims, covers: alone }, today) : 0]
      }),
  )
}

const coversOf = (all: ReadonlyMap<string, Matched>, entitling: ReadonlyMap<string, Entitling>, today: string) => {
  const shared = [...all.values()].filter(({ match }) => match.titles.length > 1)
  const given = share(
    shared.map(({ product, match }) => ({
      id: product.id,
      quantity: quantityOf(product),
      titleIds: match.titles.map(({ id }) => id),
    })),
    needsOf(shared, entitling, today),
  )
  return ({ product, match }: Matched): Cover[] =>
    match.titles.map(({ id }) => ({
      titleId: id,
      quantity: match.titles.length > 1 ? (given.get(product.id)?.get(id) ?? 0) : quantityOf(product),
    }))
}

const withMatch = (matched: Matched, covers: Cover[]): StoredProduct => {
  const { product, match } = matched
  const { by, score, reason } = match
  return {
    ...product,
    covers,
    by,
    score,
    reason,
    matchKey: isReported(product) ? matchKeyOfProduct(product) : undefined,
    told: {
      isShared: covers.length > 1,
      isExpired: product.pairs.flagged > 0,
      partitions: Object.keys(product.partitions).map(Number),
    },
  }
}

/** That titles of the match key find the product. */
const registration = (before: StoredProduct, after: StoredProduct): Write[] => {
  if (before.matchKey === after.matchKey) return []
  return [
    ...(before.matchKey === undefined ? [] : [remove(matchingProductKey(before.matchKey, before.id), {}, raceLost)]),
    ...(after.matchKey === undefined ? [] : [put({ ...matchingProductKey(after.matchKey, after.id) }, {}, raceLost)]),
  ]
}

/** What becomes of one product; the product itself comes last. */
const writesOf = (matched: Matched, next: StoredProduct): Write[] => {
  const { product } = matched
  if (isDeepStrictEqual(plain(next), plain(product)) && (isReported(product) || matched.isMapped)) return []
  const { told } = next
  const covered = new Set(next.covers.map(({ titleId }) => titleId))
  return [
    ...product.covers.flatMap(({ titleId }) => (covered.has(titleId) ? [] : [removeCover(titleId, product.id)])),
    ...next.covers.flatMap(({ titleId, quantity }) =>
      told ? [putCover(titleId, { productId: product.id, quantity, ...told })] : [],
    ),
    ...registration(product, next),
    isReported(product) || matched.isMapped ? putProduct(next) : removeProduct(product.id),
  ]
}

/** As it is stored: without what is not there. */
const plain = (product: StoredProduct): unknown => JSON.parse(JSON.stringify(product))

/** Products that are looked at together. */
const productsAtOnce = 25
/** Items of one transaction beside the turn and the mark. */
const itemsAtOnce = transactionLimit - 2

/**
 * Finds the titles of products and gives them what the products are worth. Titles for which something changes are marked
 * in the same transaction.
 * @throws TurnMoved
 */
export const coverProducts = async (turn: Turn, ids: readonly string[]): Promise<void> => {
  const { table, newId, now, timeZone } = turn.ledger
  for (let first = 0; first < ids.length; first += productsAtOnce) {
    const { all, entitling } = await gather(table, ids.slice(first, first + productsAtOnce))
    const covers = coversOf(all, entitling, dayOf(now(), timeZone))
    let writes: Write[] = []
    let titles: string[] = []
    const flush = async () => {
      if (writes.length === 0) return
      await commitInTurn(turn, [...writes, markPositions(newId(), { sums: titles }, now().toISOString())])
      writes = []
      titles = []
    }
    for (const matched of all.values()) {
      const own = writesOf(matched, withMatch(matched, covers(matched)))
      for (let from = 0; from < own.length; from += itemsAtOnce) {
        const some = own.slice(from, from + itemsAtOnce)
        if (writes.length + some.length > itemsAtOnce) await flush()
        writes.push(...some)
        titles.push(...titleIdsOf(matched))
      }
    }
    await flush()
  }
}
