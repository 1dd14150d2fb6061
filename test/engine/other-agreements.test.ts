import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { metered, sumOf } from '../../bench/meter.ts'
import { commit } from '../../lib/foundation/table/table.ts'
import { decide, type TitleName } from '../../lib/recognition/titles/decision.ts'
import { titleSubject } from '../../lib/recognition/titles/title-id.ts'
import { addTitles, makeReady } from '../support/catalog.ts'
import { injectFaults, interleave } from '../support/faults.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { clientOf } from '../support/ledger-on.ts'
import { recount } from '../support/recount.ts'

let ledger: TestLedger
let heal = () => {}
beforeAll(async () => {
  ledger = await newLedger()
  await makeReady(ledger)
  await addTitles(ledger, 'Adobe', ['Acrobat Pro', 'Photoshop'])
  await addTitles(ledger, 'TechSmith', ['Snagit'])
})
afterEach(() => heal())

const reader = { roles: ['license-reader'] as const }
const acrobat = { type: 'other', publisher: 'Adobe', productTitle: 'Acrobat Pro', licenseCount: 25 }
const term = { startDate: '2026-01-01', endDate: '2026-12-31' }
const secret = 'KEY-1111-2222'
const create = (body: object, headers = {}) =>
  ledger.call('POST /agreements', { body: { ...acrobat, ...body }, headers })
const one = (routeKey: string, agreementId: string, options = {}) =>
  ledger.call(routeKey, { params: { agreementId }, ...options })
const get = (id: string, options = {}) => one('GET /agreements/{agreementId}', id, options)
const patch = (id: string, body: unknown, headers = {}) => one('PATCH /agreements/{agreementId}', id, { body, headers })
const remove = (id: string, headers = {}) => one('DELETE /agreements/{agreementId}', id, { headers })
const history = async (id: string) => (await one('GET /agreements/{agreementId}/history', id)).body.items
const list = async (query: Record<string, string> = {}) => (await ledger.call('GET /agreements', { query })).body
const problem = (code: string) => ({ type: `urn:license-ledger:problem:${code}` })
const nowhere = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
/** Items in which a text stands, but for the one that is meant to hold it. */
const holding = async (text: string) =>
  (await ledger.scan()).filter((item) =>
    JSON.stringify(item, (_, value) => (value instanceof Set ? [...value] : value)).includes(text),
  )

