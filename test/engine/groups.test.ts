import { beforeAll, describe, expect, it } from 'vitest'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'

let ledger: TestLedger
beforeAll(async () => {
  ledger = await newLedger()
})

const create = async (name: string) => (await ledger.call('POST /groups', { body: { name } })).body
const createAgreement = async (name: string, groupId = 'unassigned') => {
  const body = { type: 'volume', name, pairs: [newPair()], group: { id: groupId } }
  return (await ledger.call('POST /agreements', { body })).body
}
const list = async () => (await ledger.call('GET /groups', { roles: ['license-reader'] })).body.items
const get = (groupId: string) => ledger.call('GET /groups/{groupId}', { params: { groupId } })
const patch = (groupId: string, body: unknown, headers = {}) =>
  ledger.call('PATCH /groups/{groupId}', { params: { groupId }, body, headers })
const remove = (groupId: string, headers = {}) =>
  ledger.call('DELETE /groups/{groupId}', { params: { groupId }, headers })
const move = (groupId: string, agreementIds: string[]) =>
  ledger.call('PUT /groups/{groupId}/agreements', { params: { groupId }, body: { agreementIds } })
const problem = (code: string) => ({ type: `urn:license-ledger:problem:${code}` })
const nowhere = '01ARZ3NDEKTSV4RRFFQ69G5FAV'

describe('License groups', () => {
  it('are created with Location and ETag, and can be read', async () => {
    const { status, headers, body } = await ledger.call('POST /groups', { body: { name: ' EMEA ' } })
    expect(status).toBe(201)
    expect(headers).toMatchObject({ location: `/groups/${body.id}`, etag: '"1"' })
    expect(body).toMatchObject({ name: 'EMEA', builtIn: false, agreementCount: 0, version: 1 })
    expect(await get(body.id)).toMatchObject({ status: 200, headers: { etag: '"1"' }, body })
  })

  it('have unique names, and the name of the built-in group is reserved', async () => {
    await create('Twice')
    for (const name of ['Twice', ' tWICE ', 'unassigned  AGREEMENTS', 'unassigned', ' UNASSIGNED'])
      expect(await ledger.call('POST /groups', { body: { name } })).toMatchObject({
        status: 409,
        body: problem('group-name-taken'),
      })
    const { body } = await ledger.call('POST /groups', { body: { name: 'Unassigned' } })
    expect(body.detail).toBe('The name Unassigned stands for the built-in group Unassigned Agreements.')
  })

  it('are listed with the built-in one first, then by name, with exact counts', async () => {
    const [one, two] = [await create('b group'), await create('A group')]
    await createAgreement('in b', one.id)
    await createAgreement('also in b', one.id)
    const groups = await list()
    expect(groups[0]).toMatchObject({ id: 'unassigned', name: 'Unassigned Agreements', builtIn: true })
    const names = groups.slice(1).map(({ name }: { name: string }) => name.toUpperCase())
    expect(names).toEqual([...names].sort())
    expect(groups.find(({ id }: { id: string }) => id === one.id).agreementCount).toBe(2)
    expect(groups.find(({ id }: { id: string }) => id === two.id).agreementCount).toBe(0)
  })

  it('are renamed, which frees the old name and takes the new one', async () => {
    const group = await create('Old name')
    expect(await patch(group.id, { name: 'New name' })).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { name: 'New name', version: 2 },
    })
    expect((await ledger.call('POST /groups', { body: { name: 'new NAME' } })).status).toBe(409)
    expect((await create('Old name')).name).toBe('Old name')
  })

  it('may change the case of their own name, and keep their version when a patch changes nothing', async () => {
    const group = await create('Case')
    expect((await patch(group.id, { name: 'CASE' })).body).toMatchObject({ name: 'CASE', version: 2 })
    expect((await patch(group.id, { name: 'CASE' })).body.version).toBe(2)
    expect((await patch(group.id, {})).body.version).toBe(2)
  })

  it('are not renamed to a name that is taken', async () => {
    const [one] = [await create('One'), await create('Two')]
    expect(await patch(one.id, { name: 'two' })).toMatchObject({ status: 409, body: problem('group-name-taken') })
    for (const name of ['Unassigned Agreements', 'Unassigned'])
      expect(await patch(one.id, { name })).toMatchObject({ status: 409 })
  })

  it('honour If-Match', async () => {
    const group = await create('Versioned')
    await patch(group.id, { name: 'Versioned 2' })
    expect(await patch(group.id, { name: 'x' }, { 'if-match': '"1"' })).toMatchObject({
      status: 412,
      body: problem('stale-version'),
    })
    expect(await remove(group.id, { 'if-match': '"1"' })).toMatchObject({ status: 412 })
    expect(await patch(group.id, { name: 'Versioned 3' }, { 'if-match': '"2"' })).toMatchObject({ status: 200 })
    expect((await remove(group.id, { 'if-match': '"3"' })).status).toBe(204)
  })

  it('include the built-in one, which cannot be changed or deleted', async () => {
    expect((await get('unassigned')).body).toMatchObject({ builtIn: true })
    expect(await patch('unassigned', { name: 'x' })).toMatchObject({ status: 409, body: problem('group-built-in') })
    expect(await remove('unassigned')).toMatchObject({ status: 409, body: problem('group-built-in') })
  })

  it('are answered 404 when they are not there, and 400 when the id is malformed', async () => {
    for (const answer of [await get(nowhere), await patch(nowhere, { name: 'x' }), await remove(nowhere)])
      expect(answer).toMatchObject({ status: 404, body: problem('group-not-found') })
    expect(await get('nonsense')).toMatchObject({ status: 400, body: { errors: [{ parameter: 'groupId' }] } })
    expect((await ledger.call('GET /groups/{groupId}/history', { params: { groupId: nowhere } })).status).toBe(404)
  })

  it.each([
    [{}, 'required'],
    [{ name: 1 }, 'validation'],
    [{ name: 'a', color: 'red' }, 'unknown-field'],
  ])('refuse the body %j', async (body, code) => {
    expect(await ledger.call('POST /groups', { body })).toMatchObject({ status: 422, body: { errors: [{ code }] } })
  })

  it('show their history, newest first, even after their deletion', async () => {
    const group = await create('Story')
    await patch(group.id, { name: 'Story 2' })
    await remove(group.id)
    const { body } = await ledger.call('GET /groups/{groupId}/history', { params: { groupId: group.id } })
    expect(body.items).toMatchObject([
      { action: 'group-deleted', actor: 'alice', before: { name: 'Story 2' }, after: null },
      { action: 'group-renamed', before: { name: 'Story' }, after: { name: 'Story 2' } },
      { action: 'group-created', before: null, after: { name: 'Story' } },
    ])
  })
})

