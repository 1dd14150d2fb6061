import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { countUsers } from '../../../../lib/entitlements/graph/count-users.ts'
import { createExport, readExport } from '../../../../lib/entitlements/graph/export-job.ts'
import { GraphFailure } from '../../../../lib/entitlements/graph/graph-failure.ts'
import { readPurchases, readSkus } from '../../../../lib/entitlements/graph/read-plans.ts'
import { startGraph, type TestGraph } from '../../../support/graph.ts'
import { selfSigned } from '../../../support/self-signed.ts'

const users = 2_500
let graph: TestGraph
let left = 600_000
beforeAll(async () => {
  graph = await startGraph({ users, devices: 20_000, timeLeft: () => left })
})
afterAll(() => graph.stop())
afterEach(() => {
  left = 600_000
  graph.simulator.faults.clear()
  graph.simulator.clearCalls()
  graph.slept.length = 0
})

const failureOf = async (asked: Promise<unknown>): Promise<GraphFailure> => {
  const error = await asked.then(
    () => undefined,
    (failure) => failure,
  )
  if (!(error instanceof GraphFailure)) throw new Error(`It was no failure of Graph: ${error}`)
  return error
}

/** Licenses of disabled accounts by a count of all users one by one. */
const disabledByHand = () => {
  const found = new Map<string, number>()
  for (let user = 0; user < users; user++) {
    const { accountEnabled, assignedLicenses } = graph.simulator.tenantData.userOf(user)
    for (const { skuId } of accountEnabled ? [] : assignedLicenses) found.set(skuId, (found.get(skuId) ?? 0) + 1)
  }
  return found
}