describe('An other agreement', () => {
  it('is created for a title of the catalog, with the names that the catalog shows', async () => {
    const { status, headers, body } = await create({
      name: 'Acrobat 2026',
      publisher: ' ADOBE ',
      ...term,
      details: secret,
    })
    expect(status).toBe(201)
    expect(headers).toMatchObject({ location: `/agreements/${body.id}`, etag: '"1"' })
    expect(body).toEqual({
      id: expect.any(String),
      ...acrobat,
      ...term,
      name: 'Acrobat 2026',
      groupId: 'unassigned',
      details: secret,
      version: 1,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    })
    expect((await get(body.id)).body).toEqual(body)
  })

  it('may have a site license instead of a number of licenses', async () => {
    const { body } = await create({ name: 'Site', licenseCount: 'unlimited' })
    expect(body).toMatchObject({ licenseCount: 'unlimited' })
    expect((await get(body.id)).body).toEqual(body)
    expect((await list({ contains: 'Site' })).items).toMatchObject([{ licenseCount: 'unlimited' }])
    expect((await patch(body.id, { licenseCount: 7 })).body).toMatchObject({ licenseCount: 7 })
    expect((await patch(body.id, { licenseCount: 'unlimited' })).body).toMatchObject({ licenseCount: 'unlimited' })
    expect((await history(body.id)).slice(0, 2)).toMatchObject([
      { before: { licenseCount: 7 }, after: { licenseCount: 'unlimited' } },
      { before: { licenseCount: 'unlimited' }, after: { licenseCount: 7 } },
    ])
    for (const licenseCount of ['Unlimited', '7', 0, 10_000_001, null]) {
      const answer = await create({ name: 'Wrong', licenseCount })
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/licenseCount' }] } })
    }
  })

  it('gets the names of the title that its title was merged into', async () => {
    const [one, two, three] = ['One', 'Two', 'Three'].map((title) => ({ publisher: 'Merged', title }))
    if (!one || !two || !three) throw new Error('No titles.')
    await addTitles(ledger, 'Merged', ['One', 'Two', 'Three'])
    const change = { actor: 'test', at: '2026-01-02T00:00:00.000Z' }
    const merge = (from: TitleName, into: TitleName) =>
      commit(ledger.table, [decide('merge', titleSubject(from), undefined, { ...from, into }, change)])
    await merge(one, two)
    await merge(two, three)
    const { body } = await create({ name: 'Merged', publisher: 'merged', productTitle: 'ONE' })
    expect(body).toMatchObject({ publisher: 'Merged', productTitle: 'Three' })
  })

  it('costs at most 3 requests and 14 write units to create', async () => {
    await create({ name: 'Warm' })
    const aside = clientOf(inject('dynamodbEndpoint'))
    const { usage, result } = await metered({ client: ledger.client, aside }, () => create({ name: 'Cheap', ...term }))
    expect(result.status).toBe(201)
    expect(sumOf(usage.requests)).toBeLessThanOrEqual(3)
    expect(usage.writeUnits).toBeLessThanOrEqual(14)
  })

  it('needs neither dates nor details', async () => {
    const { body } = await create({ name: 'Plain', details: '  ' })
    expect(body).not.toHaveProperty('startDate')
    expect(body).not.toHaveProperty('details')
    expect((await get(body.id)).body).toEqual(body)
  })

  it('is created in an existing group, or together with a new one, or not at all', async () => {
    const { groupId } = (await create({ name: 'g1', group: { name: 'Design' } })).body
    expect((await create({ name: 'g2', group: { id: groupId } })).body.groupId).toBe(groupId)
    const group = (await ledger.call('GET /groups/{groupId}', { params: { groupId } })).body
    expect(group).toMatchObject({ name: 'Design', agreementCount: 2 })
    expect((await create({ name: 'g1', group: { name: 'Never' } })).body).toMatchObject(problem('agreement-name-taken'))
    expect((await create({ name: 'g3', group: { id: nowhere } })).body).toMatchObject({
      ...problem('group-not-found'),
      errors: [{ pointer: '/group/id' }],
    })
    expect(JSON.stringify((await ledger.call('GET /groups')).body)).not.toContain('Never')
  })

  it.each([
    ['no publisher', { publisher: undefined }, 'validation', '/publisher'],
    ['an empty title', { productTitle: ' ' }, 'validation', '/productTitle'],
    ['no count', { licenseCount: undefined }, 'validation', '/licenseCount'],
    ['a count of nothing', { licenseCount: 0 }, 'validation', '/licenseCount'],
    ['half a license', { licenseCount: 1.5 }, 'validation', '/licenseCount'],
    ['a count as text', { licenseCount: '5' }, 'validation', '/licenseCount'],
    ['too many licenses', { licenseCount: 10_000_001 }, 'validation', '/licenseCount'],
    ['a day that is none', { startDate: '2026-02-29' }, 'invalid-date', '/startDate'],
    ['a date of another form', { endDate: '12/31/2026' }, 'invalid-date', '/endDate'],
    ['an end before the start', { startDate: '2026-02-01', endDate: '2026-01-31' }, 'invalid-date', '/endDate'],
    ['long details', { details: 'x'.repeat(4_001) }, 'invalid-details', '/details'],
    ['details that are no text', { details: 'a\u0000b' }, 'invalid-details', '/details'],
    ['a wrong name', { name: 'a/b' }, 'invalid-name', '/name'],
    ['pairs', { pairs: [newPair()] }, 'validation', '/pairs'],
    ['a program', { program: 'open' }, 'validation', '/program'],
    ['an unknown title', { productTitle: 'InDesign' }, 'not-in-catalog', '/productTitle'],
    ['a title of another publisher', { productTitle: 'Snagit' }, 'not-in-catalog', '/productTitle'],
    ['an unknown publisher', { publisher: 'Nobody' }, 'not-in-catalog', '/publisher'],
  ])('is refused with %s', async (_, fields, code, pointer) => {
    const { status, body } = await create({ name: 'wrong', ...fields })
    expect(status).toBe(422)
    expect(body).toMatchObject({ ...problem(code), errors: [{ pointer }] })
  })

  it('that has no title in the catalog is refused with both ways to add one, and with what is missing', async () => {
    const [title, publisher] = [
      await create({ name: 'w', productTitle: 'Snagit' }),
      await create({ name: 'w', publisher: 'Nobody' }),
    ]
    for (const { body } of [title, publisher]) {
      expect(body.detail).toContain('a managed device reports it')
      expect(body.detail).toContain('POST /catalog/titles')
    }
    expect(title.body.detail).toContain('must belong to the publisher')
    expect(publisher.body.detail).toContain('no publisher Nobody')
  })

  it('is refused before a device has reported, whatever else is wrong with the title', async () => {
    const fresh = await newLedger()
    const answer = await fresh.call('POST /agreements', { body: { ...acrobat, name: 'Early' } })
    expect(answer).toMatchObject({ status: 409, body: problem('no-inventory') })
  })

  it('cannot have the name of a volume agreement', async () => {
    const volume = { type: 'volume', name: 'Shared', pairs: [newPair()] }
    await ledger.call('POST /agreements', { body: volume })
    expect(await create({ name: ' shared' })).toMatchObject({ status: 409, body: problem('agreement-name-taken') })
    await create({ name: 'Shared too' })
    const answer = await ledger.call('POST /agreements', {
      body: { ...volume, name: 'SHARED TOO', pairs: [newPair()] },
    })
    expect(answer).toMatchObject({ status: 409, body: problem('agreement-name-taken') })
  })

  it('is created once when two requests with one name run simultaneously', async () => {
    const answers = await Promise.all([create({ name: 'Race' }), create({ name: 'race' }), create({ name: 'RACE ' })])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
  })

  it('is created by managers only', async () => {
    expect((await ledger.call('POST /agreements', { body: { ...acrobat, name: 'r' }, ...reader })).status).toBe(403)
  })
})

