import { auditEntry } from '../../audit/trail.ts'
import { commit, type Table, type Write } from '../../foundation/table/table.ts'
import { settleStep } from '../run.ts'
import { commitFollowed, type FollowUp } from '../work.ts'
import type { DropBucket } from './drop-bucket.ts'
import { newestOf, releaseKey } from './drops.ts'
import type { ImportKind } from './import-engine.ts'
import type { ImportError } from './import-file.ts'
import type { ImportLedger } from './import-kind.ts'
import {
  countsOf,
  errorsShown,
  type ImportCounts,
  type ImportStatus,
  importRuns,
  type StoredImport,
} from './import-run.ts'

export interface ImportDesk {
  ledger: ImportLedger
  bucket: DropBucket
  kinds: Readonly<Record<string, ImportKind>>
  /** Asks the queue to go on with an import. */
  wake: (importId: string) => Promise<void>
  /** What others write in the transaction that ends an import, and follow-up work among it. @param run as it is then */
  endsWith?: (table: Table, run: StoredImport, at: string) => Promise<FollowUp>
  ended?: (end: ImportEnd) => Promise<void>
}

/** How an import went. `milliseconds` passed since it was announced, those that it waited for another one too. */
interface ImportEnd extends Pick<StoredImport, 'kind' | 'status'> {
  importId: string
  counts: ImportCounts
  milliseconds: number
}

const charactersShown = 200

/** The first errors, with their texts cut to what a run can hold; the report has all in full. */
export const shownErrors = (errors: readonly ImportError[]): ImportError[] =>
  errors.slice(0, errorsShown).map((error) => {
    const characters = [...(error.text ?? '').slice(0, 2 * charactersShown + 2)]
    if (characters.length <= charactersShown) return error
    return { ...error, text: `${characters.slice(0, charactersShown).join('')}…` }
  })

/** An import's changes are one entry of the audit trail. */
const audit = ({ ledger, kinds }: ImportDesk, run: StoredImport, counts: ImportCounts, at: string): Write[] => {
  const { created, updated } = counts
  const { fileName, layout, removed = 0, actor } = run
  const kind = run.kind === undefined ? undefined : kinds[run.kind]
  if (!kind || run.stage !== 'writing' || created + updated + removed === 0) return []
  const where = layout !== undefined ? { layout, removed } : kind.hasGroups ? { groupId: run.groupId ?? null } : {}
  const after = { fileName, created, updated, ...where }
  const changed = { type: 'import' as const, id: run.id, name: fileName, before: null, after }
  return [auditEntry(ledger.newId(), { actor, at }, kind.audited, [changed])]
}

/** How an import ends. Counts that are absent are those of the run. */
export interface Result {
  status: ImportStatus
  counts?: ImportCounts
  errors: readonly ImportError[]
  /** What the file said of how it is to be imported, and of itself. */
  about?: Partial<StoredImport>
  /** The errors are not of the file, so the report of its lines stays as it is. */
  isGivenUp?: boolean
}

/** Ends an import: its error report is written, then its run says how it went. What it wrote stays. */
export const endImport = async (
  desk: ImportDesk,
  run: StoredImport,
  { status, counts: found = countsOf(run), errors, about = {}, isGivenUp = false }: Result,
): Promise<void> => {
  const { ledger, bucket, kinds, wake } = desk
  const kind = run.kind === undefined ? undefined : kinds[run.kind]
  if (!isGivenUp && errors.length > 0) await bucket.writeErrorReport(run.id, errors)
  const at = ledger.now().toISOString()
  const conclusion =
    run.stage === 'writing' ? await kind?.conclude?.(ledger, { ...run, ...found }, status, at) : undefined
  const { done = isGivenUp ? run.done : found.rows, ...changed } = conclusion?.changes ?? {}
  const counts = { ...found, ...changed }
  const result: Partial<StoredImport> = {
    status,
    ...about,
    ...counts,
    done,
    ...(!isGivenUp && { hasErrorReport: errors.length > 0 }),
    errors: shownErrors(errors),
    stage: 'ended',
    staged: undefined,
    finishedAt: at,
  }
  await settleStep(async () => {
    const writes = [
      importRuns.change(run, result, at),
      ...(run.stage === 'writing' ? [releaseKey(run)] : []),
      ...(conclusion?.writes ?? []),
      ...audit(desk, run, counts, at),
    ]
    await commitFollowed(ledger, writes, await desk.endsWith?.(ledger.table, { ...run, ...result }, at))
  })
  await conclusion?.announce?.(wake)
  const milliseconds = Date.parse(at) - Date.parse(run.createdAt)
  await desk.ended?.({ importId: run.id, kind: run.kind, status, counts, milliseconds })
  if (kind?.isStreamed && !(about.dryRun ?? run.dryRun)) await bucket.removeFile(run)
  if (run.stage !== 'writing') return
  const newestId = await newestOf(ledger.table, run)
  if (newestId !== undefined && newestId !== run.id) await wake(newestId)
}

/** Gives an undo up. It can be asked for again, and goes on where it is. */
export const failUndo = ({ ledger: { table, now } }: ImportDesk, run: StoredImport): Promise<void> => {
  const undo = run.undo && { ...run.undo, status: 'failed' as const }
  const at = now().toISOString()
  return commit(table, [importRuns.change(run, { undo, stage: 'ended', finishedAt: at, cancelledBy: undefined }, at)])
}