describe('Agreements in groups', () => {
  it('are moved one by one or together, all or none of them', async () => {
    const [from, to] = [await create('From'), await create('To')]
    const ids = [(await createAgreement('m1', from.id)).id, (await createAgreement('m2')).id]
    const { status, body } = await move(to.id, ids)
    expect(status).toBe(200)
    expect(body.items).toMatchObject(ids.map((id) => ({ id, groupId: to.id, version: 2 })))
    expect((await get(to.id)).body.agreementCount).toBe(2)
    expect((await get(from.id)).body.agreementCount).toBe(0)

    expect(await move(from.id, [ids[0] ?? '', nowhere])).toMatchObject({
      status: 422,
      body: { ...problem('agreement-not-found'), errors: [{ pointer: '/agreementIds/1' }] },
    })
    expect((await get(to.id)).body.agreementCount).toBe(2)
  })

  it('stay when they are in the group already, and move once when they are named twice', async () => {
    const to = await create('Again')
    const { id } = await createAgreement('m3')
    expect((await move(to.id, [id, id])).body.items).toMatchObject([{ id, version: 2 }])
    expect((await move(to.id, [id])).body.items).toMatchObject([{ id, version: 2 }])
    expect((await get(to.id)).body.agreementCount).toBe(1)
  })

  it('are moved 30 in one request, and no more', async () => {
    const to = await create('Thirty')
    const ids: string[] = []
    for (let index = 0; index < 30; index++) {
      const source = await create(`source ${index}`)
      ids.push((await createAgreement(`thirty ${index}`, source.id)).id)
    }
    expect((await move(to.id, ids)).body.items).toHaveLength(30)
    expect((await get(to.id)).body.agreementCount).toBe(30)
    expect((await move(to.id, [...ids, nowhere])).status).toBe(422)
    expect((await move(to.id, [])).status).toBe(422)
  })

  it('do not move to a group that is not there', async () => {
    const { id } = await createAgreement('m4')
    expect(await move(nowhere, [id])).toMatchObject({ status: 404, body: problem('group-not-found') })
  })
})

describe('A deleted group', () => {
  const fill = async (name: string, members: number) => {
    const group = await create(name)
    for (let index = 0; index < members; index++) await createAgreement(`${name} ${index}`, group.id)
    return group
  }

  it.each([0, 1, 25])('moves its %i agreements to unassigned within the request', async (members) => {
    const group = await fill(`small ${members}`, members)
    const before = (await get('unassigned')).body.agreementCount
    expect((await remove(group.id)).status).toBe(204)
    expect((await get(group.id)).status).toBe(404)
    expect((await get('unassigned')).body.agreementCount).toBe(before + members)
  })

  it('moves more agreements by the queue, and until then is listed as deleting and accepts no members', async () => {
    const group = await fill('large', 60)
    const { id } = await createAgreement('late')
    const { status, headers, body } = await remove(group.id)
    expect(status).toBe(202)
    expect(headers.location).toBe(`/groups/${group.id}`)
    expect(body).toMatchObject({ deleting: true, agreementCount: 60 })

    expect(await move(group.id, [id])).toMatchObject({ status: 409, body: problem('group-deleting') })
    expect(await patch(group.id, { name: 'x' })).toMatchObject({ status: 409 })
    const agreement = { type: 'volume', name: 'into it', pairs: [newPair()], group: { id: group.id } }
    expect(await ledger.call('POST /agreements', { body: agreement })).toMatchObject({ status: 409 })
    expect((await ledger.call('POST /groups', { body: { name: 'large' } })).status).toBe(409)
    expect((await remove(group.id)).status).toBe(202)

    await ledger.work()
    expect((await get(group.id)).status).toBe(404)
    expect((await create('large')).name).toBe('large')
  })

  it('leaves every count equal to a recount', async () => {
    expect(await recount(ledger)).toEqual([])
  })
})
