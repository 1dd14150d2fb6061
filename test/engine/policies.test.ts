import { beforeEach, describe, expect, it } from 'vitest'
import { packedDeviceKey } from '../../lib/foundation/table/keys.ts'
import { readFacts } from '../../lib/positions/reconcile/read-facts.ts'
import { factKindOf } from '../../lib/positions/runs/ask-for-runs.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

let ledger: TestLedger
const day = (number: number): Date => new Date(Date.UTC(2026, 5, number, 12))
beforeEach(async () => {
  ledger = await newLedger()
  ledger.setClock(day(10))
})

const at = (version: number) => ({ 'if-match': `"${version}"` })
const absent = { 'if-none-match': '*' }
const problem = (code: string) => ({ type: `urn:license-ledger:problem:${code}` })
const trail = async () => (await ledger.call('GET /audit')).body.items
const facts = () => readFacts(ledger.table)
/** Items that start a reconciliation when they are written. */
const counted = async () =>
  (await ledger.scan()).filter((item) => factKindOf({ pk: String(item.pk) }) === 'facts').map(({ sk }) => sk)

describe('The policies of positions', () => {
  const get = async () => (await ledger.call('GET /position-policies')).body
  const put = (body: object, headers = {}) => ledger.call('PUT /position-policies', { body, headers })
  const every = { priorVersion: true, softwareAssurance: true, lowerEdition: true }

  it('count every right until a manager says otherwise, and again when that is taken back', async () => {
    expect(await ledger.call('GET /position-policies')).toMatchObject({
      headers: { etag: '"1"' },
      body: { ...every, version: 1 },
    })
    const some = { ...every, priorVersion: false }
    const { status, headers, body } = await put({ priorVersion: false }, at(1))
    expect({ status, headers }).toMatchObject({ status: 200, headers: { etag: '"2"' } })
    expect(body).toEqual({ ...some, version: 2, by: 'alice', at: day(10).toISOString() })
    expect(await get()).toEqual(body)
    expect((await facts()).policies).toEqual(some)
    expect(await counted()).toEqual(['policies#position'])
    expect((await put({ priorVersion: false })).body.version).toBe(2)
    expect((await put({})).body).toMatchObject({ ...every, version: 3 })
    expect((await facts()).policies).toEqual(every)
    const changes = [
      { action: 'position-policies-changed', before: some, after: every },
      { action: 'position-policies-changed', before: every, after: some },
    ]
    expect(await trail()).toMatchObject(changes)
    const { items } = (await ledger.call('GET /position-policies/history')).body
    expect(items).toMatchObject(changes)
    const page = (await ledger.call('GET /position-policies/history', { query: { limit: '1' } })).body
    const query = { limit: '1', cursor: page.cursor }
    const rest = (await ledger.call('GET /position-policies/history', { query })).body
    expect([...page.items, ...rest.items]).toEqual(items)
  })

  it('are refused in a wrong form, of a wrong role and over a change of another manager', async () => {
    expect((await put({ priorVersion: 'no' })).status).toBe(422)
    expect((await put({ suite: false })).status).toBe(422)
    expect((await ledger.call('PUT /position-policies', { body: {}, roles: ['license-reader'] })).status).toBe(403)
    expect(await put({ priorVersion: false }, at(2))).toMatchObject({ status: 412, body: problem('stale-version') })
    expect(await Promise.all([put({ priorVersion: false }, at(1)), put({ lowerEdition: false }, at(1))])).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ status: 200 }), expect.objectContaining({ status: 412 })]),
    )
    expect(await trail()).toHaveLength(1)
  })
})

const office = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
const visio = '01BX5ZZKBKACTAV9WEVGEMMVRZ'

