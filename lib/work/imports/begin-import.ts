import { LedgerError } from '../../foundation/errors.ts'
import { WrongFile } from '../../foundation/files/wrong-file.ts'
import { NothingToImport } from './drop.ts'
import type { DroppedFile, NoFile } from './drop-bucket.ts'
import { endImport, type ImportDesk } from './end-import.ts'
import { fileNameFault, maximumBytes } from './file-name.ts'
import { type ImportOptions, readOptions } from './import-options.ts'
import { type ImportKind, noCounts, type StoredImport } from './import-run.ts'
import { Overtaken } from './import-store.ts'
import type { KindOfImport, Written } from './kind-of-import.ts'

/** @throws WrongFile `file-name` */
export const checkFileName = (fileName: string, kind: ImportKind): void => {
  const fault = fileNameFault(fileName, kind)
  if (fault !== undefined) throw new WrongFile('file-name', fault)
}

/** An upload was asked for with its options; a dropped file brings them along. */
export const optionsOf = (run: StoredImport, kind: ImportKind, metadata: Record<string, string>): ImportOptions =>
  run.trigger === 'api'
    ? {
        program: run.program,
        onError: run.onError,
        dryRun: run.dryRun,
        ...(run.deviceId !== undefined && { deviceId: run.deviceId }),
        ...(run.reportedAt !== undefined && { reportedAt: run.reportedAt }),
      }
    : readOptions(metadata, kind)

/** Why an import has no file. @param limit the most bytes that it may have */
export const noFile: Record<NoFile, (limit: number) => Error> = {
  replaced: () => new Overtaken(),
  deleted: () => new NothingToImport('file-gone', 'The file was deleted before it could be read. Put it there again.'),
  'too-large': (limit) =>
    new WrongFile('file-too-large', `The file is larger than ${limit / 1024 / 1024} MiB. Split it.`),
}

const takeFile = async ({ bucket }: ImportDesk, run: StoredImport, kind: ImportKind): Promise<DroppedFile> => {
  const limit = maximumBytes(run.fileName, kind)
  const file = await bucket.takeCopy(run, limit)
  if (typeof file === 'string') throw noFile[file](limit)
  if (file.bytes.length === 0) throw new WrongFile('file-empty', 'The file is empty.')
  return file
}

const check = async (desk: ImportDesk, run: StoredImport, kind: ImportKind, of: KindOfImport) => {
  checkFileName(run.fileName, kind)
  const { bytes, metadata } = await takeFile(desk, run, kind)
  const options = optionsOf(run, kind, metadata)
  const { counts, errors, changes, layout, begin } = await of.check(desk, run, bytes, options)
  const about = { ...options, ...(layout && { layout }) }

  if (options.onError === 'reject' && errors.length > 0) {
    const refused = { ...noCounts, rows: counts.rows, rejected: errors.length, skipped: counts.skipped }
    await endImport(desk, run, { status: 'rejected', counts: refused, errors, about })
    return undefined
  }
  if (options.dryRun || !changes) {
    await endImport(desk, run, { status: 'completed', counts, errors, about })
    return undefined
  }
  return begin()
}

/**
 * Checks a file and begins to write it. What is wrong with it ends its import.
 * @returns what writes all of it; undefined when the import has ended
 * @throws NothingToImport, Overtaken, Waiting, RunMoved
 */
export const beginImport = async (
  desk: ImportDesk,
  run: StoredImport,
  kind: ImportKind,
  of: KindOfImport,
): Promise<(() => Promise<Written>) | undefined> => {
  try {
    return await check(desk, run, kind, of)
  } catch (error) {
    const isRule = error instanceof WrongFile || error instanceof LedgerError
    if (!isRule) throw error
    const errors = [{ code: error.code, message: error.message }]
    await endImport(desk, run, { status: 'rejected', counts: noCounts, errors })
    return undefined
  }
}
