import { type Key, statementEntitlements, statementPrefix } from '../../foundation/table/keys.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { pagesOf, put, type Query, remove, type Table, type Write } from '../../foundation/table/table.ts'
import { rowKey, type StatementLayout, StoredEntitlement } from './entitlement.ts'

/** A row of a license statement. */
export interface StatementRow
  extends Pick<
    StoredEntitlement,
    | 'productPool'
    | 'productFamily'
    | 'version'
    | 'type'
    | 'effectiveQuantity'
    | 'activeSoftwareAssuranceQuantity'
    | 'upgradeQuantity'
  > {
  /** As written; undefined when the row speaks for the whole organization. */
  licenseId: string | undefined
}

/** License IDs are compared like numbers of pairs. @returns '' for the whole organization */
export const licenseKey = (licenseId: string | undefined): string => (licenseId ?? '').toUpperCase()

/** Where a row of this layout stands; the same for rows of one product, pool, type and License ID. */
export const statementRowKey = (layout: StatementLayout, row: StatementRow): Key => ({
  pk: statementEntitlements(layout),
  sk: `${statementPrefix(licenseKey(row.licenseId))}${rowKey(row)}`,
})

/** More License IDs than these are found sooner among all rows of their layout than one by one. */
const queriesAtOnce = 20

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
    licenseKeys.size > queriesAtOnce
      ? [{ partition }]
      : [...licenseKeys].map((licenseId) => ({ partition, prefix: statementPrefix(licenseId) }))
  const found = await Promise.all(
    queries.map(async (query) => {
      const rows: StoredEntitlement[] = []
      for await (const items of pagesOf(table, query))
        for (const item of items) {
          const row = StoredEntitlement.parse(item)
          if (licenseKeys.has(licenseKey(row.licenseId))) rows.push(row)
        }
      return rows
    }),
  )
  return found.flat()
}

/** Writes a row, over the one that was read at its place. */
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

/** Takes a row away that a newer file does not have any more. */
export const removeStatementRow = ({ pk, sk, importId }: StoredEntitlement): Write =>
  remove({ pk, sk }, { equals: { importId } }, raceLost)
