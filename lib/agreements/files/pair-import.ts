import { listPairsOfImport } from '../../entitlements/refreshes/new-pairs.ts'
import type { PairLedger } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit } from '../../foundation/table/table.ts'
import type { ImportDesk } from '../../work/imports/end-import.ts'
import type { ImportOptions } from '../../work/imports/import-options.ts'
import type { ImportCounts, StoredImport } from '../../work/imports/import-run.ts'
import { beginWriting, holdKey, readErrors } from '../../work/imports/import-store.ts'
import type { KindOfImport, Written } from '../../work/imports/kind-of-import.ts'
import { allErrors } from '../../work/imports/line-errors.ts'
import { readOwnFile } from '../../work/imports/own-file.ts'
import { chooseGroup } from './choose-group.ts'
import { type PairFile, readPairFile } from './pair-file.ts'
import { errorsOf, outcomesOf, planUnits, type UnitPlan } from './plan-pairs.ts'
import { writeUnits } from './write-pairs.ts'

const countOutcomes = (file: PairFile, plans: readonly UnitPlan[]): ImportCounts => {
  const outcomes = plans.flatMap(({ verdicts }) => verdicts.flatMap(outcomesOf))
  const count = (outcome: string): number => outcomes.filter((each) => each === outcome).length
  return {
    rows: file.rows,
    created: count('created'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    rejected: file.errors.length + count('rejected'),
    skipped: 0,
  }
}

/** The one transaction before which nothing of the import is in the ledger. */
const begin = (
  ledger: PairLedger,
  run: StoredImport,
  options: ImportOptions,
  file: PairFile,
  { counts, plans }: { counts: ImportCounts; plans: readonly UnitPlan[] },
) => {
  const pairs = plans.flatMap(({ verdicts }) =>
    verdicts.filter(({ outcome }) => outcome !== 'unchanged').map(({ line }) => line),
  )
  return settle(async (): Promise<StoredImport> => {
    const at = ledger.now().toISOString()
    const group = counts.created > 0 ? await chooseGroup(ledger, run, at) : { groupId: undefined, writes: [] }
    const begun = {
      rows: file.rows,
      rejected: file.errors.length,
      done: file.errors.length,
      groupId: group.groupId,
      listedPairs: pairs.length,
      ...(group.writes.length > 0 && { madeGroup: true }),
      program: options.program,
      onError: options.onError,
    }
    await commit(ledger.table, [
      ...holdKey(run),
      beginWriting(run, begun, at),
      ...group.writes,
      ...listPairsOfImport(run, pairs, at),
    ])
    return { ...run, ...begun, status: 'processing', stage: 'writing', version: run.version + 1, updatedAt: at }
  })
}

const write = async (
  { ledger }: ImportDesk,
  begun: StoredImport,
  file: PairFile,
  plans?: readonly UnitPlan[],
): Promise<Written> => {
  const run = await writeUnits(ledger, begun, file.units, plans)
  const late = run.rejected > file.errors.length ? await readErrors(ledger.table, run.id) : []
  return { run, errors: allErrors(file, late) }
}

/** What an import's own copy of its file says. */
export const readOwnPairFile = async (desk: ImportDesk, run: StoredImport): Promise<PairFile> =>
  readPairFile(await readOwnFile(desk, run), { program: run.program, pairLength: desk.ledger.pairLength })

/** Imports of agreement number pairs: spec "CSV import of pairs". */
export const pairImport: KindOfImport = {
  check: async (desk, run, bytes, options) => {
    const { ledger } = desk
    const { pairLength } = ledger
    const file = readPairFile(bytes, { program: options.program, pairLength })
    const plans = await planUnits(ledger.table, run, file.units, pairLength)
    const errors = plans.flatMap(({ verdicts }) => verdicts.flatMap(errorsOf))
    const counts = countOutcomes(file, plans)
    return {
      counts,
      errors: allErrors(file, errors),
      changes: counts.created + counts.updated > 0,
      begin: async () => {
        const begun = await begin(ledger, run, options, file, { counts, plans })
        return () => write(desk, begun, file, plans)
      },
    }
  },

  resume: async (desk, run) => write(desk, run, await readOwnPairFile(desk, run)),
}
