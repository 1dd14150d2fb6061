import { beforeEach, describe, expect, it } from 'vitest'
import { remove } from '../../lib/foundation/table/table.ts'
import { familyIdOf } from '../../lib/recognition/data/recognition.ts'
import { summaryHeadings } from '../support/entitlements.ts'
import { importer } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { type SentRequest, send } from '../support/requests.ts'

interface Decision {
  id: string
  kind: string
  subject: { titleId: string; title: string; productId: string; product: string; devices: { deviceId: string }[] }
  reason: string
  machines?: number
  quantity?: number
  candidates: { title: string; score: number; reason: string }[]
  actions: (SentRequest & { label: string })[]
  undo?: SentRequest
}

let ledger: TestLedger
let inventory: ReturnType<typeof inventoryOf>
let seconds = 0

const tick = () => {
  seconds += 1
  ledger.setClock(new Date(Date.UTC(2026, 5, 15, 12, 0, seconds)))
}
const work = async () => {
  tick()
  await ledger.work()
}
const get = (query: Record<string, string> = {}) => ledger.call('GET /decisions', { query })
const open = async (kind?: string): Promise<Decision[]> =>
  (await get({ ...(kind && { kind }), limit: '100' })).body.items
const settled = async (kind?: string): Promise<Decision[]> =>
  (await get({ ...(kind && { kind }), settled: 'true' })).body.items
const the = async (kind: string): Promise<Decision> => {
  const [one, ...others] = await open(kind)
  if (!one || others.length > 0) throw new Error(`There are ${others.length + (one ? 1 : 0)} decisions ${kind}.`)
  return one
}

/** All that a snapshot says of titles and products. */
const figures = async () => {
  const titles = (await ledger.call('GET /software', { query: { limit: '100' } })).body.items
  const products = (await ledger.call('GET /entitlements', { query: { limit: '100' } })).body.items
  return {
    titles: titles.map(({ version, flags, ...title }: Record<string, unknown>) => title),
    products: products.map(({ product, unmatched, matchedTitles }: Record<string, unknown>) => {
      return { product, unmatched, matchedTitles }
    }),
  }
}

const reportedAt = '2026-06-15T11:00:00Z'
const report = (device: string, names: string[], deviceName = `PC ${device}`) =>
  inventory.report(device, reportedAt, names, { deviceName })
const statement = (...rows: string[]) =>
  importer(ledger).drop('imports/entitlements/summary.csv', [summaryHeadings, ...rows].join('\n'))

const visio2019 = 'Microsoft Corporation/Microsoft Visio Professional 2019@16'
const visio2021 = 'Microsoft Corporation/Microsoft Visio Professional 2021@16'
const sqlServer = 'Microsoft Corporation/Microsoft SQL Server 2019 (64-bit)@15'

beforeEach(async () => {
  seconds = 0
  ledger = await newLedger()
  inventory = inventoryOf(ledger)
  tick()
})

/** Sends an action of the only open decision of a kind as it is. @returns what was so before, and what takes it back */
const settle = async (kind: string, action: number, settledKind: string) => {
  const before = await figures()
  const { id, actions } = await the(kind)
  const request = actions[action]
  if (!request) throw new Error(`No action ${action}.`)
  tick()
  const { status, body } = await send(ledger, request)
  expect([200, 201], JSON.stringify(body)).toContain(status)
  // At once: no snapshot has it yet.
  expect((await open()).map((one) => one.id)).not.toContain(id)
  const [{ undo, subject } = {}] = await settled(settledKind)
  await work()
  expect((await open()).map((one) => one.id)).not.toContain(id)
  const [first] = await settled(settledKind)
  expect(first).toMatchObject({ kind: settledKind, settledAt: expect.any(String), settledBy: 'alice' })
  expect(first?.undo).toEqual(undo)
  return { before, id, request, undo, subject }
}

