import { freeName } from '../../agreements/records/agreement-store.ts'
import { auditEntry } from '../../audit/trail.ts'
import { queuePairsOfImport } from '../../entitlements/refreshes/new-pairs.ts'
import { releaseLayout, takeWaiting } from '../../entitlements/statements/layout-hold.ts'
import type { LedgerWith, PairLedger } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit, type Write } from '../../foundation/table/table.ts'
import { writesOfImportEnd } from '../../reporting/alerts/failed-imports.ts'
import { addWork } from '../work.ts'
import type { DropBucket } from './drop-bucket.ts'
import {
  errorsShown,
  type ImportCounts,
  type ImportError,
  type ImportKind,
  type ImportStatus,
  type StoredImport,
} from './import-run.ts'
import { endRun, readDrop, readRun } from './import-store.ts'
import { kinds } from './kinds.ts'

/** What imports work with. */
export interface ImportDesk {
  ledger: PairLedger & LedgerWith<'deviceStaleDays'>
  bucket: DropBucket
  /** Asks the queue to go on with an import. */
  wake: (importId: string) => Promise<void>
  /** Is told of every import that has ended. */
  ended?: (end: ImportEnd) => Promise<void>
}

/** How an import went. `milliseconds` passed since it was announced, those that it waited for another one too. */
export interface ImportEnd {
  importId: string
  kind: ImportKind | undefined
  status: ImportStatus
  counts: ImportCounts
  milliseconds: number
}

const charactersShown = 200

const shorten = (text: string): string => {
  const characters = [...text]
  return characters.length <= charactersShown ? text : `${characters.slice(0, charactersShown).join('')}…`
}

/** The first errors, with their texts cut to what a run can hold; the report has all in full. */
const shown = (errors: readonly ImportError[]): ImportError[] =>
  errors
    .slice(0, errorsShown)
    .map((error) => (error.text === undefined ? error : { ...error, text: shorten(error.text) }))

/** An import's changes are one entry of the audit trail. */
const auditImport = ({ newId }: PairLedger, run: StoredImport, counts: ImportCounts, at: string): Write[] => {
  const { kind, layout, fileName } = run
  const { created, updated } = counts
  const removed = run.removed ?? 0
  if (!kind || run.stage !== 'writing' || created + updated + removed === 0) return []
  const group = kinds[kind].hasGroups ? { groupId: run.groupId ?? null } : {}
  const where = layout ? { layout, removed } : group
  return [
    auditEntry(newId(), { actor: run.actor, at }, kinds[kind].audited, [
      {
        type: 'import',
        id: run.id,
        name: fileName,
        before: null,
        after: { fileName, created, updated, ...where },
      },
    ]),
  ]
}

/** The pairs that an import added are looked up together when it ends. @returns also the run to announce, if any */
const lookUpNew = (
  run: StoredImport,
  { created, updated }: Pick<ImportCounts, 'created' | 'updated'>,
  at: string,
): { writes: Write[]; refreshId?: string } => {
  if (run.stage !== 'writing' || !run.listedPairs || created + updated === 0) return { writes: [] }
  const { id: refreshId, write } = queuePairsOfImport(run, run.listedPairs, at)
  return { writes: [write], refreshId }
}

/** A newer put of the same key, or other files of the same layout, may be waiting for this one to end. */
const wakeNext = async ({ ledger, wake }: ImportDesk, run: StoredImport): Promise<void> => {
  if (run.stage !== 'writing') return
  const drop = await readDrop(ledger.table, run)
  if (drop && drop.newestId !== run.id) await wake(drop.newestId)
  for (const importId of await takeWaiting(ledger.table, run)) await wake(importId)
}

const tellEnd = async (
  { ended }: ImportDesk,
  { id: importId, kind, createdAt }: StoredImport,
  status: ImportStatus,
  counts: ImportCounts,
  at: string,
): Promise<void> => ended?.({ importId, kind, status, counts, milliseconds: Date.parse(at) - Date.parse(createdAt) })

export interface Result {
  status: ImportStatus
  counts: ImportCounts
  errors: readonly ImportError[]
  /** What the file said of how it is to be imported, and what it is. */
  about?: Partial<Pick<StoredImport, 'onError' | 'dryRun' | 'program' | 'layout' | 'source'>>
}

