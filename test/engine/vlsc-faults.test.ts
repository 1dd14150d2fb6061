import { createServer } from 'node:https'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectVlsc } from '../../lib/entitlements/vlsc/http-vlsc.ts'
import { licensesOf } from '../support/entitlements.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'
import { type Refresher, startRefresher } from '../support/refreshes.ts'
import { selfSigned } from '../support/self-signed.ts'
import { failures, pairFaults, startServer } from '../support/vlsc.ts'

let refresher: Refresher
let ledger: TestLedger
let worker: ReturnType<Refresher['refresherOf']>
let agreementId: string
const pairs = [newPair(), newPair(), newPair()]
const [first = newPair()] = pairs

beforeAll(async () => {
  refresher = await startRefresher({ limits: { connect: 1_000, answer: 1_000 } })
})
afterAll(() => refresher.stop())

const entitlement = licensesOf('SQL Server', 4)

beforeEach(async () => {
  const { faults, answers } = refresher.simulator
  faults.clear()
  answers.set(pairs.map((pair) => ({ ...pair, status: 'valid', organization: 'Contoso', entitlements: [entitlement] })))
  ledger = await newLedger()
  worker = refresher.refresherOf(ledger)
  const { body } = await ledger.call('POST /agreements', { body: { type: 'volume', name: 'A', pairs } })
  agreementId = body.id
  await worker.drain()
  refresher.simulator.calls.clear()
})

