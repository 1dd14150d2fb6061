import { StoredPair } from '../../agreements/records/stored-pair.ts'
import { StatementLayout, StoredEntitlement } from '../../entitlements/rows/statement-rows.ts'
import { ascendingBy } from '../../foundation/collections.ts'
import { pairPartitions, statementEntitlements } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { NamedProduct } from '../../recognition/products/product-key.ts'
import { readPartitions } from '../lists/read-partitions.ts'

export const readStatements = async (table: Table): Promise<StoredEntitlement[]> => {
  const partitions = StatementLayout.options.map(statementEntitlements)
  const rows = await readPartitions(table, partitions, (item) => StoredEntitlement.parse(item))
  return rows.flat().sort(ascendingBy(({ pk, sk }) => `${pk} ${sk}`))
}

const Answer = StoredPair.pick({ entitlements: true })

/** Products that look-ups and files name, distinct by their text. It reads all pairs. */
export const readReportedProducts = async (table: Table): Promise<NamedProduct[]> => {
  const answers = await readPartitions(table, pairPartitions, (item) => Answer.parse(item), Object.keys(Answer.shape))
  const rows = [...answers.flat().flatMap(({ entitlements }) => entitlements), ...(await readStatements(table))]
  return [...new Map(rows.map((row) => [`${row.productFamily}\n${row.version}`, row])).values()]
}
