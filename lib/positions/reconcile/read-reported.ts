import * as z from 'zod'
import { StoredPair } from '../../agreements/records/stored-pair.ts'
import { StatementLayout, StoredEntitlement } from '../../entitlements/rows/entitlement.ts'
import { pairPartitions, statementEntitlements } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { NamedProduct } from '../../recognition/products/product-key.ts'
import type { PairFact } from './facts.ts'
import { byText, readAll } from './read-partitions.ts'

const { agreementNumber, licenseNumber, agreementId, status, reportedAt } = StoredPair.shape
const PairHead = z.object({
  agreementNumber,
  licenseNumber,
  agreementId,
  status,
  reportedAt,
  entitlements: z.string().optional(),
})
const pairAttributes = Object.keys(PairHead.shape)

export const readPairs = async (table: Table): Promise<PairFact[]> => {
  const pairs: PairFact[] = []
  await readAll(
    table,
    pairPartitions,
    (item, partition) => {
      const { entitlements: entitlementsText, ...pair } = PairHead.parse(item)
      pairs.push({ ...pair, reportedAt: pair.reportedAt, entitlementsText, partition })
    },
    pairAttributes,
  )
  return pairs.sort(byText((pair) => `${pair.licenseNumber}#${pair.agreementNumber}`.toUpperCase()))
}

export const readStatements = async (table: Table): Promise<StoredEntitlement[]> => {
  const rows: StoredEntitlement[] = []
  await readAll(table, StatementLayout.options.map(statementEntitlements), (item) => {
    rows.push(StoredEntitlement.parse(item))
  })
  return rows.sort(byText(({ pk, sk }) => `${pk} ${sk}`))
}

/** What VLSC and license statements name as products, distinct by its text. It reads all pairs. */
export const readReportedProducts = async (table: Table): Promise<NamedProduct[]> => {
  const [pairs, statements] = [await readPairs(table), await readStatements(table)]
  const rows = [
    ...pairs.flatMap(({ entitlementsText }) => StoredPair.shape.entitlements.parse(entitlementsText)),
    ...statements,
  ]
  return [...new Map(rows.map((row) => [`${row.productFamily}\n${row.version}`, row])).values()]
}
