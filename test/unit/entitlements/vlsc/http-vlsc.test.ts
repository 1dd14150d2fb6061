import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerOf } from '../../../../infra/local/vlsc/answers.ts'
import { FaultOrder } from '../../../../infra/local/vlsc/fault-orders.ts'
import { faults } from '../../../../infra/local/vlsc/faults.ts'
import type { AgreementNumberPair } from '../../../../lib/agreements/records/pair.ts'
import { isPairFault, type Vlsc } from '../../../../lib/entitlements/vlsc/contract.ts'
import { connectVlsc } from '../../../../lib/entitlements/vlsc/http-vlsc.ts'
import { failureOf, failures, pairFaults, startVlsc } from '../../../support/vlsc.ts'

const orderOf = (fault: string, more: object = {}) => FaultOrder.parse({ fault, ...more })

const pairs = ['OK-A', 'EXP-B', 'NF-C', 'OK-D'].map((agreementNumber) => ({ agreementNumber, licenseNumber: 'L-1' }))
const keys = ['OK-A#L-1', 'EXP-B#L-1', 'NF-C#L-1', 'OK-D#L-1']
const noNumber = new RegExp(pairs.map(({ agreementNumber }) => agreementNumber).join('|'))

const told = (pair: AgreementNumberPair) => {
  const { agreementNumber, licenseNumber, entitlements = [], ...answer } = answerOf(pair)
  return { ...answer, entitlements }
}
const right = new Map(pairs.map((pair, index) => [keys[index], told(pair)]))

describe('VLSC over HTTP', () => {
  let vlsc: Awaited<ReturnType<typeof startVlsc>>
  let hasty: Vlsc
  beforeAll(async () => {
    vlsc = await startVlsc()
    const { url, tokenUrl, clientId, secret } = vlsc.simulator
    const token = { url: tokenUrl, clientId, readSecret: async () => secret }
    hasty = connectVlsc({ baseUrl: url, token, limits: { answer: 300 } })
    await hasty.lookUp(pairs)
  })
  afterAll(() => vlsc.stop())
  beforeEach(() => {
    vlsc.simulator.faults.clear()
    vlsc.simulator.answers.clear()
    vlsc.simulator.calls.clear()
  })
  const ask = (asked = pairs) => vlsc.vlsc.lookUp(asked)
  const fail = () => failureOf(vlsc.vlsc, pairs)

  it('answers every pair as VLSC does', async () => {
    expect(await ask()).toEqual(right)
    expect(right.get('NF-C#L-1')).toEqual({ status: 'not-found', entitlements: [] })
  })

  it('takes at most 100 pairs in a call, and calls nobody for an empty list', async () => {
    const hundred = Array.from({ length: 100 }, (_, index) => ({ agreementNumber: `A${index}`, licenseNumber: '1' }))
    expect((await ask(hundred)).size).toBe(100)
    await expect(ask([...hundred, ...pairs])).rejects.toThrow(RangeError)
    expect(await ask([])).toEqual(new Map())
    expect(vlsc.simulator.calls.read()).toMatchObject({ lookUps: 1, pairs: 100 })
  })

  it('asks about a pair once, and sends only its numbers', async () => {
    const pair = { agreementNumber: 'ok-x', licenseNumber: '1', agreementId: 'internal' }
    expect([...(await ask([pair, { ...pair, agreementNumber: 'OK-X' }])).keys()]).toEqual(['OK-X#1'])
    expect(vlsc.simulator.calls.read()).toMatchObject({ lookUps: 1, pairs: 1 })
  })

  it.each(Object.entries(failures))('fails as a whole on %s: %s', async (fault, code) => {
    vlsc.simulator.faults.set(orderOf(fault, { interval: 20 }))
    const failure = await failureOf(code === 'timeout' ? hasty : vlsc.vlsc, pairs)
    expect(failure).toMatchObject({ name: 'VlscFailure', code })
    expect(failure.message).not.toMatch(noNumber)
    expect(failure.message).not.toContain(vlsc.simulator.secret)
    expect(failure.message.length).toBeLessThan(200)
    expect(vlsc.simulator.calls.read().lookUps).toBe(fault === 'always-unauthorized' ? 2 : 1)
    vlsc.simulator.faults.clear()
    expect(await ask()).toEqual(right)
  })

  it('tells how long to wait, in milliseconds, when it is asked to', async () => {
    for (const fault of ['throttled', 'throttled-until', 'unavailable'] as const) {
      vlsc.simulator.faults.set({ fault, retryAfter: 30 })
      const { retryAfter } = await fail()
      expect(retryAfter).toBeGreaterThan(29_000)
      expect(retryAfter).toBeLessThanOrEqual(31_000)
    }
    vlsc.simulator.faults.set({ fault: 'server-error' })
    expect(await fail()).toMatchObject({ retryAfter: undefined })
  })

  it.each(Object.entries(pairFaults))('loses one pair to %s, and no other', async (fault, code) => {
    for (const { agreementNumber, licenseNumber } of pairs) {
      const key = `${agreementNumber}#${licenseNumber}`
      vlsc.simulator.faults.set(orderOf(fault, { agreementNumber }))
      const answers = await ask()
      expect(answers.get(key)).toEqual({ fault: { code, message: expect.any(String) } })
      expect(answers).toEqual(new Map(right).set(key, expect.anything()))
      expect(JSON.stringify(answers.get(key))).not.toMatch(noNumber)
    }
  })

  it.each(Object.keys(pairFaults))('gives nothing when %s strikes every pair', async (fault) => {
    vlsc.simulator.faults.set(orderOf(fault))
    const answers = await ask()
    expect([...answers.keys()]).toEqual(keys)
    expect([...answers.values()].every(isPairFault)).toBe(true)
  })

  it('ignores results that were never asked for', async () => {
    vlsc.simulator.faults.set({ fault: 'never-asked' })
    expect(await ask()).toEqual(right)
  })

  it('handles every fault of the simulator', () => {
    const ofTokens = Object.keys(faults).filter((name) => name.startsWith('token-'))
    const known = [...Object.keys(failures), ...Object.keys(pairFaults), 'never-asked', ...ofTokens]
    expect(known.sort()).toEqual(Object.keys(faults).sort())
  })
})
