import * as z from 'zod'
import type { Program } from '../../agreements/records/pair.ts'
import {
  allImports,
  dropKey,
  importErrorsKey,
  importErrorsPrefix,
  importKey,
  openImports,
  timeOrder,
} from '../../foundation/table/keys.ts'
import { put, queryAll, type Table, update, type Write } from '../../foundation/table/table.ts'
import { ImportError, type ImportStatus, noCounts, type StoredImport as Run, StoredImport } from './import-run.ts'

/** What is known of one object key: its newest put, and the import that writes from an earlier copy. */
const StoredDrop = z.object({ sequencer: z.string(), newestId: z.string(), writingId: z.string().optional() })
type StoredDrop = z.infer<typeof StoredDrop>

/** Another delivery of the same put took a step. */
export class RunMoved extends Error {
  override name = 'RunMoved'
}

/** A newer put of the same key was announced, so that this one does not begin. */
export class Overtaken extends Error {
  override name = 'Overtaken'
}

/** An older put of the same key is being written. It finishes first, then wakes this one. */
export class Waiting extends Error {
  override name = 'Waiting'
}

const moved = () => new RunMoved()

export const readRun = async (table: Table, id: string): Promise<Run | undefined> => {
  const item = await table.get(importKey(id))
  return item && StoredImport.parse(item)
}

/** What an import is from its first moment on. */
type Beginning = Pick<Run, 'id' | 'bucket' | 'key' | 'actor' | 'fileName'> & Partial<Run>

/** A new run: a dropped file waits for its turn, and its options come with it. */
export const newRun = (beginning: Beginning, at: string): Run => ({
  eTag: '',
  sequencer: '',
  trigger: 'drop',
  status: 'queued',
  stage: 'waiting',
  onError: 'reject',
  dryRun: false,
  ...noCounts,
  nextUnit: 0,
  nextLine: 0,
  done: 0,
  errors: [],
  hasErrorReport: false,
  version: 1,
  createdAt: at,
  updatedAt: at,
  ...beginning,
})

/** Records a new run, listed among all and, until it ends, among the open ones. */
export const addRun = (run: Run): Write =>
  put(
    {
      ...importKey(run.id),
      ...run,
      gsi1pk: allImports,
      gsiSk: timeOrder(run.createdAt, run.id),
      ...(run.stage !== 'ended' && { gsi2pk: openImports }),
    },
    { exists: false },
    moved,
  )

/** Announces a put as the newest of its key. Refused when a newer one was announced. */
export const announceDrop = ({ bucket, key, sequencer, id }: Pick<Run, 'bucket' | 'key' | 'sequencer' | 'id'>): Write =>
  update(dropKey(bucket, key), { set: { sequencer, newestId: id } }, { below: { sequencer } }, () => new Overtaken())

export const readDrop = async (
  table: Table,
  { bucket, key }: Pick<Run, 'bucket' | 'key'>,
): Promise<StoredDrop | undefined> => {
  const item = await table.get(dropKey(bucket, key))
  return item && StoredDrop.parse(item)
}

/** The file of an upload is there: the import waits for its turn. */
export const receiveUpload = (run: Run, put: Pick<Run, 'eTag' | 'sequencer'>, at: string): Write =>
  update(
    importKey(run.id),
    { set: { ...put, stage: 'waiting', status: 'queued', version: run.version + 1, updatedAt: at } },
    asRead(run),
    moved,
  )

/** Takes the right to write from this key: nobody else writes from it, and no newer put was announced. */
export const holdKey = ({ bucket, key, id }: Run): Write[] => [
  update(
    dropKey(bucket, key),
    { set: { writingId: id } },
    { equals: { newestId: id }, lacks: ['writingId'] },
    (existing) => {
      const drop = StoredDrop.safeParse(existing)
      return drop.success && drop.data.newestId === id ? new Waiting() : new Overtaken()
    },
  ),
]

