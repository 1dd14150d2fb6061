import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TokenSettings } from '../../../../lib/entitlements/vlsc/access-token.ts'
import { connectVlsc } from '../../../../lib/entitlements/vlsc/http-vlsc.ts'
import { failureOf, startServer, startVlsc } from '../../../support/vlsc.ts'

const pairs = [{ agreementNumber: 'OK-1', licenseNumber: '1' }]
const minutes = 60_000

describe('Access tokens', () => {
  let clock = Date.parse('2026-03-01T12:00:00Z')
  const now = () => new Date(clock)
  let running: Awaited<ReturnType<typeof startVlsc>>
  afterEach(() => running.stop())

  const start = async (tokenSeconds?: number) => {
    running = await startVlsc({ now, ...(tokenSeconds !== undefined && { tokenSeconds }) })
  }
  const ask = () => running.vlsc.lookUp(pairs)
  const tokenRequests = () => running.simulator.calls.read().tokenRequests

  it('are kept until a minute before they end', async () => {
    await start()
    for (let passed = 0; passed < 59; passed += 10) {
      await ask()
      clock += 10 * minutes - 1_000
    }
    expect(tokenRequests()).toBe(1)
    clock += 1_000
    await ask()
    expect(tokenRequests()).toBe(2)
  })

  it('are kept for half their life when that is short', async () => {
    await start(20)
    await ask()
    clock += 9_999
    await ask()
    expect(tokenRequests()).toBe(1)
    clock += 1
    await ask()
    expect(tokenRequests()).toBe(2)
  })

  it('are fetched once for callers at the same time', async () => {
    await start()
    await Promise.all(Array.from({ length: 8 }, ask))
    expect(running.simulator.calls.read()).toMatchObject({ tokenRequests: 1, lookUps: 8 })
  })

  it('are replaced when they are refused, once for callers at the same time, and the calls are repeated', async () => {
    await start()
    await ask()
    running.simulator.faults.set({ fault: 'expired-token' })
    const answers = await Promise.all(Array.from({ length: 8 }, ask))
    for (const answer of answers) expect(answer.get('OK-1#1')).toMatchObject({ status: 'valid' })
    expect(running.simulator.calls.read()).toMatchObject({ tokenRequests: 2, lookUps: 17 })
  })

  it('are replaced at most once in a call', async () => {
    await start()
    running.simulator.faults.set({ fault: 'always-unauthorized' })
    expect(await failureOf(running.vlsc, pairs)).toMatchObject({ code: 'unauthorized' })
    expect(running.simulator.calls.read()).toMatchObject({ tokenRequests: 2, lookUps: 2 })
  })

  it.each([
    ['token-down', 7_000],
    ['token-html', undefined],
  ] as const)('are missing during the fault %s, and are fetched afterwards', async (fault, retryAfter) => {
    await start()
    running.simulator.faults.set({ fault, retryAfter: 7 })
    expect(await failureOf(running.vlsc, pairs)).toMatchObject({ name: 'VlscFailure', code: 'token', retryAfter })
    expect(running.simulator.calls.read().lookUps).toBe(0)
    running.simulator.faults.clear()
    expect((await ask()).get('OK-1#1')).toMatchObject({ status: 'valid' })
  })

  it('need the right secret, which is read once, and again after it failed or was refused', async () => {
    await start()
    const { url, tokenUrl, clientId, secret } = running.simulator
    const reads = [new TypeError('arn:aws:secretsmanager'), 'an old secret', secret, 'never read']
    let read = 0
    const readSecret = async () => {
      const next = reads[read] ?? ''
      read += 1
      if (next instanceof Error) throw next
      return next
    }
    const vlsc = connectVlsc({ baseUrl: url, token: { url: tokenUrl, clientId, readSecret }, now })
    const unread = await failureOf(vlsc, pairs)
    expect(unread).toMatchObject({ code: 'token', message: expect.stringContaining('TypeError') })
    const refused = await failureOf(vlsc, pairs)
    expect(refused).toMatchObject({ code: 'token', message: expect.stringContaining('invalid_client') })
    for (const { message } of [unread, refused]) expect(message).not.toMatch(/arn:aws|old secret/)
    await vlsc.lookUp(pairs)
    clock += 60 * minutes
    await vlsc.lookUp(pairs)
    expect(read).toBe(3)
  })
})

