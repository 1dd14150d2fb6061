import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { injectFaults } from '../support/faults.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

let ledger: TestLedger
let inventory: ReturnType<typeof inventoryOf>

const start = async () => {
  ledger = await newLedger()
  inventory = inventoryOf(ledger)
}

const day = (number: number): string => new Date(Date.UTC(2026, 0, number)).toISOString()

const call = (routeKey: string, titleId: string, body?: unknown, more: Record<string, unknown> = {}) =>
  ledger.call(routeKey, { params: { titleId }, body, ...more })
const get = (titleId: string) => call('GET /software/{titleId}', titleId)
const merge = (titleId: string, into: string) => call('POST /software/{titleId}/merge', titleId, { into })
const split = (titleId: string, rawTitles: unknown[], more: object = {}) =>
  call('POST /software/{titleId}/split', titleId, { rawTitles, ...more })
const list = async (query: Record<string, string> = {}) => (await ledger.call('GET /software', { query })).body
const titlesOf = (body: { items: { title: string }[] }) => body.items.map(({ title }) => title)

beforeAll(start)

describe('detected software', () => {
  beforeAll(async () => {
    ledger.setClock(new Date(day(10)))
    await inventory.report('d1', day(1), [
      'Adobe Inc./Adobe Acrobat XI Pro@11.0',
      'Adobe Systems Incorporated/Adobe Photoshop CC 2019@20.0',
      'Microsoft Corporation/Microsoft Visual C++ 2015 Redistributable (x64) - 14.0.24215@14.0',
      'Microsoft Corporation/Microsoft Office Professional Plus 2016@16.0',
    ])
    await ledger.work()
  })

  it('is listed by publisher and title; what needs no license says so', async () => {
    const { items } = await list()
    expect(items.map(({ publisher }: { publisher: string }) => publisher)).toEqual(
      [...items.map(({ publisher }: { publisher: string }) => publisher)].sort(),
    )
    const redistributable = items.find(({ title }: { title: string }) => title.includes('Redistributable'))
    expect(redistributable).toMatchObject({ kind: 'component', licensable: false, installedCount: 1 })
    const office = items.find(({ title }: { title: string }) => title.includes('Office'))
    expect(office).toMatchObject({
      kind: 'licensed',
      product: { family: 'Office', edition: 'Professional Plus', version: '2016' },
      recognizedBy: expect.stringMatching(/^[a-z0-9-]+$/),
    })
    expect(office.product.familyId).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    const one = await get(redistributable.id)
    expect(one.body).toMatchObject({
      kind: 'component',
      licensableBy: 'rule',
      recognizedBy: expect.stringMatching(/^[a-z0-9-]+$/),
      rawTitles: [
        {
          publisher: 'Microsoft Corporation',
          title: 'Microsoft Visual C++ 2015 Redistributable (x64) - 14.0.24215',
          versions: [{ version: '14.0', devices: 1 }],
        },
      ],
      versionsOf: 1,
      entitlements: { agreements: [], products: [] },
      pending: false,
      version: 1,
    })
    expect(one.headers).toMatchObject({ etag: '"1"', 'content-location': `/software/${redistributable.id}` })
  })

  it('is filtered by publisher, text and status, and several of them', async () => {
    const titles = async (query: Record<string, string>) => titlesOf(await list(query))
    expect(await titles({ publisher: 'microsoft' })).toHaveLength(2)
    expect(await titles({ publisher: 'Microsoft,Adobe, Inc.' })).toHaveLength(4)
    // By the name that a device reports, too.
    expect(await titles({ publisher: 'Adobe Systems Incorporated' })).toEqual(['Adobe Photoshop CC 2019'])
    expect(await titles({ contains: 'OFFICE' })).toEqual(['Microsoft Office Professional Plus 2016'])
    expect(await titles({ status: 'component' })).toHaveLength(1)
    expect(await titles({ status: 'free' })).toEqual([])
    expect(await titles({ status: 'not-licensable' })).toEqual(await titles({ status: 'component' }))
    expect(await titles({ status: 'not-licensable,no-entitlement,unknown,not-measured' })).toHaveLength(4)
    expect(await titles({ status: 'absent' })).toEqual([])
    expect((await ledger.call('GET /software', { query: { status: 'wrong' } })).status).toBe(400)
    expect((await ledger.call('GET /software', { query: { status: 'short,wrong' } })).status).toBe(400)
  })

  it('is paged, with the same totals and facets on each page, and the tag of its snapshot', async () => {
    const first = await ledger.call('GET /software', { query: { publisher: 'Microsoft', limit: '1' } })
    const query = { publisher: 'Microsoft', limit: '1', cursor: first.body.cursor }
    // Pages go on in the snapshot that the list began with.
    await ledger.work()
    const second = await ledger.call('GET /software', { query })
    expect(second.body.items).toHaveLength(1)
    expect(second.body.items[0].id).not.toBe(first.body.items[0].id)
    expect(second.body.cursor).toBeUndefined()
    expect(second.body).toMatchObject({ asOf: first.body.asOf, pending: true })
    expect(second.headers.etag).toBe(first.headers.etag)
    for (const { body } of [first, second])
      expect(body).toMatchObject({
        totals: { count: 2, installedCount: 2, entitledCount: 0, difference: -2 },
        facets: {
          status: { 'no-entitlement': 1, component: 1 },
          publisher: { Microsoft: 2, Adobe: 2 },
        },
      })
    expect((await ledger.call('GET /software', { query: { limit: '1000' } })).status).toBe(200)
    expect((await ledger.call('GET /software', { query: { limit: '1001' } })).status).toBe(400)
  })

  it('is sorted by one field, and by no other', async () => {
    const byTitle = titlesOf(await list({ sort: 'title' }))
    expect(byTitle).toEqual([...byTitle].sort())
    expect(titlesOf(await list({ sort: '-title' }))).toEqual(byTitle.toReversed())
    const kinds = (await list({ sort: 'kind' })).items.map(({ kind }: { kind: string }) => kind)
    expect(kinds).toEqual(kinds.toSorted())
    const { facets } = await list({ kind: 'component' })
    expect(Object.keys(facets.kind).toSorted()).toEqual([...new Set(kinds)])
    const components = kinds.filter((kind: string) => kind === 'component')
    expect((await list({ kind: 'component' })).totals.count).toBe(components.length)
    expect(await ledger.call('GET /software', { query: { sort: 'color' } })).toMatchObject({
      status: 400,
      body: { type: 'urn:license-ledger:problem:validation', errors: [{ parameter: 'sort' }] },
    })
  })

  it('is told as of a day', async () => {
    const today = await list({ asOf: '2026-01-10' })
    expect(titlesOf(today)).toHaveLength(4)
    const [{ id }] = today.items
    const one = await call('GET /software/{titleId}', id, undefined, { query: { asOf: '2026-01-10' } })
    expect(one.body).toMatchObject({ id, installedCount: 1, pending: false })
    for (const asOf of ['2026-01-09', '2026-01-11'])
      expect(await ledger.call('GET /software', { query: { asOf } })).toMatchObject({
        status: 400,
        body: { type: 'urn:license-ledger:problem:no-snapshot' },
      })
  })

  it('has a manager say whether it needs a license; the word stays', async () => {
    const id = await inventory.titleId('Adobe Acrobat XI Pro')
    expect(
      (await call('PATCH /software/{titleId}', id, { licensable: false }, { roles: ['license-reader'] })).status,
    ).toBe(403)
    expect((await call('PATCH /software/{titleId}', id, { licensable: 'no' })).status).toBe(422)
    const changed = await call('PATCH /software/{titleId}', id, { licensable: false })
    expect(changed.body).toMatchObject({
      licensable: false,
      licensableBy: 'manager',
      kind: 'free',
      recognizedBy: 'manager',
      status: 'free',
      version: 2,
      installedCount: 1,
      pending: true,
    })
    expect((await get(id)).body).toMatchObject({ licensable: false, version: 2, pending: true })
    const stale = await call('PATCH /software/{titleId}', id, { licensable: true }, { headers: { 'if-match': '"1"' } })
    expect(stale.status).toBe(412)
    await inventory.report('d2', day(2), ['Adobe Inc./Adobe Acrobat XI Pro@11.0.1'])
    await ledger.work()
    expect((await get(id)).body).toMatchObject({
      licensable: false,
      installedCount: 2,
      rawTitles: [{ versions: [{ devices: 1 }, { devices: 1 }] }],
      pending: false,
    })
    const before = await ledger.scan()
    expect((await call('PATCH /software/{titleId}', id, { licensable: false })).body.version).toBe(2)
    expect(await ledger.scan()).toEqual(before)
    expect((await ledger.call('GET /audit')).body.items[0]).toMatchObject({ action: 'title-changed' })
    expect(titlesOf(await list({ status: 'not-licensable' }))).toHaveLength(2)
    expect(titlesOf(await list({ status: 'free' }))).toEqual(['Adobe Acrobat XI Pro'])
  })

  it('is listed with the devices that have it, as they report it now', async () => {
    const id = await inventory.titleId('Adobe Acrobat XI Pro')
    const devices = async (query = {}) => (await call('GET /software/{titleId}/devices', id, undefined, { query })).body
    const first = await devices({ limit: '1' })
    const second = await devices({ limit: '1', cursor: first.cursor })
    expect([first, second].map(({ totals }) => totals)).toEqual([{ count: 2 }, { count: 2 }])
    const both = [...first.items, ...second.items].sort((one, other) => (one.id < other.id ? -1 : 1))
    expect(both).toMatchObject([
      { id: 'd1', installed: [{ publisher: 'Adobe Inc.', title: 'Adobe Acrobat XI Pro', version: '11.0' }] },
      { id: 'd2', reportedAt: day(2), installed: [{ version: '11.0.1' }] },
    ])
    await inventory.drop('d2')
    expect((await devices()).items).toMatchObject([{ id: 'd1' }])
  })

  it('that is not there is 404', async () => {
    const nowhere = '0'.repeat(26)
    expect((await get(nowhere)).status).toBe(404)
    expect((await get('short')).status).toBe(400)
    expect((await call('PATCH /software/{titleId}', nowhere, {})).status).toBe(404)
    expect((await merge(nowhere, nowhere)).status).toBe(404)
    for (const what of ['devices', 'agreements', 'history'])
      expect((await call(`GET /software/{titleId}/${what}`, nowhere)).status).toBe(404)
  })
})

