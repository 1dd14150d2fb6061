import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'

const minutesSigned = 15

/** Everything that an import keeps in the bucket lies in a folder of its own. */
export const resultObject = (importId: string, file: 'errors.csv' | 'source.csv'): string =>
  `results/imports/${importId}/${file}`

/** Makes links to error reports that need no token and are good for 15 minutes. */
export const reportSigner =
  (bucket: string, client = new S3Client()) =>
  (importId: string): Promise<string> =>
    getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: resultObject(importId, 'errors.csv') }), {
      expiresIn: minutesSigned * 60,
    })
