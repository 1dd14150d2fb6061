import type { Ledger } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit, type Write } from '../../foundation/table/table.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { advance, type Progress } from '../../work/imports/import-store.ts'
import type { StatementLayout } from '../rows/entitlement.ts'
import { putStatementRow, removeStatementRow } from '../rows/statement-rows.ts'
import { planStatement, type RowPlan, type StatementPlan } from './plan-statement.ts'
import type { StatementFile } from './read-statement.ts'

/** Rows that one transaction writes, besides the run. */
const rowsAtOnce = 99

/** What one transaction does. */
interface Batch {
  rows: readonly RowPlan[]
  writes: Write[]
  removed: number
}

/** The plan cut into transactions: rows in the order of the file, then removals. Unchanged rows only move the run on. */
function* batchesOf(
  run: StoredImport,
  layout: StatementLayout,
  { at, rows, removed }: StatementPlan,
): Generator<Batch> {
  const said = { importId: run.id, at }
  const changed = rows.flatMap(({ outcome }, index) => (outcome === 'unchanged' ? [] : [index]))
  for (let first = 0, from = 0; from < rows.length; first += rowsAtOnce) {
    const to = changed[first + rowsAtOnce] ?? rows.length
    const taken = rows.slice(from, to)
    const writes = taken.flatMap(({ line, outcome, existing }) =>
      outcome === 'unchanged' ? [] : [putStatementRow(layout, line.row, said, existing)],
    )
    yield { rows: taken, writes, removed: 0 }
    from = to
  }
  for (let first = 0; first < removed.length; first += rowsAtOnce) {
    const some = removed.slice(first, first + rowsAtOnce)
    yield { rows: [], writes: some.map(removeStatementRow), removed: some.length }
  }
}

/** The run as it is behind a transaction; lines that repeat another one are `unchanged`. */
const behind = (run: StoredImport, { rows, removed }: Batch) => {
  const count = (outcome: string): number => rows.filter((row) => row.outcome === outcome).length
  const repeats = rows.reduce((sum, { line }) => sum + line.repeats.length, 0)
  return {
    nextUnit: run.nextUnit + rows.length,
    done: run.done + rows.length + repeats,
    created: run.created + count('created'),
    updated: run.updated + count('updated'),
    unchanged: run.unchanged + count('unchanged') + repeats,
    removed: (run.removed ?? 0) + removed,
  } satisfies Partial<Progress>
}

/**
 * Writes what a statement says, from where its run stands, in transactions of at most 100 items. Each also moves the run
 * on, on condition that nobody else did: after a crash or beside a second delivery every row is written and counted once.
 * @throws RunMoved when another delivery takes the steps, Busy when no time is left
 */
export const writeStatement = async (
  { table, now }: Ledger,
  begun: StoredImport,
  file: StatementFile,
): Promise<StoredImport> => {
  let run = begun
  await settle(async () => {
    const plan = await planStatement(table, file, run.nextUnit)
    for (const batch of batchesOf(begun, file.layout, plan)) {
      const progress = behind(run, batch)
      const at = now().toISOString()
      await commit(table, [advance(run, progress, at), ...batch.writes])
      run = { ...run, ...progress, version: run.version + 1, updatedAt: at }
    }
  })
  return run
}