describe('The declared use of a family', () => {
  const one = (method: string, more: object) =>
    ledger.call(`${method} /families/{familyId}/declared-use`, { params: { familyId: office }, ...more })
  const get = async (query = {}) => (await one('GET', { query })).body
  const put = (body: object, headers = {}) => one('PUT', { body, headers })
  const remove = (metric: string, headers = {}) => one('DELETE', { query: { metric }, headers })
  const users = { metric: 'user', quantity: 120, asOf: '2026-06-01', note: 'By the directory' }
  const access = { metric: 'access', quantity: 0, asOf: '2026-06-02' }

  it('is one number for each metric, with a history, of families that no snapshot knows too', async () => {
    const { status, headers, body } = await put(users, absent)
    expect({ status, headers }).toMatchObject({ status: 201, headers: { etag: '"1"' } })
    expect(body).toEqual({ familyId: office, ...users, version: 1, by: 'alice', at: day(10).toISOString() })
    expect(await put(users)).toMatchObject({ status: 200, body })
    expect((await put(access)).status).toBe(201)
    ledger.setClock(day(11))
    expect((await put({ ...users, quantity: 130 }, at(1))).body.version).toBe(2)
    ledger.setClock(day(12))
    expect((await remove('access', at(1))).status).toBe(204)
    const shown = await get()
    expect(shown.declared).toMatchObject([{ ...users, quantity: 130, version: 2 }])
    const { metric, quantity, asOf, note } = users
    expect(shown.items).toMatchObject([
      { action: 'declared-use-deleted', before: access, after: null },
      { action: 'use-declared', before: users, after: { metric, quantity: 130, asOf, note } },
      { action: 'use-declared', before: null, after: expect.objectContaining({ asOf: expect.anything() }) },
      { action: 'use-declared', before: null, after: expect.objectContaining({ asOf: expect.anything() }) },
    ])
    const first = await get({ limit: '3' })
    expect([...first.items, ...(await get({ limit: '3', cursor: first.cursor })).items]).toEqual(shown.items)
    expect((await facts()).declaredUse).toEqual(new Map([[office, [{ metric, quantity: 130, asOf }]]]))
    expect((await counted()).toSorted()).toEqual([`declared-use#${office}#access`, `declared-use#${office}#user`])
    expect(await trail()).toHaveLength(4)
    expect(quantity).toBe(120)
  })

  it.each([
    ['an unknown metric', { ...users, metric: 'site' }],
    ['half a license', { ...users, quantity: 1.5 }],
    ['fewer than none', { ...users, quantity: -1 }],
    ['no day', { ...users, asOf: '2026-02-30' }],
    ['a day that has begun nowhere', { ...users, asOf: '2027-01-01' }],
    ['an unknown field', { ...users, by: 'me' }],
  ])('is refused with %s', async (_, body) => {
    expect((await put(body)).status).toBe(422)
    expect(await get()).toEqual({ declared: [], items: [] })
  })

  it('is refused of a wrong role, of what is no family, and over a change of another manager', async () => {
    expect((await one('PUT', { body: users, roles: ['license-reader'] })).status).toBe(403)
    expect((await one('PUT', { body: users, params: { familyId: 'office' } })).status).toBe(400)
    expect(await remove('user')).toMatchObject({ status: 404, body: problem('declared-use-not-found') })
    expect((await one('DELETE', {})).status).toBe(400)
    await put(users)
    expect(await put({ ...users, quantity: 1 }, absent)).toMatchObject({ status: 412, body: problem('stale-version') })
    expect((await put({ ...users, quantity: 1 }, at(2))).status).toBe(412)
    expect((await remove('user', at(2))).status).toBe(412)
    await remove('user')
    expect((await put(users, at(1))).status).toBe(412)
    expect((await put(users, absent)).body.version).toBe(3)
  })

  it('has its note in no snapshot and no event', async () => {
    await put(users)
    await ledger.work()
    const kept = (await ledger.scan()).filter((item) => JSON.stringify(item).includes(users.note))
    expect(kept.map(({ pk }) => String(pk).split('#')[0]).toSorted()).toEqual(['AUDIT', 'DECISION', 'DECISIONS'])
    for (const { bytes } of ledger.snapshotFiles.objects.values())
      expect(Buffer.from(bytes).includes(users.note)).toBe(false)
  })
})

