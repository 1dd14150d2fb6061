import { beforeEach, describe, expect, it } from 'vitest'
import { doWork } from '../../functions/wiring/follow-up.ts'
import { type Answer, newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'

let ledger: TestLedger
beforeEach(async () => {
  ledger = await newLedger()
})

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))
const statuses = (answers: Answer[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(answers, ({ status }) => String(status))].map(([status, all]) => [status, all.length]),
  )
const createAgreement = (name: string, more = {}) =>
  ledger.call('POST /agreements', { body: { type: 'volume', name, pairs: [newPair()], ...more } })
const createGroup = (name: string) => ledger.call('POST /groups', { body: { name } })

describe('Of many simultaneous requests,', () => {
  it('one of 50 that create an agreement with one name gets 201 and 49 get 409, and no stray items are left', async () => {
    const answers = await Promise.all(times(50, () => createAgreement('One name')))
    expect(statuses(answers)).toEqual({ 201: 1, 409: 49 })
    const items = await ledger.scan()
    expect(items.filter(({ pk }) => String(pk).startsWith('AGREEMENTS#'))).toHaveLength(1)
    expect(items.filter(({ pk }) => String(pk).startsWith('PAIRS#'))).toHaveLength(1)
    expect(await recount(ledger)).toEqual([])
  })

  it('50 that add one pair to two agreements leave it with one holder', async () => {
    const [one, two] = [await createAgreement('one'), await createAgreement('two')]
    const pair = newPair()
    const add = (agreementId: string) =>
      ledger.call('POST /agreements/{agreementId}/pairs', { params: { agreementId }, body: { pairs: [pair] } })
    const answers = await Promise.all(times(50, (index) => add(index % 2 ? one.body.id : two.body.id)))
    expect(statuses(answers)).toEqual({ 200: 1, 409: 49 })
    expect(await recount(ledger)).toEqual([])
  })

  it('60 that create groups, with 490 there, lead to exactly 500', async () => {
    for (let index = 0; index < 490; index += 49)
      await Promise.all(times(49, (more) => createGroup(`group ${index + more}`)))
    const answers = await Promise.all(times(60, (index) => createGroup(`more ${index}`)))
    const { 201: made = 0, ...refused } = statuses(answers)
    expect(made).toBe(10)
    expect(Object.keys(refused).every((status) => ['409', '503'].includes(status))).toBe(true)
    expect(answers.find(({ status }) => status === 409)?.body.type).toBe(
      'urn:license-ledger:problem:group-limit-reached',
    )
    expect((await ledger.call('GET /groups')).body.items).toHaveLength(501)
    expect(await recount(ledger)).toEqual([])
  })

  it('one deletes a group while 30 create agreements in it or move them to it, and each is in one group that exists', async () => {
    for (const round of times(5, (index) => index)) {
      const group = (await createGroup(`doomed ${round}`)).body
      const movers = await Promise.all(times(15, (index) => createAgreement(`mover ${round} ${index}`)))
      const made = times(15, (index) => createAgreement(`maker ${round} ${index}`, { group: { id: group.id } }))
      const moved = movers.map(({ body }) =>
        ledger.call('PUT /groups/{groupId}/agreements', {
          params: { groupId: group.id },
          body: { agreementIds: [body.id] },
        }),
      )
      const removed = ledger.call('DELETE /groups/{groupId}', { params: { groupId: group.id } })
      const answers = await Promise.all([...made, ...moved])
      expect([202, 204]).toContain((await removed).status)
      for (const { status } of answers) expect([200, 201, 404, 409, 422]).toContain(status)
      await ledger.work()
      expect((await ledger.call('GET /groups/{groupId}', { params: { groupId: group.id } })).status).toBe(404)
      expect(await recount(ledger)).toEqual([])
    }
  })

  it('20 that change one agreement without If-Match all succeed, one after the other', async () => {
    const { body } = await createAgreement('busy')
    const add = () =>
      ledger.call('POST /agreements/{agreementId}/pairs', {
        params: { agreementId: body.id },
        body: { pairs: [newPair()] },
      })
    expect(statuses(await Promise.all(times(20, add)))).toEqual({ 200: 20 })
    const { body: after } = await ledger.call('GET /agreements/{agreementId}', { params: { agreementId: body.id } })
    expect(after).toMatchObject({ pairCount: 21, version: 21 })
    const history = await ledger.call('GET /agreements/{agreementId}/history', { params: { agreementId: body.id } })
    expect(history.body.items).toHaveLength(21)
  })

  it('one of two that rename agreements to one name wins', async () => {
    const agreements = await Promise.all(times(10, (index) => createAgreement(`rename ${index}`)))
    const answers = await Promise.all(
      agreements.map(({ body }) =>
        ledger.call('PATCH /agreements/{agreementId}', { params: { agreementId: body.id }, body: { name: 'Goal' } }),
      ),
    )
    expect(statuses(answers)).toEqual({ 200: 1, 409: 9 })
    expect(await recount(ledger)).toEqual([])
  })

  it('two that remove both pairs of an agreement leave the last one', async () => {
    const pairs = [newPair(), newPair()]
    const { body } = await createAgreement('two pairs', { pairs })
    const answers = await Promise.all(
      pairs.map((pair) =>
        ledger.call('DELETE /agreements/{agreementId}/pairs/{agreementNumber}/{licenseNumber}', {
          params: { agreementId: body.id, ...pair },
        }),
      ),
    )
    expect(statuses(answers)).toEqual({ 204: 1, 409: 1 })
    expect(await recount(ledger)).toEqual([])
  })

  it('two deliveries of follow-up work do it once', async () => {
    const group = (await createGroup('emptied twice')).body
    for (let index = 0; index < 100; index += 20)
      await Promise.all(times(20, (more) => createAgreement(`member ${index + more}`, { group: { id: group.id } })))
    await ledger.call('DELETE /groups/{groupId}', { params: { groupId: group.id } })
    const [workId = ''] = ledger.announced.splice(0)
    await Promise.all([doWork(ledger.ledger, workId), doWork(ledger.ledger, workId), doWork(ledger.ledger, workId)])
    expect(
      (await ledger.call('GET /groups/{groupId}', { params: { groupId: 'unassigned' } })).body.agreementCount,
    ).toBe(100)
    expect(await recount(ledger)).toEqual([])
  })
})