describe('a list of titles', () => {
  beforeAll(async () => {
    await start()
    ledger.setClock(new Date(day(10)))
    await inventory.report('d1', day(1), ['Maker/Alpha@1', 'Maker/Beta@1', 'Maker/Gamma@1'])
    await inventory.report('d2', day(1), ['Maker/Alpha@1'])
    await ledger.work()
  })

  it('tells a site license as unlimited, and sorts it as the largest', async () => {
    const buy = (productTitle: string, licenseCount: number | 'unlimited') =>
      ledger.call('POST /agreements', {
        body: {
          type: 'other',
          name: `For ${productTitle} ${licenseCount}`,
          publisher: 'Maker',
          productTitle,
          licenseCount,
        },
      })
    const answers = [await buy('Alpha', 'unlimited'), await buy('Alpha', 7), await buy('Beta', 100)]
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    await ledger.work()
    const body = await list({ sort: '-difference' })
    expect(body.items).toMatchObject([
      { title: 'Alpha', entitledCount: 7, unlimited: true, difference: null, status: 'covered' },
      { title: 'Beta', entitledCount: 100, unlimited: false, difference: 99, status: 'covered' },
      { title: 'Gamma', difference: -1, kind: 'unknown', status: 'unknown' },
    ])
    expect(body.totals).toEqual({ count: 3, installedCount: 4, entitledCount: 107, difference: 98 })
    const { id } = body.items[0]
    const { entitlements } = (await get(id)).body
    expect(entitlements).toMatchObject({ agreementCount: 2, agreementQuantity: 7 })
    const agreements = await call('GET /software/{titleId}/agreements', id)
    expect(agreements.body.items).toEqual(entitlements.agreements)
    expect(agreements.body).toMatchObject({ totals: { count: 2, licenseCount: 7 } })
    expect(entitlements.agreements.map(({ licenseCount }: { licenseCount: unknown }) => licenseCount).sort()).toEqual([
      7,
      'unlimited',
    ])
  })

  it('is read with two requests, and with four by a function that has just begun', async () => {
    let requests = 0
    const { read } = ledger.snapshotFiles
    const heal = injectFaults(ledger.client, {
      before: () => {
        requests += 1
        return undefined
      },
    })
    ledger.snapshotFiles.read = (...of) => {
      requests += 1
      return read(...of)
    }
    await ledger.work()
    requests = 0
    await list()
    expect(requests).toBeLessThanOrEqual(4)
    requests = 0
    await list({ sort: 'title', contains: 'a' })
    expect(requests).toBeLessThanOrEqual(2)
    heal()
    ledger.snapshotFiles.read = read
  })
})

