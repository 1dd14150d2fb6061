import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { localClient } from './stack-file.ts'

const Json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue('It is no JSON.')
    return z.NEVER
  }
})

const Policy = z.object({
  expiration: z.iso.datetime(),
  conditions: z.array(
    z.union([
      z.tuple([z.literal('content-length-range'), z.number(), z.number()]),
      z.tuple([z.enum(['eq', 'starts-with']), z.string().startsWith('$'), z.string()]),
      z.record(z.string(), z.string()),
    ]),
  ),
})

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** Signature version 4 of a policy, under the credentials of the local stack. */
const signatureOf = (policy: string, credential: string): string => {
  const [, date = '', region = '', service = '', end = ''] = credential.split('/')
  const secret = `AWS4${localClient.credentials.secretAccessKey}`
  return hmac([date, region, service, end].reduce<string | Buffer>(hmac, secret), policy).toString('hex')
}

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))

/** Fields that a policy need not name. */
const free = new Set(['policy', 'x-amz-signature', 'file', 'bucket'])

/**
 * What S3 has against a form that uploads an object (presigned POST); undefined when it takes it.
 * @param body as it was sent @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export const uploadFault = async (
  bucket: string,
  body: Uint8Array<ArrayBuffer>,
  type: string,
): Promise<string | undefined> => {
  const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch(() => undefined)
  if (!form) return 'MalformedPOSTRequest'
  const field = (name: string): string => {
    const value = form.get(name)
    return typeof value === 'string' ? value : ''
  }
  const file = form.get('file')
  const policy = Json.pipe(Policy).safeParse(Buffer.from(field('policy'), 'base64').toString()).data
  if (!policy || typeof file !== 'object' || file === null) return 'InvalidPolicyDocument'
  if (!isSame(field('x-amz-signature'), signatureOf(field('policy'), field('x-amz-credential'))))
    return 'SignatureDoesNotMatch'
  if (Date.parse(policy.expiration) < Date.now()) return 'AccessDenied'
  const named = new Set<string>()
  const holds = (name: string, test: (value: string) => boolean): boolean => {
    named.add(name.toLowerCase())
    return test(name === 'bucket' ? bucket : field(name))
  }
  for (const condition of policy.conditions) {
    if (!Array.isArray(condition)) {
      for (const [name, wanted] of Object.entries(condition))
        if (!holds(name, (value) => value === wanted)) return 'AccessDenied'
    } else if (condition[0] === 'content-length-range') {
      const [, least, most] = condition
      if (file.size < least) return 'EntityTooSmall'
      if (file.size > most) return 'EntityTooLarge'
    } else {
      const [how, name, wanted] = condition
      const test = (value: string) => (how === 'eq' ? value === wanted : value.startsWith(wanted))
      if (!holds(name.slice(1), test)) return 'AccessDenied'
    }
  }
  const others = [...form.keys()].map((name) => name.toLowerCase())
  return others.every((name) => named.has(name) || free.has(name)) ? undefined : 'AccessDenied'
}
