import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { crashFrom, interleave } from '../support/faults.ts'
import { importer, type TestImporter } from '../support/imports.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

let ledger: TestLedger
let imports: TestImporter
let heal = () => {}
beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
})
afterEach(() => heal())

const groups = async (): Promise<Record<string, number>> => {
  const { items } = (await ledger.call('GET /groups')).body
  return Object.fromEntries(
    items.map(({ name, agreementCount }: { name: string; agreementCount: number }) => [name, agreementCount]),
  )
}
const newGroup = async (name: string) => (await ledger.call('POST /groups', { body: { name } })).body.id
/** @returns the id of their group */
const fill = async (group: string, count: number): Promise<string> => {
  const lines = Array.from({ length: count }, (_, at) => `${group}${at},L${at},${group} ${String(at).padStart(4, '0')}`)
  await imports.drop(`imports/agreements/${group}/file.csv`, lines.join('\n'))
  const { items } = (await ledger.call('GET /groups')).body
  return items.find(({ name }: { name: string }) => name === group).id
}
const post = (groupId: string, body: object = {}, more: object = {}) =>
  ledger.call('POST /groups/{groupId}/moves', { params: { groupId }, body, ...more })
const get = async (moveId: string) => (await ledger.call('GET /moves/{moveId}', { params: { moveId } })).body
const openWork = async () => (await ledger.scan()).filter(({ pk }) => String(pk).startsWith('WORK#'))

