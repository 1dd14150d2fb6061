import { createHash } from 'node:crypto'
import * as z from 'zod'
import { entitlementName } from '../../agreements/records/entitlement.ts'

/** Layouts of license statements: the license summary of the admin center, and the Microsoft License Statement. */
export const StatementLayout = z.enum(['license-summary', 'license-statement'])
export type StatementLayout = z.infer<typeof StatementLayout>

/** Who reports an entitlement: a pair's own answer, or a file. */
export const EntitlementSource = z.enum(['vlsc', ...StatementLayout.options])
export type EntitlementSource = z.infer<typeof EntitlementSource>

/** A row of a license statement, as stored: quantities for a product, for a License ID or the organization. */
export const StoredEntitlement = z.object({
  pk: z.string(),
  sk: z.string(),
  source: StatementLayout,
  productPool: z.string(),
  productFamily: z.string(),
  version: z.string(),
  type: z.string(),
  effectiveQuantity: z.number(),
  activeSoftwareAssuranceQuantity: z.number(),
  /** Shown, never counted. */
  upgradeQuantity: z.number().optional(),
  /** License ID in the file; absent for rows that speak for the whole organization. */
  licenseId: z.string().optional(),
  importId: z.string().optional(),
  /** When the import that said it began to write. */
  at: z.string(),
})
export type StoredEntitlement = z.infer<typeof StoredEntitlement>

/** What tells rows of one source apart: their product as it was written, with pool and type. Follows from the row. */
export const rowKey = (row: Parameters<typeof entitlementName>[0]): string =>
  createHash('sha256').update(entitlementName(row)).digest('base64url').slice(0, 22)
