import { beforeEach, describe, expect, it } from 'vitest'
import { attachMeter, sumOf } from '../../bench/meter.ts'
import { addTitles, makeReady } from '../support/catalog.ts'
import { importer, sqsEvent, type TestImporter } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'

let ledger: TestLedger
const settled = async (timeZone = 'UTC') => {
  ledger = await newLedger({ timeZone })
  await makeReady(ledger)
  await addTitles(ledger, 'Contoso', ['Paint'])
}
beforeEach(() => settled())

/** Without another reconciliation: what is read live is there at once. */
const overview = async () => (await ledger.call('GET /overview')).body
const create = async (body: object) => (await ledger.call('POST /agreements', { body })).body
const volume = (name: string, more = {}) => create({ type: 'volume', name, pairs: [newPair()], ...more })
const photoshop = { type: 'other', publisher: 'Contoso', productTitle: 'Paint', licenseCount: 5 }
const other = (name: string, more = {}) => create({ ...photoshop, name, ...more })
const one = (method: string, agreementId: string, body?: object) =>
  ledger.call(`${method} /agreements/{agreementId}`, { params: { agreementId }, ...(body && { body }) })
const undo = async (imports: TestImporter, importId: string) => {
  await ledger.call('POST /imports/{importId}/undo', { params: { importId } })
  await imports.deliver(sqsEvent({ importId }))
}
const expiring = async (): Promise<string[]> => {
  await ledger.publish()
  return (await overview()).expiringAgreements.map(({ name }: { name: string }) => name)
}

describe('the overview counts agreements by type, and groups: spec "Routes", overview', () => {
  const counts = async () => {
    const { agreementCounts, groupCount } = await overview()
    return [agreementCounts.volume, agreementCounts.other, groupCount]
  }

  it('which are 0 at first', async () => {
    expect(await counts()).toEqual([0, 0, 0])
  })

  it('as they are created, moved and deleted', async () => {
    const { groupId } = await volume('v1', { group: { name: 'One' } })
    const { id } = await other('o1', { group: { name: 'Two' } })
    await other('o2')
    expect(await counts()).toEqual([1, 2, 2])
    await one('PATCH', id, { groupId })
    await ledger.call('PUT /groups/{groupId}/agreements', {
      params: { groupId: 'unassigned' },
      body: { agreementIds: [id] },
    })
    expect(await counts()).toEqual([1, 2, 2])
    await one('DELETE', id)
    await ledger.call('DELETE /groups/{groupId}', { params: { groupId } })
    expect(await counts()).toEqual([1, 1, 1])
    expect(await recount(ledger)).toEqual([])
  })

  it('while a queue empties a large group, which stays listed until then', async () => {
    const { groupId } = await volume('v', { group: { name: 'Large' } })
    for (let index = 0; index < 26; index++) await other(`o${index}`, { group: { id: groupId } })
    expect((await ledger.call('DELETE /groups/{groupId}', { params: { groupId } })).status).toBe(202)
    expect(await counts()).toEqual([1, 26, 1])
    await ledger.work()
    expect(await counts()).toEqual([1, 26, 0])
    expect(await recount(ledger)).toEqual([])
  })

  it('as files bring them, and as their undo takes them away', async () => {
    const imports = importer(ledger)
    const rows = Array.from({ length: 3 }, (_, index) => `Other ${index},Contoso,Paint,5,2026-12-31`)
    const head = 'name,publisher,productTitle,licenseCount,endDate'
    await imports.drop('imports/agreements/EMEA/pairs.csv', 'A1,L1,Office\nA2,L2,Windows')
    const { id } = await imports.drop('imports/other-agreements/EMEA/others.csv', [head, ...rows].join('\n'))
    expect(await counts()).toEqual([2, 3, 1])
    expect(await recount(ledger)).toEqual([])
    await undo(imports, id)
    expect(await counts()).toEqual([2, 0, 1])
    expect(await recount(ledger)).toEqual([])
  })
})

