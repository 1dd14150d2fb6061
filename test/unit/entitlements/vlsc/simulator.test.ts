import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerOf } from '../../../../infra/local/vlsc/answers.ts'
import { faults } from '../../../../infra/local/vlsc/faults.ts'
import { products } from '../../../../infra/local/vlsc/products.ts'
import type { Simulator } from '../../../../infra/local/vlsc/simulator.ts'
import { Result, type Vlsc } from '../../../../lib/entitlements/vlsc/contract.ts'
import { startVlsc } from '../../../support/vlsc.ts'

const pair = (agreementNumber: string, licenseNumber = '1') => ({ agreementNumber, licenseNumber })

describe('What the simulator knows', () => {
  const known = Array.from({ length: 2_000 }, (_, index) => answerOf(pair(`A${index}`)))

  it('is 80 % valid, 10 % expired and 10 % not found', () => {
    const count = (status: string) => known.filter((each) => each.status === status).length
    expect(count('valid') / 2_000).toBeCloseTo(0.8, 1)
    expect(count('expired') / 2_000).toBeCloseTo(0.1, 1)
    expect(count('not-found') / 2_000).toBeCloseTo(0.1, 1)
  })

  it('follows the contract, and is of 1 to 4 products', () => {
    for (const each of known) {
      expect(Result.parse(each)).toEqual(each)
      if (each.status === 'not-found') continue
      expect([1, 2, 3, 4]).toContain(each.entitlements?.length)
      expect(each.startDate && each.endDate && each.startDate < each.endDate).toBe(true)
    }
    expect(new Set(known.flatMap((each) => each.entitlements?.map(({ productFamily }) => productFamily))).size).toBe(
      new Set(products.map(({ productFamily }) => productFamily)).size + 1,
    )
  })

  it('is always the same, in any case', () => {
    const { agreementNumber, ...answer } = answerOf(pair('ok-abc'))
    expect(answerOf(pair('OK-ABC'))).toEqual({ ...answer, agreementNumber: 'OK-ABC' })
    expect(answer).toMatchObject({
      organization: 'Coho Vineyard & Winery',
      endDate: '2032-05-03',
      entitlements: [{ productFamily: 'Windows Server - User CAL', effectiveQuantity: 8 }],
    })
  })

  it.each([
    ['OK-', 'valid'],
    ['Exp-', 'expired'],
    ['nf-', 'not-found'],
  ])('is what the name says: %s is %s', (prefix, status) => {
    for (let number = 0; number < 50; number += 1)
      expect(answerOf(pair(`${prefix}${number}`))).toMatchObject({ status })
  })
})

it('Every fault of the simulator is in its documentation', () => {
  const text = readFileSync(new URL('../../../../docs/vlsc.md', import.meta.url), 'utf8')
  const rows = new Map([...text.matchAll(/^\| `([a-z-]+)` +\| (.*?) +\|$/gm)].map(([, name, says]) => [name, says]))
  for (const [name, { says }] of Object.entries(faults)) expect(rows.get(name)).toBe(says)
  expect(rows.has('expired-token')).toBe(true)
})

