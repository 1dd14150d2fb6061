import { beforeAll, describe, expect, it } from 'vitest'
import { summaryHeadings } from '../support/entitlements.ts'
import { importer } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import type { Answer } from '../support/ledger-on.ts'

let ledger: TestLedger
let inventory: ReturnType<typeof inventoryOf>

const microsoft = 'Microsoft Corporation'
const suite = (version: string) => `${microsoft}/Microsoft Office Professional Plus ${version}@16`
const access = `${microsoft}/Microsoft Access 2019@16`
const sqlServer = `${microsoft}/Microsoft SQL Server 2019 Standard@15`
const noon = '2026-06-15T12:00:00.000Z'

const list = async (query: Record<string, string> = {}) => (await ledger.call('GET /families', { query })).body
const idOf = async (name: string): Promise<string> => {
  const { items } = await list({ contains: name })
  return items.find((one: { name: string }) => one.name === name)?.id
}
const part = (path: string, familyId: string, query: Record<string, string> = {}): Promise<Answer> =>
  ledger.call(`GET /families/{familyId}${path}`, { params: { familyId }, query })
const get = async (name: string, query: Record<string, string> = {}) => (await part('', await idOf(name), query)).body
const sum = <T>(all: readonly T[], of: (one: T) => number) => all.reduce((total, one) => total + of(one), 0)

const report = (device: string, names: string[], at = '2026-06-15T11:00:00Z') => inventory.report(device, at, names)

const start = async () => {
  ledger = await newLedger()
  inventory = inventoryOf(ledger)
  ledger.setClock(new Date(noon))
  for (const device of ['a', 'b', 'c']) await report(device, [suite('2016'), access])
  await report('d', [suite('2019'), suite('2016')])
  await report('e', [access, `${microsoft}/Microsoft SQL Server 2019 Express@15`])
  await report('f', [sqlServer])
  await report('g', ['Adobe Inc./Adobe Acrobat XI Pro@11', `${microsoft}/Microsoft Visio Professional 2021@16`])
  await report('x', [suite('2019'), access])
  const rows = [
    'Office Professional Plus,2019,Applications,License,3,1,',
    'Access,2019,Applications,License,1,0,',
    'Project Standard,2019,Applications,License,7,0,',
  ]
  await importer(ledger).drop('imports/entitlements/s.csv', [summaryHeadings, ...rows].join('\n'))
  const exempt = { params: { deviceId: 'x' }, body: { reason: 'A test machine' } }
  expect((await ledger.call('PUT /devices/{deviceId}/exemptions', exempt)).status).toBeLessThan(300)
  await ledger.work()
  const acrobat = { type: 'other', publisher: 'Adobe', productTitle: 'Adobe Acrobat XI Pro', licenseCount: 2 }
  const body = { name: 'From July', ...acrobat, startDate: '2026-07-01', endDate: '2026-12-31' }
  expect((await ledger.call('POST /agreements', { body })).status).toBe(201)
  await ledger.work()
}

beforeAll(start)

