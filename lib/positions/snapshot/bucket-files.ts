import {
  DeleteObjectsCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3'
import { chunksOf } from '../../foundation/collections.ts'
import type { SnapshotFiles } from './files.ts'

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
