import { createHash } from 'node:crypto'
import * as z from 'zod'
import { Entitlement, entitlementName } from '../../agreements/records/entitlement.ts'
import { type Key, statementEntitlements, statementPrefix } from '../../foundation/table/keys.ts'
import { known } from '../../foundation/table/known.ts'
import { type Query, queryAll, type Table } from '../../foundation/table/table.ts'

/** Statements of volume licenses: the license summary of the admin center, and the Microsoft License Statement. */
export const VolumeLayout = z.enum(['license-summary', 'license-statement'])

/** Layouts whose rows are entitlements: the third lists subscriptions of users. */
export const StatementLayout = z.enum([...VolumeLayout.options, 'subscriptions'])
export type StatementLayout = z.infer<typeof StatementLayout>

/** Layouts of all Microsoft files. The last one lists contracts and contains no licenses. */
export const FileLayout = z.enum([...StatementLayout.options, 'contracts'])
export type FileLayout = z.infer<typeof FileLayout>

const StatementRow = Entitlement.extend({
  /** Shown, never counted. */
  upgradeQuantity: z.number().optional(),
  /** As written; absent when the row speaks for the whole organization. */
  licenseId: z.string().optional(),
  /** Of a subscription: licenses that users have, and those that have run out. */
  assignedQuantity: z.number().optional(),
  expiredQuantity: z.number().optional(),
  /** Of a subscription: licenses whose term is over and that still count, and those that disabled accounts have. */
  graceQuantity: z.number().optional(),
  disabledQuantity: z.number().optional(),
  endDate: z.string().optional(),
})
export type StatementRow = z.infer<typeof StatementRow>

export const StoredEntitlement = StatementRow.extend({
  pk: z.string(),
  sk: z.string(),
  source: StatementLayout,
  importId: z.string().optional(),
  /** When the import that said it began to write. */
  at: z.string(),
})
export type StoredEntitlement = z.infer<typeof StoredEntitlement>

/** License IDs are compared like numbers of pairs. @returns '' for the whole organization */
export const licenseKey = (licenseId: string | undefined): string => (licenseId ?? '').toUpperCase()

export const haveSameQuantities = (one: StatementRow, other: StatementRow): boolean =>
  one.effectiveQuantity === other.effectiveQuantity &&
  one.activeSoftwareAssuranceQuantity === other.activeSoftwareAssuranceQuantity &&
  one.upgradeQuantity === other.upgradeQuantity &&
  one.assignedQuantity === other.assignedQuantity &&
  one.expiredQuantity === other.expiredQuantity &&
  one.graceQuantity === other.graceQuantity &&
  one.disabledQuantity === other.disabledQuantity

/** Identifies a row within its source, by the product as it was written; subscriptions by their end, too. */
export const rowKey = (row: Entitlement & Pick<StatementRow, 'endDate'>): string =>
  createHash('sha256')
    .update(`${entitlementName(row)}${row.endDate ?? ''}`)
    .digest('base64url')
    .slice(0, 22)

/** Where a row of a layout stands: one place for each product, pool, type and License ID. */
export const statementRowKey = (layout: StatementLayout, row: StatementRow): Key => ({
  pk: statementEntitlements(layout),
  sk: `${statementPrefix(licenseKey(row.licenseId))}${rowKey(row)}`,
})

/** From here on, reading all rows of a layout is faster than one query for each License ID. */
const mostQueries = 20

export const readStatementRows = async (table: Table, layout: StatementLayout, licenseKeys: ReadonlySet<string>) => {
  const partition = statementEntitlements(layout)
  const queries: Query[] =
    licenseKeys.size > mostQueries
      ? [{ partition }]
      : [...licenseKeys].map((licenseId) => ({ partition, prefix: statementPrefix(licenseId) }))
  const found = await Promise.all(queries.map((query) => queryAll(table, query)))
  return found
    .flat()
    .flatMap(known((item) => StoredEntitlement.parse(item)))
    .filter(({ licenseId }) => licenseKeys.has(licenseKey(licenseId)))
}