describe('A token endpoint', () => {
  let clock = 0
  const json = { 'content-type': 'application/json' }
  const good = { access_token: 'abc', token_type: 'Bearer' }
  let endpoint: Awaited<ReturnType<typeof startServer>>
  let gateway: Awaited<ReturnType<typeof startServer>>
  let tokensSeen: unknown[]
  beforeEach(async () => {
    ;[endpoint, gateway] = await Promise.all([startServer(), startServer()])
    tokensSeen = []
    gateway.handle(({ headers }, response) => {
      tokensSeen.push(headers.authorization)
      response.writeHead(200, json).end('{"results":[]}')
    })
  })
  afterEach(() => Promise.all([endpoint.stop(), gateway.stop()]))

  const client = (more: Partial<TokenSettings> = {}, limits = {}) =>
    connectVlsc({
      baseUrl: gateway.url,
      token: { url: `${endpoint.url}/token`, clientId: 'id:&ä', readSecret: async () => 's+ %&ecret', ...more },
      limits: { bytes: 10_000, ...limits },
      now: () => new Date(clock),
    })

  it('is sent id, secret and scope in the body, and its token goes to VLSC only', async () => {
    const bodies: string[] = []
    endpoint.handle((request, response) => {
      request.setEncoding('utf8').on('data', (body) => bodies.push(body))
      request.on('end', () => response.writeHead(200, json).end(JSON.stringify(good)))
    })
    await client({ scope: 'api://vlsc/.default' }).lookUp(pairs)
    await client().lookUp(pairs)
    expect(bodies.map((body) => Object.fromEntries(new URLSearchParams(body)))).toEqual([
      {
        grant_type: 'client_credentials',
        client_id: 'id:&ä',
        client_secret: 's+ %&ecret',
        scope: 'api://vlsc/.default',
      },
      { grant_type: 'client_credentials', client_id: 'id:&ä', client_secret: 's+ %&ecret' },
    ])
    expect(tokensSeen).toEqual(['Bearer abc', 'Bearer abc'])
  })

  it('may leave out the life of a token, which is five minutes then', async () => {
    let requests = 0
    endpoint.handle((_, response) => {
      requests += 1
      response.writeHead(200, json).end(JSON.stringify(good))
    })
    const { lookUp } = client()
    await lookUp(pairs)
    clock += 4 * minutes - 1
    await lookUp(pairs)
    expect(requests).toBe(1)
    clock += 1
    await lookUp(pairs)
    expect(requests).toBe(2)
  })

  it.each<[string, number, Record<string, string>, unknown]>([
    ['no token', 200, json, { token_type: 'Bearer' }],
    ['a token that is no text', 200, json, { ...good, access_token: { a: 'S3CRET' } }],
    ['a token that no header can carry', 200, json, { ...good, access_token: 'S3CRET\r\nx: y' }],
    ['an empty token', 200, json, { ...good, access_token: '' }],
    ['a token of another type', 200, json, { ...good, token_type: 'S3CRET' }],
    ['a DPoP token', 200, json, { ...good, token_type: 'DPoP' }],
    ['a life that is no number', 200, json, { ...good, expires_in: 'S3CRET' }],
    ['a life that is negative', 200, json, { ...good, expires_in: -1 }],
    ['no JSON', 200, json, undefined],
    ['null', 200, json, null],
    ['nothing', 204, {}, undefined],
    ['another success', 201, json, good],
    ['a redirect', 302, { location: 'http://169.254.169.254/' }, good],
    ['404', 404, json, { S3CRET: true }],
    ['an unknown error', 400, json, { error: 'S3CRET', error_description: 'S3CRET' }],
    ['a known error', 401, { ...json, 'www-authenticate': 'Basic realm="S3CRET"' }, { error: 'invalid_client' }],
    ['429', 429, { 'retry-after': '3' }, undefined],
    ['500', 500, json, { error: 'S3CRET' }],
    ['too much', 200, json, { ...good, more: 'S3CRET'.repeat(2_000) }],
  ])('may answer %s: no token, and a message that quotes nothing', async (_, status, headers, body) => {
    endpoint.answer(status, headers, JSON.stringify(body) ?? '')
    const failure = await failureOf(client(), pairs)
    expect(failure).toMatchObject({ code: 'token', retryAfter: status === 429 ? 3_000 : undefined })
    expect(failure.message).toMatch(/^No access token: .{10,200}\.$/)
    expect(failure.message).not.toMatch(/S3CRET|s\+ %|169/)
    expect(failure.cause).toBeUndefined()
    expect(tokensSeen).toEqual([])
  })

  it('may never answer, or not be there', async () => {
    endpoint.handle(() => {})
    expect(await failureOf(client({}, { answer: 100 }), pairs)).toMatchObject({
      code: 'token',
      message: expect.stringContaining('did not answer in full'),
    })
    expect(await failureOf(client({ url: 'https://login.invalid' }, { connect: 500 }), pairs)).toMatchObject({
      code: 'token',
      message: expect.stringContaining('cannot be reached'),
    })
  })

  it('is asked again after it failed', async () => {
    const { lookUp } = client()
    endpoint.answer(500, json)
    await expect(Promise.all([lookUp(pairs), lookUp(pairs)])).rejects.toMatchObject({ code: 'token' })
    endpoint.answer(200, json, JSON.stringify(good))
    expect((await lookUp(pairs)).size).toBe(1)
  })
})
