import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { httpEvent, lambdaContext, type RequestOptions } from '../../support/events.ts'

const folder = mkdtempSync(`${tmpdir()}/license-ledger-about-`)
const openApi = { info: { version: '1.2.3' }, paths: { '/groups': { get: {}, post: {} }, '/config.json': { get: {} } } }
writeFileSync(`${folder}/openapi.json`, JSON.stringify(openApi))
writeFileSync(`${folder}/index.html`, '<!doctype html><title>License Ledger</title>')

/** Without CONSOLE_CLIENT_ID. */
const variables = {
  SITE_DIR: folder,
  CONSOLE_DIR: folder,
  ISSUER: 'https://issuer.example',
  ISSUER_HOSTS: 'tokens.example',
  CONSOLE_SCOPE: 'openid profile',
  BUCKET_ORIGIN: 'https://bucket.example',
}
let handler: typeof import('../../../functions/about.ts')['handler']
beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  handler = (await import('../../../functions/about.ts')).handler
  vi.unstubAllEnvs()
})
afterAll(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

const call = (routeKey: string, rawPath: string, options: RequestOptions = {}, method = 'GET') =>
  handler({ ...httpEvent(`${method} ${rawPath}`, options), routeKey }, lambdaContext())

describe('GET /config.json', () => {
  it('tells everybody how to sign in, or that there is no client for it, and is never kept', async () => {
    const { statusCode, headers, body } = await call('GET /config.json', '/config.json')
    expect([statusCode, headers?.['cache-control']]).toEqual([200, 'no-store'])
    expect(JSON.parse(body ?? '')).toEqual({
      issuer: 'https://issuer.example',
      clientId: null,
      scope: 'openid profile',
      version: expect.stringMatching(/^1\.2\.3\+[0-9a-f]{10}$/),
    })
  })
})

describe('What no route matches', () => {
  it('is the console at its addresses, also for HEAD', async () => {
    for (const method of ['GET', 'HEAD']) {
      const { statusCode, headers, body = '' } = await call('$default', '/console/overview', {}, method)
      expect(statusCode).toBe(200)
      expect(Buffer.from(body, 'base64').toString()).toContain('License Ledger')
      expect(headers).toMatchObject({ 'cache-control': 'no-cache' })
      expect(headers?.['content-security-policy']).toContain(
        "connect-src 'self' https://issuer.example https://tokens.example https://bucket.example;",
      )
    }
    expect(await call('$default', '/')).toMatchObject({ statusCode: 302, headers: { location: '/console/' } })
  })

  it('is a problem elsewhere, and for files of the console that are not there', async () => {
    const missing = await call('$default', '/console/assets/gone.js', { headers: { 'user-agent': 'curl/8' } })
    expect(missing).toMatchObject({ statusCode: 404, headers: { 'content-type': 'application/problem+json' } })
    expect(missing.headers?.['cache-control']).toBe('no-store')
    expect(await call('$default', '/nowhere')).toMatchObject({ statusCode: 404 })
    const wrong = await call('$default', '/groups', {}, 'DELETE')
    expect(wrong).toMatchObject({ statusCode: 405, headers: { allow: 'GET, POST' } })
  })
})
