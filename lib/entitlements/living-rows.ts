import { pairKey } from '../agreements/pair.ts'
import { readPairs, StoredPair } from '../agreements/stored-pair.ts'
import { productIdOf } from '../positions/product-store.ts'
import { allEntitlements, type Key, pairsByLicense, productPrefix } from '../table/keys.ts'
import { type Item, queryAll, type Table } from '../table/table.ts'
import { type Known, licenseKey } from './decide-rows.ts'
import { StoredEntitlement } from './entitlement.ts'
import { rowsOf } from './pair-rows.ts'
import { productKey } from './product-key.ts'

/** A row, and the pair whose answer it is. */
export interface Living {
  row: StoredEntitlement
  pair?: StoredPair | undefined
}

/** Where a row is stored. */
export interface RowPlace extends Key {
  /** Whose row it is, where the place may be another's: long names of products can begin the same. */
  productId?: string
}

/** Where an item of an index is stored. */
export const placeOf = ({ pk, sk }: Item): RowPlace => ({ pk: String(pk), sk: String(sk) })

const nameOf = ({ pk, sk }: Key): string => `${pk} ${sk}`

const ownerOf = ({ agreementNumber = '', licenseNumber = '' }: StoredEntitlement) => ({
  agreementNumber,
  licenseNumber,
})

/** The rows at some places, as they are stored, in this order. Those of pairs that are gone are left out at once. */
export const readLiving = async (table: Table, places: readonly RowPlace[]): Promise<Living[]> => {
  const rows = (await table.getMany(places)).map((item) => StoredEntitlement.parse(item))
  const byName = new Map(rows.map((row) => [nameOf(row), row]))
  const pairs = await readPairs(table, rows.filter(({ source }) => source === 'vlsc').map(ownerOf))
  return places.flatMap(({ productId, ...key }): Living[] => {
    const row = byName.get(nameOf(key))
    if (!row || (productId !== undefined && productIdOf(row) !== productId)) return []
    if (row.source !== 'vlsc') return [{ row }]
    const pair = pairs.get(pairKey(ownerOf(row)))
    const isSaid = pair?.agreementId === row.agreementId && rowsOf(pair?.entitlements ?? []).has(row.sk)
    return isSaid ? [{ row, pair }] : []
  })
}

/** One living pair suffices; so many rows are looked at until one is found. */
const pairsLookedAt = 100

/** All that pairs (`0`) or statements (`1`, `2`) report for a product; the index orders them so. */
const readProduct = async (table: Table, key: string, from: string, to: string, limit?: number): Promise<Living[]> => {
  const between: [string, string] = [`${productPrefix(key)}${from}`, `${productPrefix(key)}${to}`]
  const query = { index: 'gsi1' as const, partition: allEntitlements, between }
  const items = limit === undefined ? await queryAll(table, query) : (await table.query({ ...query, limit })).items
  return (await readLiving(table, items.map(placeOf))).filter(({ row }) => productKey(row) === key)
}

/** What decides about the rows of a page. Products amid it stand there whole; only its first and last may not. */
export const readDeciding = async (table: Table, living: readonly Living[]): Promise<Known> => {
  const rows = living.map(({ row }) => row)
  const asked = rows.filter(({ source }) => source !== 'vlsc')
  const products = [...new Set(rows.map(productKey))]
  const edges = new Set([products[0], products.at(-1)].filter((key) => key !== undefined))
  const cut = [...edges].filter((key) => asked.some((row) => productKey(row) === key))
  const beyond = await Promise.all(
    cut.map(async (key) => {
      const [pairs, statements] = await Promise.all([
        readProduct(table, key, '0', '1', pairsLookedAt),
        readProduct(table, key, '1', '3'),
      ])
      return [...pairs, ...statements].map(({ row }) => row)
    }),
  )
  const all = [...new Map([...rows, ...beyond.flat()].map((row) => [nameOf(row), row])).values()]
  const statements = all.filter(({ source }) => source !== 'vlsc')
  const licenses = [...new Set(statements.map(licenseKey))].filter((key) => key !== '')
  const holders = await Promise.all(
    licenses.map(async (key): Promise<[string, StoredPair[]]> => {
      const items = await queryAll(table, pairsByLicense(key))
      return [key, items.map((item) => StoredPair.parse(item))]
    }),
  )
  const reported = new Set(all.filter(({ source }) => source === 'vlsc').map(productKey))
  return { statements, reported, holders: new Map(holders) }
}