/** Takes it back: the next reconciliation has what was so before. */
const takeBack = async ({ before, id, undo }: Awaited<ReturnType<typeof settle>>, settledKind: string) => {
  if (!undo) throw new Error('Nothing takes it back.')
  tick()
  expect((await send(ledger, undo)).status).toBeLessThan(300)
  expect(await settled(settledKind)).toEqual([])
  await work()
  expect(await figures()).toEqual(before)
  expect((await open()).map((one) => one.id)).toContain(id)
}

it('An unknown title whose name a line would read as a pattern is not offered a line', async () => {
  await report('a', ['Contoso/Pay*roll@1'])
  await work()
  expect(await the('unknown-title')).toMatchObject({
    actions: [{ body: { licensable: true } }, { body: { licensable: false } }],
  })
})

describe('An unknown title', () => {
  beforeEach(async () => {
    await report('a', ['Contoso/Payroll@1'])
    await report('b', ['Contoso/Payroll@1'])
    await work()
  })

  it('is open with its machines, and says why', async () => {
    expect(await the('unknown-title')).toMatchObject({
      machines: 2,
      subject: { publisher: 'Contoso', title: 'Payroll', titleId: await inventory.titleId('Payroll') },
      reason: expect.stringContaining('Nobody knows yet'),
      candidates: [],
      actions: [
        { body: { licensable: true } },
        { body: { licensable: false } },
        { body: { publisher: 'Contoso', title: 'Payroll', kind: 'subscription' } },
        { body: { publisher: 'Contoso', title: 'Payroll', kind: 'component' } },
      ],
    })
  })

  it.each([
    { action: 2, status: 'not-measured' },
    { action: 3, status: 'component' },
  ])('is settled by its action $action, a line, as $status, and that is taken back', async ({ action, status }) => {
    const done = await settle('unknown-title', action, 'recognition-line')
    expect(done.subject).toMatchObject({ titleId: await inventory.titleId('Payroll'), title: 'Payroll' })
    expect((await figures()).titles).toMatchObject([{ title: 'Payroll', status }])
    await takeBack(done, 'recognition-line')
  })

  it.each([
    { action: 0, status: 'no-entitlement' },
    { action: 1, status: 'free' },
  ])('is settled by its action $action, as $status, and that is taken back', async ({ action, status }) => {
    const done = await settle('unknown-title', action, 'title-kind')
    expect((await figures()).titles).toMatchObject([{ title: 'Payroll', status, recognizedBy: 'manager' }])
    expect(done.undo).toMatchObject({ method: 'PATCH', body: { licensable: null } })
    await takeBack(done, 'title-kind')
    expect((await ledger.call('GET /audit')).body.items[0]).toMatchObject({ action: 'title-changed' })
  })

  it('that nothing was said of is as it was when it is taken back', async () => {
    const params = { titleId: await inventory.titleId('Payroll') }
    const patch = (more: object = {}) =>
      ledger.call('PATCH /software/{titleId}', { params, body: { licensable: null }, ...more })
    const before = await ledger.scan()
    expect(await patch()).toMatchObject({ status: 200, body: { kind: 'unknown', version: 1 } })
    expect(await ledger.scan()).toEqual(before)
    expect((await patch({ roles: ['license-reader'] })).status).toBe(403)
    expect((await patch({ headers: { 'if-match': '"7"' } })).status).toBe(412)
  })

  it('is settled by a merge, which a split takes back, before a snapshot has it and after', async () => {
    await report('c', ['Contoso/Wages@1', 'Contoso/Payroll@2'])
    await work()
    const before = await figures()
    const [wages, payroll] = [await inventory.titleId('Wages'), await inventory.titleId('Payroll')]
    for (const published of [false, true]) {
      tick()
      const merge = { method: 'POST', path: `/software/${wages}/merge`, body: { into: payroll } }
      expect((await send(ledger, merge)).status).toBe(200)
      expect((await open()).map(({ subject }) => subject.title)).toEqual(['Payroll'])
      if (published) await work()
      const [{ undo } = {}] = await settled('merge')
      expect(undo).toMatchObject({ path: `/software/${payroll}/split`, body: { title: 'Wages' } })
      tick()
      expect(await send(ledger, undo as SentRequest)).toMatchObject({ status: 201, body: { id: wages } })
      await work()
      expect(await figures()).toEqual(before)
      expect(await settled('merge')).toEqual([])
    }
  })

  it('is settled by licenses that are mapped to it, not by those that are forbidden', async () => {
    await statement('Suite,2020,Apps,License,2,0,')
    await work()
    const suite = { product: 'Suite', version: '2020' }
    const path = `/software/${await inventory.titleId('Payroll')}/entitlement-mapping`
    tick()
    expect((await send(ledger, { method: 'PUT', path, body: { exclude: [suite] } })).status).toBe(200)
    expect(await open('unknown-title')).toHaveLength(1)
    tick()
    expect((await send(ledger, { method: 'PUT', path, body: { products: [suite] } })).status).toBe(200)
    expect(await open()).toEqual([])
    await work()
    expect(await open()).toEqual([])
    expect((await figures()).titles).toMatchObject([{ kind: 'licensed', status: 'covered', entitledCount: 2 }])
  })

  it('is settled by a merge of hundreds of names, which one split takes back', async () => {
    const versions = Array.from({ length: 120 }, (_, index) => `Contoso/Wages 1.${index}@1.${index}`)
    await report('c', versions)
    await work()
    const before = await figures()
    const [wages, payroll] = [await inventory.titleId('Wages'), await inventory.titleId('Payroll')]
    tick()
    await send(ledger, { method: 'POST', path: `/software/${wages}/merge`, body: { into: payroll } })
    await work()
    const [{ undo } = {}] = await settled('merge')
    tick()
    expect((await send(ledger, undo as SentRequest)).status).toBe(201)
    await work()
    expect(await figures()).toEqual(before)
    const rawTitles = versions.map((name) => name.slice('Contoso/'.length).split('@')[0])
    const apart = { method: 'POST', path: `/software/${wages}/split`, body: { rawTitles, title: 'Apart' } }
    expect(await send(ledger, apart)).toMatchObject({ status: 422, body: { errors: [{ code: 'too-many-names' }] } })
  })
})

