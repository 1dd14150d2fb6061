import { plainly } from '../events/event.ts'
import { type ImportStatus, StoredImport } from '../imports/import-run.ts'
import { derivedId } from '../table/ids.ts'
import { importKey } from '../table/keys.ts'
import type { Table } from '../table/table.ts'
import { readOpenAlerts } from './alert-store.ts'
import type { Verdict } from './settle-alerts.ts'

/** Days for which a failed import is told of: its file is no longer kept. */
const daysTold = 30

/** An upload that nobody made is no import that failed. */
const unmade = 'upload-expired'

/** Imports of one file: those of a key in the bucket, or uploads of one kind and name. */
const subjectOfImport = ({ trigger, kind, key, fileName }: StoredImport): string =>
  `import#${derivedId('import', trigger, ...(trigger === 'drop' ? [key] : [String(kind), fileName]))}`

const says: Partial<Record<ImportStatus, string>> = {
  failed: 'failed',
  rejected: 'was rejected',
}

/** @returns undefined when the import says nothing about its file */
const judge = ({ id, kind, fileName, status, dryRun, errors: [error] }: StoredImport): Verdict | undefined => {
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

const endOf = ({ finishedAt = '' }: StoredImport): string => finishedAt

/** What is to be told of files whose imports have ended: of each the last one decides. */
export const judgeImports = async (table: Table, ids: readonly string[]): Promise<[string, Verdict][]> => {
  const runs = (await table.getMany(ids.map(importKey))).map((item) => StoredImport.parse(item))
  const verdicts = new Map<string, Verdict>()
  for (const run of runs.sort((one, other) => (endOf(one) < endOf(other) ? -1 : 1))) {
    const verdict = judge(run)
    if (verdict !== undefined) verdicts.set(subjectOfImport(run), verdict)
  }
  return [...verdicts]
}

/** Failed imports that have been told of for long enough. */
export const judgeOldImports = async (table: Table, now: Date): Promise<[string, Verdict][]> => {
  const since = new Date(now.getTime() - daysTold * 86_400_000).toISOString()
  const open = await readOpenAlerts(table, 'import')
  return [...open].flatMap(([id, { raisedAt }]): [string, Verdict][] =>
    raisedAt < since ? [[`import#${id}`, 'outdated']] : [],
  )
}
