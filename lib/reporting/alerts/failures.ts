import { derivedId } from '../../foundation/table/ids.ts'
import type { Table } from '../../foundation/table/table.ts'
import { plainly } from '../../foundation/text/name.ts'
import type { RunAlerts } from '../../positions/runs/reconciliation.ts'
import type { ImportError } from '../../work/imports/import-file.ts'
import type { ImportStatus, StoredImport } from '../../work/imports/import-run.ts'
import type { FollowUp } from '../events/events.ts'
import type { Verdict } from './alert.ts'
import { readOpenAlerts } from './alert-store.ts'
import { alertWrites } from './settle-alerts.ts'

/** Days after which the alert of a failed import ends: its file is no longer kept. */
const daysTold = 30

/** An upload that nobody made is not a failed import. */
const unmade = 'upload-expired'

type EndedImport = Pick<StoredImport, 'id' | 'trigger' | 'kind' | 'key' | 'fileName' | 'dryRun'> & {
  status: ImportStatus
  errors: readonly ImportError[]
}

/** Imports of one file: those of a key in the bucket, or uploads of one kind and name. */
const subjectOfImport = ({ trigger, kind, key, fileName }: EndedImport): string =>
  `import#${derivedId('import', trigger, ...(trigger === 'drop' ? [key] : [String(kind), fileName]))}`

const says: Partial<Record<ImportStatus, string>> = { failed: 'failed', rejected: 'was rejected' }

/** @returns undefined when the import says nothing about its file */
const judge = ({ id, kind, fileName, status, dryRun, errors: [error] }: EndedImport): Verdict | undefined => {
  if (dryRun || error?.code === unmade) return undefined
  const how = says[status]
  if (how === undefined) return status === 'completed' ? 'resolved' : undefined
  const what = kind === undefined ? 'The import' : `The import (${kind})`
  const why = error ? `: ${plainly(error.message)}` : '.'
  return {
    kind: 'import-failed',
    condition: id,
    title: `Import of ${plainly(fileName)} ${how}`,
    message: `${what} of ${plainly(fileName)} ${how}${why}`,
    about: { importId: id, ...(kind && { importKind: kind }), fileName, ...(error && { code: error.code }) },
  }
}

/**
 * What the end of an import does to the alert of its file, in the transaction that ends it. The last import of a file
 * decides; an undo says nothing about the file.
 */
export const writesOfImportEnd = async (table: Table, run: EndedImport, at: string): Promise<FollowUp> => {
  const verdict = judge(run)
  return verdict === undefined ? { writes: [], workIds: [] } : alertWrites(table, subjectOfImport(run), verdict, at)
}

/** Failed imports that have had their alerts for long enough, by subject. */
export const judgeOldImports = async (table: Table, now: Date): Promise<[string, Verdict][]> => {
  const since = new Date(now.getTime() - daysTold * 86_400_000).toISOString()
  const open = [...(await readOpenAlerts(table, 'import'))]
  return open.filter(([, { raisedAt }]) => raisedAt < since).map(([subject]) => [subject, 'outdated'])
}

const delayed = {
  collect: 'Changes of devices do not reach titles, alerts and reports',
  reconcile: 'Changes do not reach titles, alerts and reports',
}

/** For runs of a reconciliation. One alert stands for all failures of a stage until a run completes. */
export const alertsOfRuns: RunAlerts = {
  failed: (table, { id, stage, error }, at) =>
    alertWrites(
      table,
      `reconciliation#${stage}`,
      {
        kind: 'reconciliation-failed',
        condition: 'failed',
        title: `Reconciliation failed (${stage})`,
        message: `${delayed[stage]} until a run completes. The run ${id} was given up: ${plainly(error.message)}`,
        about: { reconciliationId: id, stage },
      },
      at,
    ),
  completed: (table, { stage }, at) => alertWrites(table, `reconciliation#${stage}`, 'resolved', at),
  settleWork: 'settle-alerts',
}
