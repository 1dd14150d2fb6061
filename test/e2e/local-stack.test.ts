import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { localClient } from '../../infra/local/stack-file.ts'
import { startSimulator } from '../../infra/local/vlsc/simulator.ts'
import { type QueueName, workers } from '../../infra/workers.ts'
import {
  clientOfStack,
  eventually,
  type LocalStack,
  listeningAddresses,
  newDirectory,
  processesOf,
  runStack,
  sharedStack,
  startStack,
} from '../support/local-stack.ts'

const loopback = '0100007F'

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

const bucketClient = ({ s3Endpoint }: LocalStack): S3Client => new S3Client({ ...localClient, endpoint: s3Endpoint })

const drop = (stack: LocalStack, file: string, content: string) =>
  clientOfStack(stack).drop(`imports/agreements/${file}`, content)

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

/** Makes an agreement, and waits until VLSC has answered its pair. */
const answeredPair = async (stack: LocalStack): Promise<void> => {
  const pairs = [{ agreementNumber: 'OK-1', licenseNumber: 'L1' }]
  const { call } = clientOfStack(stack)
  const { id } = (await call('POST', '/agreements', { type: 'volume', name: 'Looked up', pairs })).body
  await eventually(async () => {
    const { body: agreement } = await call('GET', `/agreements/${id}`)
    return agreement.pairs[0].validation.status === 'valid' ? true : undefined
  }).catch((error) => {
    throw new Error(`The pair is not answered.\n${stack.output()}`, { cause: error })
  })
}

const workerOf = ({ directory }: LocalStack, queue: QueueName = 'imports'): number => {
  const worker = processesOf(directory).find(({ commandLine }) => commandLine.includes(`worker.ts ${queue}`))
  if (!worker) throw new Error(`There is no worker of ${queue}.`)
  return worker.pid
}

const inFlight = async ({ s3Endpoint: endpoint }: LocalStack): Promise<number> => {
  const sqs = new SQSClient({ ...localClient, endpoint })
  const QueueUrl = `${endpoint}/000000000000/imports`
  const asked = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessagesNotVisible' as const] }
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked))
  return Number(Attributes?.ApproximateNumberOfMessagesNotVisible)
}

/** Freezes the worker while the message of a dropped file is in its hands. @returns its process */
const freezeWorkerWith = async (stack: LocalStack, file: string): Promise<number> => {
  await drop(stack, 'before.csv', 'N1,L1\r\n')
  await importOf(stack, 'before.csv')
  await eventually(async () => ((await inFlight(stack)) === 0 ? true : undefined))
  const worker = workerOf(stack)
  process.kill(worker, 'SIGSTOP')
  await drop(stack, file, 'N2,L2\r\n')
  await eventually(async () => ((await inFlight(stack)) === 1 ? true : undefined))
  return worker
}

const nothingLeft = ({ directory }: LocalStack) =>
  eventually(() => (processesOf(directory).length === 0 ? true : undefined))