describe('An exemption of a device', () => {
  let inventory: ReturnType<typeof inventoryOf>
  beforeEach(async () => {
    inventory = inventoryOf(ledger)
    for (const id of ['PC-1', 'PC-2']) await inventory.report(id, day(9).toISOString(), ['Contoso/Payroll@1'])
  })

  const one = (method: string, deviceId: string, more: object = {}) =>
    ledger.call(`${method} /devices/{deviceId}/exemptions`, { params: { deviceId }, ...more })
  const of = async (deviceId: string) => (await one('GET', deviceId)).body.items
  const all = async (query = {}) => (await ledger.call('GET /exemptions', { query })).body
  const put = (deviceId: string, body: object, headers = {}) => one('PUT', deviceId, { body, headers })
  const remove = (deviceId: string, query: object = {}, headers = {}) => one('DELETE', deviceId, { query, headers })
  const test = { familyId: office, reason: 'Test machine', until: '2026-06-12' }

  it('is one for each family and one for all, dated, counted and in the trail', async () => {
    const made = await put('pc-1', test, absent)
    expect(made).toMatchObject({ status: 201, headers: { etag: '"1"' } })
    const shown = { deviceId: 'PC-1', deviceName: 'PC PC-1', ...test, ended: false, version: 1 }
    expect(made.body).toEqual({ ...shown, by: 'alice', at: day(10).toISOString() })
    expect(await put('PC-1', test)).toMatchObject({ status: 200, body: made.body })
    ledger.setClock(day(11))
    expect((await put('PC-1', { reason: 'Spare' })).status).toBe(201)
    expect(await of('PC-1')).toMatchObject([{ reason: 'Spare', version: 1 }, shown])
    expect((await facts()).exemptions).toEqual(
      new Map([[packedDeviceKey('PC-1'), expect.arrayContaining([test, { reason: 'Spare' }])]]),
    )
    expect((await counted()).toSorted()).toEqual(
      [`exemption#${packedDeviceKey('PC-1')}#*`, `exemption#${packedDeviceKey('PC-1')}#${office}`].toSorted(),
    )
    expect(await put('PC-1', { ...test, reason: 'MSDN' }, at(1))).toMatchObject({ status: 200, body: { version: 2 } })
    expect((await remove('PC-1', { familyId: office }, at(2))).status).toBe(204)
    expect(await of('PC-1')).toMatchObject([{ reason: 'Spare' }])
    expect((await remove('PC-1')).status).toBe(204)
    expect((await facts()).exemptions).toEqual(new Map())
    expect(
      (await trail()).map(({ action, before, after }: Record<string, unknown>) => [action, before, after]),
    ).toEqual([
      ['device-exemption-deleted', { reason: 'Spare' }, null],
      ['device-exemption-deleted', { ...test, reason: 'MSDN' }, null],
      ['device-exempted', test, { ...test, reason: 'MSDN' }],
      ['device-exempted', null, { reason: 'Spare' }],
      ['device-exempted', null, test],
    ])
  })

  it('counts on its last day, and is shown as ended afterwards', async () => {
    await put('PC-1', test)
    ledger.setClock(day(12))
    expect(await of('PC-1')).toMatchObject([{ ended: false }])
    ledger.setClock(day(13))
    expect(await of('PC-1')).toMatchObject([{ ended: true }])
    expect((await all()).items).toMatchObject([{ ended: true }])
  })

  it('is listed with those of all devices, newest first, page by page', async () => {
    const said = [
      ['PC-1', office],
      ['PC-2', office],
      ['PC-1', visio],
    ] as const
    for (const [index, [deviceId, familyId]] of said.entries()) {
      ledger.setClock(day(11 + index))
      await put(deviceId, { familyId, reason: 'Spare' })
    }
    const pages = [await all({ limit: '2' })]
    pages.push(await all({ limit: '2', cursor: pages[0].cursor }))
    expect(pages.flatMap(({ items }) => items)).toMatchObject(
      said.toReversed().map(([deviceId, familyId]) => ({ deviceId, deviceName: `PC ${deviceId}`, familyId })),
    )
    expect(pages[1].cursor).toBeUndefined()
  })

  it('goes with its device, and does not come back with it', async () => {
    for (const familyId of [office, visio]) await put('PC-1', { familyId, reason: 'Spare' })
    await put('PC-2', { reason: 'Spare' })
    expect((await ledger.call('DELETE /devices/{deviceId}', { params: { deviceId: 'PC-1' } })).status).toBe(204)
    expect((await all()).items).toMatchObject([{ deviceId: 'PC-2' }])
    await inventory.report('PC-1', day(10).toISOString(), ['Contoso/Payroll@1'])
    expect(await of('PC-1')).toEqual([])
    expect((await put('PC-1', { familyId: office, reason: 'Spare' }, absent)).body.version).toBe(3)
  })

  it('is never left of a device that is deleted meanwhile', async () => {
    const [deleted] = await Promise.all([
      ledger.call('DELETE /devices/{deviceId}', { params: { deviceId: 'PC-1' } }),
      put('PC-1', { reason: 'Spare' }),
    ])
    expect(deleted.status).toBe(204)
    expect((await all()).items).toEqual([])
  })

  it.each([
    ['no reason', { familyId: office }],
    ['an empty reason', { reason: ' ' }],
    ['no day', { reason: 'Spare', until: 'tomorrow' }],
    ['what is no family', { familyId: 'office', reason: 'Spare' }],
    ['an unknown field', { ...test, from: '2026-06-01' }],
  ])('is refused with %s', async (_, body) => {
    expect((await put('PC-1', body)).status).toBe(422)
    expect(await of('PC-1')).toEqual([])
  })

  it('is refused of a wrong role, of no device, over a change of another manager, and as one of too many', async () => {
    expect((await one('PUT', 'PC-1', { body: test, roles: ['license-reader'] })).status).toBe(403)
    expect(await put('PC-9', test)).toMatchObject({ status: 404, body: problem('device-not-found') })
    expect((await one('GET', 'PC-9')).status).toBe(404)
    expect(await remove('PC-1')).toMatchObject({ status: 404, body: problem('exemption-not-found') })
    await put('PC-1', test)
    expect(await put('PC-1', { ...test, reason: 'MSDN' }, absent)).toMatchObject({ status: 412 })
    expect(await put('PC-1', { ...test, reason: 'MSDN' }, at(2))).toMatchObject({ status: 412 })
    expect(await remove('PC-1', { familyId: office }, at(2))).toMatchObject({ status: 412 })
    const families = Array.from({ length: 50 }, (_, index) => office.slice(0, -2) + String(index).padStart(2, '0'))
    const answers = []
    for (const familyId of families) answers.push(await put('PC-1', { familyId, reason: 'Spare' }))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(49)
    expect(answers.at(-1)).toMatchObject({ status: 409, body: problem('exemption-limit-reached') })
    expect((await ledger.call('DELETE /devices/{deviceId}', { params: { deviceId: 'PC-1' } })).status).toBe(204)
    expect((await all()).items).toEqual([])
  })
})