const releaseKey = ({ bucket, key, id }: Run): Write =>
  update(dropKey(bucket, key), { set: { writingId: undefined } }, { equals: { writingId: id } }, moved)

/** Where a run is: nobody else may have taken a step since it was read. */
const asRead = ({ version }: Run) => ({ equals: { version } })

/** The run goes on to write. */
export const beginWriting = (
  run: Run,
  begun: Pick<Run, 'rows' | 'rejected' | 'done' | 'groupId' | 'onError' | 'madeGroup'> &
    Partial<Pick<Run, 'skipped' | 'layout' | 'source' | 'listedPairs'>> & { program: Program | undefined },
  at: string,
): Write =>
  update(
    importKey(run.id),
    { set: { ...begun, stage: 'writing', status: 'processing', version: run.version + 1, updatedAt: at } },
    asRead(run),
    moved,
  )

/** What a transaction of an import did, as its run records it. */
export type Progress = Pick<
  Run,
  | 'nextUnit'
  | 'nextLine'
  | 'done'
  | 'created'
  | 'updated'
  | 'unchanged'
  | 'rejected'
  | 'removed'
  | 'staged'
  | 'groupId'
  | 'undo'
>

/** @param progress also how many rows were read, of a file that is read while it is imported */
export const advance = (run: Run, progress: Partial<Progress & Pick<Run, 'rows' | 'status'>>, at: string): Write =>
  update(importKey(run.id), { set: { ...progress, version: run.version + 1, updatedAt: at } }, asRead(run), moved)

/** The run ends. A run that was writing gives its key free. */
export const endRun = (
  run: Run,
  result: { status: ImportStatus } & Partial<
    Pick<
      Run,
      | 'rows'
      | 'created'
      | 'updated'
      | 'unchanged'
      | 'rejected'
      | 'skipped'
      | 'layout'
      | 'source'
      | 'onError'
      | 'dryRun'
      | 'program'
      | 'errors'
      | 'hasErrorReport'
      | 'done'
      | 'undo'
    >
  >,
  at: string,
): Write[] => [
  update(
    importKey(run.id),
    {
      set: {
        ...result,
        stage: 'ended',
        staged: undefined,
        gsi2pk: undefined,
        finishedAt: at,
        version: run.version + 1,
        updatedAt: at,
      },
    },
    asRead(run),
    moved,
  ),
  ...(run.stage === 'writing' ? [releaseKey(run)] : []),
]

/** What the import wrote is to be taken back, agreement by agreement from the first. */
export const beginUndo = (run: Run, undoneBy: string, undo: Run['undo'], at: string): Write =>
  update(
    importKey(run.id),
    {
      set: {
        undo,
        undoneBy,
        stage: 'undoing',
        gsi2pk: openImports,
        nextUnit: 0,
        nextLine: 0,
        version: run.version + 1,
        updatedAt: at,
      },
    },
    asRead(run),
    moved,
  )

const StoredErrors = z.object({ errors: z.array(ImportError) })

/** Lines that lost a race after the check, or that an undo left: kept with the step that found them. */
export const addErrors = (run: Run, errors: readonly ImportError[]): Write[] =>
  errors.length === 0
    ? []
    : [put({ ...importErrorsKey(run.id, run.stage === 'undoing', run.version), errors }, { exists: false }, moved)]

/** @param undoing those that the undo left */
export const readErrors = async (table: Table, runId: string, undoing = false): Promise<ImportError[]> => {
  const prefix = importErrorsPrefix(undoing)
  const items = await queryAll(table, { partition: importKey(runId).pk, prefix })
  return items.flatMap((item) => StoredErrors.parse(item).errors)
}

/** Ids of runs that have not ended and took no step since a time. @param before ISO 8601 UTC */
export const readStuckRuns = async (table: Table, before: string): Promise<string[]> => {
  const items = await queryAll(table, { index: 'gsi2', partition: openImports })
  return items.flatMap(({ id, updatedAt }) => (String(updatedAt) < before ? [String(id)] : []))
}