describe('A product without a title', () => {
  it('waits for one: no title is called so', async () => {
    await report('a', ['Microsoft Corporation/Microsoft Access 2019@16'])
    await statement('Access Strange Tools,2019,Apps,License,7,0,')
    await work()
    const one = await the('product-without-title')
    expect(one).toMatchObject({
      quantity: 7,
      subject: { product: 'Access Strange Tools', version: '2019' },
      reason: expect.stringContaining('No title'),
      candidates: [{ title: 'Microsoft Access 2019', score: expect.any(Number), reason: expect.any(String) }],
    })
    const done = await settle('product-without-title', 0, 'mapping')
    expect((await figures()).titles).toMatchObject([{ title: 'Microsoft Access 2019', entitledCount: 7 }])
    await takeBack(done, 'mapping')
  })

  it('keeps what the title has mapped and excluded already', async () => {
    await report('a', ['Microsoft Corporation/Microsoft Access 2019@16'])
    await statement(
      'Access Strange Tools,2019,Apps,License,7,0,',
      'Suite,2020,Apps,License,2,0,',
      'Kit,1,Apps,License,3,0,',
    )
    await work()
    const params = { titleId: await inventory.titleId('Microsoft Access 2019') }
    const body = {
      products: [{ product: 'Suite', version: '2020', rank: 4 }],
      exclude: [{ product: 'Kit', version: '1' }],
    }
    tick()
    expect((await ledger.call('PUT /software/{titleId}/entitlement-mapping', { params, body })).status).toBe(200)
    await work()
    const one = (await open()).find(({ subject }) => subject.product === 'Access Strange Tools')
    tick()
    const { status, body: title } = await send(ledger, one?.actions[0] as SentRequest)
    expect(status).toBe(200)
    expect(title.mapping).toMatchObject({
      products: [{ product: 'Access Strange Tools' }, { product: 'Suite', rank: 4 }],
      exclude: [{ product: 'Kit' }],
    })
  })

  it('waits for one of several titles, which can be meant without its version', async () => {
    await report('a', [visio2019])
    await report('b', [visio2021])
    await statement('Visio Professional,,Apps,License,9,0,')
    await work()
    expect(await the('product-without-title')).toMatchObject({
      reason: 'More than one title can be meant.',
      quantity: 9,
    })
    const { items } = (await ledger.call('GET /entitlements')).body
    expect(items).toMatchObject([{ unmatched: 'several-titles', matchedTitles: [] }])
    await takeBack(await settle('product-without-title', 1, 'mapping'), 'mapping')
  })

  it('is no decision where it is installed nowhere, or is not measured here', async () => {
    await statement(
      'Office Professional Plus,2019,Apps,License,5,0,',
      'Windows Server - User CAL,2019,Servers,License,6,0,',
    )
    await work()
    const { items } = (await ledger.call('GET /entitlements')).body
    expect(items.map(({ unmatched }: { unmatched: string }) => unmatched)).toEqual(['not-installed', 'not-measured'])
    expect(await open()).toEqual([])
  })
})

