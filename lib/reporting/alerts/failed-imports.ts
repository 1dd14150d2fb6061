import { derivedId } from '../../foundation/table/ids.ts'
import type { Table } from '../../foundation/table/table.ts'
import { plainly } from '../../foundation/text/name.ts'
import type { ImportError, ImportStatus, StoredImport } from '../../work/imports/import-run.ts'
import { readOpenAlerts } from './alert-store.ts'
import { type AlertWrites, alertWrites, type Verdict } from './settle-alerts.ts'

/** Days for which a failed import is told of: its file is no longer kept. */
const daysTold = 30

/** An upload that nobody made is no import that failed. */
const unmade = 'upload-expired'

/** An import as it ends. */
type EndedImport = Pick<StoredImport, 'id' | 'trigger' | 'kind' | 'key' | 'fileName' | 'dryRun'> & {
  status: ImportStatus
  errors: readonly ImportError[]
}

/** Imports of one file: those of a key in the bucket, or uploads of one kind and name. */
const subjectOfImport = ({ trigger, kind, key, fileName }: EndedImport): string =>
  `import#${derivedId('import', trigger, ...(trigger === 'drop' ? [key] : [String(kind), fileName]))}`

const says: Partial<Record<ImportStatus, string>> = {
  failed: 'failed',
  rejected: 'was rejected',
}

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
 * What the end of an import means for the alert of its file, for the transaction that ends it: of several imports of one
 * file the last one decides. An undo says nothing about the file.
 * @param run with the status and the errors that it ends with
 */
export const writesOfImportEnd = async (table: Table, run: EndedImport, at: string): Promise<AlertWrites> => {
  const verdict = judge(run)
  return verdict === undefined ? { writes: [], workIds: [] } : alertWrites(table, subjectOfImport(run), verdict, at)
}

/** Failed imports that have been told of for long enough. */
export const judgeOldImports = async (table: Table, now: Date): Promise<[string, Verdict][]> => {
  const since = new Date(now.getTime() - daysTold * 86_400_000).toISOString()
  const open = await readOpenAlerts(table, 'import')
  return [...open].flatMap(([id, { raisedAt }]): [string, Verdict][] =>
    raisedAt < since ? [[`import#${id}`, 'outdated']] : [],
  )
}