describe('the overview lists other agreements that end within 90 days: spec "Routes", overview', () => {
  const today = new Date('2026-03-10T11:30:00Z')
  beforeEach(() => ledger.setClock(today))

  it('today and 90 days from now included, soonest first, then by name', async () => {
    await other('No end')
    await other('Past', { endDate: '2026-03-09' })
    await other('Last', { endDate: '2026-06-08' })
    await other('Too late', { endDate: '2026-06-09' })
    await other('b today', { endDate: '2026-03-10' })
    const { id } = await other('A today', { endDate: '2026-03-10' })
    await other('Soon', { endDate: '2026-03-11' })
    expect(await expiring()).toEqual(['A today', 'b today', 'Soon', 'Last'])
    const { expiringAgreements } = await overview()
    expect(expiringAgreements[0]).toMatchObject({ kind: 'agreement', id, name: 'A today', endDate: '2026-03-10' })
    expect(await recount(ledger)).toEqual([])
  })

  it('at most 10 of them', async () => {
    for (let index = 0; index < 12; index++) await other(`Ends ${index}`, { endDate: `2026-04-${30 - index}` })
    expect(await expiring()).toEqual(Array.from({ length: 10 }, (_, index) => `Ends ${11 - index}`))
  })

  it('as ends and names change', async () => {
    const { id } = await other('Subject', { endDate: '2026-03-20' })
    await other('Tail', { endDate: '2026-03-20' })
    await one('PATCH', id, { endDate: null })
    expect(await expiring()).toEqual(['Tail'])
    await one('PATCH', id, { endDate: '2026-03-20', name: 'Zebra' })
    expect(await expiring()).toEqual(['Tail', 'Zebra'])
    await one('PATCH', id, { name: 'Aardvark' })
    expect(await expiring()).toEqual(['Aardvark', 'Tail'])
    await one('PATCH', id, { endDate: '2026-03-21' })
    expect(await expiring()).toEqual(['Tail', 'Aardvark'])
    expect(await recount(ledger)).toEqual([])
    await one('DELETE', id)
    expect(await expiring()).toEqual(['Tail'])
  })

  it('as a file changes their ends, and its undo gives them back', async () => {
    const imports = importer(ledger)
    await other('Subject', { endDate: '2026-03-20' })
    const file = 'name,publisher,productTitle,licenseCount,endDate\nSubject,Contoso,Paint,5,'
    const { id } = await imports.drop('imports/other-agreements/ends.csv', file)
    expect(await expiring()).toEqual([])
    expect(await recount(ledger)).toEqual([])
    await undo(imports, id)
    expect(await expiring()).toEqual(['Subject'])
    expect(await recount(ledger)).toEqual([])
  })

  it('by the days of the time zone of the ledger', async () => {
    // In Auckland it is the 11th, 00:30, in UTC the 10th.
    for (const [zone, listed] of [
      ['UTC', ['Tenth', 'Eleventh']],
      ['Pacific/Auckland', ['Eleventh', 'Ninth of June']],
    ] as const) {
      await settled(zone)
      ledger.setClock(today)
      await other('Tenth', { endDate: '2026-03-10' })
      await other('Eleventh', { endDate: '2026-03-11' })
      await other('Ninth of June', { endDate: '2026-06-09' })
      expect(await expiring()).toEqual(listed)
    }
  })
})

