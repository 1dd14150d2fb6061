import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../../../infra/local/ports.ts'
import { FaultOrder } from '../../../../infra/local/vlsc/fault-orders.ts'
import { type Simulator, startSimulator } from '../../../../infra/local/vlsc/simulator.ts'
import { type ContractTarget, checkContract, type Verdict } from '../../../../infra/operations/check-contract.ts'
import { startServer } from '../../../support/vlsc.ts'

const subjects = [
  ...['address', 'token', 'no token', 'one pair', 'given pairs', 'letter case', 'unknown pair', '100 pairs'],
  ...['asked twice', '101 pairs', 'broken JSON', 'no pairs'],
]
const pairs = [
  { agreementNumber: 'OK-1', licenseNumber: 'L-1' },
  { agreementNumber: 'EXP-1', licenseNumber: 'L-1' },
]

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ port: 0 })
})
afterAll(() => simulator.stop())
beforeEach(() => simulator.faults.clear())

describe('The check of the contract', () => {
  const check = (more: Partial<ContractTarget> = {}) => {
    const { url, tokenUrl, clientId, secret } = simulator
    const token = { url: tokenUrl, clientId, readSecret: async () => secret }
    return checkContract({ baseUrl: url, token, pairs, ...more })
  }
  const that = (outcome: Verdict['outcome'], verdicts: readonly Verdict[]): string[] =>
    verdicts.filter((verdict) => verdict.outcome === outcome).map(({ subject }) => subject)

  it('finds that the simulator conforms', async () => {
    const verdicts = await check()
    expect(that('ok', verdicts)).toEqual(subjects)
    expect(verdicts.find(({ subject }) => subject === 'given pairs')?.says).toMatch(
      /^OK-1\/L-1 is valid, with [1-4] entitlements; EXP-1\/L-1 is expired, with [1-4] entitlements\.$/,
    )
  })

  it('says what it did not check', async () => {
    expect(that('not checked', await check({ pairs: [] }))).toEqual(['given pairs'])
    const withoutToken = await check({ token: undefined })
    expect(that('not checked', withoutToken)).toEqual(['token', 'no token'])
    expect(withoutToken).toContainEqual({
      outcome: 'deviates',
      subject: 'one pair',
      says: expect.stringContaining('answered 401'),
    })
  })

  it.each<[string, string[], string]>([
    ['server-error', ['one pair', '100 pairs'], 'answered 500'],
    ['connection-reset', ['one pair', '100 pairs'], 'broke off'],
    ['time-out', ['one pair'], 'did not answer in full'],
    ['slow-drip', ['one pair', '100 pairs'], 'did not answer in full'],
    ['html', ['one pair', '100 pairs'], 'content type that is not JSON'],
    ['html-as-json', ['one pair', '100 pairs'], 'no JSON'],
    ['truncated', ['one pair', '100 pairs'], 'no JSON'],
    ['redirect', ['one pair', '100 pairs'], 'redirects are not followed'],
    ['wrong-shape', ['one pair', '100 pairs'], '{"results": [...]}'],
    ['too-large', ['one pair', '100 pairs'], 'more than 8,388,608 bytes'],
    ['unknown-status', ['one pair', 'unknown pair', '100 pairs'], 'status'],
    ['wrong-types', ['one pair', 'given pairs'], 'organization'],
    ['left-out', ['one pair', 'unknown pair', '100 pairs'], 'left this pair out'],
    ['never-asked', ['one pair', '100 pairs'], 'results for'],
    ['contradictory', ['one pair', '100 pairs'], 'more than once'],
    ['negative-quantities', ['one pair', 'given pairs'], 'effectiveQuantity'],
    ['huge-quantities', ['one pair', 'given pairs'], 'effectiveQuantity'],
    ['always-unauthorized', ['one pair', '100 pairs'], 'answered 401'],
    ['token-html', ['token'], 'not answer as OAuth 2.0 asks'],
  ])('finds %s', async (fault, deviating, says) => {
    simulator.faults.set(FaultOrder.parse({ fault }))
    const verdicts = await check(fault === 'time-out' || fault === 'slow-drip' ? { limits: { answer: 150 } } : {})
    expect(that('deviates', verdicts)).toEqual(expect.arrayContaining(deviating))
    const verdict = verdicts.find(({ subject }) => subject === deviating[0])
    expect(verdict?.says).toContain(says)
  })

  it('finds a single fault, in the call in which it is', async () => {
    simulator.faults.set({ fault: 'left-out', agreementNumber: 'NF-CHECK99' })
    expect(that('deviates', await check())).toEqual([])
    simulator.faults.set({ fault: 'left-out', agreementNumber: 'NF-CHECK97' })
    expect(that('deviates', await check())).toEqual(['100 pairs'])
  })

  it('does not call an address wrong that asks to wait', async () => {
    simulator.faults.set({ fault: 'throttled', retryAfter: 30 })
    const verdicts = await check()
    expect(that('deviates', verdicts)).toEqual([])
    expect(verdicts).toContainEqual({
      outcome: 'not checked',
      subject: 'one pair',
      says: expect.stringContaining('Check again in 30 s.'),
    })
  })

  it('needs a token that it cannot get', async () => {
    const { tokenUrl, clientId } = simulator
    const verdicts = await check({ token: { url: tokenUrl, clientId, readSecret: async () => 'wrong' } })
    expect(that('deviates', verdicts)).toEqual(['token'])
    expect(that('ok', verdicts)).toEqual(['address', 'no token'])
  })

  it('sends nothing to an address that is not safe', async () => {
    for (const target of [
      { baseUrl: 'http://vlsc.example' },
      { token: { url: 'http://login.example', clientId: 'id', readSecret: async () => 'secret' } },
    ]) {
      const verdicts = await check(target)
      expect(that('deviates', verdicts)).toEqual(['address'])
      expect(that('not checked', verdicts)).toEqual(subjects.slice(1))
    }
  })

  describe('of a gateway', () => {
    const json = { 'content-type': 'application/json' }
    let gateway: Awaited<ReturnType<typeof startServer>>
    beforeAll(async () => {
      gateway = await startServer()
    })
    afterAll(() => gateway.stop())
    const checkGateway = () => checkContract({ baseUrl: gateway.url, pairs: [] })

    it('that answers anything to anybody finds what it should refuse', async () => {
      gateway.answer(200, json, '{"results":[{"agreementNumber":"x","licenseNumber":"y"}]}')
      expect(that('deviates', await checkGateway())).toEqual(
        subjects.filter((subject) => !['address', 'token', 'no token', 'given pairs'].includes(subject)),
      )
    })

    it('that knows every pair, changes its mind, and minds the case finds all three', async () => {
      let calls = 0
      gateway.handle(async (request, response) => {
        calls += 1
        const text = (await request.setEncoding('utf8').toArray()).join('')
        const { pairs: asked } = text.endsWith('}') ? JSON.parse(text) : { pairs: [] }
        if (asked.length === 0 || asked.length > 100) return response.writeHead(422).end()
        const results = asked.map((pair: { agreementNumber: string }) => ({
          ...pair,
          status: pair.agreementNumber.startsWith('NF') ? 'valid' : 'expired',
          program: String(calls),
          entitlements: [],
        }))
        return response.writeHead(200, json).end(JSON.stringify({ results }))
      })
      expect(that('deviates', await checkGateway())).toEqual(['letter case', 'unknown pair', 'asked twice'])
    })

    it('that refuses without saying when to come back finds that', async () => {
      gateway.answer(429, {})
      expect(await checkGateway()).toContainEqual({
        outcome: 'deviates',
        subject: 'one pair',
        says: expect.stringContaining('Retry-After is missing'),
      })
    })
  })
})