describe('A title without an edition', () => {
  beforeEach(async () => {
    await report('a', [sqlServer])
    await work()
  })

  it('is settled by a line for it, and needs data again without the line', async () => {
    expect((await figures()).titles).toMatchObject([{ status: 'needs-data', product: { edition: '?' } }])
    const { actions } = await the('title-without-edition')
    const labels = actions.map(({ label }) => label)
    expect(labels).toContain('It is Enterprise')
    const done = await settle('title-without-edition', labels.indexOf('It is Enterprise'), 'recognition-line')
    expect((await figures()).titles).toMatchObject([
      // What it still lacks is the cores of its machines.
      { status: 'needs-data', product: { family: 'SQL Server', edition: 'Enterprise', version: '2019' } },
    ])
    await takeBack(done, 'recognition-line')
  })

  it('leaves open which machines lack cores, until a file says them', async () => {
    await report('b', ['Microsoft Corporation/Microsoft SQL Server 2019 Standard@15'])
    await work()
    const lacking = await the('machines-without-data')
    expect(lacking).toMatchObject({
      ...{ machines: 1, actions: [], subject: { title: 'Microsoft SQL Server 2019 Standard' } },
      reason: expect.stringContaining('imports/device-facts'),
    })
    await importer(ledger).drop('imports/device-facts/f.csv', 'deviceId,cores\nb,8\n')
    await work()
    expect((await open()).map(({ kind }) => kind)).toEqual(['title-without-edition'])
  })

  it('names the file while some machine lacks cores, and hosts when only virtual machines are left', async () => {
    const operatingSystem = { name: 'Microsoft Windows Server 2022 Standard', version: '10.0.20348', edition: '7' }
    await inventory.report('virtual', reportedAt, [], { operatingSystem })
    await inventory.report('physical', reportedAt, [], { operatingSystem })
    await inventory.report('virtual too', reportedAt, [], { operatingSystem })
    const { drop } = importer(ledger)
    await drop('imports/device-facts/v.csv', 'deviceId,cores,virtual\nvirtual,8,yes\nvirtual too,8,yes\n')
    await work()
    expect(await the('machines-without-data')).toMatchObject({
      machines: 3,
      reason: expect.stringContaining('imports/device-facts'),
    })
    await drop('imports/device-facts/p.csv', 'deviceId,cores,virtual\nphysical,16,no\n')
    await work()
    expect(await the('machines-without-data')).toMatchObject({
      machines: 2,
      reason: expect.stringContaining('virtual machines'),
    })
  })

  it('is settled when a manager says that it is free, but not by licenses that are mapped to it', async () => {
    await statement('Suite,2020,Apps,License,2,0,')
    await work()
    const titleId = await inventory.titleId('Microsoft SQL Server 2019')
    tick()
    const map = {
      method: 'PUT',
      path: `/software/${titleId}/entitlement-mapping`,
      body: { products: [{ product: 'Suite', version: '2020' }] },
    }
    expect((await send(ledger, map)).status).toBe(200)
    expect((await open()).map(({ kind }) => kind)).toEqual(['title-without-edition'])
    tick()
    await send(ledger, { method: 'PATCH', path: `/software/${titleId}`, body: { licensable: false } })
    expect(await open()).toEqual([])
    await work()
    expect(await open()).toEqual([])
  })
})

