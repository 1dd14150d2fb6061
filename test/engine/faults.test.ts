import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { doWork } from '../../functions/wiring/follow-up.ts'
import { standingWork } from '../../functions/wiring/standing-work.ts'
import { sweep } from '../../functions/wiring/sweep.ts'
import { Crash, injectFaults, resetByPeer, throttled } from '../support/faults.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'

let ledger: TestLedger
let heal = () => {}
beforeAll(async () => {
  ledger = await newLedger()
})
afterEach(() => heal())

let names = 0
const create = (milliseconds?: number, headers = {}) => {
  names += 1
  const body = { type: 'volume', name: `agreement ${names}`, pairs: [newPair()] }
  return ledger.call('POST /agreements', { body, headers }, milliseconds)
}

/** Another transaction in flight on one of the keys. */
const conflict = (items: number): Error =>
  new TransactionCanceledException({
    message: 'Transaction cancelled [TransactionConflict]',
    $metadata: {},
    CancellationReasons: [
      { Code: 'TransactionConflict' },
      ...Array.from({ length: items - 1 }, () => ({ Code: 'None' })),
    ],
  })

describe('Faults that the local engines never cause (spec: Guarantees):', () => {
  it.each([
    ['a conflict with a transaction in flight', () => conflict(5)],
    ['throttling', throttled],
    ['a connection that breaks', resetByPeer],
  ])('%s is retried while there is time', async (_, fault) => {
    heal = injectFaults(ledger.client, {
      before: ({ command, count }) => (command === 'TransactWriteItems' && count < 3 ? fault() : undefined),
    })
    expect((await create()).status).toBe(201)
  })

  it.each([
    ['conflicts', () => conflict(5)],
    ['throttling', throttled],
  ])('%s without end is answered 503 with Retry-After in time, and nothing is written', async (_, fault) => {
    const before = (await ledger.scan()).length
    heal = injectFaults(ledger.client, {
      before: ({ command }) => (command === 'TransactWriteItems' ? fault() : undefined),
    })
    const started = Date.now()
    const answer = await create(1_500)
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '2' },
      body: { type: 'urn:license-ledger:problem:busy' },
    })
    expect(Date.now() - started).toBeLessThan(1_500)
    heal()
    expect(await ledger.scan()).toHaveLength(before)
  })

  it('throttled reads are retried, then answered 503', async () => {
    heal = injectFaults(ledger.client, {
      before: ({ command, count }) => (command.startsWith('Query') && count < 3 ? throttled() : undefined),
    })
    expect((await ledger.call('GET /agreements')).status).toBe(200)
    heal()
    heal = injectFaults(ledger.client, {
      before: ({ command }) => (command.startsWith('Query') ? throttled() : undefined),
    })
    expect((await ledger.call('GET /agreements', {}, 1_000)).status).toBe(503)
  })

  it('keys that a batch left unprocessed are read again', async () => {
    const { body } = await create()
    heal = injectFaults(ledger.client, {
      answer: ({ command, count }, output) => {
        if (command !== 'BatchGetItem' || count > 1) return output
        const [[name, items = []] = ['', []]] = Object.entries(
          output.Responses as Record<string, { pk: unknown; sk: unknown }[]>,
        )
        const left = items.map(({ pk, sk }) => ({ pk, sk }))
        return { ...output, Responses: { [name]: [] }, UnprocessedKeys: { [name]: { Keys: left } } }
      },
    })
    const answer = await ledger.call('PUT /groups/{groupId}/agreements', {
      params: { groupId: 'unassigned' },
      body: { agreementIds: [body.id] },
    })
    expect(answer).toMatchObject({ status: 200, body: { items: [{ id: body.id }] } })
  })

  it('an answer that is lost after the commit does not cause the work to be done twice', async () => {
    heal = injectFaults(ledger.client, {
      after: ({ command, count }) => (command === 'TransactWriteItems' && count === 0 ? resetByPeer() : undefined),
    })
    expect((await create()).status).toBe(201)
    heal()
    expect(await recount(ledger)).toEqual([])
  })
})

