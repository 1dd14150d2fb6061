import { pairKey } from '../agreements/pair.ts'
import { readPairs, StoredPair } from '../agreements/stored-pair.ts'
import { derivedId } from '../table/ids.ts'
import {
  entitlementsByAgreement,
  entitlementsByProduct,
  type Key,
  pairsByLicense,
  productPrefix,
} from '../table/keys.ts'
import type { ListPage, PageRequest } from '../table/page.ts'
import { type Item, queryAll, type Table } from '../table/table.ts'
import { type Known, licenseKey, whyNotCounted } from './decide-rows.ts'
import { StoredEntitlement } from './entitlement.ts'
import type { EntitlementRow } from './entitlement-row.ts'
import { rowsOf } from './pair-rows.ts'
import { productKey } from './product-key.ts'

export interface EntitlementFilter {
  /** Only those that have found their titles, or only those that have not. */
  matched?: boolean | undefined
  /** Only what pairs of this agreement report. */
  agreementId?: string | undefined
}

/** A row, and the pair whose answer it is. */
interface Living {
  row: StoredEntitlement
  pair?: StoredPair | undefined
}

const nameOf = ({ pk, sk }: Key): string => `${pk} ${sk}`

const ownerOf = ({ agreementNumber = '', licenseNumber = '' }: StoredEntitlement) => ({
  agreementNumber,
  licenseNumber,
})

/** The rows that an index lists, as they are stored, in its order. Those of pairs that are gone are left out at once. */
const readLiving = async (table: Table, listed: readonly Item[]): Promise<Living[]> => {
  const keys = listed.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }))
  const rows = (await table.getMany(keys)).map((item) => StoredEntitlement.parse(item))
  const byName = new Map(rows.map((row) => [nameOf(row), row]))
  const pairs = await readPairs(table, rows.filter(({ source }) => source === 'vlsc').map(ownerOf))
  return keys.flatMap((key): Living[] => {
    const row = byName.get(nameOf(key))
    if (!row) return []
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
  const query = { index: 'gsi1' as const, partition: entitlementsByProduct(false), between }
  const items = limit === undefined ? await queryAll(table, query) : (await table.query({ ...query, limit })).items
  return (await readLiving(table, items)).filter(({ row }) => productKey(row) === key)
}

/** What decides about the rows of a page. Products amid it stand there whole; only its first and last may not. */
const readDeciding = async (table: Table, living: readonly Living[]): Promise<Known> => {
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

const show = ({ row, pair }: Living, known: Known): EntitlementRow => {
  const notCounted = whyNotCounted(row, known)
  return {
    id: derivedId(row.pk, row.sk),
    product: row.productFamily,
    version: row.version,
    productPool: row.productPool,
    type: row.type,
    quantity: row.effectiveQuantity,
    activeSoftwareAssuranceQuantity: row.activeSoftwareAssuranceQuantity,
    ...(row.upgradeQuantity !== undefined && { upgradeQuantity: row.upgradeQuantity }),
    source: row.source,
    ...(pair && {
      pair: { agreementNumber: pair.agreementNumber, licenseNumber: pair.licenseNumber, status: pair.status },
      agreementId: pair.agreementId,
    }),
    ...(row.licenseId !== undefined && { licenseId: row.licenseId }),
    ...(row.importId !== undefined && { importId: row.importId }),
    counted: notCounted === undefined,
    ...(notCounted && { notCounted }),
    matched: false,
    matchedTitles: [],
    reportedAt: row.at,
  }
}

/**
 * What VLSC and license statements report, by product: each row with whether it counts. A page may be short.
 * @param page.after order of the last row of the page before
 */
export const listEntitlements = async (
  table: Table,
  { matched, agreementId }: EntitlementFilter,
  { limit, after }: PageRequest,
): Promise<ListPage<EntitlementRow>> => {
  // Nothing has found its titles while there is no inventory.
  if (matched === true) return { items: [] }
  const place =
    agreementId === undefined
      ? { index: 'gsi1' as const, partition: entitlementsByProduct(false) }
      : { index: 'gsi2' as const, partition: entitlementsByAgreement(agreementId) }
  const { items: listed } = await table.query({ ...place, ...(after !== undefined && { after }), limit: limit + 1 })
  const wanted = listed.slice(0, limit)
  const living = await readLiving(table, wanted)
  const known = await readDeciding(table, living)
  const last = wanted.at(-1)
  return {
    items: living.map((each) => show(each, known)),
    ...(listed.length > limit && last && { next: String(last.gsiSk) }),
  }
}
