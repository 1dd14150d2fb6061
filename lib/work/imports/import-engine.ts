import { LedgerError } from '../../foundation/errors.ts'
import { WrongFile } from '../../foundation/files/sheet.ts'
import { inWorkFolder } from '../../foundation/files/work-folder.ts'
import type { Delivery } from '../../foundation/queue/delivery.ts'
import { RunMoved, settleStep } from '../run.ts'
import { type Turns, takeTurn } from '../turn.ts'
import { FileGone, type NoFile } from './drop-bucket.ts'
import {
  announce,
  type Drop,
  dropsOf,
  holdKey,
  ImportMessage,
  NothingToImport,
  Overtaken,
  placeOf,
  Waiting,
} from './drops.ts'
import { endImport, failUndo, type ImportDesk, type Result, shownErrors } from './end-import.ts'
import { type FileKind, fileNameFault, type ImportOptions, kindOf, maximumBytes, readOptions } from './file-kind.ts'
import { type ImportError, type ImportFile, withText } from './import-file.ts'
import type { KindDefinition, Step } from './import-kind.ts'
import {
  countsOf,
  type ImportCounts,
  importRuns,
  noCounts,
  readErrors,
  type StoredImport,
  withOutcomes,
} from './import-run.ts'
import { takeSteps } from './take-steps.ts'

export interface ImportKind extends FileKind, Pick<KindDefinition<ImportFile, never, Step>, 'conclude'> {
  /** Goes on with an import, or its undo, until it has ended, waits, or has no time left. */
  proceed: (desk: ImportDesk, run: StoredImport) => Promise<void>
}

/** Milliseconds that are left for what cannot be put off; with less, another delivery goes on with a long file. */
const reserveOfLongFiles = 30_000

const noFile: Record<NoFile, (limit: number) => Error> = {
  replaced: () => new Overtaken(),
  deleted: () => new NothingToImport('file-gone', 'The file was deleted before it could be read. Put it there again.'),
  'too-large': (limit) =>
    new WrongFile('file-too-large', `The file is larger than ${limit / 1024 / 1024} MiB. Split it.`),
}

/** An upload was requested with its options, a dry run keeps those of its check; a dropped file brings them along. */
const optionsOf = (run: StoredImport, kind: FileKind, metadata: Record<string, string>): ImportOptions => {
  if (run.trigger === 'drop' && run.committedBy === undefined) return readOptions(metadata, kind)
  const { onError, dryRun, program, deviceId, reportedAt } = run
  return { onError, dryRun, program, deviceId, reportedAt }
}

/** Opens an import's file; one that has begun goes on with its copy. @throws WrongFile, NothingToImport, Overtaken */
const openFile = async ({ bucket }: ImportDesk, run: StoredImport, kind: FileKind, folder: string) => {
  const fault = fileNameFault(run.fileName, kind)
  if (fault !== undefined) throw new WrongFile('file-name', fault)
  const limit = maximumBytes(run.fileName, kind)
  const isBegun = run.stage === 'writing' || run.stage === 'undoing'
  const expect = <T extends object>(file: T | NoFile | undefined, size: (file: T) => number): T => {
    if (file === undefined) throw new Error(`The copy of the file of import ${run.id} is gone.`)
    if (typeof file === 'string') throw isBegun && file !== 'too-large' ? new FileGone(file) : noFile[file](limit)
    if (size(file) === 0) throw new WrongFile('file-empty', 'The file is empty.')
    return file
  }
  if (kind.isStreamed) {
    const at = expect(await bucket.openFile(run, limit), ({ size }) => size)
    const devices = run.hasDevices && (await bucket.readDevices(run))
    return { source: { at, folder, devices }, options: optionsOf(run, kind, at.metadata) }
  }
  const read = isBegun ? bucket.readCopy(run) : bucket.takeCopy(run, limit)
  const { bytes, metadata } = expect(await read, ({ bytes: { length } }) => length)
  return { source: { bytes }, options: isBegun ? run : optionsOf(run, kind, metadata) }
}

