import { commit } from '../../foundation/table/table.ts'
import type { ImportDesk } from '../../work/imports/end-import.ts'
import type { ImportOptions } from '../../work/imports/import-options.ts'
import type { ImportCounts, StoredImport } from '../../work/imports/import-run.ts'
import { beginWriting, holdKey, readErrors } from '../../work/imports/import-store.ts'
import type { KindOfImport, Written } from '../../work/imports/kind-of-import.ts'
import { allErrors } from '../../work/imports/line-errors.ts'
import { readOwnFile } from '../../work/imports/own-file.ts'
import { type CatalogPlan, errorsOf, outcomesOf, planCatalog } from './plan-catalog.ts'
import { type CatalogFile, readCatalogFile } from './read-catalog-file.ts'
import { writeCatalog } from './write-catalog.ts'

const countsOf = ({ rows, errors }: CatalogFile, plans: readonly CatalogPlan[]): ImportCounts => {
  const outcomes = plans.flatMap(outcomesOf)
  const count = (outcome: string): number => outcomes.filter((each) => each === outcome).length
  return {
    rows,
    created: count('created'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    rejected: errors.length + count('rejected'),
    skipped: 0,
  }
}

/** The one transaction before which nothing of the import is in the ledger. */
const begin = async ({ ledger }: ImportDesk, run: StoredImport, options: ImportOptions, file: CatalogFile) => {
  const at = ledger.now().toISOString()
  const begun = {
    rows: file.rows,
    rejected: file.errors.length,
    done: file.errors.length,
    groupId: undefined,
    program: undefined,
    onError: options.onError,
  }
  await commit(ledger.table, [...holdKey(run), beginWriting(run, begun, at)])
  return { ...run, ...begun, status: 'processing', stage: 'writing', version: run.version + 1, updatedAt: at } as const
}

const write = async (
  { ledger }: ImportDesk,
  begun: StoredImport,
  file: CatalogFile,
  plans?: readonly CatalogPlan[],
): Promise<Written> => {
  const run = await writeCatalog(ledger, begun, file, plans)
  const late = run.rejected > file.errors.length ? await readErrors(ledger.table, run.id) : []
  return { run, errors: allErrors(file, late) }
}

/** Imports of catalog files: titles that managers add. */
export const catalogImport: KindOfImport = {
  check: async (desk, run, bytes, options) => {
    const file = readCatalogFile(bytes)
    const plans = await planCatalog(desk.ledger.table, file.lines)
    const counts = countsOf(file, plans)
    return {
      counts,
      errors: allErrors(file, plans.flatMap(errorsOf)),
      changes: counts.created + counts.updated > 0,
      begin: async () => {
        const begun = await begin(desk, run, options, file)
        return () => write(desk, begun, file, plans)
      },
    }
  },

  resume: async (desk, run) => write(desk, run, readCatalogFile(await readOwnFile(desk, run))),
}
