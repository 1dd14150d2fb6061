import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { reportObject } from './report-object.ts'

/** What the worker needs of the bucket. */
export const connectReportBucket = (bucket: string, client = new S3Client()) => ({
  /** Stores the file of a report, whole or not at all. @param path of the file on this machine */
  put: async (reportId: string, path: string): Promise<void> => {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: reportObject(reportId),
        Body: createReadStream(path),
        ContentLength: (await stat(path)).size,
        ContentType: 'application/zip',
      }),
    )
  },

  remove: async (reportId: string): Promise<void> => {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: reportObject(reportId) }))
  },
})

export type ReportBucket = ReturnType<typeof connectReportBucket>