export const importKind = <File extends ImportFile, Plan, S extends Step>(
  definition: KindDefinition<File, Plan, S>,
): ImportKind => {
  const { forward, back, judge, removes = () => false, about = () => ({}), begin, ...kind } = definition
  const reserve = kind.isStreamed ? reserveOfLongFiles : 0

  const readFile = async (desk: ImportDesk, begun: StoredImport, folder: string) => {
    const { ledger } = desk
    let run = begun
    const { source, options } = await openFile(desk, run, kind, folder)
    const step = async (changes: Partial<StoredImport>) => {
      run = await importRuns.step(ledger.table, run, changes, ledger.now().toISOString())
    }
    const file = await kind.read(source, { ...run, ...options }, ledger, step)
    return { file, options, run }
  }

  const foresee = async ({ ledger }: ImportDesk, run: StoredImport, file: File) => {
    let counts: StoredImport = { ...run, ...noCounts, skipped: file.skipped ?? 0, rejected: file.rejected }
    const errors = [...file.errors]
    let changes = false
    let position = run
    let plans: readonly Plan[]
    do {
      plans = await forward.plan(ledger, position, file)
      for (const plan of plans) {
        const { outcomes, errors: more = [] } = judge(plan)
        counts = { ...counts, ...withOutcomes(counts, outcomes) }
        errors.push(...more)
        changes ||= removes(plan)
        if (kind.isStreamed) position = { ...position, ...forward.stepOf(position, plan, ledger, run.createdAt).next }
      }
    } while (kind.isStreamed && plans.length > 0)
    changes ||= counts.created + counts.updated > 0
    const { warnings } = position
    return { plans, counts: { ...countsOf(counts), rows: file.rows }, errors, changes, about: { warnings } }
  }

  /** The one transaction before which nothing of the import is in the ledger. */
  const beginWriting = (
    { ledger }: ImportDesk,
    run: StoredImport,
    { onError, program }: ImportOptions,
    file: File,
    plans: readonly Plan[],
  ): Promise<StoredImport> =>
    settleStep(async () => {
      const at = ledger.now().toISOString()
      const own = await begin?.(ledger, { ...run, program }, file, plans, at)
      const { rows, rejected, skipped = 0 } = file
      const changes: Partial<StoredImport> = {
        ...{ rows, rejected, skipped, done: rejected + skipped, onError, program },
        ...about(file),
        groupId: undefined,
        ...own?.changes,
        stage: 'writing',
        status: 'processing',
      }
      return importRuns.step(ledger.table, run, changes, at, [holdKey(run), ...(own?.writes ?? [])])
    })

  const write = async (desk: ImportDesk, begun: StoredImport, file: File, planned?: readonly Plan[]): Promise<void> => {
    const run = await takeSteps(forward, desk.ledger, begun, file, { planned, reserve })
    if (!run) return desk.wake(begun.id)
    const late = run.rejected > file.rejected ? await readErrors(desk.ledger.table, run.id) : []
    await endImport(desk, run, { status: 'completed', errors: withText(file, [...file.errors, ...late]) })
  }

  const proceed = async (desk: ImportDesk, found: StoredImport, folder: string): Promise<void> => {
    const { file, options, run } = await readFile(desk, found, folder)
    if (run.stage === 'writing') return write(desk, run, file)
    const refuses = options.onError === 'reject'
    const ended = { ...options, ...about(file) }
    const end = (status: 'rejected' | 'completed', counts: ImportCounts, errors: readonly ImportError[], more = {}) =>
      endImport(desk, run, { status, counts, errors: withText(file, errors), about: { ...ended, ...more } })

    const { rows, rejected, skipped = 0 } = file
    if (refuses && rejected > 0 && kind.isStreamed)
      return end('rejected', { ...noCounts, rows, rejected, skipped }, file.errors)
    // What a long file does is decided while it is written.
    if (kind.isStreamed && !options.dryRun) return write(desk, await beginWriting(desk, run, options, file, []), file)

    const { plans, counts, errors, changes, about: foreseen } = await foresee(desk, { ...run, ...options }, file)
    if (refuses && errors.length > 0)
      return end('rejected', { ...noCounts, rows, rejected: errors.length, skipped }, errors)
    if (options.dryRun || !changes) return end('completed', counts, errors, foreseen)
    const begun = await beginWriting(desk, run, options, file, plans)
    await write(desk, begun, file, kind.plansTwice ? undefined : plans)
  }

  const undo = async (desk: ImportDesk, begun: StoredImport, folder: string): Promise<void> => {
    const { ledger, bucket } = desk
    if (!back) throw new Error(`Nothing takes imports of ${kind.files} back.`)
    const { file } = await readFile(desk, begun, folder)
    const run = await back.take(ledger, begun, file)
    if (!run) return desk.wake(begun.id)
    // An undo that began again found again what it had left before.
    const found = new Map((await readErrors(ledger.table, run.id, true)).map((error) => [error.line, error]))
    const left = withText(file, [...found.values()])
    if (left.length > 0) await bucket.writeErrorReport(run.id, left, 'left.csv')
    await settleStep(async () => {
      const at = ledger.now().toISOString()
      const writes = await back.finish(ledger, run, { actor: run.undoneBy ?? run.actor, at })
      const done = run.undo && { ...run.undo, status: 'done' as const, left: left.length, leftItems: shownErrors(left) }
      const ended = { status: 'undone', undo: done, stage: 'ended', finishedAt: at } as const
      await importRuns.step(ledger.table, run, ended, at, writes)
    })
  }

  return {
    ...kind,
    proceed: (desk, run) => {
      const work = (folder: string) => (run.stage === 'undoing' ? undo : proceed)(desk, run, folder)
      return kind.isStreamed ? inWorkFolder('import', work) : work('')
    },
  }
}

