import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { stringify } from 'csv-stringify/sync'
import { guardCell } from '../csv/cells.ts'
import { type FileType, fileTypeOf, maximumBytes } from './file-name.ts'
import type { ImportError, StoredImport } from './import-run.ts'
import { resultObject } from './result-object.ts'

/** A file with the options that its metadata sets. */
export interface DroppedFile {
  bytes: Uint8Array
  metadata: Record<string, string>
}

/** Why there is no such file: replaced by a newer put, deleted, or larger than a file of its type may be. */
export type NoFile = 'replaced' | 'deleted' | 'too-large'

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined

const asFile = async ({ Body, Metadata }: GetObjectCommandOutput): Promise<DroppedFile> => ({
  bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(),
  metadata: Metadata ?? {},
})

const contentTypes: Record<FileType, string> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const copyOf = ({ id, key }: Pick<StoredImport, 'id' | 'key'>): string => resultObject(id, `source.${fileTypeOf(key)}`)

const errorColumns: (keyof ImportError)[] = ['line', 'column', 'code', 'message', 'text']

/** What imports need of the bucket. Nothing is written under `imports/`. */
export const connectBucket = (bucket: string, client = new S3Client()) => {
  const getObject = async (Key: string, IfMatch?: string) => {
    try {
      return await client.send(new GetObjectCommand({ Bucket: bucket, Key, IfMatch }))
    } catch (error) {
      const status = statusOf(error)
      if (status === 404) return 'deleted'
      if (status === 412) return 'replaced'
      throw error
    }
  }

  const readCopy = async (run: Pick<StoredImport, 'id' | 'key'>): Promise<DroppedFile | undefined> => {
    const copy = await getObject(copyOf(run))
    return typeof copy === 'string' ? undefined : asFile(copy)
  }

  return {
    /** The import's own copy of its file; undefined when it has none yet. */
    readCopy,

    /** Takes a copy of exactly the object that the event tells of, so that a newer put cannot change what is read. */
    takeCopy: async (run: Pick<StoredImport, 'id' | 'key' | 'eTag'>): Promise<DroppedFile | NoFile> => {
      const { key, eTag } = run
      const object = await getObject(key, `"${eTag}"`)
      if (typeof object === 'string') return (await readCopy(run)) ?? object
      if (object.ETag?.replaceAll('"', '') !== eTag) return (await readCopy(run)) ?? 'replaced'
      if ((object.ContentLength ?? 0) > maximumBytes[fileTypeOf(key)]) {
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
