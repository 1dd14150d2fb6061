import { earliest, isStale, readFreshness } from '../../agreements/records/freshness.ts'
import { derivedId } from '../../foundation/table/ids.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import type { Table } from '../../foundation/table/table.ts'
import { plainly } from '../../foundation/text/name.ts'
import type { RunAlerts } from '../../positions/runs/reconciliation.ts'
import { withoutContent } from '../../work/imports/import-file.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import type { FollowUp } from '../../work/work.ts'
import type { Verdict } from './alert.ts'
import { alertWrites, readOpenAlerts, settleAlerts } from './settle-alerts.ts'

/** Days after which the alert of a failed import ends: its file is no longer kept. */
const daysTold = 30

/** An upload that nobody made is not a failed import. */
const unmade = 'upload-expired'

const says: Partial<Record<StoredImport['status'], string>> = { failed: 'failed', rejected: 'was rejected' }

const judgeImport = ({ id, kind, fileName, status, dryRun, errors: [error] }: StoredImport): Verdict | undefined => {
  if (dryRun || error?.code === unmade) return undefined
  const how = says[status]
  if (how === undefined) return status === 'completed' ? 'resolved' : undefined
  const what = kind === undefined ? 'The import' : `The import (${kind})`
  const why = error ? `. ${withoutContent(error).message}` : '.'
  return {
    kind: 'import-failed',
    condition: id,
    title: `Import of ${plainly(fileName)} ${how}`,
    message: `${what} of ${plainly(fileName)} ${how}${why}`,
    about: { importId: id, ...(kind && { importKind: kind }), fileName, ...(error && { code: error.code }) },
  }
}

/**
 * What the end of an import does to the alert of its file: a key in the bucket, or uploads of one kind and name. The last
 * import of a file decides; an undo says nothing about it.
 */
export const writesOfImportEnd = async (table: Table, run: StoredImport, at: string): Promise<FollowUp> => {
  const { trigger, kind, key, fileName } = run
  const verdict = judgeImport(run)
  if (verdict === undefined) return { writes: [], workIds: [] }
  const id = derivedId('import', trigger, ...(trigger === 'drop' ? [key] : [String(kind), fileName]))
  return alertWrites(table, `import#${id}`, verdict, at)
}

const delayed = {
  collect: 'Changes of devices do not reach titles, alerts and reports',
  reconcile: 'Changes do not reach titles, alerts and reports',
}

/** One alert stands for all failures of a stage until a run completes. */
export const alertsOfRuns: RunAlerts = {
  failed: (table, { id, stage, error }, at) => {
    const message = `${delayed[stage]} until a run completes. The run ${id} was given up: ${plainly(error.message)}`
    const title = `Reconciliation failed (${stage})`
    const failed = { kind: 'reconciliation-failed', condition: 'failed', title, message } as const
    return alertWrites(table, `reconciliation#${stage}`, { ...failed, about: { reconciliationId: id, stage } }, at)
  },
  completed: (table, { stage }, at) => alertWrites(table, `reconciliation#${stage}`, 'resolved', at),
}

const judgeOldImports = async (table: Table, now: Date): Promise<[string, Verdict][]> => {
  const since = new Date(now.getTime() - daysTold * 86_400_000).toISOString()
  const open = [...(await readOpenAlerts(table, 'import'))]
  return open.filter(([, { raisedAt }]) => raisedAt < since).map(([subject]) => [subject, 'outdated'])
}

/** A pair that has no answer yet does not make them stale: the overview shows that. */
const judgeFreshness = async (table: Table, now: Date, staleAfterHours: number): Promise<Verdict> => {
  const oldestAnswer = earliest([...(await readFreshness(table)).values()].map(({ oldest }) => oldest))
  if (oldestAnswer === undefined || !isStale(oldestAnswer, now, staleAfterHours)) return 'resolved'
  return {
    kind: 'vlsc-stale',
    condition: 'stale',
    title: 'Look-ups of agreement number pairs are too old',
    message: `The last good look-up of some agreement number pairs is more than ${staleAfterHours} hours ago. GET /refreshes tells how the last refreshes went.`,
    about: { oldestAnswer },
  }
}

export type AlertLedger = LedgerWith<'announceWork' | 'staleAfterHours'>

/** Raises and ends the alerts that depend on nothing but the time. Runs every five minutes; safe to run at any time. */
export const findAlerts = async (ledger: AlertLedger): Promise<void> => {
  const { table, now, staleAfterHours } = ledger
  const judging = [judgeOldImports(table, now()), judgeFreshness(table, now(), staleAfterHours)] as const
  const [oldImports, freshness] = await Promise.all(judging)
  await settleAlerts(ledger, new Map<string, Verdict>([...oldImports, ['vlsc#all', freshness]]))
}
