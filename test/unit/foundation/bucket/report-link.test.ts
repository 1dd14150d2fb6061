import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { linkSigner } from '../../../../lib/foundation/bucket/link-signer.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-06-15T12:00:00Z') })
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

const key = 'results/reports/01ARZ3NDEKTSV4RRFFQ69G5FAV/purchase.html'

/** Spec "Routes": the link needs no token and is signed anew on each GET. */
it('A link is good for 15 minutes, for one object and one method, and signed anew each time', async () => {
  const sign = linkSigner('bucket', 'eu-central-1')
  const first = new URL(await sign(key))
  expect(first.origin + first.pathname).toBe(`https://bucket.s3.eu-central-1.amazonaws.com/${key}`)
  expect(Object.fromEntries(first.searchParams)).toMatchObject({
    'X-Amz-Date': '20260615T120000Z',
    'X-Amz-Expires': '900',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  const signatureOf = async (link: Promise<string>) => new URL(await link).searchParams.get('X-Amz-Signature')
  const again = signatureOf(sign(key))
  expect(await again).toBe(first.searchParams.get('X-Amz-Signature'))
  const others = [
    await signatureOf(sign(key, 'DELETE')),
    await signatureOf(sign('results/reports/other/purchase.html')),
  ]
  vi.setSystemTime(new Date('2026-06-15T12:00:01Z'))
  others.push(await signatureOf(sign(key)))
  expect(new Set([await again, ...others]).size).toBe(4)
})
