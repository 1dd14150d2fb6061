import type { StatementLayout, StoredEntitlement } from '../entitlements/entitlement.ts'
import { licenseKey, readStatementRows, statementRowKey } from '../entitlements/statement-rows.ts'
import type { LineOutcome } from '../imports/import-run.ts'
import type { Table } from '../table/table.ts'
import type { StatementFile, StatementLine } from './read-statement.ts'

/** Partitions that are read at once. */
const readsAtOnce = 16

/** What is to be done with a row of the file. */
export interface RowPlan {
  line: StatementLine
  outcome: Extract<LineOutcome, 'created' | 'updated' | 'unchanged'>
  /** What stands in its place. */
  existing: StoredEntitlement | undefined
}

export interface StatementPlan {
  /** The rows that are not done, in the order of the file. */
  rows: RowPlan[]
  /** Stored rows that the file does not have any more. */
  removed: StoredEntitlement[]
}

const placeOf = ({ pk, sk }: Pick<StoredEntitlement, 'pk' | 'sk'>): string => `${pk} ${sk}`

/** All rows stored for the License IDs that the file speaks of, and for the organization if it speaks of that. */
const readStored = async (table: Table, layout: StatementLayout, lines: readonly StatementLine[]) => {
  const ids = [...new Map(lines.map(({ row: { licenseId } }) => [licenseKey(licenseId), licenseId]))]
  const stored: { key: string; row: StoredEntitlement }[] = []
  for (let first = 0; first < ids.length; first += readsAtOnce) {
    const read = await Promise.all(
      ids.slice(first, first + readsAtOnce).map(async ([key, licenseId]) => {
        const rows = await readStatementRows(table, layout, licenseId)
        return rows.map((row) => ({ key, row }))
      }),
    )
    stored.push(...read.flat())
  }
  return stored
}

const outcomeOf = ({ row }: StatementLine, existing: StoredEntitlement | undefined): RowPlan['outcome'] => {
  if (!existing) return 'created'
  const isSame =
    existing.effectiveQuantity === row.effectiveQuantity &&
    existing.activeSoftwareAssuranceQuantity === row.activeSoftwareAssuranceQuantity &&
    existing.upgradeQuantity === row.upgradeQuantity
  return isSame ? 'unchanged' : 'updated'
}

/**
 * Decides what is to be done with each row, from what is stored now. A file replaces the earlier rows of its layout:
 * those with a License ID per License ID, those without one as a whole. What a wrong line may speak of is not removed.
 * @param done rows of the file that are written
 */
export const planStatement = async (
  table: Table,
  { layout, lines, isUnclear }: StatementFile,
  done: number,
): Promise<StatementPlan> => {
  const stored = await readStored(table, layout, lines)
  const there = new Map(stored.map(({ row }) => [placeOf(row), row]))
  const places = new Set(lines.map(({ row }) => placeOf(statementRowKey(layout, row))))
  return {
    rows: lines.slice(done).map((line) => {
      const existing = there.get(placeOf(statementRowKey(layout, line.row)))
      return { line, outcome: outcomeOf(line, existing), existing }
    }),
    removed: stored.filter(({ key, row }) => !places.has(placeOf(row)) && !isUnclear(key)).map(({ row }) => row),
  }
}
