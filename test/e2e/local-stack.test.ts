import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { watchBucket } from '../../infra/local/bucket-watcher.ts'
import { startGateway } from '../../infra/local/gateway.ts'
import type { Handler } from '../../infra/local/lambda.ts'
import { noContent, type Role, routesOver } from '../../lib/http/route.ts'
import {
  eventually,
  type LocalStack,
  listeningAddresses,
  newDirectory,
  processesOf,
  runStack,
  startStack,
} from '../support/local-stack.ts'

const loopback = '0100007F'
const hasJava = spawnSync('java', ['-version']).status === 0

const get = (stack: LocalStack, path: string, token?: string): Promise<Response> =>
  fetch(`${stack.apiUrl}${path}`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })

// biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
const bodyOf = async (response: Response): Promise<any> => response.json()

const groupNames = async (stack: LocalStack, token: string): Promise<string[]> => {
  const { items } = await bodyOf(await get(stack, '/groups', token))
  return items.map(({ name }: { name: string }) => name)
}

const newGroup = (
  stack: LocalStack,
  body: string | Buffer<ArrayBuffer>,
  contentType = 'application/json',
): Promise<Response> =>
  fetch(`${stack.apiUrl}/groups`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.tokens.manager}`, 'content-type': contentType },
    body,
  })

/** Requests `GET /groups` with headers that `fetch` would join. @returns the status */
const getGroupsWith = (stack: LocalStack, headers: string[]): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const host = new URL(stack.apiUrl).host
    request(`${stack.apiUrl}/groups`, { headers: ['host', host, ...headers] }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })

const clientSettings = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
const bucketClient = ({ s3Endpoint }: LocalStack): S3Client => new S3Client({ ...clientSettings, endpoint: s3Endpoint })

const drop = (stack: LocalStack, file: string, content: string) =>
  bucketClient(stack).send(
    new PutObjectCommand({ Bucket: stack.bucket, Key: `imports/agreements/${file}`, Body: content }),
  )

const importsOf = async (stack: LocalStack): Promise<{ fileName: string; status: string }[]> => {
  const { items } = await bodyOf(await get(stack, '/imports?limit=100', stack.tokens.reader))
  return items
}

/** Waits until a file is imported. */
const importOf = async (stack: LocalStack, file: string): Promise<void> => {
  const completed = async () =>
    (await importsOf(stack)).find(({ fileName, status }) => fileName === file && status === 'completed')
  await eventually(completed).catch((error) => {
    throw new Error(`${file} is not imported.\n${stack.output()}`, { cause: error })
  })
}

const workerOf = ({ directory }: LocalStack): number => {
  const worker = processesOf(directory).find(({ commandLine }) => commandLine.includes('worker.ts'))
  if (!worker) throw new Error('There is no worker.')
  return worker.pid
}

const inFlight = async ({ s3Endpoint: endpoint }: LocalStack): Promise<number> => {
  const sqs = new SQSClient({ ...clientSettings, endpoint })
  const QueueUrl = `${endpoint}/000000000000/imports`
  const asked = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessagesNotVisible' as const] }
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked))
  return Number(Attributes?.ApproximateNumberOfMessagesNotVisible)
}

/** Freezes the worker while the message of a dropped file is in its hands. @returns its process */
const freezeWorkerWith = async (stack: LocalStack, file: string): Promise<number> => {
  await drop(stack, 'before.csv', 'N1,L1\r\n')
  await importOf(stack, 'before.csv')
  const worker = workerOf(stack)
  process.kill(worker, 'SIGSTOP')
  await drop(stack, file, 'N2,L2\r\n')
  await eventually(async () => ((await inFlight(stack)) === 1 ? true : undefined))
  return worker
}

const nothingLeft = ({ directory }: LocalStack) =>
  eventually(() => (processesOf(directory).length === 0 ? true : undefined))

describe('a local stack', () => {
  let stack: LocalStack

  beforeAll(async () => {
    stack = await startStack()
  })
  afterAll(async () => {
    await stack.stop()
    rmSync(stack.directory, { recursive: true })
  })

  it('answers a call without a token as API Gateway does', async () => {
    const response = await get(stack, '/groups')
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ message: 'Unauthorized' })
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(response.headers.get('apigw-requestid')).toMatch(/./)
  })

  it.each(['/health', '/docs', '/docs/swagger-ui.css', '/openapi.json'])('serves %s without a token', async (path) => {
    expect((await get(stack, path)).status).toBe(200)
  })

  it('gives ready tokens for each role', async () => {
    expect((await get(stack, '/groups', stack.tokens.reader)).status).toBe(200)
    expect((await get(stack, '/groups', stack.tokens.writer)).status).toBe(403)
  })

  it('refuses two Authorization headers', async () => {
    const header = ['authorization', `Bearer ${stack.tokens.reader}`]
    expect(await getGroupsWith(stack, header)).toBe(200)
    expect(await getGroupsWith(stack, [...header, ...header])).toBe(401)
  })

  it('gives tokens for the roles that are asked for as scopes', async () => {
    const statusFor = async (scope: string) => {
      const body = new URLSearchParams({ grant_type: 'client_credentials', scope })
      const { access_token } = await bodyOf(await fetch(`${stack.issuerUrl}/token`, { method: 'POST', body }))
      return (await get(stack, '/groups', access_token)).status
    }
    expect(await statusFor('license-reader something-else')).toBe(200)
    expect(await statusFor('something-else')).toBe(403)
  })

  it('refuses tokens that are forged, expired, not yet valid, of another issuer or for another audience', async () => {
    const { key } = JSON.parse(readFileSync(`${stack.directory}/issuer.json`, 'utf8'))
    const trusted = await importJWK(key, 'RS256')
    const forged = (await generateKeyPair('RS256')).privateKey
    const now = Math.floor(Date.now() / 1_000)
    const good = { iss: stack.issuerUrl, aud: 'license-ledger', sub: 'mallory', exp: now + 60, nbf: now - 60 }
    const statusWith = async (claims: JWTPayload, signer = trusted) => {
      const roles = { 'cognito:groups': ['license-reader'], token_use: 'access' }
      const signing = new SignJWT({ ...roles, ...claims }).setProtectedHeader({ alg: 'RS256', kid: key.kid })
      return (await get(stack, '/groups', await signing.sign(signer))).status
    }
    expect(await statusWith(good)).toBe(200)
    const { aud, ...withoutAudience } = good
    expect(await statusWith({ ...withoutAudience, client_id: aud })).toBe(200)
    expect(await statusWith(good, forged)).toBe(401)
    expect(await statusWith({ ...good, exp: now - 1 })).toBe(401)
    expect(await statusWith({ ...good, nbf: now + 60 })).toBe(401)
    expect(await statusWith({ ...good, iss: 'https://elsewhere.example' })).toBe(401)
    expect(await statusWith({ ...good, aud: 'another' })).toBe(401)
    expect(await statusWith({ ...good, aud: 'another', client_id: aud })).toBe(401)
  })

  it('does not publish the private part of its key', async () => {
    const { keys } = await bodyOf(await fetch(`${stack.issuerUrl}/jwks`))
    expect(Object.keys(keys[0]).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n'])
  })

  it('refuses bodies of more than 6 MB as API Gateway does', async () => {
    const large = await newGroup(stack, Buffer.alloc(6 * 1024 * 1024 + 1, 'a'))
    expect(large.status).toBe(413)
    expect(await large.json()).toEqual({ message: 'Request Entity Too Large' })
    const asBase64 = await newGroup(stack, Buffer.alloc(5 * 1024 * 1024), 'application/octet-stream')
    expect(asBase64.status).toBe(413)
  })

  it('hands bodies that are not text on as base64, so that functions refuse them', async () => {
    expect((await newGroup(stack, Buffer.from([0xff, 0xfe]))).status).toBe(400)
    expect((await newGroup(stack, Buffer.from('{}'), 'application/octet-stream')).status).toBe(415)
  })

  it('answers unknown paths and methods by the default route, and broken paths itself', async () => {
    expect((await get(stack, '/nowhere')).status).toBe(404)
    const response = await fetch(`${stack.apiUrl}/health`, { method: 'OPTIONS' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET'])
    const broken = await get(stack, '/groups/%zz', stack.tokens.reader)
    expect([broken.status, await broken.json()]).toEqual([400, { message: 'Bad Request' }])
  })

  it('decodes path parameters', async () => {
    expect((await get(stack, '/docs/swagger%2Dui.css')).status).toBe(200)
  })

  it('keeps any key that S3 takes, and the bytes put under it', async () => {
    const client = bucketClient(stack)
    const keys = ['a/../../b', 'a//b', 'a/b', `${'ü'.repeat(300)}.csv`, 'a', 'A', 'with space + plus%20.csv']
    for (const Key of keys)
      await client.send(new PutObjectCommand({ Bucket: stack.bucket, Key, Body: `body of ${Key}` }))
    for (const Key of keys) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: stack.bucket, Key }))
      expect(await Body?.transformToString()).toBe(`body of ${Key}`)
    }
  })

  it('keeps empty objects', async () => {
    const folder = { Bucket: stack.bucket, Key: 'folder/' }
    await bucketClient(stack).send(new PutObjectCommand({ ...folder, Body: '' }))
    expect((await bucketClient(stack).send(new GetObjectCommand(folder))).ContentLength).toBe(0)
  })

  it('imports what is dropped into the bucket', async () => {
    await drop(stack, 'Ä drop + more.csv', 'N1,L1\r\n')
    await importOf(stack, 'Ä drop + more.csv')
  })

  it('refuses a second start on the same data', async () => {
    const { exited, output } = runStack(stack.directory)
    expect(await exited).toBe(1)
    expect(output()).toContain(`A stack already uses ${stack.directory}`)
  })

  it('keeps its tokens to its owner', () => {
    for (const file of ['stack.json', 'issuer.json'])
      expect(statSync(`${stack.directory}/${file}`).mode & 0o777, file).toBe(0o600)
  })

  it.runIf(process.platform === 'linux')('listens on 127.0.0.1 only', () => {
    const addresses = listeningAddresses(processesOf(stack.directory))
    expect(addresses.length).toBeGreaterThanOrEqual(4)
    expect(new Set(addresses)).toEqual(new Set([loopback]))
  })
})

describe.runIf(process.platform === 'linux')('the processes of a local stack', () => {
  it('end with it at SIGTERM; data and tokens outlive it', async () => {
    const first = await startStack()
    expect(processesOf(first.directory).length).toBeGreaterThanOrEqual(4)
    expect((await newGroup(first, '{"name":"Kept"}')).status).toBe(201)
    expect(await first.stop()).toBe(0)
    expect(processesOf(first.directory)).toEqual([])
    expect(() => statSync(`${first.directory}/stack.json`)).toThrow('ENOENT')

    const second = await startStack(first.directory)
    expect(await groupNames(second, first.tokens.reader)).toContain('Kept')
    await second.stop()
    rmSync(first.directory, { recursive: true })
  })

  it('end by themselves when it is killed, and what was in flight is delivered at the next start', async () => {
    const killed = await startStack()
    const worker = await freezeWorkerWith(killed, 'in-flight.csv')
    await killed.kill()
    process.kill(worker, 'SIGKILL')
    await nothingLeft(killed)

    const next = await startStack(killed.directory)
    await importOf(next, 'in-flight.csv')
    expect((await importsOf(next)).length).toBe(2)
    await next.stop()
    rmSync(killed.directory, { recursive: true })
  })

  it('include a worker that is replaced when it is killed, and its message is delivered at once', async () => {
    const stack = await startStack()
    const worker = await freezeWorkerWith(stack, 'lost.csv')
    process.kill(worker, 'SIGKILL')
    await importOf(stack, 'lost.csv')
    expect(workerOf(stack)).not.toBe(worker)
    await stack.stop()
    rmSync(stack.directory, { recursive: true })
  })

  it('say why when they cannot start', async () => {
    const { exited, output } = runStack(newDirectory(), { DYNAMODB_ENGINE: 'mongodb' })
    expect(await exited).toBe(1)
    expect(output()).toContain('DYNAMODB_ENGINE is mongodb')
  })

  it.runIf(hasJava)('listen on 127.0.0.1 only with DynamoDB Local, too, and it keeps its data', async () => {
    const variables = { DYNAMODB_ENGINE: 'dynamodb-local' }
    const first = await startStack(newDirectory(), variables)
    expect(new Set(listeningAddresses(processesOf(first.directory)))).toEqual(new Set([loopback]))
    expect((await newGroup(first, '{"name":"Kept"}')).status).toBe(201)
    await first.kill()
    await nothingLeft(first)

    const second = await startStack(first.directory, variables)
    expect(await groupNames(second, second.tokens.reader)).toContain('Kept')
    await second.stop()
    rmSync(first.directory, { recursive: true })
  })
})

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

describe('the watcher of the bucket', () => {
  const directory = newDirectory()
  afterAll(() => rmSync(directory, { recursive: true }))

  const put = (key: string, time: number, content = key) => ({
    key,
    contentLength: 3,
    etag: `"${content}"`,
    lastModified: new Date(time),
  })

  /** Watches as after a restart: only the file of the mark is left. */
  const watch = (markFile: string) => {
    const sent: { key: string; sequencer: string; eTag: string }[] = []
    const watcher = watchBucket({
      bucket: 'bucket',
      prefix: 'imports/',
      region: 'us-east-1',
      markFile: `${directory}/${markFile}`,
      send: (body) => sent.push(JSON.parse(body).Records[0].s3.object),
    })
    return { ...watcher, sent, keys: () => sent.map(({ key }) => key) }
  }

  it('announces what S3 would, keys encoded as S3 encodes them', () => {
    const { announce, sent } = watch('encoding')
    announce(put("imports/Ä (1)/a+b c'.csv", 1_000, 'content'))
    announce(put('results/imports/x.csv', 1_001))
    expect(sent).toEqual([
      {
        key: 'imports/%C3%84+%281%29/a%2Bb+c%27.csv',
        size: 3,
        eTag: 'content',
        sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
      },
    ])
  })

  it('announces at a start what was put while nothing watched, and that only, in the order of the puts', () => {
    const before = watch('restart')
    before.announce(put('imports/1', 1_000))
    before.announce(put('imports/2', 2_000))
    const after = watch('restart')
    const missed = [
      put('imports/4', 4_000),
      put('imports/same-millisecond', 2_000),
      put('imports/2', 2_000, 'replaced'),
    ]
    after.catchUp([put('imports/1', 1_000), put('imports/2', 2_000), ...missed])
    expect(after.keys()).toEqual(['imports/same-millisecond', 'imports/2', 'imports/4'])
    const again = watch('restart')
    again.catchUp([put('imports/1', 1_000), ...missed])
    expect(again.sent).toEqual([])
  })

  it('gives later puts higher sequencers, across restarts and when the clock is set back', () => {
    const before = watch('sequence')
    for (const time of [5_000, 5_000, 4_000, 6_000]) before.announce(put('imports/1', time))
    const after = watch('sequence')
    for (const time of [6_000, 100]) after.announce(put('imports/1', time))
    const sequencers = [...before.sent, ...after.sent].map(({ sequencer }) => sequencer)
    expect(sequencers).toEqual([...new Set(sequencers)].sort())
  })
})