describe('the overview lists shortfalls: spec "Routes", overview', () => {
  const at = '2026-03-10T08:00:00.000Z'

  it('with licenses that may be used before those without any, largest first, at most 10', async () => {
    const inventory = inventoryOf(ledger)
    const titles = await inventory.licensedTitles(11)
    await inventory.report('PC-1', at, ['Contoso/Paint@1', ...titles])
    await inventory.report('PC-2', at, ['Contoso/Paint@1', ...titles.slice(0, 1)])
    await inventory.report('PC-3', at, ['Contoso/Paint@1'])
    await other('Some', { licenseCount: 2 })
    ledger.setClock(new Date(at))
    await ledger.publish()
    const { families, shortfalls, surpluses, deviceCount, workspaceReady } = await overview()
    expect({ deviceCount, workspaceReady }).toEqual({ deviceCount: 3, workspaceReady: true })
    expect(families).toMatchObject({ underLicensed: 1, unlicensed: 11, licensed: 0, unused: 0, needsData: 0 })
    expect(shortfalls).toHaveLength(10)
    expect(shortfalls[0]).toEqual({
      familyId: expect.stringMatching(/^[0-9A-Z]{26}$/),
      ...{ publisher: 'Contoso', name: 'Paint', metric: 'device', owned: 2, unlimited: false },
      ...{ required: 3, shortfall: 1, surplus: 0, status: 'under-licensed' },
    })
    expect(shortfalls[1]).toMatchObject({ name: 'Tool x10x', owned: 0, shortfall: 2, status: 'unlicensed' })
    expect(shortfalls[2]).toMatchObject({ owned: 0, shortfall: 1, status: 'unlicensed' })
    expect(surpluses).toEqual([])
  })

  it('and licenses that nothing requires', async () => {
    await inventoryOf(ledger).report('PC-1', at, ['Contoso/Paint@1'])
    await other('Many', { licenseCount: 5 })
    ledger.setClock(new Date(at))
    await ledger.publish()
    const { families, shortfalls, surpluses } = await overview()
    expect(families).toMatchObject({ licensed: 1 })
    expect(shortfalls).toEqual([])
    expect(surpluses).toMatchObject([{ name: 'Paint', owned: 5, required: 1, surplus: 4, status: 'licensed' }])
  })

  it('none that a site license covers', async () => {
    await inventoryOf(ledger).report('PC-1', at, ['Contoso/Paint@1'])
    await other('Site', { licenseCount: 'unlimited' })
    ledger.setClock(new Date(at))
    await ledger.publish()
    expect((await overview()).shortfalls).toEqual([])
  })
})

describe('the overview', () => {
  it('has no figures before the first snapshot, and then those of the snapshot', async () => {
    await volume('v')
    expect(await overview()).toMatchObject({
      asOf: null,
      devicesAsOf: null,
      pending: true,
      deviceCount: 0,
      agreementCounts: { volume: 1, other: 0 },
      pairValidation: { pending: 0, valid: 0, expired: 0, notFound: 0 },
      expiringAgreements: [],
      shortfalls: [],
      surpluses: [],
      stale: true,
    })
    await ledger.publish()
    expect(await overview()).toMatchObject({
      asOf: expect.any(String),
      devicesAsOf: expect.any(String),
      pending: false,
      pairValidation: { pending: 1 },
      stale: true,
    })
    expect((await ledger.call('GET /overview')).headers).not.toHaveProperty('etag')
  })

  it('is ready once a device has reported', async () => {
    const { call } = await newLedger()
    expect((await call('GET /overview')).body.workspaceReady).toBe(false)
    expect((await overview()).workspaceReady).toBe(true)
  })

  it('takes at most 12 requests, whatever the size of the ledger', async () => {
    const imports = importer(ledger)
    const lines = Array.from({ length: 300 }, (_, index) => `A${index},L${index},Agreement ${index}`)
    await imports.drop('imports/agreements/pairs.csv', lines.join('\n'))
    for (let index = 0; index < 60; index++) await other(`o${index}`, { group: { name: `Group ${index}` } })
    const { usage, detach } = attachMeter(ledger.client)
    expect(await overview()).toMatchObject({ agreementCounts: { volume: 300, other: 60 }, groupCount: 60 })
    detach()
    expect(sumOf(usage.requests)).toBeLessThanOrEqual(12)
  })
})
