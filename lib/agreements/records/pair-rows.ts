import type { Entitlement } from '../../entitlements/vlsc/contract.ts'

const nameOf = ({ productPool, productFamily, version, type }: Entitlement): string =>
  JSON.stringify([productPool, productFamily, version, type])

/** What a pair's answer entitles to: quantities of rows that name the same are summed. */
export const rowsOf = (entitlements: readonly Entitlement[]): Entitlement[] => {
  const rows = new Map<string, Entitlement>()
  for (const entitlement of entitlements) {
    const name = nameOf(entitlement)
    const same = rows.get(name)
    rows.set(name, {
      ...entitlement,
      effectiveQuantity: entitlement.effectiveQuantity + (same?.effectiveQuantity ?? 0),
      activeSoftwareAssuranceQuantity:
        entitlement.activeSoftwareAssuranceQuantity + (same?.activeSoftwareAssuranceQuantity ?? 0),
    })
  }
  return [...rows.values()]
}
