import { createHash } from 'node:crypto'
import * as z from 'zod'
import { Entitlement, entitlementName } from '../../agreements/records/entitlement.ts'

/** Layouts of license statements: the license summary of the admin center, and the Microsoft License Statement. */
export const StatementLayout = z.enum(['license-summary', 'license-statement'])
export type StatementLayout = z.infer<typeof StatementLayout>

/** Who reports an entitlement: VLSC about a pair, or a file. */
export const EntitlementSource = z.enum(['vlsc', ...StatementLayout.options])
export type EntitlementSource = z.infer<typeof EntitlementSource>

/** A row of a license statement, as stored. */
export const StoredEntitlement = Entitlement.extend({
  pk: z.string(),
  sk: z.string(),
  source: StatementLayout,
  /** Shown, never counted. */
  upgradeQuantity: z.number().optional(),
  /** As written; absent when the row speaks for the whole organization. */
  licenseId: z.string().optional(),
  importId: z.string().optional(),
  /** When the import that said it began to write. */
  at: z.string(),
})
export type StoredEntitlement = z.infer<typeof StoredEntitlement>

/** Identifies a row within its source, by the product as it was written. */
export const rowKey = (row: Parameters<typeof entitlementName>[0]): string =>
  createHash('sha256').update(entitlementName(row)).digest('base64url').slice(0, 22)