/** Commits the end of an import, with the alert of its file. @param ended the run as it is then */
const commitEnd = ({ ledger }: ImportDesk, ended: StoredImport, at: string, writes: readonly Write[]): Promise<void> =>
  settle(async () => {
    const alert = await writesOfImportEnd(ledger.table, ended, at)
    await commit(ledger.table, [...writes, ...alert.writes])
    for (const workId of alert.workIds) await ledger.announceWork(workId)
  })

/** Ends an import: its error report is written, then its run says how it went. */
export const endImport = async (
  desk: ImportDesk,
  run: StoredImport,
  { status, counts, errors, about }: Result,
): Promise<void> => {
  const { ledger, bucket } = desk
  if (errors.length > 0) await bucket.writeErrorReport(run.id, errors)
  const at = ledger.now().toISOString()
  const result = {
    status,
    ...about,
    ...counts,
    done: counts.rows,
    errors: shown(errors),
    hasErrorReport: errors.length > 0,
  }
  const { writes, refreshId } = lookUpNew(run, counts, at)
  await commitEnd(desk, { ...run, ...result }, at, [
    ...endRun(run, result, at),
    ...releaseLayout(run),
    ...writes,
    ...auditImport(ledger, run, counts, at),
  ])
  if (refreshId !== undefined) await ledger.announceRefresh(refreshId)
  await tellEnd(desk, run, status, counts, at)
  await wakeNext(desk, run)
}

/** Takes back what stands of an agreement whose pairs were being staged: its name now, its pairs by follow-up work. */
const abandonStaged = (ledger: PairLedger, run: StoredImport, at: string): { writes: Write[]; workId?: string } => {
  if (!run.staged) return { writes: [] }
  const { agreementId: subjectId, name } = run.staged
  const workId = ledger.newId()
  return {
    writes: [
      freeName({ id: subjectId, name }),
      addWork({ id: workId, kind: 'release-pairs', subjectId, actor: run.actor, createdAt: at }),
    ],
    workId,
  }
}

/** Ends an undo: what it left is reported, then the run says so. @param group the deletion of the group it emptied */
export const endUndo = async (
  { ledger, bucket }: ImportDesk,
  run: StoredImport,
  left: readonly ImportError[],
  group: readonly Write[],
): Promise<void> => {
  if (left.length > 0) await bucket.writeErrorReport(run.id, left, 'left.csv')
  const undo = run.undo && { ...run.undo, status: 'done' as const, left: left.length, leftItems: shown(left) }
  const at = ledger.now().toISOString()
  await commit(ledger.table, [...endRun(run, { status: 'undone', undo }, at), ...group])
}

/** Gives an undo up that could not be finished. It can be asked for again, and goes on where it is. */
const failUndo = async ({ ledger }: ImportDesk, run: StoredImport): Promise<void> => {
  const undo = run.undo && { ...run.undo, status: 'failed' as const }
  await commit(ledger.table, endRun(run, { status: run.status, undo }, ledger.now().toISOString()))
}

/** Gives an import up that could not be finished; what it wrote stays, and half an agreement is taken back. */
export const failImport = async (desk: ImportDesk, importId: string, error: ImportError): Promise<void> => {
  const { ledger } = desk
  const run = await readRun(ledger.table, importId)
  if (!run || run.stage === 'ended') return
  if (run.stage === 'undoing') return failUndo(desk, run)
  const at = ledger.now().toISOString()
  const { writes, workId } = abandonStaged(ledger, run, at)
  const lookUp = lookUpNew(run, run, at)
  await commitEnd(desk, { ...run, status: 'failed', errors: [error] }, at, [
    ...endRun(run, { status: 'failed', errors: [error] }, at),
    ...releaseLayout(run),
    ...writes,
    ...lookUp.writes,
    ...auditImport(ledger, run, run, at),
  ])
  if (lookUp.refreshId !== undefined) await ledger.announceRefresh(lookUp.refreshId)
  const { rows, created, updated, unchanged, rejected, skipped } = run
  await tellEnd(desk, run, 'failed', { rows, created, updated, unchanged, rejected, skipped }, at)
  if (workId !== undefined) await ledger.announceWork(workId)
  await wakeNext(desk, run)
}
