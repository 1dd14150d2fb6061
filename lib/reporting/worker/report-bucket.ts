import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { deliveryOf, type ReportFile, reportObject } from '../reports/report-files.ts'

export const connectReportBucket = (bucket: string, client = new S3Client()) => ({
  /**
   * Stores the file of a report, whole or not at all.
   * @param path of the file on this machine
   * @param day for its name, YYYY-MM-DD
   */
  put: async (report: ReportFile, path: string, day: string): Promise<void> => {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: reportObject(report),
        Body: createReadStream(path),
        ContentLength: (await stat(path)).size,
        ...deliveryOf(report, day),
      }),
    )
  },

  remove: async (report: ReportFile): Promise<void> => {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: reportObject(report) }))
  },
})

export type ReportBucket = ReturnType<typeof connectReportBucket>
