import { pairKey } from '../agreements/pair.ts'
import type { StoredPair } from '../agreements/stored-pair.ts'
import { allEntitlements, entitlementsByAgreement, type Key, pairEntitlements, productOrder } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { put, remove, type Write } from '../table/table.ts'
import type { Entitlement } from '../vlsc/contract.ts'
import { rowKey } from './entitlement.ts'
import { productKey } from './product-key.ts'

type Owner = Pick<StoredPair, 'agreementNumber' | 'licenseNumber' | 'agreementId'>

/** What a pair's answer entitles to, by row: quantities of rows that name the same are summed. */
export const rowsOf = (entitlements: readonly Entitlement[]): Map<string, Entitlement> => {
  const rows = new Map<string, Entitlement>()
  for (const entitlement of entitlements) {
    const key = rowKey(entitlement)
    const same = rows.get(key)
    rows.set(key, {
      ...entitlement,
      effectiveQuantity: entitlement.effectiveQuantity + (same?.effectiveQuantity ?? 0),
      activeSoftwareAssuranceQuantity:
        entitlement.activeSoftwareAssuranceQuantity + (same?.activeSoftwareAssuranceQuantity ?? 0),
    })
  }
  return rows
}

export const pairRowKey = (owner: Owner, row: string): Key => ({ pk: pairEntitlements(pairKey(owner)), sk: row })

const rowItem = (owner: Owner, row: string, entitlement: Entitlement, at: string) => ({
  ...pairRowKey(owner, row),
  ...entitlement,
  source: 'vlsc',
  agreementNumber: owner.agreementNumber,
  licenseNumber: owner.licenseNumber,
  agreementId: owner.agreementId,
  at,
  gsi1pk: allEntitlements,
  gsi2pk: entitlementsByAgreement(owner.agreementId),
  gsiSk: productOrder(productKey(entitlement), 0, pairKey(owner), row),
})

type Rows = ReadonlyMap<string, Entitlement>

const isSame = (one: Entitlement, other: Entitlement): boolean =>
  one.effectiveQuantity === other.effectiveQuantity &&
  one.activeSoftwareAssuranceQuantity === other.activeSoftwareAssuranceQuantity

/**
 * Writes that make the rows of a pair what its answer says.
 * @param stored the rows that are there
 * @param next the rows that are to be there
 * @param at when the answer was asked for
 */
export const rowWrites = (owner: Owner, stored: Rows, next: Rows, at: string): Write[] => [
  ...[...next].flatMap(([row, entitlement]) => {
    const before = stored.get(row)
    if (before && isSame(before, entitlement)) return []
    return [put(rowItem(owner, row, entitlement, at), { exists: before !== undefined }, raceLost)]
  }),
  ...[...stored.keys()]
    .filter((row) => !next.has(row))
    .map((row) => remove(pairRowKey(owner, row), { exists: true }, raceLost)),
]
