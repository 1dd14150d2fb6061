import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startGateway } from '../../../infra/local/gateway.ts'
import type { Handler } from '../../../infra/local/lambda.ts'
import { noContent, type Role, routesOver } from '../../../lib/foundation/http/route.ts'

describe('the local gateway', () => {
  const events: unknown[] = []
  let answer: () => Promise<unknown>
  let gateway: Awaited<ReturnType<typeof startGateway>>

  beforeAll(async () => {
    const handler: Handler = (event) => {
      events.push(event)
      return answer()
    }
    const route = (path: string, role?: Role) =>
      routesOver<unknown>()('POST', path, {
        summary: '',
        answers: {},
        handle: async () => {},
        reply: noContent,
        ...(role && { role }),
      })
    const routes = [route('/things/{thingId}/parts/{part}', 'license-reader'), route('/things/all/parts/{part}')]
    gateway = await startGateway({
      port: 0,
      functions: [{ name: 'things', handler, routes }],
      byDefault: { name: 'fallback', handler, routes: [] },
      authorize: async () => ({ sub: 'alice', exp: 2, 'cognito:groups': ['a', 'b'] }),
    })
  })
  afterAll(() => gateway.stop())

  const post = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${gateway.url}${path}`, { method: 'POST', ...init })
    return { status: response.status, text: await response.text(), headers: response.headers, event: events.at(-1) }
  }

  it('makes the event that API Gateway makes, payload format 2.0', async () => {
    answer = async () => ({ statusCode: 200, body: 'done' })
    const { event } = await post('/things/%C3%A4%20b/parts/c%2Fd?x=1&y=%26&x=2', {
      headers: { 'Content-Type': 'application/json', Cookie: 'a=1; b=2', 'X-Custom': 'yes', 'User-Agent': 'agent' },
      body: '{"ä":1}',
    })
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /things/{thingId}/parts/{part}',
      rawPath: '/things/ä b/parts/c/d',
      rawQueryString: 'x=1&y=%26&x=2',
      queryStringParameters: { x: '1,2', y: '&' },
      pathParameters: { thingId: 'ä b', part: 'c/d' },
      cookies: ['a=1', 'b=2'],
      headers: { 'content-type': 'application/json', 'x-custom': 'yes' },
      body: '{"ä":1}',
      isBase64Encoded: false,
      requestContext: {
        authorizer: { jwt: { claims: { sub: 'alice', exp: '2', 'cognito:groups': '[a b]' }, scopes: null } },
        domainName: '127.0.0.1',
        http: { method: 'POST', path: '/things/ä b/parts/c/d', protocol: 'HTTP/1.1', userAgent: 'agent' },
        routeKey: 'POST /things/{thingId}/parts/{part}',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
    })
    expect(event).not.toHaveProperty('headers.cookie')
  })

  it('leaves out what a request does not have, and takes a named path before a parameter', async () => {
    answer = async () => ({ statusCode: 204 })
    const { event, status } = await post('/things/all/parts/1')
    expect(status).toBe(204)
    expect(event).toMatchObject({ routeKey: 'POST /things/all/parts/{part}', rawQueryString: '' })
    for (const name of ['body', 'cookies', 'queryStringParameters', 'requestContext.authorizer'])
      expect(event).not.toHaveProperty(name)
    expect((await post('/things/all/parts/1/')).event).toMatchObject({ routeKey: '$default' })
  })

  it('hands on an address that cannot be decoded only where a page may be', async () => {
    answer = async () => ({ statusCode: 200 })
    expect((await post('/pages/%')).event).toMatchObject({ rawPath: '/pages/%' })
    expect((await post('/things/all/parts/%')).status).toBe(400)
  })

  it('decodes base64 answers and passes headers on', async () => {
    const body = Buffer.from('bytes').toString('base64')
    answer = async () => ({ statusCode: 201, headers: { location: '/there' }, body, isBase64Encoded: true })
    const { status, text, headers } = await post('/things/all/parts/1')
    expect([status, text, headers.get('location')]).toEqual([201, 'bytes', '/there'])
  })

  it.each([
    ['throws', () => Promise.reject(new Error('secret'))],
    ['answers nothing', async () => undefined],
    ['answers what is no answer', async () => ({ status: 200 })],
    ['answers a header that no header can be', async () => ({ statusCode: 200, headers: { a: 'b\nc' } })],
    ['answers more than 6 MB', async () => ({ statusCode: 200, body: 'a'.repeat(6 * 1024 * 1024) })],
  ])('answers 500 when a function %s', async (_, answers: () => Promise<unknown>) => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    answer = answers
    const { status, text } = await post('/things/all/parts/1')
    expect([status, text]).toEqual([500, '{"message":"Internal Server Error"}'])
  })

  it('answers 503 when a function takes 30 seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const called = new Promise<void>((resolve) => {
      answer = () => {
        resolve()
        return new Promise(() => {})
      }
    })
    const answered = post('/things/all/parts/1')
    await called
    vi.advanceTimersByTime(30_000)
    vi.useRealTimers()
    const { status, text } = await answered
    expect([status, text]).toEqual([503, '{"message":"Service Unavailable"}'])
  })
})