const resultOf = (error: unknown, run: StoredImport): Result | undefined => {
  const isBegun = run.stage === 'writing'
  if (error instanceof FileGone) {
    const gone = noFile[error.why](0)
    if (!isBegun) return resultOf(gone, run)
    if (error.why === 'replaced') return { status: 'superseded', errors: [] }
    return { status: 'failed', errors: [{ code: 'file-gone', message: gone.message }] }
  }
  if (error instanceof Overtaken) {
    if (run.trigger === 'drop') return { status: 'superseded', counts: noCounts, errors: [] }
    const message = 'The file was uploaded again before it was read. Ask for a new upload with POST /imports.'
    return { status: 'failed', counts: noCounts, errors: [{ code: 'uploaded-twice', message }] }
  }
  if (!(error instanceof WrongFile || error instanceof LedgerError)) return undefined
  const errors = [{ code: error.code, message: error.message }]
  // What was written before stays.
  if (isBegun) return { status: 'failed', errors }
  return { status: error instanceof NothingToImport ? 'failed' : 'rejected', counts: noCounts, errors }
}

const stop = (desk: ImportDesk, run: StoredImport, status: 'cancelled' | 'failed', errors: ImportError[] = []) =>
  run.stage === 'undoing' ? failUndo(desk, run) : endImport(desk, run, { status, errors, isGivenUp: true })

const work = async (desk: ImportDesk, run: StoredImport): Promise<void> => {
  const { table, now } = desk.ledger
  if (run.cancelledBy !== undefined) return stop(desk, run, 'cancelled')
  try {
    const place = run.kind === undefined ? placeOf(desk.kinds, run.key) : { kind: run.kind }
    if (place instanceof Error) throw place
    await kindOf(desk.kinds, place.kind).proceed(desk, run)
  } catch (error) {
    const current = await importRuns.read(table, run.id)
    if (error instanceof RunMoved || !current || current.stage === 'ended') throw error
    if (error instanceof Waiting)
      return void (await importRuns.step(table, current, { attempts: 0 }, now().toISOString()))
    const result = current.stage === 'undoing' ? undefined : resultOf(error, current)
    if (!result) throw error
    await endImport(desk, current, result)
  }
}

/** A form is good for 15 minutes; S3 may tell of the file a moment later. */
const minutesAwaited = 20

/** An upload that nobody made expires. A long file that its worker did not live to delete is deleted. */
const tidyUp = async (desk: ImportDesk, run: StoredImport): Promise<void> => {
  const { kinds, bucket, ledger } = desk
  if (run.stage === 'ended') {
    const isStreamed = run.kind !== undefined && kinds[run.kind]?.isStreamed
    return isStreamed && !run.dryRun ? bucket.removeFile(run) : undefined
  }
  if (run.cancelledBy !== undefined) return stop(desk, run, 'cancelled')
  if (ledger.now().getTime() < Date.parse(run.createdAt) + minutesAwaited * 60_000) return
  const message = 'No file was uploaded in time. Ask for a new upload with POST /imports.'
  await endImport(desk, run, { status: 'failed', counts: noCounts, errors: [{ code: 'upload-expired', message }] })
}

const givenUp = {
  code: 'internal',
  message: 'The service could not finish this import and has given it up. The logs say why; import the file again.',
}

/**
 * Goes on with the imports that a message names, until each has ended or waits for another. Safe to call twice, at the
 * same time or after a crash.
 */
export const takeImportMessage = async (desk: ImportDesk, delivery: Delivery): Promise<void> => {
  const { data: message } = ImportMessage.safeParse(delivery.body)
  if (!message) throw new Error('The import queue does not take such a message.')
  const turns: Turns<StoredImport> = {
    runs: importRuns,
    isOpen: ({ stage }) => stage !== 'ended' && stage !== 'awaiting',
    otherwise: (run) => tidyUp(desk, run),
    work: (run) => work(desk, run),
    giveUp: (run) => stop(desk, run, 'failed', [givenUp]),
  }
  const takeUp = async (importId: string, drop?: Drop) => {
    try {
      const recorded = drop && (await announce(desk.ledger, desk.kinds, drop))
      await takeTurn(turns, desk.ledger, importId, delivery.isLast, recorded)
    } catch (error) {
      // The log shows causes, so that a failed delivery is found by the import's id.
      throw new Error(`import ${importId}`, { cause: error })
    }
  }
  if ('importId' in message) await takeUp(message.importId)
  for (const drop of dropsOf(message)) await takeUp(drop.importId, drop)
}
