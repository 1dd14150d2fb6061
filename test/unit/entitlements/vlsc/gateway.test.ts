import { createServer as createTcpServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { listen } from '../../../../infra/local/ports.ts'
import { connectVlsc } from '../../../../lib/entitlements/vlsc/http-vlsc.ts'
import { failureOf, startServer } from '../../../support/vlsc.ts'

const pairs = ['A', 'B', 'C', 'D'].map((agreementNumber) => ({ agreementNumber, licenseNumber: 'L-1' }))

describe('A gateway before VLSC', () => {
  let gateway: Awaited<ReturnType<typeof startServer>>
  beforeAll(async () => {
    gateway = await startServer()
  })
  afterAll(() => gateway.stop())
  afterEach(() => vi.useRealTimers())

  const json = { 'content-type': 'application/json' }
  const client = (baseUrl = gateway.url) => connectVlsc({ baseUrl, limits: { bytes: 10_000 } })
  const failure = () => failureOf(client(), pairs)

  it.each(['', '/', '/vlsc/v1', '/vlsc/v1/', '/?key=1'])('may be at an address that ends with "%s"', async (path) => {
    const asked: unknown[] = []
    gateway.handle(({ method, url }, response) => {
      asked.push(`${method} ${url}`)
      response.writeHead(200, json).end('{"results":[]}')
    })
    await client(`${gateway.url}${path}`).lookUp(pairs)
    const prefix = path.startsWith('/vlsc') ? '/vlsc/v1' : ''
    expect(asked).toEqual([`POST ${prefix}/agreement-pairs/lookup${path.includes('?') ? '?key=1' : ''}`])
  })

  it('gets no token when none is configured, and plain JSON', async () => {
    gateway.handle(({ headers }, response) => {
      const isRight = headers.authorization === undefined && headers['content-type'] === 'application/json'
      response.writeHead(isRight ? 200 : 400, json).end('{"results":[]}')
    })
    expect((await client().lookUp(pairs)).size).toBe(4)
  })

  it.each(['application/json', 'Application/JSON; charset=utf-8', 'application/vnd.vlsc.v1+json ;v=1'])(
    'may call JSON %s',
    async (type) => {
      gateway.answer(200, { 'content-type': type }, '{"results":[]}')
      expect((await client().lookUp(pairs)).size).toBe(4)
    },
  )

  it.each<[string, number, Record<string, string>, string | Uint8Array]>([
    ['not-json', 200, { 'content-type': 'text/plain' }, '{"results":[]}'],
    ['not-json', 200, {}, '{"results":[]}'],
    ['not-json', 200, { 'content-type': 'application/jsonp' }, '{"results":[]}'],
    ['not-json', 204, {}, ''],
    ['not-json', 200, json, ''],
    ['not-json', 200, json, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['not-json', 200, { ...json, 'content-encoding': 'gzip' }, Buffer.from([0x1f, 0x8b])],
    ['redirected', 302, { location: 'http://169.254.169.254/' }, ''],
    ['redirected', 304, {}, ''],
    ['rejected', 400, json, '{"results":[]}'],
    ['rejected', 403, json, '{"results":[]}'],
    ['rejected', 404, json, '{"results":[]}'],
    ['unauthorized', 401, json, '{"results":[]}'],
    ['server-error', 500, json, '{"results":[]}'],
    ['server-error', 502, json, '{"results":[]}'],
    ['server-error', 599, json, ''],
    ['unavailable', 503, {}, ''],
    ['throttled', 429, { 'retry-after': 'soon' }, ''],
  ])('fails with %s for the answer %i %j', async (code, status, headers, body) => {
    gateway.answer(status, headers, body)
    expect(await failure()).toMatchObject({ code, retryAfter: undefined })
  })

  it.each<[string, Record<string, string>]>([
    ['with its length', { 'content-length': '10001' }],
    ['without a length', { 'transfer-encoding': 'chunked' }],
    ['under an error status', {}],
  ])('may not answer more bytes than allowed, %s', async (how, length) => {
    const body = `{"results":[]${' '.repeat(9_986)}}`
    gateway.answer(200, json, body)
    expect(body).toHaveLength(10_000)
    expect((await client().lookUp(pairs)).size).toBe(4)
    gateway.answer(how.includes('error') ? 500 : 200, { ...json, ...length }, `${body} `)
    expect(await failure()).toMatchObject({ code: 'answer-too-large' })
  })

  it('loses the connection at the limit when its answer never ends', async () => {
    const closed = new Promise<number>((resolve) => {
      gateway.handle((_, response) => {
        let sent = 0
        response.writeHead(200, json)
        const go = (): void => {
          while (response.write('x'.repeat(1_000))) sent += 1_000
        }
        response
          .on('drain', go)
          .on('error', () => {})
          .on('close', () => resolve(sent))
        go()
      })
    })
    expect(await failure()).toMatchObject({ code: 'answer-too-large' })
    expect(await closed).toBeLessThan(50_000_000)
  })

  it.each([
    ['less', '5', 'not-json'],
    ['more', '50000', 'connection'],
  ])('gains nothing by announcing %s bytes than its answer has', async (_, length, code) => {
    const answer = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n{"results":[]}`
    const liar = createTcpServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(answer)))
    const port = await listen(liar, 0)
    expect(await failureOf(client(`http://127.0.0.1:${port}`), pairs)).toMatchObject({ code })
    liar.close()
  })

  it('is called over one connection, and over a new one after a sleep while a call is under way', async () => {
    const ports = new Set<number | undefined>()
    const answers: (() => void)[] = []
    gateway.handle(({ socket }, response) => {
      ports.add(socket.remotePort)
      answers.push(() => response.writeHead(200, json).end('{"results":[]}'))
      if (answers.length < 3) answers.at(-1)?.()
    })
    vi.useFakeTimers({ toFake: ['performance'] })
    const { lookUp } = client()
    for (let call = 0; call < 2; call += 1) {
      await lookUp(pairs)
      await new Promise(setImmediate)
    }
    const underWay = lookUp(pairs)
    while (answers.length < 3) await new Promise(setImmediate)
    expect(ports.size).toBe(1)
    vi.advanceTimersByTime(5_000)
    const afterSleep = lookUp(pairs)
    while (answers.length < 4) await new Promise(setImmediate)
    for (const answer of answers.slice(2)) answer()
    expect([(await underWay).size, (await afterSleep).size]).toEqual([4, 4])
    expect(ports.size).toBe(2)
  })

  it('may be down', async () => {
    const closed = createTcpServer()
    const port = await listen(closed, 0)
    closed.close()
    const refused = await failureOf(client(`http://127.0.0.1:${port}`), pairs)
    expect(refused).toMatchObject({ code: 'connection', message: expect.stringContaining('ECONNREFUSED') })
  })

  it('may have an address that DNS does not know', async () => {
    const vlsc = connectVlsc({ baseUrl: 'https://vlsc.invalid', limits: { connect: 500, answer: 2_000 } })
    expect(await failureOf(vlsc, pairs)).toMatchObject({ code: 'connection' })
  })

  it('may accept the connection and never begin, which counts as no connection', async () => {
    const silent = createTcpServer((socket) => socket.on('error', () => {}).resume())
    const port = await listen(silent, 0)
    const baseUrl = `https://localhost:${port}`
    const before = performance.now()
    const failed = await failureOf(connectVlsc({ baseUrl, limits: { connect: 100, answer: 30_000 } }), pairs)
    expect(failed).toMatchObject({ code: 'connection', message: expect.stringContaining('CONNECT_TIMEOUT') })
    expect(performance.now() - before).toBeLessThan(5_000)
    silent.close()
  })
})
