import type { Table } from '../../foundation/table/table.ts'
import type { LineOutcome } from '../../work/imports/import-file.ts'
import type { StoredEntitlement } from '../rows/entitlement.ts'
import { haveSameQuantities, licenseKey, readStatementRows, statementRowKey } from '../rows/statement-rows.ts'
import { readBeginnings } from './layout-hold.ts'
import type { StatementFile, StatementLine } from './read-statement.ts'

/** What is to be done with a row of the file. */
interface RowPlan {
  line: StatementLine
  outcome: Extract<LineOutcome, 'created' | 'updated' | 'unchanged'>
  /** What stands in its place. */
  existing: StoredEntitlement | undefined
  /** When the newest file of the layout began to write: this one, once it has begun. */
  at: string
}

/** What is to be done with a row of the file, or with a stored row that the file no longer has. */
export type StatementPlan = RowPlan | { removed: StoredEntitlement }

/** @param others when the newest file of another layout began: rows that are older must be written again to count */
const outcomeOf = (
  { row }: StatementLine,
  existing: StoredEntitlement | undefined,
  others: string,
): RowPlan['outcome'] => {
  if (!existing) return 'created'
  return haveSameQuantities(existing, row) && existing.at > others ? 'unchanged' : 'updated'
}

/**
 * Decides what is to be done with each row, from what is stored now. A file replaces the earlier rows of its layout:
 * those with a License ID per License ID, those without one as a whole. What a wrong line may speak of is not removed.
 * An equal row is left alone, unless a file of the other layout began since it was written: the newer file counts.
 * @param done rows of the file that are written
 */
export const planStatement = async (
  table: Table,
  { layout, lines, isUnclear }: StatementFile,
  done: number,
): Promise<StatementPlan[]> => {
  const { own, others } = await readBeginnings(table, layout)
  const spokenOf = new Set(lines.map(({ row: { licenseId } }) => licenseKey(licenseId)))
  const stored = await readStatementRows(table, layout, spokenOf)
  const there = new Map(stored.map((row) => [row.sk, row]))
  const places = lines.map(({ row }) => statementRowKey(layout, row).sk)
  const kept = new Set(places)
  return [
    ...lines.slice(done).map((line, index): RowPlan => {
      const existing = there.get(places[done + index] ?? '')
      return { line, outcome: outcomeOf(line, existing, others), existing, at: own }
    }),
    ...stored
      .filter(({ sk, licenseId }) => !kept.has(sk) && !isUnclear(licenseKey(licenseId)))
      .map((removed) => ({ removed })),
  ]
}