describe('The simulator', () => {
  let simulator: Simulator
  let vlsc: Vlsc
  let stop: () => Promise<void>
  let token: string
  beforeAll(async () => {
    ;({ simulator, vlsc, stop } = await startVlsc())
  })
  afterAll(() => stop())
  beforeEach(async () => {
    for (const part of [simulator.faults, simulator.answers, simulator.calls]) part.clear()
    token = (await requestToken({})).json.access_token
    simulator.calls.clear()
  })

  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      headers,
      ...(text !== undefined && { body: text }),
    })
    const answer = await response.text()
    return { status: response.status, json: answer === '' ? undefined : JSON.parse(answer) }
  }
  const lookUp = (body: unknown, headers: Record<string, string> = { authorization: `Bearer ${token}` }) =>
    send('POST', '/agreement-pairs/lookup', body, headers)
  const requestToken = (fields: Record<string, string>, headers: Record<string, string> = {}) => {
    const { clientId, secret } = simulator
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret, ...fields }
    return send('POST', '/token', new URLSearchParams(form).toString(), headers)
  }
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  })

  it('gives tokens to its client, by body or by basic authentication, for an hour', async () => {
    const { clientId, secret } = simulator
    expect(await requestToken({})).toMatchObject({ status: 200, json: { token_type: 'Bearer', expires_in: 3_600 } })
    expect(await requestToken({ client_secret: '' }, basic(clientId, secret))).toMatchObject({ status: 200 })
    expect(await requestToken({}, basic(clientId, 'x'))).toMatchObject({ status: 401 })
    expect(await requestToken({ client_secret: 'x' })).toMatchObject({ status: 401, json: { error: 'invalid_client' } })
    expect(await requestToken({ client_id: 'x' })).toMatchObject({ status: 401, json: { error: 'invalid_client' } })
    expect(await requestToken({ grant_type: 'password' })).toMatchObject({
      status: 400,
      json: { error: 'unsupported_grant_type' },
    })
  })

  it('looks nothing up without one of its tokens', async () => {
    for (const headers of [{}, { authorization: 'Bearer x' }, { authorization: 'Bearer ' }])
      expect(await lookUp({ pairs: [pair('OK-1')] }, headers)).toMatchObject({ status: 401 })
    expect(await lookUp({ pairs: [pair('OK-1')] })).toMatchObject({
      status: 200,
      json: { results: [{ ...pair('OK-1'), status: 'valid' }] },
    })
    expect(simulator.calls.read().latest.map(({ outcome }) => outcome)).toEqual([
      'unauthorized',
      'unauthorized',
      'unauthorized',
      'answered',
    ])
  })

  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['no pairs', {}],
    ['an empty list', { pairs: [] }],
    ['101 pairs', { pairs: Array.from({ length: 101 }, (_, index) => pair(`A${index}`)) }],
    ['a malformed number', { pairs: [pair('A B')] }],
    ['half a pair', { pairs: [{ agreementNumber: 'A' }] }],
  ])('refuses %s', async (_, body) => {
    expect(await lookUp(body)).toMatchObject({ status: 400, json: { status: 400, detail: expect.any(String) } })
    expect(simulator.calls.read()).toMatchObject({ lookUps: 1, pairs: 0, latest: [{ outcome: 'refused' }] })
  })

  it('takes orders over HTTP: which fault, how often, and for whom', async () => {
    const status = async (number: string) => (await lookUp({ pairs: [pair('OK-1'), pair(number)] })).status
    expect(await send('PUT', '/simulator/faults', { fault: 'throttled', count: 2, agreementNumber: 'ok-2' })).toEqual({
      status: 204,
      json: undefined,
    })
    expect([await status('OK-3'), await status('OK-2'), await status('OK-3')]).toEqual([200, 429, 200])
    expect((await send('GET', '/simulator/faults')).json).toEqual([
      { fault: 'throttled', count: 1, agreementNumber: 'ok-2', retryAfter: 2, interval: 100 },
    ])
    expect([await status('ok-2'), await status('OK-2')]).toEqual([429, 200])

    await send('PUT', '/simulator/faults', [{ fault: 'server-error', count: 1 }, { fault: 'unavailable' }])
    expect([await status('A'), await status('A'), await status('A')]).toEqual([500, 503, 503])
    await send('DELETE', '/simulator/faults')
    expect([await status('A'), (await send('GET', '/simulator/faults')).json]).toEqual([200, []])

    await send('PUT', '/simulator/faults', { fault: 'expired-token' })
    expect(await status('A')).toBe(401)
  })

  it.each<[string, unknown]>([
    ['{"fault":"flood"}', 'There is no such fault; there are server-error, '],
    ['{"fault":"html","count":0}', 'count'],
    ['{"fault":"html","often":true}', 'often'],
    ['', 'expected'],
  ])('refuses the order %s', async (order, says) => {
    expect(await send('PUT', '/simulator/faults', order)).toMatchObject({
      status: 400,
      json: { detail: expect.stringContaining(String(says)) },
    })
  })

  it('answers as it is told, under the numbers that were asked', async () => {
    const script = [
      { ...pair('oK-1'), status: 'expired', entitlements: [] },
      { ...pair('OK-2'), status: 'valid', entitlements: [] },
      { ...pair('OK-2'), status: 'nonsense' },
    ]
    expect(await send('PUT', '/simulator/answers', script)).toMatchObject({ status: 204 })
    const results = async () => (await lookUp({ pairs: [pair('OK-1'), pair('Ok-2'), pair('NF-3')] })).json.results
    expect(await results()).toEqual([
      { ...pair('OK-1'), status: 'expired', entitlements: [] },
      { ...pair('Ok-2'), status: 'valid', entitlements: [] },
      { ...pair('Ok-2'), status: 'nonsense' },
      { ...pair('NF-3'), status: 'not-found' },
    ])
    await send('DELETE', '/simulator/answers')
    expect(await results()).toMatchObject([{ status: 'valid' }, { status: 'valid' }, { status: 'not-found' }])
    expect(await send('PUT', '/simulator/answers', { results: script })).toMatchObject({ status: 400 })
  })

  it('also spoils answers that it was given', async () => {
    simulator.answers.set([{ ...pair('OK-1'), status: 'valid' }])
    simulator.faults.set({ fault: 'negative-quantities' })
    expect((await vlsc.lookUp([pair('OK-1')])).get('OK-1#1')).toMatchObject({ fault: { code: 'invalid-answer' } })
  })

  it('counts calls, and remembers the last hundred', async () => {
    for (let call = 0; call < 101; call += 1) await lookUp({ pairs: [pair('A'), pair('B')] })
    simulator.faults.set({ fault: 'html' })
    await lookUp({ pairs: [pair('A')] }).catch(() => {})
    const { json } = await send('GET', '/simulator/calls')
    expect(json).toMatchObject({ lookUps: 102, pairs: 203, tokenRequests: 0 })
    expect(json.latest).toHaveLength(100)
    expect(json.latest.at(-1)).toEqual({ at: expect.stringMatching(/Z$/), pairs: 1, outcome: 'html' })
    await send('DELETE', '/simulator/calls')
    expect((await send('GET', '/simulator/calls')).json).toEqual({
      lookUps: 0,
      pairs: 0,
      tokenRequests: 0,
      latest: [],
    })
  })

  it.each(['GET /agreement-pairs/lookup', 'POST /simulator/faults', 'GET /toString', 'GET /'])(
    'does not know %s',
    async (address) => {
      const [method = '', path = ''] = address.split(' ')
      expect(await send(method, path)).toMatchObject({ status: 404 })
    },
  )
})

it.each(['time-out', 'slow-drip'] as const)('A simulator that stops leaves nobody waiting: %s', async (fault) => {
  const { simulator, vlsc, stop } = await startVlsc()
  simulator.faults.set({ fault })
  const asked = expect(vlsc.lookUp([pair('A')])).rejects.toMatchObject({ code: 'connection' })
  while (simulator.calls.read().lookUps === 0) await new Promise(setImmediate)
  await stop()
  await asked
})
