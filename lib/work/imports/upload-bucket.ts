import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { inWorkFolder } from '../../foundation/files/work-folder.ts'

/** Uploads files of the ledger's own connectors, as clients of the API do. */
export const connectUploads = (bucket: string, client = new S3Client()) => ({
  bucket,

  isThere: async (key: string): Promise<boolean> => {
    try {
      await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
      return true
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return false
      throw error
    }
  },

  put: async (key: string, body: string): Promise<void> => {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'text/csv' }))
  },

  /**
   * Puts a file of any size in constant memory, by way of this machine's disk: what breaks off is never in the bucket.
   * @throws what the bytes throw
   */
  putPieces: (key: string, bytes: AsyncIterable<Uint8Array>): Promise<void> =>
    inWorkFolder('upload', async (folder) => {
      const path = `${folder}/file`
      await pipeline(bytes, createWriteStream(path, { mode: 0o600 }))
      const { size: ContentLength } = await stat(path)
      const object = { Bucket: bucket, Key: key, Body: createReadStream(path), ContentLength }
      await client.send(new PutObjectCommand({ ...object, ContentType: 'application/zip' }))
    }),

  /** An object that an import has beside its file; undefined when there is none. */
  read: async (key: string): Promise<Uint8Array | undefined> => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      return await Body?.transformToByteArray()
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined
      throw error
    }
  },
})

export type UploadBucket = ReturnType<typeof connectUploads>