describe('before the first snapshot', () => {
  it('lists are empty and say so, and a title is known by its facts', async () => {
    await start()
    await inventory.report('d1', day(1), ['Maker/Alpha 1.0@1.0'])
    const { status, body, headers } = await ledger.call('GET /software')
    expect(status).toBe(200)
    expect(body).toEqual({
      items: [],
      totals: { count: 0, difference: 0, installedCount: 0, entitledCount: 0 },
      facets: { status: {}, publisher: {}, kind: {} },
      asOf: null,
      devicesAsOf: null,
      pending: true,
    })
    expect(headers.etag).toBeUndefined()
    const device = await inventory.device('d1')
    await ledger.work()
    const id = await inventory.titleId('Alpha')
    expect(device.status).toBe(200)
    await start()
    await inventory.report('d1', day(1), ['Maker/Alpha 1.0@1.0'])
    expect((await get(id)).body).toMatchObject({
      id,
      title: 'Alpha',
      installedCount: 0,
      rawTitles: [{ publisher: 'Maker', title: 'Alpha 1.0' }],
      asOf: null,
      pending: true,
    })
    expect((await call('GET /software/{titleId}/devices', id)).body).toMatchObject({ items: [], pending: true })
    expect((await call('PATCH /software/{titleId}', id, { licensable: false })).body).toMatchObject({
      licensable: false,
      version: 2,
    })
  })
})