describe('The details of an agreement', () => {
  it('are read by managers only', async () => {
    const { id } = (await create({ name: 'Secret', details: secret })).body
    expect((await get(id, reader)).body).not.toHaveProperty('details')
    expect((await get(id)).body.details).toBe(secret)
    expect(JSON.stringify(await list({ contains: 'Secret' }))).not.toContain(secret)
  })

  it('are stored in one item, and in no event, list or history', async () => {
    const text = 'ONLY-HERE-1'
    const { id } = (await create({ name: 'Apart', details: text }, { 'idempotency-key': 'apart' })).body
    expect(await holding(text)).toMatchObject([{ pk: `DETAILS#${id}`, sk: 'DETAILS' }])
    const later = 'ONLY-HERE-2'
    expect((await patch(id, { details: later })).body.details).toBe(later)
    expect(await holding(text)).toEqual([])
    expect(await holding(later)).toMatchObject([{ pk: `DETAILS#${id}` }])
    expect(await history(id)).toMatchObject([
      { action: 'agreement-changed', before: { details: 'given' }, after: { details: 'changed' } },
      { action: 'agreement-created', after: { details: 'given' } },
    ])
    await remove(id)
    expect(await holding(later)).toEqual([])
    expect(await history(id)).toMatchObject([{ action: 'agreement-deleted', before: { details: 'given' } }, {}, {}])
  })

  it('are returned again to a repeated request, which stores none', async () => {
    const headers = { 'idempotency-key': 'again' }
    const body = { name: 'Again', details: 'AGAIN-KEY' }
    const answers = [await create(body, headers), await create(body, headers)]
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    expect(answers[1]?.body).toEqual(answers[0]?.body)
    expect(answers[1]?.body.details).toBe('AGAIN-KEY')
    expect((await list({ contains: 'Again' })).items).toHaveLength(1)
    expect(await holding('AGAIN-KEY')).toHaveLength(1)
    const other = await create({ ...body, details: 'OTHER-KEY' }, headers)
    expect(other).toMatchObject({ status: 422, body: problem('idempotency-key-reused') })
    expect(JSON.stringify(other.body)).not.toContain('KEY-')
  })

  it('are returned to every copy of a request when they run simultaneously', async () => {
    const headers = { 'idempotency-key': 'at-once' }
    const body = { name: 'At once', details: 'ONCE-KEY' }
    const answers = await Promise.all([create(body, headers), create(body, headers), create(body, headers)])
    for (const answer of answers) expect(answer).toMatchObject({ status: 201, body: { details: 'ONCE-KEY' } })
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1)
  })

  it('may have many lines and any characters, with line ends as on Unix', async () => {
    const { body } = await create({ name: 'Lines', details: ' a\r\nb\tc\ré 💻 ' })
    expect(body.details).toBe('a\nb\tc\né 💻')
    expect((await get(body.id)).body.details).toBe(body.details)
    expect((await create({ name: 'Long', details: '💻'.repeat(4_000) })).status).toBe(201)
  })

  it('are cleared by null, and can be given later', async () => {
    const { id } = (await create({ name: 'Cleared', details: secret })).body
    expect((await patch(id, { details: null })).body).not.toHaveProperty('details')
    expect((await get(id)).body).not.toHaveProperty('details')
    expect((await patch(id, { details: null })).body.version).toBe(2)
    expect((await patch(id, { details: 'new' })).body).toMatchObject({ details: 'new', version: 3 })
    expect((await patch(id, { details: 'new' })).body.version).toBe(3)
    const told = (await history(id)).slice(0, 2)
    expect(told).toMatchObject([
      { before: { details: null }, after: { details: 'given' } },
      { before: { details: 'given' }, after: { details: null } },
    ])
    await remove(id)
    expect((await ledger.scan()).filter(({ pk }) => pk === `DETAILS#${id}`)).toEqual([])
  })
})

