import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { stringify } from 'csv-stringify/sync'
import { guardCell } from '../csv/cells.ts'
import type { ImportError, StoredImport } from './import-run.ts'
import { maximumFileBytes } from './pair-file.ts'
import { resultObject } from './result-object.ts'

/** A file with the options that its metadata sets. */
export interface DroppedFile {
  bytes: Uint8Array
  metadata: Record<string, string>
}

/** Why there is no such file: replaced by a newer put, deleted, or larger than any pair file may be. */
export type NoFile = 'replaced' | 'deleted' | 'too-large'

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined

const asFile = async ({ Body, Metadata }: GetObjectCommandOutput): Promise<DroppedFile> => ({
  bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(),
  metadata: Metadata ?? {},
})

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

  const readCopy = async (runId: string): Promise<DroppedFile | undefined> => {
    const copy = await getObject(resultObject(runId, 'source.csv'))
    return typeof copy === 'string' ? undefined : asFile(copy)
  }

  return {
    /** The import's own copy of its file; undefined when it has none yet. */
    readCopy,

    /** Takes a copy of exactly the object that the event tells of, so that a newer put cannot change what is read. */
    takeCopy: async ({ id, key, eTag }: Pick<StoredImport, 'id' | 'key' | 'eTag'>): Promise<DroppedFile | NoFile> => {
      const object = await getObject(key, `"${eTag}"`)
      if (typeof object === 'string') return (await readCopy(id)) ?? object
      if (object.ETag?.replaceAll('"', '') !== eTag) return (await readCopy(id)) ?? 'replaced'
      if ((object.ContentLength ?? 0) > maximumFileBytes) {
        await object.Body?.transformToWebStream().cancel()
        return 'too-large'
      }
      const file = await asFile(object)
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: resultObject(id, 'source.csv'),
          Body: file.bytes,
          ContentType: 'text/csv',
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
