import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { compressFiles } from '../../../../infra/site/build-console.ts'
import { consoleFiles } from '../../../../lib/foundation/http/console-files.ts'
import { httpEvent } from '../../../support/events.ts'

const folder = mkdtempSync(`${tmpdir()}/license-ledger-console-`)
afterAll(() => rmSync(folder, { recursive: true }))

const page = `<!doctype html><title>License Ledger</title>${'<p>A page.</p>'.repeat(50)}`
const script = `console.log(${JSON.stringify('a'.repeat(500))})`
const image = Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3])
for (const name of ['assets', '.vite']) mkdirSync(`${folder}/${name}`)
const written = {
  'index.html': page,
  'icon.svg': '<svg/>',
  'assets/main-Ab_1-x.js': script,
  'assets/main.css': 'a{}',
  'assets/logo.png': image,
  '.vite/manifest.json': '{}',
}
for (const [name, content] of Object.entries(written)) writeFileSync(`${folder}/${name}`, content)
writeFileSync(`${folder}/../license-ledger-secret-${process.pid}.txt`, 'secret')
afterAll(() => rmSync(`${folder}/../license-ledger-secret-${process.pid}.txt`))
compressFiles(folder)

const files = consoleFiles(folder, {
  issuer: 'https://issuer.example/pool',
  issuerHosts: ['tokens.example', 'login.example:8443'],
  bucketOrigin: 'https://bucket.s3.eu-central-1.amazonaws.com',
})

const at = (rawPath: string, headers: Record<string, string> = {}, method = 'GET') => {
  const event = httpEvent(`${method} /`, { headers })
  return files.answer({ ...event, routeKey: '$default', rawPath })
}
const bytesOf = (reply: ReturnType<typeof at>) => Buffer.from(String(reply?.body), 'base64')
const textAt = (path: string) => bytesOf(at(path)).toString()