describe('A change of an other agreement', () => {
  it('sets its fields, and clears those that are optional', async () => {
    const { id } = (await create({ name: 'Change me', ...term, details: secret })).body
    const changed = await patch(id, { licenseCount: 30, endDate: '2027-12-31', startDate: null, name: 'Changed' })
    expect(changed).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { name: 'Changed', licenseCount: 30, endDate: '2027-12-31', details: secret, version: 2 },
    })
    expect(changed.body).not.toHaveProperty('startDate')
    expect((await get(id)).body).toEqual(changed.body)
    expect((await list({ contains: 'Changed' })).items).toMatchObject([{ licenseCount: 30, endDate: '2027-12-31' }])
    expect((await history(id))[0]).toMatchObject({
      before: { name: 'Change me', licenseCount: 25, startDate: '2026-01-01', endDate: '2026-12-31' },
      after: { name: 'Changed', licenseCount: 30, startDate: null, endDate: '2027-12-31' },
    })
    expect((await create({ name: 'Change me' })).status).toBe(201)
  })

  it('keeps its restrictions through other changes, and takes them in any order', async () => {
    const { id } = (await create({ name: 'Restricted', restrictions: ['lower-edition', 'prior-version'] })).body
    const restrictions = ['prior-version', 'lower-edition']
    expect((await get(id)).body).toMatchObject({ restrictions, version: 1 })
    expect((await patch(id, { restrictions: ['lower-edition', 'prior-version', 'prior-version'] })).body.version).toBe(
      1,
    )
    expect((await patch(id, { licenseCount: 30 })).body).toMatchObject({ restrictions, version: 2 })
    expect((await patch(id, { restrictions: ['suite'] })).body).toMatchObject({ restrictions: ['suite'], version: 3 })
    const cleared = await patch(id, { restrictions: [] })
    expect(cleared.body).not.toHaveProperty('restrictions')
    expect((await patch(id, { restrictions: null })).body.version).toBe(4)
    expect(await history(id)).toMatchObject([
      { before: { restrictions: ['suite'] }, after: { restrictions: null } },
      { before: { restrictions }, after: { restrictions: ['suite'] } },
      { before: { licenseCount: 25 } },
      { after: { restrictions } },
    ])
    expect(await patch(id, { restrictions: ['exact'] })).toMatchObject({
      status: 422,
      body: { ...problem('validation'), errors: [{ pointer: '/restrictions/0' }] },
    })
  })

  it('looks up publisher and title together', async () => {
    const { id } = (await create({ name: 'Product' })).body
    expect((await patch(id, { productTitle: 'photoshop' })).body).toMatchObject({
      productTitle: 'Photoshop',
      version: 2,
    })
    expect((await patch(id, { productTitle: 'PHOTOSHOP' })).body.version).toBe(2)
    const wrong = await patch(id, { publisher: 'TechSmith' })
    expect(wrong).toMatchObject({
      status: 422,
      body: { ...problem('not-in-catalog'), errors: [{ pointer: '/productTitle' }] },
    })
    expect((await patch(id, { publisher: 'TechSmith', productTitle: 'Snagit' })).body).toMatchObject({
      publisher: 'TechSmith',
      productTitle: 'Snagit',
      version: 3,
    })
    expect((await history(id))[0]).toMatchObject({
      before: { publisher: 'Adobe', productTitle: 'Photoshop' },
      after: { publisher: 'TechSmith', productTitle: 'Snagit' },
    })
  })

  it.each([
    [{ program: 'open' }, 'validation', '/program'],
    [{ program: null }, 'validation', '/program'],
    [{ licenseCount: null }, 'validation', '/licenseCount'],
    [{ publisher: null }, 'validation', '/publisher'],
    [{ type: 'volume' }, 'validation', '/type'],
    [{ endDate: '2025-12-31' }, 'invalid-date', '/endDate'],
    [{ startDate: '2027-01-01' }, 'invalid-date', '/startDate'],
    [{ startDate: '2026-13-01' }, 'invalid-date', '/startDate'],
    [{ groupId: nowhere }, 'group-not-found', '/groupId'],
  ])('with %j is refused', async (body, code, pointer) => {
    const [existing] = (await list({ contains: 'Acrobat 2026' })).items
    expect(await patch(existing.id, body)).toMatchObject({
      status: 422,
      body: { ...problem(code), errors: [{ pointer }] },
    })
  })

  it('has no field of volume agreements, whose changes have none of its fields', async () => {
    const volume = { type: 'volume', name: 'A volume', pairs: [newPair()] }
    const { id } = (await ledger.call('POST /agreements', { body: volume })).body
    for (const body of [{ licenseCount: 3 }, { details: 'x' }, { endDate: null }])
      expect(await patch(id, body)).toMatchObject({
        status: 422,
        body: { ...problem('validation'), errors: [{ pointer: `/${Object.keys(body)[0]}` }] },
      })
    expect((await get(id)).body.version).toBe(1)
  })

  it('writes nothing when it changes nothing', async () => {
    const { id, ...rest } = (await create({ name: 'Same', ...term, details: secret })).body
    const { name, licenseCount, publisher, startDate } = rest
    const before = await ledger.scan()
    expect((await patch(id, { name, licenseCount, publisher, startDate, details: secret })).body.version).toBe(1)
    expect(await ledger.scan()).toEqual(before)
  })

  it('honors If-Match, and so does its deletion', async () => {
    const { id } = (await create({ name: 'Matched' })).body
    expect((await patch(id, { licenseCount: 1 }, { 'if-match': '"9"' })).body).toMatchObject(problem('stale-version'))
    expect((await patch(id, { licenseCount: 1 }, { 'if-match': '"1"' })).status).toBe(200)
    expect((await remove(id, { 'if-match': '"1"' })).status).toBe(412)
    expect((await remove(id, { 'if-match': '"2"' })).status).toBe(204)
    expect((await get(id)).status).toBe(404)
    expect((await create({ name: 'Matched' })).status).toBe(201)
  })

  it('does not undo another change made meanwhile', async () => {
    const { id } = (await create({ name: 'Both', details: 'first' })).body
    heal = interleave(ledger.client, 'agreement-changed', () =>
      patch(id, { details: 'second', startDate: '2026-05-05' }),
    )
    expect((await patch(id, { licenseCount: 7 })).body).toMatchObject({
      licenseCount: 7,
      startDate: '2026-05-05',
      details: 'second',
      version: 3,
    })
    expect(await history(id)).toHaveLength(3)
  })

  it('is retried when its transaction conflicts with another one', async () => {
    const { id } = (await create({ name: 'Conflict', details: 'a' })).body
    const [one, other] = await Promise.all([patch(id, { details: 'b' }), patch(id, { details: null })])
    expect([one.status, other.status]).toEqual([200, 200])
    const { body } = await get(id)
    expect(body.version).toBe(3)
    const stored = (await ledger.scan()).filter(({ pk }) => pk === `DETAILS#${id}`)
    expect(stored).toHaveLength(body.details === undefined ? 0 : 1)
  })
})