describe('merge and split', () => {
  beforeEach(async () => {
    await start()
    ledger.setClock(new Date(day(10)))
    await inventory.report('d1', day(1), ['Maker/Alpha 1.0@1.0', 'Maker/Beta 2.0@2.0'])
    later()
    await inventory.report('d2', day(1), ['Maker/Alpha 1.1@1.1'])
    await inventory.report('d3', day(1), ['Maker/Beta 2.0@2.0'])
    await ledger.work()
  })

  /** A title goes by its earliest name, and by the newest merge. */
  const later = () => ledger.setClock(new Date(ledger.ledger.now().getTime() + 1_000))

  it('a merged title counts each device once, survives the next inventory, and its id leads to the title that stays', async () => {
    const [alpha, beta] = [await inventory.titleId('Alpha'), await inventory.titleId('Beta')]
    expect(await merge(beta, alpha)).toMatchObject({ status: 200, body: { id: alpha, pending: true } })
    expect((await get(beta)).body).toMatchObject({ id: alpha, pending: true })
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 3 })
    await inventory.report('d4', day(2), ['Maker/Beta 3.0@3.0'])
    await inventory.report('d1', day(2), ['Maker/Beta 2.0@2.0'])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 4 })
    const gone = await get(beta)
    expect(gone).toMatchObject({ status: 200, body: { id: alpha, installedCount: 4 } })
    expect(gone.headers['content-location']).toBe(`/software/${alpha}`)
    expect((await call('GET /software/{titleId}/devices', beta)).body.items).toHaveLength(4)
    const { body } = await ledger.call('GET /catalog/titles', { query: { publisher: 'Maker' } })
    expect(titlesOf(body)).toEqual(['Alpha'])
  })

  it('writes to a merged title are refused, and name the title that stays', async () => {
    const [alpha, beta] = [await inventory.titleId('Alpha'), await inventory.titleId('Beta')]
    await merge(beta, alpha)
    const refused = { status: 409, body: { type: 'urn:license-ledger:problem:title-merged' } }
    const answers = [
      await call('PATCH /software/{titleId}', beta, { licensable: false }),
      await merge(beta, alpha),
      await split(beta, ['Beta 2.0']),
      await call('PUT /software/{titleId}/entitlement-mapping', beta, { products: [] }),
    ]
    for (const answer of answers) {
      expect(answer).toMatchObject(refused)
      expect(answer.body.detail).toContain(alpha)
    }
    await ledger.work()
    expect(await call('PATCH /software/{titleId}', beta, { licensable: false })).toMatchObject(refused)
  })

  it('a merge is taken back by splitting the names off again: the former title comes back with its id', async () => {
    await inventory.report('d9', day(1), ['Other Inc./Gamma 1.0@1.0'])
    await ledger.work()
    const [alpha, gamma] = [await inventory.titleId('Alpha'), await inventory.titleId('Gamma')]
    await merge(gamma, alpha)
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 3, Beta: 2 })
    expect(await split(alpha, ['Gamma 1.0'])).toMatchObject({
      status: 201,
      body: { id: gamma, publisher: 'Other', title: 'Gamma', version: 3 },
    })
    await ledger.work()
    later()
    await inventory.report('d10', day(2), ['Other Inc./Gamma 2.0@2.0'])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 2, Beta: 2, Gamma: 2 })
    expect((await get(gamma)).body).toMatchObject({ id: gamma, version: 3, pending: false })
    const { body } = await ledger.call('GET /catalog/titles', { query: { publisher: 'Other' } })
    expect(body.items).toMatchObject([{ id: gamma, title: 'Gamma' }])
  })

  it('a merge is taken back before any snapshot has seen it', async () => {
    const [alpha, beta] = [await inventory.titleId('Alpha'), await inventory.titleId('Beta')]
    await merge(beta, alpha)
    expect((await split(alpha, ['Beta 2.0'])).body).toMatchObject({ id: beta, title: 'Beta' })
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 2, Beta: 2 })
  })

  it('names that are not split off stay where they are when the title comes back', async () => {
    const [alpha, beta] = [await inventory.titleId('Alpha'), await inventory.titleId('Beta')]
    await merge(alpha, beta)
    await ledger.work()
    expect(await split(beta, [{ publisher: 'Maker', title: 'Alpha 1.1' }])).toMatchObject({ body: { title: 'Alpha' } })
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 1, Beta: 2 })
    const { body } = await get(beta)
    expect(titlesOf({ items: body.rawTitles })).toEqual(['Alpha 1.0', 'Beta 2.0'])
    // Names that nobody has heard of yet belong to it again.
    await inventory.report('d6', day(2), ['Maker/Alpha 1.2@1.2'])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 2, Beta: 2 })
  })

  it('titles that were merged into one that comes back stay where they are', async () => {
    await inventory.report('d5', day(1), ['Maker/Gamma@1'])
    await ledger.work()
    const [alpha, beta, gamma] = [
      await inventory.titleId('Alpha'),
      await inventory.titleId('Beta'),
      await inventory.titleId('Gamma'),
    ]
    await merge(alpha, beta)
    await merge(beta, gamma)
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Gamma: 4 })
    expect((await split(gamma, ['Beta 2.0'])).body).toMatchObject({ id: beta, title: 'Beta' })
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Beta: 2, Gamma: 3 })
    expect((await get(alpha)).body).toMatchObject({ id: gamma })
  })

  it('cannot be merged into itself, into nothing, or by a reader', async () => {
    const [alpha, beta] = [await inventory.titleId('Alpha'), await inventory.titleId('Beta')]
    expect((await merge(alpha, alpha)).status).toBe(409)
    expect((await merge(alpha, '0'.repeat(26))).body).toMatchObject({
      status: 422,
      type: 'urn:license-ledger:problem:title-not-found',
    })
    await merge(beta, alpha)
    expect((await merge(alpha, beta)).body).toMatchObject({ type: 'urn:license-ledger:problem:same-title' })
    const reader = { roles: ['license-reader'] }
    expect((await call('POST /software/{titleId}/merge', alpha, { into: alpha }, reader)).status).toBe(403)
    expect((await call('POST /software/{titleId}/split', alpha, { rawTitles: ['Alpha 1.0'] }, reader)).status).toBe(403)
  })

  it('a chain of merges ends in one title; when two managers make a circle, the newest merge names it', async () => {
    await inventory.report('d5', day(1), ['Maker/Gamma@1'])
    await ledger.work()
    const [alpha, beta, gamma] = [
      await inventory.titleId('Alpha'),
      await inventory.titleId('Beta'),
      await inventory.titleId('Gamma'),
    ]
    await merge(alpha, beta)
    later()
    await merge(beta, gamma)
    await ledger.work()
    await inventory.report('d6', day(2), ['Maker/Alpha 9.0@9.0'])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Gamma: 5 })
    for (const id of [alpha, beta, gamma]) expect((await get(id)).body).toMatchObject({ id: gamma })
  })

  it('names that are split from a title are one of their own, and survive the next inventory', async () => {
    const alpha = await inventory.titleId('Alpha')
    const made = await split(alpha, ['Alpha 1.1'], { title: 'Alpha One' })
    expect(made).toMatchObject({ status: 201, body: { title: 'Alpha One', rawTitles: [{ title: 'Alpha 1.1' }] } })
    expect(made.headers.location).toBe(`/software/${made.body.id}`)
    expect((await get(made.body.id)).body).toMatchObject({ title: 'Alpha One', installedCount: 0, pending: true })
    const again = await split(alpha, ['Alpha 1.1'])
    expect(again).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/rawTitles/0', code: 'name-not-found' }] },
    })
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 1, 'Alpha One': 1, Beta: 2 })
    expect((await get(made.body.id)).body).toMatchObject({ id: made.body.id, title: 'Alpha One', pending: false })
    await inventory.report('d7', day(2), ['Maker/Alpha 1.1@1.1', 'Maker/Alpha 1.0@1.0'])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 2, 'Alpha One': 2, Beta: 2 })
    expect(await split(alpha, ['Alpha 1.1'])).toMatchObject({ status: 422 })
    for (const title of ['beta', 'ALPHA one', 'alpha'])
      expect(await split(alpha, ['Alpha 1.0'], { title })).toMatchObject({
        status: 409,
        body: { type: 'urn:license-ledger:problem:title-taken' },
      })
  })

  it('a title is free again once all names were split from it', async () => {
    const alpha = await inventory.titleId('Alpha')
    const { body: one } = await split(alpha, ['Alpha 1.1'], { title: 'Alpha One' })
    await ledger.work()
    const { body: two } = await split(one.id, ['Alpha 1.1'], { title: 'Alpha Two' })
    await ledger.work()
    expect(two.id).toBe(one.id)
    expect(await inventory.installs()).toEqual({ Alpha: 1, 'Alpha Two': 1, Beta: 2 })
    expect((await split(two.id, ['Alpha 1.1'], { title: 'Alpha One' })).status).toBe(201)
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 1, 'Alpha One': 1, Beta: 2 })
  })

  it('a merge that only mends a title without names of its own can be written to by the id that it has', async () => {
    const [alpha, beta] = [await inventory.titleId('Alpha'), await inventory.titleId('Beta')]
    await merge(beta, alpha)
    await ledger.work()
    await split(alpha, ['Alpha 1.0', 'Alpha 1.1'], { title: 'Gamma' })
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 2, Gamma: 2 })
    expect((await get(beta)).body).toMatchObject({ id: beta, title: 'Alpha' })
    expect((await call('PATCH /software/{titleId}', beta, { licensable: false })).status).toBe(200)
    await ledger.work()
    expect((await get(beta)).body).toMatchObject({ title: 'Alpha', licensable: false, version: 2, pending: false })
  })

  it('a repeated request is answered as the first time', async () => {
    const [alpha, beta] = [await inventory.titleId('Alpha'), await inventory.titleId('Beta')]
    const headers = { 'idempotency-key': 'k1' }
    const merged = [1, 2].map(() => call('POST /software/{titleId}/merge', beta, { into: alpha }, { headers }))
    const [first, again] = [await merged[0], await merged[1]]
    expect([first?.status, again?.status]).toEqual([200, 200])
    expect(
      (await ledger.call('GET /audit')).body.items.filter(
        ({ action }: { action: string }) => action === 'title-merged',
      ),
    ).toHaveLength(1)
  })
})

