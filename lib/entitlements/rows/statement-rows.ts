import { raceLost } from '../../foundation/table/attempts.ts'
import { type Key, statementEntitlements, statementPrefix } from '../../foundation/table/keys.ts'
import { put, type Query, queryAll, remove, type Table, type Write } from '../../foundation/table/table.ts'
import { rowKey, type StatementLayout, StoredEntitlement } from './entitlement.ts'

/** What a row of a license statement says. */
export type StatementRow = Omit<StoredEntitlement, 'pk' | 'sk' | 'source' | 'importId' | 'at'>

/** License IDs are compared like numbers of pairs. @returns '' for the whole organization */
export const licenseKey = (licenseId: string | undefined): string => (licenseId ?? '').toUpperCase()

export const haveSameQuantities = (one: StatementRow, other: StatementRow): boolean =>
  one.effectiveQuantity === other.effectiveQuantity &&
  one.activeSoftwareAssuranceQuantity === other.activeSoftwareAssuranceQuantity &&
  one.upgradeQuantity === other.upgradeQuantity

/** Where a row of a layout stands: one place for each product, pool, type and License ID. */
export const statementRowKey = (layout: StatementLayout, row: StatementRow): Key => ({
  pk: statementEntitlements(layout),
  sk: `${statementPrefix(licenseKey(row.licenseId))}${rowKey(row)}`,
})

/** From here on, reading all rows of a layout is faster than one query for each License ID. */
const mostQueries = 20

/**
 * The rows of a layout for some License IDs.
 * @param licenseKeys upper case; '' for the rows that speak for the whole organization
 */
export const readStatementRows = async (
  table: Table,
  layout: StatementLayout,
  licenseKeys: ReadonlySet<string>,
): Promise<StoredEntitlement[]> => {
  const partition = statementEntitlements(layout)
  const queries: Query[] =
    licenseKeys.size > mostQueries
      ? [{ partition }]
      : [...licenseKeys].map((licenseId) => ({ partition, prefix: statementPrefix(licenseId) }))
  const found = await Promise.all(queries.map((query) => queryAll(table, query)))
  return found
    .flat()
    .map((item) => StoredEntitlement.parse(item))
    .filter(({ licenseId }) => licenseKeys.has(licenseKey(licenseId)))
}

/** Writes a row, over the one that was read in its place. */
export const putStatementRow = (
  layout: StatementLayout,
  row: StatementRow,
  said: { importId: string; at: string },
  existing: StoredEntitlement | undefined,
): Write =>
  put(
    { ...statementRowKey(layout, row), ...row, source: layout, ...said },
    existing ? { equals: { importId: existing.importId } } : { exists: false },
    raceLost,
  )

/** Removes a row that a newer file no longer has. */
export const removeStatementRow = ({ pk, sk, importId }: StoredEntitlement): Write =>
  remove({ pk, sk }, { equals: { importId } }, raceLost)