describe('Agreements of both types', () => {
  let mixed: TestLedger
  beforeAll(async () => {
    mixed = await newLedger()
    await makeReady(mixed)
    await addTitles(mixed, 'Adobe', ['Acrobat Pro'])
    for (const [index, letter] of [...'dbac'].entries()) {
      const body = index % 2 ? { ...acrobat, ...term } : { type: 'volume', pairs: [newPair()] }
      await mixed.call('POST /agreements', { body: { ...body, name: `${letter} mixed`, group: { id: 'unassigned' } } })
    }
  })
  const rows = async (query: Record<string, string>) =>
    (await mixed.call('GET /agreements', { query })).body.items.map(({ name, type }: Record<string, string>) => [
      name,
      type,
    ])

  it('are listed together by name, by type, by group, and by a part of the name', async () => {
    const all = [
      ['a mixed', 'volume'],
      ['b mixed', 'other'],
      ['c mixed', 'other'],
      ['d mixed', 'volume'],
    ]
    expect(await rows({})).toEqual(all)
    expect(await rows({ groupId: 'unassigned' })).toEqual(all)
    expect(await rows({ type: 'other' })).toEqual([all[1], all[2]])
    expect(await rows({ type: 'other', groupId: 'unassigned', contains: 'C MIX' })).toEqual([all[2]])
    const first = (await mixed.call('GET /agreements', { query: { limit: '3' } })).body
    const second = (await mixed.call('GET /agreements', { query: { limit: '3', cursor: first.cursor } })).body
    expect([...first.items, ...second.items].map(({ name }: { name: string }) => name)).toEqual(
      all.map(([name]) => name),
    )
    const [, listed] = first.items
    expect(listed).toEqual({
      id: expect.any(String),
      ...acrobat,
      ...term,
      name: 'b mixed',
      groupId: 'unassigned',
      version: 1,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    })
  })

  it('are moved together, also when their group is deleted', async () => {
    const { items } = (await mixed.call('GET /agreements')).body
    const agreementIds = items.map(({ id }: { id: string }) => id)
    const { id: groupId } = (await mixed.call('POST /groups', { body: { name: 'Both' } })).body
    const moved = await mixed.call('PUT /groups/{groupId}/agreements', { params: { groupId }, body: { agreementIds } })
    expect(moved.body.items.map((item: { groupId: string }) => item.groupId)).toEqual(Array(4).fill(groupId))
    expect((await rows({ groupId })).map(([, type]: string[]) => type)).toEqual(['volume', 'other', 'other', 'volume'])
    const other = items.find(({ type }: { type: string }) => type === 'other')
    const params = { agreementId: other.id }
    const back = await mixed.call('PATCH /agreements/{agreementId}', { params, body: { groupId: 'unassigned' } })
    expect(back.body).toMatchObject({ groupId: 'unassigned', version: 3 })
    expect((await mixed.call('DELETE /groups/{groupId}', { params: { groupId } })).status).toBe(204)
    expect(await rows({ groupId: 'unassigned' })).toHaveLength(4)
    const told = (await mixed.call('GET /agreements/{agreementId}/history', { params })).body.items
    expect(told.map(({ action }: { action: string }) => action)).toEqual([
      'agreement-moved',
      'agreement-moved',
      'agreement-created',
    ])
    expect(await recount(mixed)).toEqual([])
  })
})