describe('An index that lags behind its table', () => {
  const emptyIndex = (queries: number) =>
    injectFaults(ledger.client, {
      answer: ({ command, count }, output) =>
        command === 'Query gsi2' && count < queries ? { ...output, Items: [] } : output,
    })
  const groupOf = async (members: number) => {
    names += 1
    const group = (await ledger.call('POST /groups', { body: { name: `lag ${names}` } })).body
    for (let index = 0; index < members; index++) {
      names += 1
      const body = { type: 'volume', name: `lag ${names}`, pairs: [newPair()], group: { id: group.id } }
      expect((await ledger.call('POST /agreements', { body })).status).toBe(201)
    }
    return group
  }

  it('does not lose the members of a small group that is deleted: the queue moves them once the index has caught up', async () => {
    const group = await groupOf(3)
    heal = emptyIndex(2)
    expect((await ledger.call('DELETE /groups/{groupId}', { params: { groupId: group.id } })).status).toBe(202)
    heal()
    heal = emptyIndex(6)
    await ledger.work()
    heal()
    expect((await ledger.call('GET /groups/{groupId}', { params: { groupId: group.id } })).status).toBe(404)
    expect(await recount(ledger)).toEqual([])
  })
})

describe('Follow-up work (spec: Flows 7)', () => {
  const crashAfter = (transactions: number) =>
    injectFaults(ledger.client, {
      after: ({ command, count }) =>
        command === 'TransactWriteItems' && count === transactions ? new Crash() : undefined,
    })

  it('is finished after a crash following any of its transactions', async () => {
    for (let crash = 0; crash < 3; crash++) {
      const group = (await ledger.call('POST /groups', { body: { name: `crash ${crash}` } })).body
      for (let index = 0; index < 70; index++) {
        names += 1
        const body = { type: 'volume', name: `c ${names}`, pairs: [newPair()], group: { id: group.id } }
        expect((await ledger.call('POST /agreements', { body })).status).toBe(201)
      }
      expect((await ledger.call('DELETE /groups/{groupId}', { params: { groupId: group.id } })).status).toBe(202)
      const workId = ledger.announced.splice(0)[0] ?? ''
      heal = crashAfter(crash)
      await doWork(ledger.ledger, workId).catch((error) => expect(error).toBeInstanceOf(Crash))
      heal()
      await doWork(ledger.ledger, workId)
      expect((await ledger.call('GET /groups/{groupId}', { params: { groupId: group.id } })).status).toBe(404)
      expect(await recount(ledger)).toEqual([])
    }
  })

  it('is found by the sweep when its message was never sent', async () => {
    const { body } = await create()
    for (let rounds = 0; rounds < 2; rounds++)
      await ledger.call('POST /agreements/{agreementId}/pairs', {
        params: { agreementId: body.id },
        body: { pairs: Array.from({ length: 85 }, newPair) },
      })
    await ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId: body.id } })
    ledger.announced.splice(0)

    const found: string[] = []
    const send = {
      // What follows from a snapshot is done at any time.
      work: async (id: string) => void (Object.values<string>(standingWork).includes(id) || found.push(id)),
      import: async () => {},
      report: async () => {},
      refresh: async () => {},
      graphRun: async () => {},
      ask: async () => {},
    }
    await sweep(ledger.runs, send)
    expect(found).toEqual([])
    await sweep({ ...ledger.runs, now: () => new Date(Date.now() + 61_000) }, send)
    expect(found).toHaveLength(1)
    for (const id of found) await doWork(ledger.ledger, id)
    await sweep({ ...ledger.runs, now: () => new Date(Date.now() + 61_000) }, send)
    expect(found).toHaveLength(1)
    expect(await recount(ledger)).toEqual([])
  })

  it('frees the pairs of a large agreement once, whichever of its transactions a crash follows', async () => {
    for (let crash = 0; crash < 3; crash++) {
      const { body } = await create()
      for (let rounds = 0; rounds < 2; rounds++)
        await ledger.call('POST /agreements/{agreementId}/pairs', {
          params: { agreementId: body.id },
          body: { pairs: Array.from({ length: 85 }, newPair) },
        })
      await ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId: body.id } })
      const [workId = ''] = ledger.announced.splice(0)
      heal = crashAfter(crash)
      await doWork(ledger.ledger, workId).catch((error) => expect(error).toBeInstanceOf(Crash))
      heal()
      await doWork(ledger.ledger, workId)
      expect(await recount(ledger)).toEqual([])
    }
  })
})
