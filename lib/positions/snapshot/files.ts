import {
  DeleteObjectsCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3'
import { chunksOf } from '../../foundation/collections.ts'
import { Busy } from '../../foundation/table/attempts.ts'

/** The bucket as snapshots use it. Keys are written once, apart from those for other tools. */
export interface SnapshotFiles {
  /** @param range bytes up to `end`, exclusive @returns undefined when there is no such object */
  read: (key: string, range?: { start: number; end: number }) => Promise<Uint8Array | undefined>
  write: (key: string, bytes: Uint8Array) => Promise<void>
  /** Keys under a prefix, page by page, with when they were written. */
  list: (prefix: string) => AsyncIterable<readonly { key: string; at: Date }[]>
  remove: (keys: readonly string[]) => Promise<void>
}

export type ReadableFiles = Pick<SnapshotFiles, 'read'>

const patience = 10_000

/** The bucket through signed requests, for readers: the S3 client would make a function half as large again. */
export const signedFiles = (sign: (key: string) => Promise<string>): ReadableFiles => ({
  read: async (key, range) => {
    const response = await fetch(await sign(key), {
      headers: range ? { range: `bytes=${range.start}-${range.end - 1}` } : {},
      signal: AbortSignal.timeout(patience),
    }).catch((error: unknown) => {
      throw new Busy(error)
    })
    if (response.status === 404) return undefined
    if (response.status >= 500 || response.status === 429) throw new Busy(new Error(`S3 answered ${response.status}.`))
    if (!response.ok) throw new Error(`S3 answered ${response.status} for ${key}.`)
    return new Uint8Array(await response.arrayBuffer())
  },
})

export const bucketFiles = (bucket: string, client = new S3Client()): SnapshotFiles => ({
  read: async (key, range) => {
    try {
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: key, Range: range && `bytes=${range.start}-${range.end - 1}` }),
      )
      return await Body?.transformToByteArray()
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined
      throw error
    }
  },

  write: async (key, bytes) => {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }))
  },

  list: async function* (prefix) {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
      yield Contents.flatMap(({ Key: key, LastModified: at }) => (key && at ? [{ key, at }] : []))
  },

  remove: async (keys) => {
    for (const some of chunksOf(keys, 1_000)) {
      const Objects = some.map((Key) => ({ Key }))
      await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }))
    }
  },
})