describe('The routes of pairs', () => {
  it('work for volume agreements only', async () => {
    const { id } = (await create({ name: 'No pairs' })).body
    const answers = [
      await one('GET /agreements/{agreementId}/pairs', id),
      await one('POST /agreements/{agreementId}/pairs', id, { body: { pairs: [newPair()] } }),
      await ledger.call('DELETE /agreements/{agreementId}/pairs/{agreementNumber}/{licenseNumber}', {
        params: { agreementId: id, ...newPair() },
      }),
    ]
    for (const answer of answers) expect(answer).toMatchObject({ status: 409, body: problem('not-a-volume-agreement') })
  })
})

describe('The audit trail', () => {
  it('shows other agreements, even after their deletion', async () => {
    const { id } = (await create({ name: 'Told', ...term, details: secret })).body
    await patch(id, { licenseCount: 26 })
    await remove(id)
    const { items } = (await ledger.call('GET /audit')).body
    expect(items.slice(0, 3)).toMatchObject([
      { action: 'agreement-deleted', before: { name: 'Told', licenseCount: 26, publisher: 'Adobe' }, after: null },
      { action: 'agreement-changed', before: { licenseCount: 25 }, after: { licenseCount: 26 } },
      { action: 'agreement-created', before: null, after: { name: 'Told', ...term, details: 'given' } },
    ])
    expect((await history(id)).at(-1)).toMatchObject({ action: 'agreement-created', after: { licenseCount: 25 } })
    expect(JSON.stringify(items)).not.toContain(secret)
  })

  it('and the counts are right after all of this', async () => {
    expect(await recount(ledger)).toEqual([])
  })
})

describe('A lost answer', () => {
  it('is returned to the repeated request, with its details', async () => {
    const headers = { 'idempotency-key': 'lost' }
    const body = { name: 'Lost', details: 'LOST-KEY' }
    heal = injectFaults(ledger.client, {
      after: ({ command, count }) =>
        command === 'TransactWriteItems' && count === 0 ? new Error('The answer is lost.') : undefined,
    })
    expect((await create(body, headers)).status).toBe(500)
    heal()
    expect(await create(body, headers)).toMatchObject({ status: 201, body: { name: 'Lost', details: 'LOST-KEY' } })
  })
})
