import { formatUrl } from '@aws-sdk/core/util'
import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { S3RequestPresigner } from '@aws-sdk/s3-request-presigner'
import { HttpRequest } from '@smithy/core/protocols'
import { Hash } from '@smithy/core/serde'

const defaultMinutes = 15

const addressOf = (bucket: string, key: string, region: string, endpoint: string | undefined): URL =>
  endpoint === undefined
    ? new URL(`https://${bucket}.s3.${region}.amazonaws.com/${key}`)
    : new URL(`${endpoint}/${bucket}/${key}`)

/** Makes links that need no token, signed without the S3 client, which would make the function half as large again. */
export const linkSigner = (bucket: string, region: string, endpoint?: string, minutes = defaultMinutes) => {
  const presigner = new S3RequestPresigner({
    region,
    credentials: defaultProvider(),
    sha256: Hash.bind(null, 'sha256'),
  })
  return async (key: string, method: 'GET' | 'DELETE' = 'GET'): Promise<string> => {
    const { protocol, hostname, host, port, pathname: path } = addressOf(bucket, key, region, endpoint)
    const headers = { host }
    const request = new HttpRequest({ protocol, hostname, ...(port && { port: Number(port) }), path, method, headers })
    return formatUrl(await presigner.presign(request, { expiresIn: minutes * 60 }))
  }
}
