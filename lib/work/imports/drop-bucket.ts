import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { stringify } from 'csv-stringify/sync'
import type { ByteSource } from '../../foundation/files/byte-source.ts'
import { guardCell } from '../../foundation/files/cells.ts'
import { type FileType, fileTypeOf, type ImportError, resultObject } from './import-file.ts'
import type { StoredImport } from './import-run.ts'

/** A file that was open has been replaced or deleted. */
export class FileGone extends Error {
  override name = 'FileGone'
  readonly why: NoFile

  constructor(why: NoFile) {
    super(`The file is ${why}.`)
    this.why = why
  }
}

/** A file with the options that its metadata sets. */
export interface DroppedFile {
  bytes: Uint8Array
  metadata: Record<string, string>
}

/** A file that is read where it lies, because it is too large to be copied, and holds what is not to be kept. */
export interface OpenFile extends ByteSource {
  metadata: Record<string, string>
  /** When it was put. */
  putAt: Date
}

/** Why there is no such file: replaced by a newer put, deleted, or larger than a file of its type may be. */
export type NoFile = 'replaced' | 'deleted' | 'too-large'

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined

const orNoFile = async <T>(request: Promise<T>): Promise<T | 'deleted' | 'replaced'> => {
  try {
    return await request
  } catch (error) {
    const status = statusOf(error)
    if (status === 404) return 'deleted'
    if (status === 412) return 'replaced'
    throw error
  }
}

const asFile = async ({ Body, Metadata }: GetObjectCommandOutput): Promise<DroppedFile> => ({
  bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(),
  metadata: Metadata ?? {},
})

const contentTypes: Record<FileType, string> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
}

const copyOf = ({ id, key }: Pick<StoredImport, 'id' | 'key'>): string => resultObject(id, `source.${fileTypeOf(key)}`)

const errorColumns: (keyof ImportError)[] = ['line', 'column', 'code', 'message', 'text']

/** What imports need of the bucket. Nothing is written under `imports/`. */
export const connectBucket = (bucket: string, client = new S3Client()) => {
  const getObject = (Key: string, IfMatch?: string) =>
    orNoFile(client.send(new GetObjectCommand({ Bucket: bucket, Key, IfMatch })))

  /** Also looks itself: some emulators pass the condition over. */
  const headOf = async (exactly: { Bucket: string; Key: string; IfMatch: string }, eTag: string) => {
    const head = await orNoFile(client.send(new HeadObjectCommand(exactly)))
    return typeof head !== 'string' && head.ETag?.replaceAll('"', '') !== eTag ? 'replaced' : head
  }

  const readCopy = async (run: Pick<StoredImport, 'id' | 'key'>): Promise<DroppedFile | undefined> => {
    const copy = await getObject(copyOf(run))
    return typeof copy === 'string' ? undefined : asFile(copy)
  }

  return {
    /** The import's own copy of its file; undefined when it has none yet. */
    readCopy,

    /**
     * Takes a copy of exactly the object that the event names, so that a newer put cannot change what is read.
     * @param limit the most bytes that it may have
     */
    takeCopy: async (run: Pick<StoredImport, 'id' | 'key' | 'eTag'>, limit: number): Promise<DroppedFile | NoFile> => {
      const { key, eTag } = run
      const object = await getObject(key, `"${eTag}"`)
      if (typeof object === 'string') return (await readCopy(run)) ?? object
      if (object.ETag?.replaceAll('"', '') !== eTag) return (await readCopy(run)) ?? 'replaced'
      if ((object.ContentLength ?? 0) > limit) {
        await object.Body?.transformToWebStream().cancel()
        return 'too-large'
      }
      const file = await asFile(object)
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: copyOf(run),
          Body: file.bytes,
          ContentType: contentTypes[fileTypeOf(key)],
          Metadata: file.metadata,
        }),
      )
      return file
    },

    /** Opens exactly the object that the event names; reading it fails once a newer put has replaced it. */
    openFile: async (run: Pick<StoredImport, 'key' | 'eTag'>, limit: number): Promise<OpenFile | NoFile> => {
      const { key: Key, eTag } = run
      const exactly = { Bucket: bucket, Key, IfMatch: `"${eTag}"` }
      const head = await headOf(exactly, eTag)
      if (typeof head === 'string') return head
      const size = head.ContentLength ?? 0
      if (size > limit) return 'too-large'
      return {
        size,
        metadata: head.Metadata ?? {},
        putAt: head.LastModified ?? new Date(),
        read: async function* (from, to) {
          if (from >= to) return
          const Range = `bytes=${from}-${to - 1}`
          const object = await orNoFile(client.send(new GetObjectCommand({ ...exactly, Range })))
          if (typeof object === 'string') throw new FileGone(object)
          if (object.ETag?.replaceAll('"', '') !== eTag) throw new FileGone('replaced')
          if (object.Body) yield* object.Body.transformToWebStream()
        },
      }
    },

    /** Deletes exactly the object that the event names. */
    removeFile: async ({ key: Key, eTag }: Pick<StoredImport, 'key' | 'eTag'>): Promise<void> => {
      const exactly = { Bucket: bucket, Key, IfMatch: `"${eTag}"` }
      if (typeof (await headOf(exactly, eTag)) === 'string') return
      await orNoFile(client.send(new DeleteObjectCommand(exactly)))
    },

    /** Writes every error of an import, or all that its undo left, as CSV that is safe to open in a spreadsheet. */
    writeErrorReport: async (
      runId: string,
      errors: readonly ImportError[],
      report: 'errors.csv' | 'left.csv' = 'errors.csv',
    ): Promise<void> => {
      const rows = errors.map((error) => ({ ...error, text: guardCell(error.text ?? '') }))
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: resultObject(runId, report),
          Body: stringify(rows, { header: true, columns: errorColumns, bom: true, record_delimiter: 'windows' }),
          ContentType: 'text/csv; charset=utf-8',
        }),
      )
    },
  }
}

export type DropBucket = ReturnType<typeof connectBucket>
