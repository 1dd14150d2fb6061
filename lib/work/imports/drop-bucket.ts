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
import { csvFormat, guardCell } from '../../foundation/files/cells.ts'
import { type FileType, fileTypeOf, type ImportError, type ImportReport, resultObject } from './import-file.ts'
import type { StoredImport } from './import-run.ts'

/** Why there is no such file: replaced by a newer put, deleted, or larger than a file of its type may be. */
export type NoFile = 'replaced' | 'deleted' | 'too-large'

export class FileGone extends Error {
  override name = 'FileGone'
  readonly why: NoFile

  constructor(why: NoFile) {
    super(`The file is ${why}.`)
    this.why = why
  }
}

interface DroppedFile {
  bytes: Uint8Array
  metadata: Record<string, string>
}

/** A file that is read where it lies, because it is too large to be copied, and holds what is not to be kept. */
export interface OpenFile extends ByteSource {
  metadata: Record<string, string>
  putAt: Date
}

/** Asks for an object; given its ETag, for exactly that: some emulators pass the condition over. */
const orNoFile = async <T extends { $metadata: object; ETag?: string | undefined }>(
  request: Promise<T>,
  eTag?: string,
) => {
  try {
    const answer = await request
    return eTag !== undefined && answer.ETag?.replaceAll('"', '') !== eTag ? 'replaced' : answer
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
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

/** The object that an event named. */
type Put = Pick<StoredImport, 'key' | 'eTag'>
type Kept = Pick<StoredImport, 'id' | 'key'>

const copyOf = ({ id, key }: Kept): string => resultObject(id, `source.${fileTypeOf(key)}`)

const errorColumns: (keyof ImportError)[] = ['line', 'column', 'code', 'message', 'text']

/** What imports need of the bucket. Nothing is written under `imports/`. */
export const connectBucket = (bucket: string, client = new S3Client()) => {
  const exactly = ({ key, eTag }: Put) => ({ Bucket: bucket, Key: key, IfMatch: `"${eTag}"` })
  const get = (put: Put, Range?: string) =>
    orNoFile(client.send(new GetObjectCommand({ ...exactly(put), Range })), put.eTag)
  const head = (put: Put) => orNoFile(client.send(new HeadObjectCommand(exactly(put))), put.eTag)

  /** The import's own copy of its file; undefined when it has none yet. */
  const readCopy = async (run: Kept): Promise<DroppedFile | undefined> => {
    const copy = await orNoFile(client.send(new GetObjectCommand({ Bucket: bucket, Key: copyOf(run) })))
    return typeof copy === 'string' ? undefined : asFile(copy)
  }

  return {
    readCopy,

    /** Copies exactly the object that the event names: a newer put cannot change what is read. @param limit in bytes */
    takeCopy: async (run: Kept & Put, limit: number): Promise<DroppedFile | NoFile> => {
      const object = await get(run)
      if (typeof object === 'string') return (await readCopy(run)) ?? object
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
          ContentType: contentTypes[fileTypeOf(run.key)],
          Metadata: file.metadata,
        }),
      )
      return file
    },

    /** Opens exactly the object that the event names; reading it fails once a newer put has replaced it. */
    openFile: async (run: Put, limit: number): Promise<OpenFile | NoFile> => {
      const file = await head(run)
      if (typeof file === 'string') return file
      const size = file.ContentLength ?? 0
      if (size > limit) return 'too-large'
      return {
        size,
        metadata: file.Metadata ?? {},
        putAt: file.LastModified ?? new Date(),
        read: async function* (from, to) {
          if (from >= to) return
          const object = await get(run, `bytes=${from}-${to - 1}`)
          if (typeof object === 'string') throw new FileGone(object)
          if (object.Body) yield* object.Body.transformToWebStream()
        },
      }
    },

    readDevices: async ({ id }: Pick<Kept, 'id'>): Promise<Uint8Array> => {
      const Key = resultObject(id, 'devices.csv')
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }))
      return (await Body?.transformToByteArray()) ?? new Uint8Array()
    },

    removeFile: async (run: Put): Promise<void> => {
      if (typeof (await head(run)) === 'string') return
      await orNoFile(client.send(new DeleteObjectCommand(exactly(run))))
    },

    /** Writes every error of an import, or all that its undo left, as CSV that is safe to open in a spreadsheet. */
    writeErrorReport: async (
      runId: string,
      errors: readonly ImportError[],
      report: ImportReport = 'errors.csv',
    ): Promise<void> => {
      const rows = errors.map((error) => errorColumns.map((column) => guardCell(error[column] ?? '')))
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: resultObject(runId, report),
          Body: stringify([errorColumns, ...rows], { ...csvFormat, bom: true }),
          ContentType: 'text/csv; charset=utf-8',
        }),
      )
    },
  }
}

export type DropBucket = ReturnType<typeof connectBucket>
