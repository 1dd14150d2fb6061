import { HeadObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'

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
})

export type UploadBucket = ReturnType<typeof connectUploads>
