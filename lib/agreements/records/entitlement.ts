import * as z from 'zod'

/** Licenses for a product, in the columns of the license summary of the Microsoft 365 admin center. */
export const Entitlement = z
  .object({
    productPool: z.string(),
    productFamily: z.string(),
    version: z.string(),
    type: z.string(),
    effectiveQuantity: z.int().nonnegative(),
    activeSoftwareAssuranceQuantity: z.int().nonnegative(),
  })
  .meta({ id: 'Entitlement' })
export type Entitlement = z.infer<typeof Entitlement>

/** Rows of one source with the same name are the same row. */
export const entitlementName = ({
  productPool,
  productFamily,
  version,
  type,
}: Pick<Entitlement, 'productPool' | 'productFamily' | 'version' | 'type'>): string =>
  JSON.stringify([productPool, productFamily, version, type])

export const sumEntitlements = (entitlements: readonly Entitlement[]): Entitlement[] => {
  const sums = new Map<string, Entitlement>()
  for (const entitlement of entitlements) {
    const name = entitlementName(entitlement)
    const same = sums.get(name)
    sums.set(name, {
      ...entitlement,
      effectiveQuantity: entitlement.effectiveQuantity + (same?.effectiveQuantity ?? 0),
      activeSoftwareAssuranceQuantity:
        entitlement.activeSoftwareAssuranceQuantity + (same?.activeSoftwareAssuranceQuantity ?? 0),
    })
  }
  return [...sums.values()]
}