describe('A move of many agreements', () => {
  it('moves all that are in a group, counts them, and is found again', async () => {
    const from = await fill('From', 75)
    const to = await newGroup('To')
    const { status, body, headers } = await post(to, { groupId: from })
    expect({ status, body }).toMatchObject({
      status: 202,
      body: { groupId: to, choice: { groupId: from }, status: 'running', actor: 'alice', counts: { moved: 0 } },
    })
    expect(headers).toMatchObject({ location: `/moves/${body.id}` })
    expect((await ledger.call('GET /moves', { roles: ['license-reader'] })).body.items).toEqual([body])
    await ledger.workOff()
    expect(await get(body.id)).toMatchObject({ status: 'completed', total: 75, counts: { moved: 75, unchanged: 0 } })
    expect(await groups()).toEqual({ 'Unassigned Agreements': 0, From: 0, To: 75 })
    expect(await openWork()).toEqual([])
  })

  it.each([
    [{ contains: 'b 000' }, { A: 12, B: 2, To: 10 }, 10],
    [{ number: 'a3' }, { A: 11, B: 12, To: 1 }, 1],
    [{ type: 'other' }, { A: 12, B: 12, To: 0 }, 0],
    [{}, { A: 0, B: 0, To: 24 }, 24],
  ])('moves those that a search finds: %j', async (choice, expected, moved) => {
    await fill('A', 12)
    await fill('B', 12)
    const to = await newGroup('To')
    const { body } = await post(to, choice)
    await ledger.workOff()
    expect(await groups()).toMatchObject(expected)
    expect(await get(body.id)).toMatchObject({ status: 'completed', total: moved, counts: { moved, unchanged: 0 } })
  })

  it('leaves those that are there already, and is in the trail and the history of each', async () => {
    const from = await fill('From', 40)
    const to = await newGroup('To')
    await post(to, { groupId: from, contains: '000' })
    await ledger.workOff()
    const { body } = await post(to, {})
    await ledger.workOff()
    expect(await get(body.id)).toMatchObject({ total: 40, counts: { moved: 30, unchanged: 10 } })
    const { items } = (await ledger.call('GET /agreements', { query: { groupId: to, limit: '100' } })).body
    for (const { id } of items) {
      const { body: history } = await ledger.call('GET /agreements/{agreementId}/history', {
        params: { agreementId: id },
      })
      expect(history.items).toMatchObject([
        { action: 'agreement-moved', actor: 'alice', before: { groupId: from }, after: { groupId: to } },
        { action: 'agreement-created' },
      ])
      const { body: trail } = await ledger.call('GET /audit', { query: { object: id } })
      expect(trail.items).toMatchObject([{ action: 'agreement-moved' }])
    }
  })

  it('ends as one clean move does, whichever of its writes a crash meets', async () => {
    for (const when of ['before', 'after'] as const)
      for (let write = 0; write < 3; write++) {
        const name = `${when}${write}`
        const from = await fill(name, 70)
        const to = await newGroup(`${name} to`)
        const { body } = await post(to, { groupId: from })
        const workIds = [...ledger.announced]
        heal = crashFrom(ledger.client, when, write)
        await expect(ledger.workOff()).rejects.toThrow()
        heal()
        ledger.announced.push(...workIds, ...workIds)
        await ledger.workOff()
        expect(await get(body.id)).toMatchObject({ status: 'completed', counts: { moved: 70, unchanged: 0 } })
        expect(await groups()).toMatchObject({ [name]: 0, [`${name} to`]: 70 })
      }
    expect(await openWork()).toEqual([])
  })

  it('moves each agreement once when two workers are at it', async () => {
    const from = await fill('From', 70)
    const to = await newGroup('To')
    const { body } = await post(to, { groupId: from })
    const workIds = ledger.announced.splice(0)
    const both = async () => {
      ledger.announced.push(...workIds)
      await ledger.workOff()
    }
    await Promise.all([both(), both()])
    await both()
    expect(await get(body.id)).toMatchObject({ status: 'completed', counts: { moved: 70 } })
    expect(await groups()).toMatchObject({ From: 0, To: 70 })
  })

  it('moves what somebody renames meanwhile, and leaves what somebody moves elsewhere', async () => {
    const from = await fill('From', 5)
    const [to, other] = [await newGroup('To'), await newGroup('Other')]
    const { items } = (await ledger.call('GET /agreements', { query: { groupId: from } })).body
    const patch = (at: number, body: object) =>
      ledger.call('PATCH /agreements/{agreementId}', { params: { agreementId: items[at].id }, body })
    await post(to, { groupId: from })
    heal = interleave(ledger.client, 'agreement-moved', async () => {
      await patch(0, { name: 'From 0000 renamed' })
      await patch(1, { groupId: other })
    })
    await ledger.workOff()
    expect(await groups()).toMatchObject({ From: 0, To: 4, Other: 1 })
  })

  it('is cancelled between two steps, and what it has moved stays', async () => {
    const from = await fill('From', 75)
    const to = await newGroup('To')
    const { body } = await post(to, { groupId: from })
    const cancel = (roles?: 'license-reader'[]) =>
      ledger.call('POST /moves/{moveId}/cancel', { params: { moveId: body.id }, ...(roles && { roles }) })
    expect((await cancel(['license-reader'])).status).toBe(403)
    heal = interleave(ledger.client, 'agreement-moved', async () => {
      expect(await get(body.id)).toMatchObject({ status: 'running', total: 75 })
      expect(await cancel()).toMatchObject({ status: 200, body: { status: 'cancelled', counts: { moved: 0 } } })
    })
    const workIds = [...ledger.announced]
    await ledger.workOff()
    ledger.announced.push(...workIds)
    await ledger.workOff()
    expect(await get(body.id)).toMatchObject({ status: 'cancelled', total: 75, counts: { moved: 0 } })
    expect(await groups()).toMatchObject({ From: 75, To: 0 })
    expect(await openWork()).toEqual([])
    expect((await cancel()).status).toBe(200)

    const { body: other } = await post(to, { groupId: from })
    await ledger.workOff()
    expect(await ledger.call('POST /moves/{moveId}/cancel', { params: { moveId: other.id } })).toMatchObject({
      status: 409,
      body: { type: 'urn:license-ledger:problem:move-ended' },
    })
  })

  it('fails when its group goes, and says why', async () => {
    const from = await fill('From', 5)
    const to = await newGroup('To')
    const { body } = await post(to, { groupId: from })
    await ledger.call('DELETE /groups/{groupId}', { params: { groupId: to } })
    await ledger.workOff()
    expect(await get(body.id)).toMatchObject({
      status: 'failed',
      counts: { moved: 0 },
      error: { code: 'group-not-found', message: expect.stringContaining(to) },
    })
    expect(await groups()).toMatchObject({ From: 5 })
    expect(await openWork()).toEqual([])
  })

  it('is asked for once with an Idempotency-Key', async () => {
    const to = await newGroup('To')
    const headers = { 'idempotency-key': 'one' }
    const [first, second] = [await post(to, {}, { headers }), await post(to, {}, { headers })]
    expect(second.body).toEqual(first.body)
    expect((await ledger.call('GET /moves')).body.items).toHaveLength(1)
  })

  it('is for managers, into groups that there are, by words that lists take', async () => {
    const to = await newGroup('To')
    expect((await post(to, {}, { roles: ['license-reader'] })).status).toBe(403)
    expect((await post('01ARZ3NDEKTSV4RRFFQ69G5FAV')).body.type).toContain('group-not-found')
    expect((await post(to, { type: 'shop' })).status).toBe(422)
    expect((await post(to, { name: 'x' })).status).toBe(422)
    expect((await post('unassigned', {})).status).toBe(202)
    const moveId = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
    expect(await ledger.call('GET /moves/{moveId}', { params: { moveId } })).toMatchObject({
      status: 404,
      body: { type: 'urn:license-ledger:problem:move-not-found' },
    })
  })
})