describe('The client of Graph', () => {
  test('reads plans, purchases, and all pages of users', async () => {
    const client = graph.connect()
    expect((await readSkus(client)).map(({ skuPartNumber }) => skuPartNumber)).toContain('SPE_E3')
    expect(await readPurchases(client)).not.toEqual([])
    expect(await countUsers(client)).toEqual({ users, disabled: disabledByHand() })
    // One token serves all.
    expect(graph.simulator.calls()).toEqual(['token', 'skus', 'purchases', 'users', 'users', 'users'])
  })

  test.each(['throttled', 'unavailable', 'gateway-timeout', 'server-error', 'query-broker', 'bad-gateway', 'reset'])(
    'asks a page again after %s, and not those before it',
    async (fault) => {
      graph.simulator.faults.set({ call: 'users', fault: fault as 'reset', after: 1, count: 2 })
      expect(await countUsers(graph.connect())).toEqual({ users, disabled: disabledByHand() })
      expect(graph.simulator.calls().filter((call) => call === 'users')).toHaveLength(5)
      expect(graph.slept).toHaveLength(2)
    },
  )

  test('waits as long as Retry-After says, also with a fraction', async () => {
    graph.simulator.faults.set({ call: 'users', fault: 'throttled', count: 1, retryAfter: 2.128 })
    await countUsers(graph.connect())
    expect(graph.slept).toEqual([3_000])
  })

  test('leaves a wait that is longer than its time to whoever asked', async () => {
    left = 25_000
    graph.simulator.faults.set({ call: 'users', fault: 'throttled', count: 1, retryAfter: 10 })
    expect(await failureOf(countUsers(graph.connect()))).toMatchObject({ code: 'throttled', retryAfter: 10_000 })
    expect(graph.slept).toEqual([])
  })

  test.each([
    ['throttled', 'throttled', 7],
    ['server-error', 'unavailable', 3],
    ['reset', 'connection', 3],
    ['html', 'unexpected-answer', 1],
    ['wrong-shape', 'unexpected-answer', 1],
    ['looping-link', 'unexpected-answer', 2],
    ['foreign-link', 'unexpected-answer', 1],
  ] as const)('gives up when %s does not end, as %s after %i calls', async (fault, code, calls) => {
    graph.simulator.faults.set({ call: 'users', fault })
    expect((await failureOf(countUsers(graph.connect()))).code).toBe(code)
    expect(graph.simulator.calls().filter((call) => call === 'users')).toHaveLength(calls)
  })

  test('reads a file that it opened some time ago, though memory was collected meanwhile', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage: () => void = runInNewContext('gc')
    const client = graph.connect()
    const job = await createExport(client, 'Devices')
    let found = await readExport(client, job)
    while (typeof found !== 'object') found = await readExport(client, job)
    const size = Number((await fetch(found.url)).headers.get('content-length'))
    const bytes = await client.download(found.url, 'the report Devices')
    for (let times = 0; times < 5; times++) {
      await sleep(10)
      collectGarbage()
    }
    let read = 0
    for await (const piece of bytes) read += piece.length
    expect(read).toBe(size)
  })

  test('reads a file whose length a proxy has taken away', async () => {
    const server = createServer((_, response) => {
      response.write('half ')
      response.end('and half')
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    let read = ''
    for await (const piece of await graph.connect().download(`http://127.0.0.1:${port}/`, 'the report Devices'))
      read += Buffer.from(piece).toString()
    expect(read).toBe('half and half')
    server.close()
  })

  test('goes on after an empty page', async () => {
    graph.simulator.faults.set({ call: 'users', fault: 'empty-page', after: 1, count: 1 })
    expect((await countUsers(graph.connect())).users).toBe(users)
  })

  test('replaces a refused token once', async () => {
    const client = graph.connect()
    await readSkus(client)
    graph.simulator.tokens.revokeAll()
    await readSkus(client)
    graph.simulator.faults.set({ call: 'skus', fault: 'unauthorized' })
    expect(await failureOf(readSkus(client))).toMatchObject({ code: 'sign-in' })
    expect(graph.simulator.calls().filter((call) => call === 'token')).toHaveLength(3)
  })

  test('names the permission that is missing', async () => {
    const all = ['LicenseAssignment.Read.All', 'Organization.Read.All']
    graph.simulator.tokens.grant(all)
    const client = graph.connect()
    expect((await failureOf(countUsers(client))).message).toContain('needs User.Read.All')
    expect(await readSkus(client)).not.toEqual([])
    graph.simulator.tokens.grant([...all, 'User.Read.All'])
    // Nobody has to wait until the token that lacks it has ended.
    expect((await countUsers(client)).users).toBe(users)
  })
})

describe('The simulator', () => {
  test('refuses a job that is no JSON, as Graph would', async () => {
    graph.simulator.tokens.grant(['DeviceManagementManagedDevices.Read.All'])
    const { url, tenant, clientId, secret } = graph.simulator
    const proof = { client_id: clientId, client_secret: secret, scope: `${url}/.default` }
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...proof })
    const answer = await fetch(`${url}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body })
    const { access_token: token } = JSON.parse(await answer.text())
    const jobs = `${url}/v1.0/deviceManagement/reports/exportJobs`
    const headers = { authorization: `Bearer ${token}` }
    expect((await fetch(jobs, { method: 'POST', headers, body: '{' })).status).toBe(400)
    graph.simulator.tokens.grant(['LicenseAssignment.Read.All', 'Organization.Read.All', 'User.Read.All'])
  })
})

describe('The sign-in', () => {
  test('works by a certificate with its key', async () => {
    const { cert, key } = selfSigned('rsa')
    const certificate = new X509Certificate(cert)
    const own = await startGraph({ users: 1, certificate, credential: `${key}${cert}` })
    expect(await readSkus(own.connect())).not.toEqual([])
    await own.stop()
  })

  test('says what is wrong with a certificate that the application does not have', async () => {
    const { cert, key } = selfSigned('rsa')
    const failure = await failureOf(readSkus(graph.connect(async () => `${cert}${key}`)))
    expect(failure).toMatchObject({ code: 'sign-in' })
    expect(failure.message).toContain('AADSTS700027')
    expect(failure.message).toContain('upload its public part')
  })

  test.each([
    ['a wrong secret', 's3cr3t', 'copy its value, not its id'],
    ['a certificate without a key', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'private key'],
  ])('says what to do about %s', async (_, credential, says) => {
    const failure = await failureOf(readSkus(graph.connect(async () => credential)))
    expect(failure).toMatchObject({ code: 'sign-in', passes: false })
    expect(failure.message).toContain(says)
    expect(failure.message).not.toContain(credential)
  })

  test('reads the secret again after it was refused, as it may have been replaced', async () => {
    const given = ['old', graph.simulator.secret]
    const client = graph.connect(async () => given.shift() ?? '')
    await failureOf(readSkus(client))
    expect(await readSkus(client)).not.toEqual([])
  })

  test('passes over an overload of Entra', async () => {
    graph.simulator.faults.set({ call: 'token', fault: 'unavailable', count: 1, retryAfter: 3 })
    expect(await readSkus(graph.connect())).not.toEqual([])
    expect(graph.slept).toEqual([3_000])
  })
})