describe('A local stack', () => {
  const { stack } = sharedStack({ ACCESS_TOKEN_SECONDS: '2' })

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

  it('issues tokens for the roles that are requested as scopes', async () => {
    const statusFor = async (scope: string) => {
      const body = new URLSearchParams({ grant_type: 'client_credentials', scope })
      const { access_token } = await bodyOf(await fetch(`${stack.issuerUrl}/token`, { method: 'POST', body }))
      return (await get(stack, '/groups', access_token)).status
    }
    expect(await statusFor('license-reader something-else')).toBe(200)
    expect(await statusFor('something-else')).toBe(403)
  })

  it('serves the console, whose files are kept and whose page is not, and names it', async () => {
    expect(stack.consoleUrl).toBe(`${stack.apiUrl}/console/`)
    expect(stack.output()).toContain(`Console   ${stack.consoleUrl}`)
    expect((await fetch(stack.apiUrl)).url).toBe(stack.consoleUrl)
    const page = await fetch(`${stack.consoleUrl}positions/some/family?status=short`)
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache'])
    const [, script] = /<script type="module"[^>]* src="([^"]+)"/.exec(await page.text()) ?? []
    const loaded = await fetch(new URL(String(script), stack.apiUrl), { headers: { 'accept-encoding': 'br' } })
    expect([loaded.status, loaded.headers.get('content-encoding')]).toEqual([200, 'br'])
    expect(loaded.headers.get('cache-control')).toContain('immutable')
    expect(await loaded.text()).toMatch(/\S/)
    const head = await fetch(stack.consoleUrl, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await bodyOf(await get(stack, '/config.json'))).toMatchObject({
      issuer: stack.issuerUrl,
      clientId: 'license-ledger-console',
    })
  })

  it('takes tokens of whoever signs in by a code, for as long as they are good', async () => {
    const { clientId, scope } = await bodyOf(await get(stack, '/config.json'))
    const verifier = 'v'.repeat(43)
    const redirect_uri = `${stack.consoleUrl}signed-in`
    const request = new URLSearchParams({
      ...{ response_type: 'code', client_id: clientId, redirect_uri, scope },
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    const chosen = await fetch(`${stack.issuerUrl}/authorize?${request}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ person: 'Reader' }),
    })
    const cookie = chosen.headers.get('set-cookie')?.split(';')[0] ?? ''
    const next = `${stack.issuerUrl}${chosen.headers.get('location')}`
    const back = await fetch(next, { redirect: 'manual', headers: { cookie } })
    const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? ''
    const form = { grant_type: 'authorization_code', client_id: clientId, redirect_uri, code, code_verifier: verifier }
    const body = new URLSearchParams(form)
    const tokens = await bodyOf(await fetch(`${stack.issuerUrl}/token`, { method: 'POST', body }))
    expect((await get(stack, '/groups', tokens.access_token)).status).toBe(200)
    expect((await get(stack, '/groups', tokens.id_token)).status).toBe(401)
    await sleep(tokens.expires_in * 1_000 + 1_000)
    expect((await get(stack, '/groups', tokens.access_token)).status).toBe(401)
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

  it('passes bodies that are not text to functions as base64, and they refuse them', async () => {
    expect((await newGroup(stack, Buffer.from([0xff, 0xfe]))).status).toBe(400)
    expect((await newGroup(stack, Buffer.from('{}'), 'application/octet-stream')).status).toBe(415)
  })

  it('answers unknown paths and methods by the default route, and malformed paths itself', async () => {
    expect((await get(stack, '/nowhere')).status).toBe(404)
    const response = await fetch(`${stack.apiUrl}/health`, { method: 'OPTIONS' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET'])
    const broken = await get(stack, '/groups/%zz', stack.tokens.reader)
    expect([broken.status, await broken.json()]).toEqual([400, { message: 'Bad Request' }])
  })

  it('decodes path parameters', async () => {
    expect((await get(stack, '/docs/swagger%2Dui.css')).status).toBe(200)
  })

  it('keeps any key that S3 allows, and the bytes put under it', async () => {
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
    await bucketClient(stack).send(new PutObjectCommand({ ...folder, Body: new Uint8Array() }))
    expect((await bucketClient(stack).send(new GetObjectCommand(folder))).ContentLength).toBe(0)
  })

  it('imports what is dropped into the bucket', async () => {
    await drop(stack, 'Ä drop + more.csv', 'N1,L1\r\n')
    await importOf(stack, 'Ä drop + more.csv')
  })

  it('looks up pairs at its own VLSC, with a token, as a deployment does', async () => {
    await answeredPair(stack)
    const { lookUps, tokenRequests } = await bodyOf(await fetch(`${stack.vlscUrl}/simulator/calls`))
    expect(lookUps).toBeGreaterThan(0)
    expect(tokenRequests).toBeGreaterThan(0)
  })

  it('delivers a message after its delay, and not before', async () => {
    const sqs = new SQSClient({ ...localClient, endpoint: stack.s3Endpoint })
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'delayed' }))
    const sent = Date.now()
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 2 }))
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }))
    expect(Messages).toHaveLength(1)
    expect(Date.now() - sent).toBeGreaterThanOrEqual(1_900)
  })

  it('refuses a second start on the same data', async () => {
    const { exited, output } = runStack(stack.directory)
    expect(await exited).toBe(1)
    expect(output()).toContain(`A stack already uses ${stack.directory}`)
  })

  it('keeps its tokens readable to their owner only', () => {
    for (const file of ['stack.json', 'issuer.json'])
      expect(statSync(`${stack.directory}/${file}`).mode & 0o777, file).toBe(0o600)
  })

  it.runIf(process.platform === 'linux')('listens on 127.0.0.1 only', () => {
    const addresses = listeningAddresses(processesOf(stack.directory))
    expect(addresses.length).toBeGreaterThanOrEqual(4)
    expect(new Set(addresses)).toEqual(new Set([loopback]))
  })

  it.runIf(process.platform === 'linux')(
    'has a worker for each queue, with the memory of the deployed function',
    () => {
      const heapOf = (queue: QueueName) => {
        const worker = processesOf(stack.directory).find(({ commandLine }) =>
          commandLine.includes(`worker.ts ${queue}`),
        )
        return Number(/--max-old-space-size=(\d+)/.exec(worker?.commandLine ?? '')?.[1])
      }
      for (const [queue, { memorySize }] of Object.entries(workers)) {
        expect(heapOf(queue as QueueName)).toBeLessThan(memorySize)
        expect(heapOf(queue as QueueName)).toBeGreaterThan(memorySize / 2)
      }
    },
  )

  it.runIf(process.platform === 'linux')('replaces a worker that is killed, and delivers its message', async () => {
    const worker = await freezeWorkerWith(stack, 'lost.csv')
    process.kill(worker, 'SIGKILL')
    await importOf(stack, 'lost.csv')
    expect(workerOf(stack)).not.toBe(worker)
  })
})

describe.runIf(process.platform === 'linux')('The processes of a local stack', () => {
  it('end with it at SIGTERM, while data and tokens outlive it', async () => {
    const first = await startStack()
    expect(processesOf(first.directory).length).toBeGreaterThanOrEqual(4)
    expect((await newGroup(first, '{"name":"Kept"}')).status).toBe(201)
    expect(await first.stop()).toBe(0)
    expect(processesOf(first.directory)).toEqual([])
    expect(() => statSync(`${first.directory}/stack.json`)).toThrow('ENOENT')

    const second = await startStack(first.directory)
    expect(await groupNames(second, first.tokens.reader)).toContain('Kept')
  })

  it('end by themselves when it is killed, and messages in flight are delivered after the next start', async () => {
    const killed = await startStack()
    const worker = await freezeWorkerWith(killed, 'in-flight.csv')
    await killed.kill()
    process.kill(worker, 'SIGKILL')
    await nothingLeft(killed)

    const next = await startStack(killed.directory)
    await importOf(next, 'in-flight.csv')
    expect((await importsOf(next)).length).toBe(2)
  })

  it('call the VLSC that is named instead of a simulator, and keep its secret from the worker', async () => {
    const named = await startSimulator({ port: 0, secret: 'secret of the client' })
    const stack = await startStack(newDirectory(), {
      VLSC_BASE_URL: named.url,
      VLSC_TOKEN_URL: named.tokenUrl,
      VLSC_CLIENT_ID: named.clientId,
      VLSC_CLIENT_SECRET: named.secret,
      VLSC_SCOPE: '',
    })
    try {
      expect(stack.vlscUrl).toBe(named.url)
      await answeredPair(stack)
      expect(await bodyOf(await fetch(`${named.url}/simulator/calls`))).toMatchObject({ lookUps: 1, tokenRequests: 1 })
      expect(readFileSync(`/proc/${workerOf(stack, 'work')}/environ`, 'utf8')).not.toContain(named.secret)
    } finally {
      await named.stop()
    }
  })

  it.each([
    ['DYNAMODB_ENGINE is mongodb', { DYNAMODB_ENGINE: 'mongodb' }],
    ['The refresh schedule daily is wrong', { REFRESH_SCHEDULE: 'daily' }],
    ['no time zone Mars/Olympus', { REFRESH_SCHEDULE: 'rate(1 day)', REFRESH_TIME_ZONE: 'Mars/Olympus' }],
    ['LEDGER_TIME_ZONE is Europe/Atlantis', { LEDGER_TIME_ZONE: 'Europe/Atlantis' }],
    ['ACCESS_TOKEN_SECONDS is soon', { ACCESS_TOKEN_SECONDS: 'soon' }],
    ['VLSC_BASE_URL must begin with https://', { VLSC_BASE_URL: 'http://vlsc.example' }],
    ['VLSC_TOKEN_URL needs', { VLSC_BASE_URL: 'https://vlsc.example', VLSC_TOKEN_URL: 'https://login.example' }],
  ])('say why they cannot start: %s', async (why, variables) => {
    const directory = newDirectory()
    const { exited, output } = runStack(directory, variables)
    expect(await exited).toBe(1)
    expect(output()).toContain(why)
    expect(processesOf(directory)).toEqual([])
  })
})
