import { entitlementsByProduct, productOrder, statementEntitlements } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { put, queryAll, remove, type Table, type Write } from '../table/table.ts'
import { rowKey, type StatementLayout, StoredEntitlement } from './entitlement.ts'
import { productKey } from './product-key.ts'

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
export const statementRowKey = (layout: StatementLayout, row: StatementRow) => ({
  pk: statementEntitlements(layout, licenseKey(row.licenseId)),
  sk: rowKey(row),
})

/** The rows of a layout that a License ID has, or that speak for the whole organization (undefined). */
export const readStatementRows = async (
  table: Table,
  layout: StatementLayout,
  licenseId: string | undefined,
): Promise<StoredEntitlement[]> => {
  const items = await queryAll(table, { partition: statementEntitlements(layout, licenseKey(licenseId)) })
  return items.map((item) => StoredEntitlement.parse(item))
}

/** Writes a row, over the one that was read at its place. */
export const putStatementRow = (
  layout: StatementLayout,
  row: StatementRow,
  said: { importId: string; at: string },
  existing: StoredEntitlement | undefined,
): Write => {
  const key = statementRowKey(layout, row)
  const { licenseId } = row
  return put(
    {
      ...key,
      ...row,
      source: layout,
      ...said,
      gsi1pk: entitlementsByProduct(false),
      gsiSk: productOrder(
        productKey(row),
        licenseId === undefined ? 2 : 1,
        `${licenseKey(licenseId)}#${layout}`,
        key.sk,
      ),
    },
    existing ? { equals: { importId: existing.importId } } : { exists: false },
    raceLost,
  )
}

/** Takes a row away that a newer file does not have any more. */
export const removeStatementRow = ({ pk, sk, importId }: StoredEntitlement): Write =>
  remove({ pk, sk }, { equals: { importId } }, raceLost)