describe('The console', () => {
  it.each(['/', '/console'])('is where %s leads to', (path) => {
    expect(at(path)).toEqual({ status: 302, headers: { location: '/console/' } })
  })

  it.each([
    '/console/',
    '/console/index.html',
    '/console/overview',
    '/console/families/a%2Fb',
    '/console/agreements/1.2/edit',
    '/console/devices/app.js',
  ])('answers its page at %s, as its router handles the address', (path) => {
    expect(textAt(path)).toBe(page)
    expect(at(path)?.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
  })

  it.each([
    ['/console/assets/main-Ab_1-x.js', script, 'text/javascript; charset=utf-8'],
    ['/console/assets/main.css', 'a{}', 'text/css; charset=utf-8'],
    ['/console/assets/logo.png', image.toString(), 'image/png'],
  ])('serves %s, which is kept for a year, as its name changes with it', (path, content, type) => {
    expect(textAt(path)).toBe(content)
    expect(at(path)).toMatchObject({
      status: 200,
      base64: true,
      headers: { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' },
    })
  })

  it('asks each time whether a file without a hash in its name has changed', () => {
    expect(textAt('/console/icon.svg')).toBe('<svg/>')
    expect(at('/console/icon.svg')?.headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'cache-control': 'no-cache',
    })
  })

  it.each([
    'assets/gone.js',
    'nothing.js',
    'favicon.ico',
    'assets/',
    'assets/../index.html',
    'assets/main-Ab_1-x.js.br',
    'assets/%2e%2e/index.html',
  ])('answers 404 for %s, so that a page of another version notices', (name) => {
    expect(() => at(`/console/${name}`)).toThrow(expect.objectContaining({ status: 404 }))
  })

  it.each([
    `../license-ledger-secret-${process.pid}.txt`,
    `./../license-ledger-secret-${process.pid}.txt`,
    `..%2flicense-ledger-secret-${process.pid}.txt`,
    `x/../../license-ledger-secret-${process.pid}.txt`,
    `\\..\\license-ledger-secret-${process.pid}.txt`,
    '/etc/passwd',
    '//etc/passwd',
    '.vite/manifest.json',
    'index.html/',
    'assets',
  ])('gives out nothing but its files: %j is an address of the page', (name) => {
    expect(textAt(`/console/${name}`)).toBe(page)
  })

  it.each(['/consoles', '/consolex/', '/groups', '/Console/'])('leaves %s to others', (path) => {
    expect(at(path)).toBeUndefined()
  })

  it('answers HEAD as GET, and 405 with Allow to everything else', () => {
    for (const path of ['/', '/console', '/console/', '/console/assets/main.css'])
      expect(at(path, {}, 'HEAD')).toEqual(at(path))
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect(() => at('/console/', {}, method)).toThrow(
        expect.objectContaining({ status: 405, headers: { allow: 'GET, HEAD' } }),
      )
  })
})

describe('The coding of a file of the console', () => {
  const path = '/console/assets/main-Ab_1-x.js'
  const codingFor = (header?: string) =>
    at(path, header === undefined ? {} : { 'accept-encoding': header })?.headers?.['content-encoding']

  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['BR', 'br'],
    ['gzip', 'gzip'],
    ['gzip;q=0.5, br;q=0', 'gzip'],
    ['*', 'br'],
    ['*;q=0.1, br;q=0', 'gzip'],
    ['identity', undefined],
    ['br;q=0, gzip;q=0.0', undefined],
    ['', undefined],
    ['br;q=nonsense', undefined],
  ])('for Accept-Encoding %j is %s', (header, coding) => {
    expect(codingFor(header)).toBe(coding)
    expect(at(path, { 'accept-encoding': header })?.headers?.vary).toBe('Accept-Encoding')
  })

  it('is none without the header', () => {
    expect(codingFor()).toBeUndefined()
  })

  it('gives the same bytes whatever it is, and other tags', () => {
    const [br, gzip, plain] = ['br', 'gzip', ''].map((header) => at(path, { 'accept-encoding': header }))
    expect(brotliDecompressSync(bytesOf(br)).toString()).toBe(script)
    expect(gunzipSync(bytesOf(gzip)).toString()).toBe(script)
    expect(bytesOf(br).length).toBeLessThan(bytesOf(plain).length)
    expect(new Set([br, gzip, plain].map((reply) => reply?.headers?.etag)).size).toBe(3)
  })

  it('is none where it would make a file larger', () => {
    expect(at('/console/assets/main.css', { 'accept-encoding': 'br' })?.headers).not.toHaveProperty('content-encoding')
    expect(at('/console/assets/logo.png', { 'accept-encoding': 'br' })?.headers).not.toHaveProperty('content-encoding')
  })
})

describe('A page that a browser has already', () => {
  const { etag = '' } = at('/console/')?.headers ?? {}

  it.each([etag, `"other", ${etag}`, '*'])('is not sent again: If-None-Match %s', (header) => {
    const reply = at('/console/overview', { 'if-none-match': header })
    expect(reply).toMatchObject({ status: 304, headers: { etag, 'cache-control': 'no-cache' } })
    expect(reply).not.toHaveProperty('body')
  })

  it('is sent when it is another one', () => {
    expect(at('/console/', { 'if-none-match': '"other"' })?.status).toBe(200)
  })

  it('has another version after another build', () => {
    const before = files.version()
    writeFileSync(`${folder}/index.html`, `${page}<!-- another -->`)
    expect(files.version()).not.toBe(before)
    expect(at('/console/', { 'if-none-match': etag })?.status).toBe(200)
    writeFileSync(`${folder}/index.html`, page)
    expect(files.version()).toBe(before)
  })
})

describe('Pages and files of the console', () => {
  it.each(['/console/', '/console/assets/main-Ab_1-x.js', '/console/icon.svg'])(
    'are guarded by headers: %s',
    (path) => {
      const { headers = {} } = at(path) ?? {}
      expect(headers['content-security-policy']?.split('; ')).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self' https://issuer.example https://tokens.example https://login.example:8443 https://bucket.s3.eu-central-1.amazonaws.com",
        'frame-src https://bucket.s3.eu-central-1.amazonaws.com',
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
      ])
      expect(headers).toMatchObject({
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      })
      expect(headers['permissions-policy']).toContain('camera=()')
    },
  )
})
