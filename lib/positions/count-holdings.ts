import { transactionLimit } from '../table/table.ts'
import { commitInTurn, type Turn } from '../work/turn.ts'
import { type Holding, putHolding, readHoldings, type Wanted } from './holdings.ts'
import { markPositions } from './position-marks.ts'
import {
  addSum,
  isSameSum,
  newProduct,
  noSum,
  putProduct,
  readProducts,
  type StoredProduct,
  type Sum,
} from './product-store.ts'

/** Sources that are looked at together. */
const sourcesAtOnce = 200

/** What a source said of a product, and says now. */
interface Move {
  wanted: Wanted
  productId: string
  before: Sum
  after: Sum
}

const movesOf = (wanted: Wanted, stored: ReadonlyMap<string, Sum>): Move[] =>
  [...new Set([...stored.keys(), ...wanted.sums.keys()])].flatMap((productId) => {
    const before = stored.get(productId) ?? noSum
    const after = wanted.sums.get(productId) ?? noSum
    return isSameSum(before, after) ? [] : [{ wanted, productId, before, after }]
  })

const addTo = (counts: StoredProduct['partitions'], partition: number, rows: number): StoredProduct['partitions'] => {
  const { [partition]: before = 0, ...others } = counts
  const after = before + rows
  return after === 0 ? others : { ...others, [partition]: after }
}

/** A product behind a move. */
const behind = (product: StoredProduct, { wanted, before, after }: Move): StoredProduct => {
  const { kind, partition, names } = wanted
  const sum = addSum(addSum(product[kind], before, -1), after, 1)
  const { productFamily, version } = names.get(product.id) ?? product
  return {
    ...product,
    productFamily,
    version,
    [kind]: sum,
    ...(partition !== undefined && {
      partitions: addTo(product.partitions, partition, after.rows - before.rows),
    }),
  }
}

/** Sources and products that one transaction writes. */
const emptyBatch = () => ({ sources: new Set<string>(), products: new Set<string>() })

/**
 * Brings what is counted of some sources in line with what they say, and the sums of products with it. Products that
 * change are marked in the same transaction.
 * @throws TurnMoved
 */
export const countHoldings = async (turn: Turn, all: readonly Wanted[]): Promise<void> => {
  const { table, newId, now } = turn.ledger
  for (let first = 0; first < all.length; first += sourcesAtOnce) {
    const some = all.slice(first, first + sourcesAtOnce)
    const held = await readHoldings(
      table,
      some.map(({ source }) => source),
    )
    const moves = some.flatMap((wanted) => movesOf(wanted, held.get(wanted.source) ?? new Map()))
    const products = await readProducts(
      table,
      moves.map(({ productId }) => productId),
    )
    let batch = emptyBatch()
    const flush = async () => {
      if (batch.products.size === 0) return
      await commitInTurn(turn, [
        ...[...batch.sources].map((source) => putHolding(source, held.get(source) ?? new Map())),
        ...[...batch.products].flatMap((id) => products.get(id) ?? []).map(putProduct),
        markPositions(newId(), { products: [...batch.products] }, now().toISOString()),
      ])
      batch = emptyBatch()
    }
    for (const move of moves) {
      const { wanted, productId } = move
      // With the turn and the mark; this move may bring a source and a product more.
      if (batch.sources.size + batch.products.size + 4 > transactionLimit) await flush()
      batch.sources.add(wanted.source)
      batch.products.add(productId)
      const product = products.get(productId) ?? newProduct(nameOf(move))
      products.set(productId, behind(product, move))
      held.set(wanted.source, heldBehind(held.get(wanted.source), move))
    }
    await flush()
  }
}

const nameOf = ({ wanted, productId }: Move) => wanted.names.get(productId) ?? { productFamily: '', version: '' }

const heldBehind = (held: Holding['sums'] | undefined, { productId, after }: Move): Holding['sums'] => {
  const next = new Map(held)
  if (after === noSum) next.delete(productId)
  else next.set(productId, after)
  return next
}