describe('Duplicate devices', () => {
  it('are those of one name; a link settles them, and its removal brings them back', async () => {
    await report('a', ['Contoso/Payroll@1'], 'Laptop')
    await report('b/1', ['Contoso/Payroll@1'], 'LAPTOP')
    await work()
    expect(await the('duplicate-devices')).toMatchObject({
      machines: 2,
      subject: { devices: [{ deviceId: 'a' }, { deviceId: 'b/1' }] },
    })
    const done = await settle('duplicate-devices', 0, 'link')
    expect(await inventory.installs()).toEqual({ Payroll: 1 })
    await takeBack(done, 'link')
  })

  it('are two machines under one id, which only other ids can settle', async () => {
    const head = 'deviceId,deviceName,publisher,title,version,platform,reportedAt'
    const row = (name: string, at: string) => `SN-1,${name},Contoso,Payroll,1,Windows,${at}`
    const rows = [head, row('Desk one', '2026-06-15T10:00:00Z'), row('Desk two', '2026-06-15T10:00:00Z')]
    await importer(ledger).drop('imports/inventory/devices.csv', rows.join('\n'))
    await work()
    const one = await the('duplicate-devices')
    expect(one).toMatchObject({ machines: 2, actions: [], reason: expect.stringContaining('an id of its own') })
  })
})

