import { type DecidedRow, decideRows } from '../../entitlements/rows/decide-rows.ts'
import { digest } from '../snapshot/digest.ts'
import type { Earlier } from './earlier.ts'
import { sumProducts } from './match-products.ts'
import type { Facts } from './read-facts.ts'
import { parseAnswer } from './read-pairs.ts'

/** Rows that look-ups and files report, whether each counts, and the sums of their products. */
export const concludeProducts = ({ pairs, statements }: Facts, earlier: Earlier) => {
  // Their texts are most of it, and are JSON already.
  const lines = pairs.map(({ entitlementsText = '', ...pair }) => `${JSON.stringify(pair)}\n${entitlementsText}`)
  const inputs = digest(Buffer.from(lines.join('\n')), statements)
  const rows = (): DecidedRow[] =>
    decideRows({ pairs: pairs.map((pair) => ({ ...pair, entitlements: parseAnswer(pair) })), statements })
  if (earlier.inputs.entitlements === inputs) return { inputs, rows, products: earlier.products }
  const decided = rows()
  const keyOf = (pair: { agreementNumber: string; licenseNumber: string }) =>
    `${pair.agreementNumber}#${pair.licenseNumber}`
  const partitionOf = new Map(pairs.map((pair) => [keyOf(pair), pair.partition]))
  return { inputs, rows: () => decided, products: sumProducts(decided, (pair) => partitionOf.get(keyOf(pair)) ?? 0) }
}