describe('the history of a title', () => {
  it('tells the end of each day, newest first; a day without change is like the one before', async () => {
    await start()
    ledger.setClock(new Date('2026-02-01T12:00:00Z'))
    await inventory.report('d1', '2026-02-01T10:00:00Z', ['Maker/Alpha@1'])
    await ledger.work()
    const id = await inventory.titleId('Alpha')
    const history = async (query = {}) => (await call('GET /software/{titleId}/history', id, undefined, { query })).body
    expect((await history()).items).toEqual([
      { date: '2026-02-01', entitledCount: 0, installedCount: 1, unlimited: false, difference: -1 },
    ])
    ledger.setClock(new Date('2026-02-04T12:00:00Z'))
    await inventory.report('d2', '2026-02-04T10:00:00Z', ['Maker/Alpha@1'])
    await inventory.report('d3', '2026-02-04T10:00:00Z', ['Maker/Alpha@1'])
    await ledger.work()
    ledger.setClock(new Date('2026-02-05T12:00:00Z'))
    await inventory.drop('d3')
    await ledger.work()
    const counts = (items: { date: string; installedCount: number }[]) =>
      items.map(({ date, installedCount }) => [date.slice(-2), installedCount])
    const all = await history()
    expect(counts(all.items)).toEqual([
      ['05', 2],
      ['04', 3],
      ['03', 1],
      ['02', 1],
      ['01', 1],
    ])
    const first = await history({ limit: '2' })
    expect(counts((await history({ limit: '2', cursor: first.cursor })).items)).toEqual([
      ['03', 1],
      ['02', 1],
    ])
  })
})