/** What is stored of pairs and of what they entitle to, but for when they were asked, and why in vain. */
const known = async () =>
  (await ledger.scan())
    .filter(({ pk }) => /^(PAIRS|ENTITLEMENTS|AGREEMENT)#/.test(String(pk)))
    .map(({ askedAt, error, revision, ...rest }) => rest)
    .sort((one, other) => (`${one.pk} ${one.sk}` < `${other.pk} ${other.sk}` ? -1 : 1))

const validation = async () => {
  const { body } = await ledger.call('GET /agreements/{agreementId}', { params: { agreementId } })
  return body.pairs.map((pair: { validation: object }) => pair.validation)
}

describe('A refresh', () => {
  it.each(Object.entries({ ...failures, ...pairFaults }))(
    'loses nothing to the fault %s, reports it as %s, and succeeds afterwards',
    async (fault, code) => {
      const before = await known()
      refresher.simulator.faults.set({ fault, retryAfter: 1 } as never)
      const run = await worker.refresh()
      expect(run).toMatchObject({ status: 'failed', counts: { pairs: 3, failed: 3 }, error: { code } })
      expect(run.error.message.length).toBeGreaterThan(20)
      expect(JSON.stringify(run.error)).not.toContain(first.agreementNumber)
      expect(await known()).toEqual(before)
      for (const each of await validation())
        expect(each).toMatchObject({ status: 'valid', organization: 'Contoso', error: { code }, stale: false })
      expect(await recount(ledger)).toEqual([])

      refresher.simulator.faults.clear()
      expect(await worker.refresh()).toMatchObject({ status: 'completed', counts: { valid: 3, failed: 0 } })
      expect((await validation())[0].error).toBeUndefined()
      expect(await recount(ledger)).toEqual([])
    },
  )

  it('ignores answers for pairs that it did not ask about', async () => {
    refresher.simulator.faults.set({ fault: 'never-asked' })
    expect(await worker.refresh()).toMatchObject({ status: 'completed', counts: { pairs: 3, valid: 3 } })
    expect((await ledger.scan()).filter(({ pk }) => String(pk).startsWith('PAIRS#'))).toHaveLength(3)
    expect(await recount(ledger)).toEqual([])
  })

  it('fails one pair for one bad answer', async () => {
    refresher.simulator.faults.set({ fault: 'negative-quantities', agreementNumber: first.agreementNumber })
    refresher.simulator.answers.set([
      { ...first, status: 'valid', entitlements: [entitlement] },
      ...pairs.slice(1).map((pair) => ({ ...pair, status: 'expired' as const, entitlements: [] })),
    ])
    const run = await worker.refresh()
    expect(run).toMatchObject({ status: 'partial', counts: { failed: 1, expired: 2 } })
    expect((await validation())[0]).toMatchObject({ status: 'valid', error: { code: 'invalid-answer' } })
    expect(await recount(ledger)).toEqual([])
  })

  it('repeats a failed call in the same run', async () => {
    refresher.simulator.faults.set({ fault: 'server-error', count: 1 })
    const run = await worker.refresh()
    expect(run).toMatchObject({ status: 'completed', counts: { valid: 3, failed: 0 } })
    expect(run.error).toBeUndefined()
    expect(worker.slept).toHaveLength(1)
  })

  it('fetches a new token when VLSC refuses the old one', async () => {
    refresher.simulator.faults.set({ fault: 'expired-token', count: 1 })
    expect(await worker.refresh()).toMatchObject({ status: 'completed', counts: { valid: 3 } })
  })

  it('sends nothing to a server with a self-signed certificate', async () => {
    const { key, cert } = selfSigned()
    const server = await startServer(createServer({ key, cert }))
    worker.desk.vlsc = connectVlsc({
      baseUrl: `https://127.0.0.1:${server.port}`,
      limits: { connect: 500, answer: 500 },
    })
    const before = await known()
    expect(await worker.refresh()).toMatchObject({ status: 'failed', error: { code: 'certificate' } })
    expect(await known()).toEqual(before)
    await server.stop()
  })

  it('calls nobody without a token while the token endpoint is down', async () => {
    const { url, tokenUrl, clientId, secret } = refresher.simulator
    refresher.simulator.faults.set({ fault: 'token-down', retryAfter: 1 })
    worker.desk.vlsc = connectVlsc({ baseUrl: url, token: { url: tokenUrl, clientId, readSecret: async () => secret } })
    expect(await worker.refresh()).toMatchObject({ status: 'failed', error: { code: 'token' } })
    expect(refresher.simulator.calls.read().lookUps).toBe(0)
  })

  it('fails with a clear error when no VLSC is configured', async () => {
    worker.desk.vlsc = undefined
    const before = await known()
    expect(await worker.refresh()).toMatchObject({ status: 'failed', error: { code: 'vlsc-not-configured' } })
    expect(await known()).toEqual(before)
  })
})

describe('The circuit breaker', () => {
  const addMore = async (count: number) => {
    for (let made = 0; made < count; made += 85) {
      const more = Array.from({ length: 85 }, newPair)
      await ledger.call('POST /agreements', { body: { type: 'volume', name: `More ${made}`, pairs: more } })
    }
    await worker.drain()
    refresher.simulator.calls.clear()
  }

  it('stops a run after five failed calls, and does not hinder the next run', async () => {
    await addMore(340)
    refresher.simulator.faults.set({ fault: 'server-error' })
    const run = await worker.refresh({ groupId: 'unassigned' })
    expect(run).toMatchObject({ status: 'failed', calls: 5, error: { code: 'server-error' } })
    expect(run.error.message).toContain('5 times in a row')
    expect(run.progress.done).toBeLessThan(run.progress.total)
    expect(refresher.simulator.calls.read().lookUps).toBe(5)
    const all = await worker.refresh()
    expect(all.calls).toBe(5)
    refresher.simulator.faults.clear()
    expect(await worker.refresh({ groupId: 'unassigned' })).toMatchObject({
      status: 'completed',
      counts: { failed: 0 },
    })
    expect(await recount(ledger)).toEqual([])
  })

  it('counts failed calls across deliveries', async () => {
    await addMore(170)
    refresher.simulator.faults.set({ fault: 'server-error' })
    const { body } = await ledger.call('POST /refreshes', { body: {} })
    ledger.announcedRefreshes.splice(0)
    let deliveries = 0
    do {
      worker.delayed.splice(0)
      await worker.deliver({ refreshId: body.id }, 1, 15_000)
      deliveries += 1
    } while (worker.delayed.length > 0)
    expect(deliveries).toBe(5)
    expect(await worker.show(body.id)).toMatchObject({ status: 'failed', calls: 5 })
  })

  it('gives up one bad batch and goes on with the others', async () => {
    await addMore(340)
    refresher.simulator.faults.set({ fault: 'html', agreementNumber: first.agreementNumber })
    const run = await worker.refresh({ groupId: 'unassigned' })
    expect(run).toMatchObject({ status: 'partial', error: { code: 'not-json' } })
    expect(run.counts.failed).toBe(100)
    expect(run.progress.done).toBe(run.progress.total)
  })

  it('lets the queue wait for a minute when VLSC asks for one', async () => {
    refresher.simulator.faults.set({ fault: 'throttled', retryAfter: 60, count: 1 })
    const start = Date.now()
    ledger.setClock(new Date(start))
    const { body } = await ledger.call('POST /refreshes', { body: {} })
    ledger.announcedRefreshes.splice(0)
    await worker.deliver({ refreshId: body.id })
    expect(worker.delayed).toEqual([{ refreshId: body.id, delay: 60 }])
    expect(await worker.show(body.id)).toMatchObject({
      status: 'running',
      waitsUntil: new Date(start + 60_000).toISOString(),
    })
    await worker.deliver({ refreshId: body.id })
    expect(refresher.simulator.calls.read().lookUps).toBe(1)
    ledger.setClock(new Date(start + 60_000))
    await worker.deliver({ refreshId: body.id })
    expect(await worker.show(body.id)).toMatchObject({ status: 'completed', calls: 4 })
  })

  it('ends the run when VLSC asks for a wait of hours', async () => {
    refresher.simulator.faults.set({ fault: 'unavailable', retryAfter: 7_200 })
    const run = await worker.refresh()
    expect(run).toMatchObject({ status: 'failed', calls: 1, error: { code: 'unavailable' } })
    expect(run.error.message).toContain('left alone for 120 minutes')
  })
})