describe('The list of decisions', () => {
  const make = async () => {
    for (const device of ['a', 'b', 'c']) await report(device, ['Contoso/Payroll@1'])
    await report('d', ['Fabrikam/Tool@1', sqlServer])
    await statement('Strange Suite,2019,Apps,License,2,0,')
    await work()
  }

  it('has most machines or licenses first, is filtered by kind, counts kinds, and has no tag', async () => {
    await make()
    const { status, body, headers } = await get()
    expect(status).toBe(200)
    const weights = body.items.map(({ machines = 0, quantity = 0 }: Decision) => Math.max(machines, quantity))
    expect(weights).toEqual([3, 2, 1, 1])
    expect(headers.etag).toBeUndefined()
    const kinds = { 'unknown-title': 2, 'title-without-edition': 1, 'product-without-title': 1 }
    expect(body).toMatchObject({ totals: { count: 4 }, facets: { kind: kinds }, pending: false })
    const { body: some } = await get({ kind: 'title-without-edition,product-without-title' })
    expect(some.items.map(({ kind }: Decision) => kind)).toEqual(['product-without-title', 'title-without-edition'])
    expect(some).toMatchObject({ totals: { count: 2 }, facets: { kind: kinds } })
    expect((await get({ kind: 'merge' })).body.items).toEqual([])
  })

  it('is paged in one snapshot; a cursor is good for its own query only', async () => {
    await make()
    const all = (await open()).map(({ id }) => id)
    const first = (await get({ limit: '2' })).body
    await report('e', ['Fabrikam/Other@1'])
    await work()
    const second = (await get({ limit: '2', cursor: first.cursor })).body
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(all)
    expect(second.cursor).toBeUndefined()
    for (const query of [{ cursor: `${first.cursor}x` }, { cursor: first.cursor, kind: 'unknown-title' }])
      expect(await get({ limit: '2', ...query })).toMatchObject({
        status: 400,
        body: { errors: [{ parameter: 'cursor' }] },
      })
  })

  it('of what is settled is paged from the newest on, and goes on where it was when another one comes', async () => {
    await make()
    const titles = ['Payroll', 'Tool']
    for (const title of titles) {
      tick()
      await inventory.needLicenses(title)
    }
    const first = (await get({ settled: 'true', limit: '1' })).body
    expect(first).toMatchObject({ items: [{ subject: { title: 'Tool' } }], totals: { count: 2 } })
    tick()
    const line = { publisher: 'Contoso', title: 'Pay *', kind: 'free' }
    await ledger.call('PUT /recognition/{lineId}', { params: { lineId: 'pay' }, body: line })
    const second = (await get({ settled: 'true', limit: '1', cursor: first.cursor })).body
    expect(second.items).toMatchObject([{ subject: { title: 'Payroll' } }])
    expect(second.cursor).toBeUndefined()
    const lines = (await get({ settled: 'true', kind: 'recognition-line' })).body
    expect(lines).toMatchObject({ totals: { count: 1 }, facets: { kind: { 'title-kind': 2, 'recognition-line': 1 } } })
    expect(lines.items[0].subject, 'a pattern is about no single title').toBeUndefined()
    expect((await get({ settled: 'true', kind: 'unknown-title' })).body.items).toEqual([])
  })

  it('has a split, which a merge takes back', async () => {
    await report('a', ['Contoso/Payroll 1.1@1', 'Contoso/Payroll 1.2@1', 'Contoso/Payroll@1'])
    await work()
    const before = await figures()
    const [payroll, raw] = [await inventory.titleId('Payroll'), ['Payroll 1.1', 'Payroll 1.2']]
    tick()
    const split = { method: 'POST', path: `/software/${payroll}/split`, body: { rawTitles: raw, title: 'Wages' } }
    const { status, body: wages } = await send(ledger, split)
    expect(status).toBe(201)
    const [one, ...others] = await settled()
    expect(others).toEqual([])
    expect(one).toMatchObject({
      kind: 'split',
      subject: { titleId: wages.id, publisher: 'Contoso', title: 'Wages' },
      reason: '2 names were split off Payroll of Contoso, as Wages.',
      undo: { method: 'POST', path: `/software/${wages.id}/merge`, body: { into: expect.any(String) } },
    })
    await work()
    expect(await settled()).toEqual([one])
    tick()
    expect((await send(ledger, one?.undo as SentRequest)).status).toBe(200)
    expect((await settled()).map(({ kind }) => kind)).toEqual(['merge'])
    await work()
    // A title has the id of the one that it was merged into.
    const { titles } = await figures()
    expect(titles).toEqual(before.titles.map((title: object) => ({ ...title, id: expect.any(String) })))
  })

  it('has no split where one only kept names in their place', async () => {
    await report('a', ['Contoso/Wages 1.1@1', 'Contoso/Wages 1.2@1', 'Contoso/Payroll@1'])
    await work()
    const [wages, payroll] = [await inventory.titleId('Wages'), await inventory.titleId('Payroll')]
    tick()
    await send(ledger, { method: 'POST', path: `/software/${wages}/merge`, body: { into: payroll } })
    await work()
    tick()
    const body = { rawTitles: ['Wages 1.1'], title: 'Wages' }
    expect((await send(ledger, { method: 'POST', path: `/software/${payroll}/split`, body })).status).toBe(201)
    expect((await settled()).map(({ reason }) => reason)).toEqual([
      'A name was split off Payroll of Contoso, as Wages.',
    ])
  })

  it('has policies, exemptions and declared use, each with what takes it back', async () => {
    const office = familyIdOf('Microsoft', 'Office')
    await report('b/1', ['Microsoft Corporation/Microsoft Access 2019@16'])
    await work()
    const said: SentRequest[] = [
      { method: 'PUT', path: '/position-policies', body: { priorVersion: false, softwareAssurance: false } },
      { method: 'PUT', path: '/devices/b%2F1/exemptions', body: { reason: 'Spare' } },
      {
        method: 'PUT',
        path: '/devices/b%2F1/exemptions',
        body: { familyId: office, reason: 'MSDN', until: '2026-07-01' },
      },
      {
        method: 'PUT',
        path: `/families/${office}/declared-use`,
        body: { metric: 'user', quantity: 7, asOf: '2026-06-01', note: 'secret' },
      },
    ]
    for (const request of said) {
      tick()
      expect((await send(ledger, request)).status).toBeLessThan(300)
    }
    const list = await settled()
    expect(list.map(({ kind, subject, reason, undo }) => [kind, subject, reason, undo?.path])).toEqual([
      [
        'declared-use',
        { familyId: office, metric: 'user' },
        '7 are in use of Office of Microsoft (metric user), as of 2026-06-01.',
        `/families/${office}/declared-use?metric=user`,
      ],
      [
        'exemption',
        { deviceId: 'b/1', familyId: office },
        'The device b/1 is exempt from Office of Microsoft until 2026-07-01: MSDN',
        `/devices/b%2F1/exemptions?familyId=${office}`,
      ],
      [
        'exemption',
        { deviceId: 'b/1' },
        'The device b/1 is exempt from all families: Spare',
        '/devices/b%2F1/exemptions',
      ],
      [
        'position-policies',
        undefined,
        'These rights do not count: prior versions, Software Assurance.',
        '/position-policies',
      ],
    ])
    for (const { undo } of list) expect((await send(ledger, undo as SentRequest)).status).toBeLessThan(300)
    expect(await settled()).toEqual([])
  })

  it('refuses what it does not know', async () => {
    for (const query of [
      { kind: 'wrong' },
      { settled: 'yes' },
      { limit: '101' },
      { sort: 'machines' },
      { cursor: 'x' },
    ])
      expect((await get(query)).status, JSON.stringify(query)).toBe(400)
    expect((await ledger.call('GET /decisions', { roles: ['inventory-writer'] })).status).toBe(403)
    expect((await ledger.call('GET /decisions', { roles: ['license-reader'] })).status).toBe(200)
  })

  it('is empty before the first snapshot, and says so; what is settled is not', async () => {
    expect((await get()).body).toEqual({
      ...{ items: [], totals: { count: 0 }, facets: { kind: {} } },
      ...{ asOf: null, devicesAsOf: null, pending: true },
    })
    const line = { publisher: 'Contoso', title: 'Pay', kind: 'free' }
    await ledger.call('PUT /recognition/{lineId}', { params: { lineId: 'pay' }, body: line })
    expect(await settled()).toMatchObject([
      { kind: 'recognition-line', undo: { method: 'DELETE', path: '/recognition/pay' } },
    ])
  })

  it('answers 503 while a file of its snapshot is missing, and the run that follows makes it again', async () => {
    await make()
    const { objects } = ledger.snapshotFiles
    for (const key of objects.keys()) if (key.includes('products')) objects.delete(key)
    expect(await get()).toMatchObject({ status: 503, headers: { 'retry-after': expect.anything() } })
    await work()
    expect(await open()).toHaveLength(4)
  })

  it('shows a settled decision whose title is gone, without what takes it back', async () => {
    await make()
    await inventory.needLicenses('Tool')
    const names = (await ledger.scan()).filter(({ pk }) => String(pk).startsWith('NAMES#'))
    const tool = names.find((item) => JSON.stringify(item).includes('Tool'))
    await ledger.table.transact([remove({ pk: String(tool?.pk), sk: String(tool?.sk) }, {})])
    await inventory.drop('d')
    await work()
    const [one] = await settled('title-kind')
    expect(one).toMatchObject({ reason: 'Tool needs a license.' })
    expect(one?.subject).toBeUndefined()
    expect(one?.undo).toBeUndefined()
  })
})
