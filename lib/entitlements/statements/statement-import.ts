import type { Ledger } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit } from '../../foundation/table/table.ts'
import type { ImportDesk } from '../../work/imports/end-import.ts'
import { fileTypeOf } from '../../work/imports/file-name.ts'
import type { ImportOptions } from '../../work/imports/import-options.ts'
import type { ImportCounts, StoredImport } from '../../work/imports/import-run.ts'
import { beginWriting, holdKey } from '../../work/imports/import-store.ts'
import type { KindOfImport, Written } from '../../work/imports/kind-of-import.ts'
import { readOwnFile } from '../../work/imports/own-file.ts'
import { holdLayout, LayoutTaken, waitForLayout } from './layout-hold.ts'
import { planStatement, type StatementPlan } from './plan-statement.ts'
import { readStatement, type StatementFile } from './read-statement.ts'
import { writeStatement } from './write-statement.ts'

const countsOf = ({ rows, lines, skipped, errors }: StatementFile, plan: StatementPlan): ImportCounts => {
  const count = (outcome: string): number => plan.rows.filter((row) => row.outcome === outcome).length
  const repeats = lines.reduce((sum, line) => sum + line.repeats.length, 0)
  return {
    rows,
    created: count('created'),
    updated: count('updated'),
    unchanged: count('unchanged') + repeats,
    rejected: errors.length,
    skipped,
  }
}

/** The one transaction before which nothing of the import is in the ledger. It waits for another file of its layout. */
const begin = ({ table, now }: Ledger, run: StoredImport, options: ImportOptions, file: StatementFile) =>
  settle(async (): Promise<StoredImport> => {
    const { layout, rows, skipped, errors } = file
    const at = now().toISOString()
    const begun = {
      layout,
      rows,
      skipped,
      rejected: errors.length,
      done: errors.length + skipped,
      groupId: undefined,
      program: undefined,
      onError: options.onError,
    }
    try {
      await commit(table, [...holdKey(run), holdLayout(layout, run, at), beginWriting(run, begun, at)])
    } catch (error) {
      if (error instanceof LayoutTaken) return waitForLayout(table, layout, run)
      throw error
    }
    return { ...run, ...begun, status: 'processing', stage: 'writing', version: run.version + 1, updatedAt: at }
  })

/** The plan is made anew behind the hold: what was stored when the file was checked may have been replaced since. */
const write = async ({ ledger }: ImportDesk, begun: StoredImport, file: StatementFile): Promise<Written> => ({
  run: await writeStatement(ledger, begun, file),
  errors: file.errors,
})

/** Imports of license statements: spec "Entitlements (VLSC)". */
export const statementImport: KindOfImport = {
  check: async (desk, run, bytes, options) => {
    const file = await readStatement(bytes, fileTypeOf(run.fileName))
    const plan = await planStatement(desk.ledger.table, file, 0)
    const counts = countsOf(file, plan)
    return {
      counts,
      errors: file.errors,
      layout: file.layout,
      changes: counts.created + counts.updated + plan.removed.length > 0,
      begin: async () => {
        const begun = await begin(desk.ledger, run, options, file)
        return () => write(desk, begun, file)
      },
    }
  },

  resume: async (desk, run) =>
    write(desk, run, await readStatement(await readOwnFile(desk, run), fileTypeOf(run.fileName))),
}
