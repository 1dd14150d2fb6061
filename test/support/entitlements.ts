import type { Entitlement } from '../../lib/agreements/records/entitlement.ts'

/** So many licenses of a product, as VLSC reports them. */
export const licensesOf = (productFamily: string, effectiveQuantity: number, version = '2019'): Entitlement => ({
  productPool: 'Servers',
  productFamily,
  version,
  type: 'License',
  effectiveQuantity,
  activeSoftwareAssuranceQuantity: 0,
})

/** Columns of the license summary of the admin center. */
export const summaryHeadings =
  'Product family,Version,Product pool,Type,Effective quantity,Active SA quantity,License ID'

/** Columns of the Microsoft License Statement. */
export const statementHeadings = [
  'Product Pool',
  'License Product Family',
  'License Version',
  'Effective License Quantity',
  'Upgrade License Quantity',
  'Upgrade License Quantity (w/ Maintenance)',
  'Active SA Quantity',
  'Country of Usage',
]