describe('Product families', () => {
  it('are listed by publisher and name, with figures that add up', async () => {
    const { items, totals, facets, asOf } = await list()
    expect(items.map(({ publisher, name }: Record<string, string>) => `${publisher} ${name}`)).toEqual([
      'Adobe Acrobat',
      'Microsoft Office',
      'Microsoft Project',
      'Microsoft SQL Server',
      'Microsoft Visio',
    ])
    for (const { required, covered, shortfall, installs, needsData, exempt } of items) {
      expect(covered + shortfall).toBe(required)
      const { total, ...parts } = installs
      expect(sum(Object.values<number>(parts), (count) => count)).toBe(total)
      expect([installs.needsData, installs.exempt]).toEqual([needsData, exempt])
    }
    const office = items.find(({ name }: { name: string }) => name === 'Office')
    expect(office).toMatchObject({ metric: 'device', owned: 4, unlimited: false, required: 8, shortfall: 1, exempt: 1 })
    expect(totals).toMatchObject({
      count: 5,
      installs: sum<{ installs: { total: number } }>(items, ({ installs }) => installs.total),
    })
    expect(totals.byMetric.device).toMatchObject({ count: 4, owned: 11 })
    expect(facets.metric).toEqual({ device: 4, core: 1 })
    expect(asOf).toBe(noon)
  })

  it('are filtered and sorted by what is shown, page by page', async () => {
    const names = async (query: Record<string, string>) =>
      (await list(query)).items.map((one: { name: string }) => one.name)
    expect(await names({ publisher: 'adobe,Nobody' })).toEqual(['Acrobat'])
    expect(await names({ contains: 'OFF' })).toEqual(['Office'])
    expect(await names({ status: 'unused' })).toEqual(['Project'])
    expect(await names({ metric: 'core' })).toEqual(['SQL Server'])
    const { items } = (await ledger.call('GET /agreements')).body
    expect(await names({ agreementId: items[0].id })).toEqual(['Acrobat'])
    expect(await names({ agreementId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' })).toEqual([])
    const some = await list({ has: 'surplus,needs-data' })
    const all: Record<'shortfall' | 'surplus' | 'needsData', number>[] = (await list()).items
    expect(some.items).toEqual(all.filter(({ surplus, needsData }) => surplus > 0 || needsData > 0))
    expect(some.facets.has).toEqual({
      shortfall: all.filter(({ shortfall }) => shortfall > 0).length,
      surplus: all.filter(({ surplus }) => surplus > 0).length,
      'needs-data': all.filter(({ needsData }) => needsData > 0).length,
    })
    expect(await names({ sort: '-owned', limit: '2' })).toEqual(['Project', 'Office'])
    const first = await list({ limit: '3' })
    const second = await list({ limit: '3', cursor: first.cursor })
    expect([...first.items, ...second.items]).toEqual((await list()).items)
    expect(second.cursor).toBeUndefined()
    for (const query of [{ sort: 'cost' }, { status: 'short' }, { limit: '1001' }, { asOf: '2099-01-01' }] as const)
      expect((await ledger.call('GET /families', { query })).status).toBe(400)
  })

  it('show all that their figures add up from', async () => {
    const office = await get('Office')
    const { products, entitlements, combinations, coverage } = office
    expect([office.productCount, office.entitlementCount, office.combinationCount, office.coverageCount]).toEqual(
      [products, entitlements, combinations, coverage].map(({ length }) => length),
    )
    expect(office).toMatchObject({
      policies: { priorVersion: true, softwareAssurance: true, lowerEdition: true },
      others: [],
      exemptMachines: 1,
    })
    expect(sum(products, (one: { required: number }) => one.required)).toBe(office.required)
    expect(sum(products, (one: { open: number }) => one.open)).toBe(office.shortfall)
    expect(sum(coverage, (one: { quantity: number }) => one.quantity)).toBe(office.covered)
    expect(sum(entitlements, (one: { quantity: number }) => one.quantity)).toBe(office.owned)
    expect(sum(entitlements, (one: { used: number }) => one.used)).toBe(office.owned - office.surplus)
    for (const [right, quantity] of Object.entries(office.byRight)) {
      const rows = coverage.filter(({ rights }: { rights: string[] }) => rights.includes(right))
      expect(sum(rows, (row: { quantity: number }) => row.quantity)).toBe(quantity)
    }
    const required = combinations.filter(({ state }: { state: string }) => state === 'required')
    type Required = { machines: number; units: number; titles: unknown[] }
    expect(sum(required, ({ machines, units, titles }: Required) => machines * units * titles.length)).toBe(
      office.required,
    )
    expect(required).toContainEqual(
      expect.objectContaining({
        machines: 3,
        titles: [2019, 2016].map((version) => ({
          titleId: expect.any(String),
          title: expect.stringContaining(`${version}`),
        })),
      }),
    )
    expect(entitlements).toContainEqual(
      expect.objectContaining({
        ...{
          name: 'Office Professional Plus 2019',
          metric: 'device',
          quantity: 1,
          counted: true,
          softwareAssurance: {},
        },
        product: { family: 'Office', edition: 'Professional Plus', version: '2019' },
      }),
    )
  })

  it.each([
    { path: '/entitlements', of: 'entitlements' },
    { path: '/combinations', of: 'combinations' },
    { path: '/coverage', of: 'coverage' },
  ])('list $of on pages of their own', async ({ path, of }) => {
    const id = await idOf('Office')
    const shown = (await get('Office'))[of]
    const first = (await part(path, id, { limit: '1' })).body
    expect(first.totals).toEqual({ count: shown.length })
    const rest = first.cursor ? (await part(path, id, { limit: '100', cursor: first.cursor })).body : undefined
    expect([...first.items, ...(rest?.items ?? [])]).toEqual(rest ? shown : shown.slice(0, 1))
  })

  it('list their machines by what each lacks', async () => {
    const id = await idOf('Office')
    const machines = async (query: Record<string, string> = {}) => {
      const { items, totals } = (await part('/devices', id, query)).body
      expect(totals.count).toBe(items.length)
      return items.map((one: { id: string; status: string }) => `${one.id} ${one.status}`)
    }
    const all = await machines()
    expect(all.toSorted().map((text: string) => text[0])).toEqual(['a', 'b', 'c', 'd', 'e', 'x'])
    expect(await machines({ status: 'open' })).toEqual(all.filter((text: string) => text.endsWith('open')))
    expect(await machines({ status: 'open' })).toHaveLength(1)
    expect(await machines({ status: 'covered' })).toHaveLength(4)
    expect(await machines({ status: 'exempt' })).toEqual(['x exempt'])
    expect(await machines({ status: 'needs-data' })).toEqual([])
    const paged: string[] = []
    let cursor: string | undefined
    do {
      const { body } = await part('/devices', id, { limit: '2', ...(cursor && { cursor }) })
      paged.push(...body.items.map((one: { id: string; status: string }) => `${one.id} ${one.status}`))
      cursor = body.cursor
    } while (cursor)
    expect(paged).toEqual(all)
    const [{ name, seenAt, missing }] = (await part('/devices', await idOf('SQL Server'), { status: 'needs-data' }))
      .body.items
    expect({ name, seenAt, missing }).toEqual({ name: 'PC f', seenAt: expect.any(String), missing: 'cores' })
  })

  it('are not found under another id', async () => {
    for (const path of ['', '/entitlements', '/combinations', '/coverage', '/devices', '/history']) {
      const { status, body } = await part(path, '01JZZZZZZZZZZZZZZZZZZZZZZZ')
      expect({ path, status, type: body.type }).toEqual({
        path,
        status: 404,
        type: expect.stringContaining('family-not-found'),
      })
      expect((await part(path, 'office')).status).toBe(400)
    }
    const params = { familyId: '01JZZZZZZZZZZZZZZZZZZZZZZZ' }
    expect((await ledger.call('POST /families/{familyId}/what-if', { params, body: {} })).status).toBe(404)
    expect((await part('/devices', await idOf('Office'), { status: 'short' })).status).toBe(400)
  })

  it('say what would follow from other licenses, policies and days, and store nothing', async () => {
    const stored = await ledger.scan()
    const office = await get('Office')
    const what = async (body: object, name = 'Office') => {
      const params = { familyId: await idOf(name) }
      const answer = await ledger.call('POST /families/{familyId}/what-if', { params, body, roles: ['license-reader'] })
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      return answer.body
    }
    for (const { name, ...item } of (await list()).items) {
      const { id: _, publisher: __, ...figures } = item
      expect(await what({}, name)).toMatchObject({ before: figures, after: figures, added: [] })
    }
    const suite2019 = { productFamily: 'Office Professional Plus', version: '2019' }
    const more = await what({ entitlements: [{ ...suite2019, quantity: 3 }] })
    expect(more.before).toMatchObject({ owned: 4, shortfall: 1 })
    expect(more.after).toMatchObject({ owned: 7, shortfall: 0, surplus: 2, status: 'licensed' })
    expect(more.added).toEqual([expect.objectContaining({ quantity: 3, used: 1, metric: 'device' })])
    expect(sum(more.coverage, (one: { quantity: number }) => one.quantity)).toBe(more.after.covered)
    expect(more.coverageCount).toBe(more.coverage.length)
    const named = { product: { edition: 'Professional Plus', version: '2019' }, quantity: 3 }
    expect((await what({ entitlements: [named] })).after).toEqual(more.after)
    // The three suites of 2016 are open, and one of five machines with something of 2019 is beyond the four licenses.
    expect((await what({ policies: { priorVersion: false } })).after).toMatchObject({ shortfall: 4 })
    const remove = office.entitlements.map(({ id }: { id: string }) => id)
    expect((await what({ remove })).after).toMatchObject({ owned: 0, shortfall: 8, status: 'unlicensed' })
    for (const { on, covered } of [
      { on: '2026-06-30', covered: 0 },
      { on: '2026-07-01', covered: 1 },
      { on: '2026-12-31', covered: 1 },
      { on: '2027-01-01', covered: 0 },
    ])
      expect((await what({ on }, 'Acrobat')).after).toMatchObject({
        owned: 2 * covered,
        covered,
        shortfall: 1 - covered,
      })
    const acrobat = await get('Acrobat')
    const ofTitle = { entitlements: [{ titleId: acrobat.products[0].titleId, quantity: 1 }] }
    expect((await what(ofTitle, 'Acrobat')).after).toMatchObject({ covered: 1, status: 'licensed' })
    const visio = { product: { edition: 'Professional', version: '2019' }, quantity: 1 }
    const assured = (until: string) => ({ entitlements: [{ ...visio, softwareAssurance: { until } }] })
    const newer = await what(assured('2026-12-31'), 'Visio')
    expect(newer.after).toMatchObject({ covered: 1, byRight: { 'software-assurance': 1 } })
    expect((await what(assured('2020-12-31'), 'Visio')).after.covered).toBe(0)
    const off = { policies: { softwareAssurance: false } }
    expect((await what({ ...assured('2026-12-31'), ...off }, 'Visio')).after.covered).toBe(0)
    expect(await ledger.scan()).toEqual(stored)
  })

  it.each([
    { body: { entitlements: [{ quantity: 1 }] }, code: 'validation' },
    { body: { entitlements: [{ productFamily: 'Strange Suite', quantity: 1 }] }, code: 'product-not-found' },
    {
      body: { entitlements: [{ productFamily: 'Visio Professional', version: '2019', quantity: 1 }] },
      code: 'other-family',
    },
    { body: { entitlements: [{ titleId: '01JZZZZZZZZZZZZZZZZZZZZZZZ', quantity: 1 }] }, code: 'title-not-found' },
    { body: { remove: ['nothing'] }, code: 'entitlement-not-found' },
    { body: { policies: { everything: true } }, code: 'validation' },
    { body: { on: 'tomorrow' }, code: 'validation' },
  ])('say why they do not know what would follow from $body', async ({ body, code }) => {
    const params = { familyId: await idOf('Office') }
    const answer = await ledger.call('POST /families/{familyId}/what-if', { params, body })
    expect({ status: answer.status, type: answer.body.type }).toEqual({
      status: 422,
      type: expect.stringContaining(code),
    })
  })

  it('are shown as they were on an earlier day, with a history', async () => {
    const before = await get('Office')
    ledger.setClock(new Date('2026-06-17T12:00:00Z'))
    await inventory.drop('e')
    await ledger.work()
    expect((await get('Office')).required).toBe(7)
    const { pending: _, ...then } = await get('Office', { asOf: '2026-06-16' })
    expect(before).toMatchObject(then)
    const days = (await part('/history', before.id)).body.items
    expect(days.map((one: { date: string; required: number }) => [one.date, one.required])).toEqual([
      ['2026-06-17', 7],
      ['2026-06-16', 8],
      ['2026-06-15', 8],
    ])
    const { body: trend } = await ledger.call('GET /trend', { query: { days: '2' } })
    const { items } = (await ledger.call('GET /families', { query: { metric: 'device' } })).body
    const sumOf = (name: string) =>
      items.reduce((sum: number, one: Record<string, number>) => sum + (one[name] ?? 0), 0)
    expect(trend.firstDay).toBe('2026-06-15')
    expect(trend.items.map((one: { date: string }) => one.date)).toEqual(['2026-06-17', '2026-06-16'])
    expect(trend.items[0].byMetric.device).toEqual({
      ...{ owned: sumOf('owned'), required: sumOf('required'), covered: sumOf('covered') },
      ...{ shortfall: sumOf('shortfall'), surplus: sumOf('surplus') },
    })
    expect(trend.items[1].byMetric.device.required - trend.items[0].byMetric.device.required).toBe(1)
    ledger.setClock(new Date('2026-08-01T12:00:00Z'))
    await ledger.work()
    expect((await part('', before.id, { asOf: '2026-06-16' })).status).toBe(200)
    const devices = await part('/devices', before.id, { asOf: '2026-06-16' })
    expect({ status: devices.status, type: devices.body.type }).toEqual({
      status: 400,
      type: expect.stringContaining('no-snapshot'),
    })
  })

  it('are none before the first snapshot', async () => {
    const other = await newLedger()
    expect((await other.call('GET /families')).body).toMatchObject({ items: [], asOf: null, totals: { count: 0 } })
    expect((await other.call('GET /trend')).body).toMatchObject({ items: [], firstDay: null, asOf: null })
  })
})
