import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { Hash } from '@smithy/core/serde'
import { SignatureV4 } from '@smithy/signature-v4'
import * as z from 'zod'

const minutesOpen = 15
const algorithm = 'AWS4-HMAC-SHA256'

/** A form that uploads one file to S3 (presigned POST): send all fields, then the file as `file`. */
export const UploadForm = z
  .strictObject({ url: z.url(), fields: z.record(z.string(), z.string()), expiresAt: z.iso.datetime() })
  .meta({ id: 'UploadForm' })
type UploadForm = z.infer<typeof UploadForm>

const compact = (time: Date): string => time.toISOString().replaceAll(/[-:]|\.\d{3}/g, '')

/** Makes forms that upload one file under exactly its key, within 15 minutes. @param limit in bytes */
export const uploadFormSigner = (
  bucket: string,
  region: string,
  now: () => Date,
  endpoint?: string,
  credentials = defaultProvider(),
) => {
  const signer = new SignatureV4({ credentials, region, service: 's3', sha256: Hash.bind(null, 'sha256') })
  const url = endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com` : `${endpoint}/${bucket}`
  return async (key: string, limit: number): Promise<UploadForm> => {
    const time = now()
    const expiresAt = new Date(time.getTime() + minutesOpen * 60_000).toISOString()
    const { accessKeyId, sessionToken } = await credentials()
    const date = compact(time)
    const signed = {
      key,
      bucket,
      'x-amz-algorithm': algorithm,
      'x-amz-credential': `${accessKeyId}/${date.slice(0, 8)}/${region}/s3/aws4_request`,
      'x-amz-date': date,
      ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
    }
    const conditions = [
      ...Object.entries(signed).map(([name, value]) => ({ [name]: value })),
      ['content-length-range', 1, limit],
    ]
    const policy = Buffer.from(JSON.stringify({ expiration: expiresAt, conditions })).toString('base64')
    const signature = await signer.sign(policy, { signingDate: time })
    return { url, fields: { ...signed, policy, 'x-amz-signature': signature }, expiresAt }
  }
}
