import type { Log } from '../../foundation/log/log.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import type { Write } from '../../foundation/table/table.ts'
import { uploadKey } from '../../work/imports/drops.ts'
import { importRuns, type StoredImport } from '../../work/imports/import-run.ts'
import { newUpload } from '../../work/imports/requests.ts'
import type { UploadBucket } from '../../work/imports/upload-bucket.ts'
import type { Graph } from './graph-client.ts'
import type { GraphFailure } from './graph-failure.ts'
import { type GraphPart, graphRuns, importIdOf, partsWith, type StoredGraphRun } from './graph-run.ts'
import type { UserTable } from './user-table.ts'

/** What a turn knows of the users of the tenant for a later one of the same run, if that is of the same worker. */
interface UsersOfRun {
  runId: string
  /** Undefined when nobody may know them. */
  users: UserTable | undefined
}

export interface GraphRunDesk extends LedgerWith<'announceGraphRun' | 'deviceStaleDays'> {
  graph: Graph | undefined
  /** Of this worker; without it users are read again. */
  memory?: { ofUsers?: UsersOfRun | undefined }
  uploads: UploadBucket
  log?: Pick<Log, 'info'>
}

export const remember = ({ memory }: GraphRunDesk, ofUsers: UsersOfRun | undefined): void => {
  if (memory) memory.ofUsers = ofUsers
}

/** Takes a part of a run as far as it goes. @returns the run after it; undefined when it waits @throws GraphFailure */
export type TakePart = (desk: GraphRunDesk, graph: Graph, run: StoredGraphRun) => Promise<StoredGraphRun | undefined>

/** Whether the file of a part has come. An import that waits for it says no. */
export const hasCome = async ({ table, uploads }: GraphRunDesk, run: StoredGraphRun, part: GraphPart) => {
  const importId = importIdOf(run, part)
  const found = importId === undefined ? undefined : await importRuns.read(table, importId)
  return found !== undefined && (found.stage !== 'awaiting' || (await uploads.isThere(found.key)))
}

type File = Pick<StoredImport, 'kind' | 'fileName'> & Partial<StoredImport>

/** Records the import of a part, whose file is then to be uploaded, with what changes of the run; unless it is recorded. */
export const recordImport = async (
  { table, now, newId, uploads }: GraphRunDesk,
  run: StoredGraphRun,
  part: GraphPart,
  { fileName, ...file }: File,
  changes: Partial<StoredGraphRun>,
) => {
  const at = now().toISOString()
  const known = importIdOf(run, part)
  const importId = known ?? newId()
  const upload = newUpload({ id: importId, bucket: uploads.bucket, fileName, actor: run.actor, ...file }, at)
  // What is uploaded again after a failure is no progress.
  const progress = { ...changes, attempts: 0, ...(known === undefined && { failuresInRow: 0 }) }
  const after =
    known === undefined
      ? await graphRuns.step(table, run, { ...progress, parts: partsWith(run, part, { importId }) }, at, [
          importRuns.add(upload),
        ])
      : await graphRuns.step(table, run, progress, at)
  return { run: after, importId, key: uploadKey(importId, fileName) }
}

/** Cancels the import of a part whose file will not come. The sweep has it ended. */
export const cancelAwaited = async (
  { table }: Pick<GraphRunDesk, 'table'>,
  run: StoredGraphRun,
  part: GraphPart,
  at: string,
): Promise<Write[]> => {
  const importId = importIdOf(run, part)
  const found = importId === undefined ? undefined : await importRuns.read(table, importId)
  return found?.stage === 'awaiting' ? [importRuns.change(found, { cancelledBy: run.actor }, at)] : []
}

export const endPart = ({ table, now }: GraphRunDesk, run: StoredGraphRun, part: GraphPart): Promise<StoredGraphRun> =>
  graphRuns.step(table, run, { parts: partsWith(run, part, { status: 'imported' }) }, now().toISOString())

/** Puts a run off. @param wait in milliseconds */
export const putOff = async (
  { table, now, announceGraphRun }: GraphRunDesk,
  run: StoredGraphRun,
  wait: number,
  changes: Partial<StoredGraphRun> = {},
): Promise<void> => {
  const waitUntil = new Date(now().getTime() + wait).toISOString()
  await graphRuns.step(table, run, { ...changes, waitUntil, attempts: 0 }, now().toISOString())
  await announceGraphRun(run.id, Math.ceil(wait / 1_000))
}

const failuresUntilStop = 5
/** Milliseconds. A queue holds a message back for 15 minutes at most. */
const shortestPause = 5_000
const longestPause = 14 * 60_000

/** For how many milliseconds a part waits after a failure; undefined when it has to do without what it asked for. */
export const pauseAfter = (
  { failuresInRow }: Pick<StoredGraphRun, 'failuresInRow'>,
  { passes, retryAfter = 0 }: Pick<GraphFailure, 'passes' | 'retryAfter'>,
): number | undefined => {
  const pause = Math.max(retryAfter, shortestPause * 2 ** failuresInRow)
  return passes && failuresInRow + 1 < failuresUntilStop && pause <= longestPause ? pause : undefined
}
