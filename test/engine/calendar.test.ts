import { beforeEach, describe, expect, it } from 'vitest'
import { alertsOf } from '../support/alerts.ts'
import { addTitles, makeReady } from '../support/catalog.ts'
import { summaryHeadings } from '../support/entitlements.ts'
import { importer, type TestImporter } from '../support/imports.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

let ledger: TestLedger
let imports: TestImporter
let alerts: ReturnType<typeof alertsOf>
let agreementId: string
let volumeId: string

const create = async (body: object) => (await ledger.call('POST /agreements', { body })).body.id
const drop = async (name: string, ...lines: string[]) =>
  expect(await imports.drop(`imports/entitlements/${name}.csv`, lines.join('\n'))).toMatchObject({
    status: 'completed',
  })
const calendar = (query: Record<string, string> = {}) => ledger.call('GET /calendar', { query })
const shown = async (query?: Record<string, string>) =>
  (await calendar(query)).body.items.map(({ date, kind, name }: Record<string, string>) => `${date} ${kind} ${name}`)

const assured = 'Office Professional Plus,2019,Apps,License,50,40,H1'
const contract = (end: string) =>
  drop(
    'contracts',
    'License ID,Organization,Location,Parent Program,End date,Status,Volume licensing roles',
    `H1,Contoso,Berlin,Open,${end},Active,`,
  )

beforeEach(async () => {
  ledger = await newLedger()
  ledger.setClock(new Date('2026-06-15T12:00:00Z'))
  imports = importer(ledger)
  alerts = alertsOf(ledger)
  await makeReady(ledger)
  await addTitles(ledger, 'Contoso', ['Paint'])
  const paint = { type: 'other', publisher: 'Contoso', productTitle: 'Paint', licenseCount: 5 }
  agreementId = await create({ ...paint, name: 'Paint for all', endDate: '2026-09-30' })
  await create({ ...paint, name: 'Site', licenseCount: 'unlimited', endDate: '2025-12-31' })
  volumeId = await create({ type: 'volume', name: 'Office', pairs: [{ agreementNumber: 'A1', licenseNumber: 'H1' }] })
  await contract('06/22/2026')
  await drop('summary', summaryHeadings, assured)
  await drop(
    'subscriptions',
    'Product Title,Total Licenses,Expired Licenses,Assigned licenses,Renewal Date',
    'Visio Plan 2,10,0,4,7/31/2026',
  )
  await ledger.publish()
})

describe('GET /calendar', () => {
  it('lists agreements, pairs, Software Assurance and subscriptions by their last day, from today on', async () => {
    const { status, body, headers } = await calendar()
    expect(status).toBe(200)
    expect(headers.etag).toMatch(/^"/)
    const familyId = expect.stringMatching(/^[0-9A-Z]{26}$/)
    const pair = { agreementId: volumeId, agreementName: 'Office', agreementNumber: 'A1', licenseNumber: 'H1' }
    expect(body.items).toEqual([
      { date: '2026-06-22', kind: 'pair', name: 'A1 / H1', ...pair },
      {
        ...{ date: '2026-06-22', kind: 'software-assurance', ...pair, agreementNumber: undefined, familyId },
        ...{ name: 'Office Professional Plus 2019', product: 'Office Professional Plus 2019', publisher: 'Microsoft' },
        quantity: 40,
      },
      {
        ...{ date: '2026-07-31', kind: 'subscription', name: 'Visio Plan 2', product: 'Visio Plan 2' },
        ...{ publisher: 'Microsoft', quantity: 10, familyId },
      },
      {
        ...{ date: '2026-09-30', kind: 'agreement', name: 'Paint for all', publisher: 'Contoso', product: 'Paint' },
        ...{ quantity: 5, agreementId, agreementName: 'Paint for all', familyId },
      },
    ])
    expect(body).toMatchObject({
      totals: { count: 4 },
      facets: { kind: { agreement: 1, pair: 1, 'software-assurance': 1, subscription: 1 } },
      pending: false,
    })
  })

  it('takes days, kinds and an order', async () => {
    expect(await shown({ from: '2025-01-01', to: '2026-06-22', kind: 'agreement,pair' })).toEqual([
      '2025-12-31 agreement Site',
      '2026-06-22 pair A1 / H1',
    ])
    expect((await calendar({ from: '2025-01-01', to: '2025-12-31' })).body.items).toMatchObject([
      { quantity: 'unlimited' },
    ])
    expect((await shown({ sort: '-date' }))[0]).toBe('2026-09-30 agreement Paint for all')
    const first = await calendar({ limit: '3' })
    expect(first.body.items).toHaveLength(3)
    expect(await shown({ limit: '3', cursor: first.body.cursor })).toEqual(['2026-09-30 agreement Paint for all'])
    for (const query of [
      { from: '2026-08-02', to: '2026-08-01' },
      { to: '2020-01-01' },
      { from: 'soon' },
      { kind: 'fire' },
      { sort: 'size' },
    ])
      expect((await calendar(query)).status).toBe(400)
  })

  it('is empty before the first snapshot', async () => {
    ledger = await newLedger()
    expect((await calendar()).body).toMatchObject({ items: [], asOf: null, pending: true })
  })
})

describe('what ends', () => {
  it('is in the overview, a volume agreement by the first of its pairs', async () => {
    expect((await ledger.call('GET /overview')).body.expiringAgreements).toMatchObject([
      { kind: 'pair', id: volumeId, name: 'Office', endDate: '2026-06-22' },
      { kind: 'subscription', name: 'Visio Plan 2', endDate: '2026-07-31' },
    ])
  })

  it('raises one alert a step, which ends when its end moves or its last day is over', async () => {
    // Alerts wait while pairs are looked up.
    const [refresh] = (await ledger.call('GET /refreshes')).body.items
    await ledger.call('POST /refreshes/{refreshId}/cancel', { params: { refreshId: refresh.id } })
    await alerts.find()
    expect(await alerts.open('pair-ends')).toEqual(['A1 / H1 ends in 7 days'])
    expect(await alerts.open('subscription-ends')).toEqual(['Visio Plan 2 ends in 46 days'])
    const [alert] = await alerts.list({ kind: 'pair-ends' })
    expect(alert).toMatchObject({
      message:
        'The agreement number pair A1 / H1 of the agreement Office, with Software Assurance of 40 licenses, ends on 2026-06-22, in 7 days. Its last day still counts.',
      about: { agreementId: volumeId, agreementNumber: 'A1', licenseNumber: 'H1', endDate: '2026-06-22', step: 7 },
    })
    alerts.told()
    await alerts.find('2026-06-21T12:00:00.000Z')
    expect(alerts.told().sort()).toEqual([
      'AlertEnded: Over: A1 / H1 ends in 7 days (replaced)',
      'AlertRaised: A1 / H1 ends in 1 day',
    ])
    await contract('06/22/2027')
    await alerts.find('2026-06-21T13:00:00.000Z')
    expect(alerts.told()).toEqual(['AlertEnded: Over: A1 / H1 ends in 1 day (resolved)'])
    await alerts.find('2026-08-01T12:00:00.000Z')
    expect(await alerts.open('subscription-ends')).toEqual([])
    expect(alerts.told()).toContain('AlertEnded: Over: Visio Plan 2 ends in 46 days (agreement-ended)')
  })
})