describe('npm run vlsc:check', () => {
  const program = fileURLToPath(new URL('../../../../infra/operations/vlsc-check.ts', import.meta.url))
  const run = (options: string[], secret = simulator.secret) =>
    new Promise<{ code: unknown; output: string; complaint: string }>((resolve) => {
      const env = { ...process.env, VLSC_CLIENT_SECRET: secret }
      execFile(process.execPath, [program, ...options], { env }, (error, output, complaint) =>
        resolve({ code: error?.code ?? 0, output, complaint }),
      )
    })
  const withToken = () => ['--token-url', simulator.tokenUrl, '--client-id', simulator.clientId]

  it('ends with 0 when an address conforms', async () => {
    const { code, output } = await run([simulator.url, ...withToken(), '--pair', 'OK-1/L-1', '--pair', 'ok-1/l-1'])
    expect(output.trim().split('\n')).toHaveLength(subjects.length + 2)
    expect(output).toContain('It conforms: 12 ok, 0 deviate, 0 not checked.')
    expect(code).toBe(0)
  })

  it('ends with 1 when it deviates, and tells programs too', async () => {
    simulator.faults.set({ fault: 'unknown-status' })
    const { code, output } = await run([simulator.url, ...withToken(), '--json'])
    expect(JSON.parse(output)).toMatchObject({ conforms: false, checks: expect.any(Array) })
    expect(code).toBe(1)
  })

  it('ends with 2 when it is put off', async () => {
    simulator.faults.set({ fault: 'unavailable' })
    const { code, output } = await run([simulator.url, ...withToken()])
    expect([code, output]).toEqual([2, expect.stringContaining('It could not be checked')])
  })

  it('ends with 2 when nothing is there', async () => {
    const { code, complaint } = await run([`http://127.0.0.1:${await freePort(0)}`])
    expect([code, complaint]).toEqual([2, expect.stringContaining('Nothing answers at 127.0.0.1:')])
  })

  it.concurrent.each<[string, string[], string]>([
    ['no address', [], 'One URL is to be checked.'],
    ['half of a client', ['https://vlsc.example', '--client-id', 'id'], 'both --token-url and --client-id'],
    ['no pair', ['https://vlsc.example', '--pair', 'A'], 'no pair of numbers'],
    ['an unknown option', ['https://vlsc.example', '--fast'], '--fast'],
    [
      'no secret',
      ['https://vlsc.example', '--token-url', 'https://a.example', '--client-id', 'id'],
      'VLSC_CLIENT_SECRET',
    ],
  ])('ends with 2 on %s, and says how it is used', async (_, options, says) => {
    const { code, complaint } = await run(options, '')
    expect([code, complaint]).toEqual([2, expect.stringContaining(says)])
    expect(complaint).toContain('npm run vlsc:check -- URL')
  })
})
