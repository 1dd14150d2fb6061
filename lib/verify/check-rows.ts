import { pairKey, showPair } from '../agreements/pair.ts'
import { byPairKey, type StoredPair } from '../agreements/stored-pair.ts'
import { type StoredEntitlement, StoredEntitlement as StoredEntitlementSchema } from '../entitlements/entitlement.ts'
import { pairRowKey, rowsOf } from '../entitlements/pair-rows.ts'
import { type Key, pairItemKey } from '../table/keys.ts'
import type { Item, Table } from '../table/table.ts'
import { type Difference, differencesOf } from './difference.ts'

const difference = (pair: Pick<StoredPair, 'agreementNumber' | 'licenseNumber'>, says: string): Difference => {
  const { pk, sk } = pairItemKey(pairKey(pair))
  return differencesOf('pair')(`${pk} ${sk}`, `The pair ${showPair(pair)} ${says}.`)
}

const nameOf = ({ pk, sk }: Key): string => `${pk} ${sk}`

const readRows = async (table: Table, keys: readonly Key[]): Promise<Map<string, StoredEntitlement>> => {
  const rows = (await table.getMany(keys)).map((item) => StoredEntitlementSchema.parse(item))
  return new Map(rows.map((row) => [nameOf(row), row]))
}

/**
 * Checks that each entitlement of some pairs has its row in the list of products, with its quantity.
 * @param settling keys of pairs whose rows follow-up work is about to bring in line
 */
export const checkEntitlements = async (
  table: Table,
  items: readonly Item[],
  settling: ReadonlySet<string>,
): Promise<Difference[]> => {
  const pairs = [...byPairKey(items)].filter(([key]) => !settling.has(key)).map(([, pair]) => pair)
  const expected = pairs.flatMap((pair) =>
    [...rowsOf(pair.entitlements)].map(([row, entitlement]) => ({ pair, key: pairRowKey(pair, row), entitlement })),
  )
  const rows = await readRows(
    table,
    expected.map(({ key }) => key),
  )
  return expected.flatMap(({ pair, key, entitlement }) => {
    const { productFamily, version, effectiveQuantity } = entitlement
    const row = rows.get(nameOf(key))
    if (row?.agreementId === pair.agreementId && row.effectiveQuantity === effectiveQuantity) return []
    const instead = row ? `listed as ${row.effectiveQuantity} of the agreement ${row.agreementId}` : 'not listed'
    return [difference(pair, `entitles to ${effectiveQuantity} ${productFamily} ${version}, which is ${instead}`)]
  })
}

/** Checks that rows which the list of products shows are said by their pairs. Rows of statements stand for themselves. */
export const checkListed = async (
  table: Table,
  listed: readonly Item[],
  settling: ReadonlySet<string>,
): Promise<Difference[]> => {
  const keys = listed.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }))
  const rows = [...(await readRows(table, keys)).values()].filter(({ source }) => source === 'vlsc')
  const owners = rows.map(({ agreementNumber = '', licenseNumber = '' }) => ({ agreementNumber, licenseNumber }))
  const pairs = byPairKey(await table.getMany(owners.map((owner) => pairItemKey(pairKey(owner)))))
  return rows.flatMap((row, index) => {
    const owner = owners[index]
    if (!owner || settling.has(pairKey(owner))) return []
    const isSaid = rowsOf(pairs.get(pairKey(owner))?.entitlements ?? []).has(row.sk)
    return isSaid
      ? []
      : [difference(owner, `is listed with ${row.productFamily} ${row.version}, which it does not have`)]
  })
}
