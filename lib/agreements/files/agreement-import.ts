import type { LedgerWith } from '../../foundation/table/ledger.ts'
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
import { countOf, errorsOf, type Plan, planAgreements } from './plan-agreements.ts'
import { type AgreementFile, readAgreementFile } from './read-agreement-file.ts'
import { writeAgreements } from './write-agreements.ts'

const countsOf = (file: AgreementFile, plans: readonly Plan[]): ImportCounts => ({
  rows: file.rows,
  created: countOf(plans, 'created'),
  updated: countOf(plans, 'updated'),
  unchanged: countOf(plans, 'unchanged'),
  rejected: file.errors.length + countOf(plans, 'rejected'),
  skipped: 0,
})

/** The one transaction before which nothing of the import is in the ledger. */
const begin = (
  ledger: LedgerWith<'announceWork'>,
  run: StoredImport,
  { onError }: ImportOptions,
  file: AgreementFile,
  { created }: ImportCounts,
) =>
  settle(async (): Promise<StoredImport> => {
    const at = ledger.now().toISOString()
    const group = created > 0 ? await chooseGroup(ledger, run, at) : { groupId: undefined, writes: [] }
    const begun = {
      rows: file.rows,
      rejected: file.errors.length,
      done: file.errors.length,
      groupId: group.groupId,
      ...(group.writes.length > 0 && { madeGroup: true }),
      program: undefined,
      onError,
    }
    await commit(ledger.table, [...holdKey(run), beginWriting(run, begun, at), ...group.writes])
    return { ...run, ...begun, status: 'processing', stage: 'writing', version: run.version + 1, updatedAt: at }
  })

const write = async (
  { ledger }: ImportDesk,
  begun: StoredImport,
  file: AgreementFile,
  plans?: readonly Plan[],
): Promise<Written> => {
  const run = await writeAgreements(ledger, begun, file, plans)
  const late = run.rejected > file.errors.length ? await readErrors(ledger.table, run.id) : []
  return { run, errors: allErrors(file, late) }
}

/** What an import's own copy of its file says. */
export const readOwnAgreementFile = async (desk: ImportDesk, run: StoredImport): Promise<AgreementFile> =>
  readAgreementFile(await readOwnFile(desk, run))

/** Imports of files of other agreements: an upsert by name. */
export const otherAgreementImport: KindOfImport = {
  check: async (desk, run, bytes, options) => {
    const { ledger } = desk
    const file = readAgreementFile(bytes)
    const plans = await planAgreements(ledger.table, run, file.lines, file)
    const counts = countsOf(file, plans)
    return {
      counts,
      errors: allErrors(file, errorsOf(plans)),
      changes: counts.created + counts.updated > 0,
      begin: async () => {
        const begun = await begin(ledger, run, options, file, counts)
        return () => write(desk, begun, file, plans)
      },
    }
  },

  resume: async (desk, run) => write(desk, run, await readOwnAgreementFile(desk, run)),
}
