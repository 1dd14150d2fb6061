import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tick } from '../../functions/wiring/sweep.ts'
import { addDays } from '../../lib/foundation/calendar/day.ts'
import { alertsOf } from '../support/alerts.ts'
import { importer, type TestImporter } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { type Refresher, startRefresher } from '../support/refreshes.ts'

let refresher: Refresher
let ledger: TestLedger
let alerts: ReturnType<typeof alertsOf>
let inventory: ReturnType<typeof inventoryOf>
let imports: TestImporter

const today = '2026-06-15'
const noon = `${today}T12:00:00.000Z`

beforeAll(async () => {
  refresher = await startRefresher()
})
afterAll(() => refresher.stop())
beforeEach(async () => {
  refresher.simulator.answers.clear()
  ledger = await newLedger()
  ledger.setClock(new Date(noon))
  alerts = alertsOf(ledger)
  inventory = inventoryOf(ledger)
  imports = importer(ledger)
})

const program = 'Contoso/Paint'
const install = async (devices: number, at = noon) => {
  for (let device = 0; device < devices; device++) await inventory.report(`PC-${device}`, at, [program])
  await ledger.work()
}

/** An other agreement about the installed title. */
const agreement = async (name: string, more: Record<string, unknown> = {}) => {
  const body = { type: 'other', name, publisher: 'Contoso', productTitle: 'Paint', licenseCount: 5, ...more }
  const answer = await ledger.call('POST /agreements', { body })
  expect(answer.status).toBe(201)
  return answer.body
}
const patch = (agreementId: string, body: Record<string, unknown>) =>
  ledger.call('PATCH /agreements/{agreementId}', { params: { agreementId }, body })
const drop = (agreementId: string) => ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId } })
const on = (day: string) => `${day}T12:00:00.000Z`

describe('an agreement that ends (ladder of 90, 60, 30, 7, 1, 0 days)', () => {
  beforeEach(() => install(1))

  it('raises one alert at each step, which the next step or the end of its last day ends', async () => {
    await agreement('Paint for all', { endDate: addDays(today, 91) })
    const told: string[] = []
    for (const day of [0, 1, 2, 31, 32, 61, 84, 85, 90, 91, 92, 93]) {
      await alerts.find(on(addDays(today, day)))
      await alerts.find()
      told.push(...alerts.told().map((event) => `${day}: ${event}`))
    }
    expect(told).toEqual([
      '1: AlertRaised: Paint for all ends in 90 days',
      '31: AlertEnded: Over: Paint for all ends in 90 days (replaced)',
      '31: AlertRaised: Paint for all ends in 60 days',
      '61: AlertEnded: Over: Paint for all ends in 60 days (replaced)',
      '61: AlertRaised: Paint for all ends in 30 days',
      '84: AlertEnded: Over: Paint for all ends in 30 days (replaced)',
      '84: AlertRaised: Paint for all ends in 7 days',
      '90: AlertEnded: Over: Paint for all ends in 7 days (replaced)',
      '90: AlertRaised: Paint for all ends in 1 day',
      '91: AlertEnded: Over: Paint for all ends in 1 day (replaced)',
      '91: AlertRaised: Paint for all ends today',
      '92: AlertEnded: Over: Paint for all ends today (agreement-ended)',
    ])
    expect(await alerts.open('agreement-ends')).toEqual([])
    expect(await alerts.list({ status: 'ended', kind: 'agreement-ends' })).toHaveLength(6)
  })

  it('raises the alert of the step that it has reached, none of those that it has passed', async () => {
    await agreement('Late', { endDate: addDays(today, 45) })
    await alerts.find()
    expect(alerts.told()).toEqual(['AlertRaised: Late ends in 45 days'])
    const [alert] = await alerts.list()
    expect(alert).toMatchObject({ kind: 'agreement-ends', about: { step: 60, endDate: addDays(today, 45) } })
  })

  it('ends its alert when it is extended, and raises another when it is shortened again', async () => {
    const { id } = await agreement('Paint', { endDate: addDays(today, 5) })
    await alerts.find()
    await patch(id, { endDate: addDays(today, 500) })
    await alerts.find()
    await patch(id, { endDate: addDays(today, 5) })
    await alerts.find(`${today}T13:00:00.000Z`)
    await patch(id, { endDate: null })
    await alerts.find()
    expect(alerts.told()).toEqual([
      'AlertRaised: Paint ends in 5 days',
      'AlertEnded: Over: Paint ends in 5 days (resolved)',
      'AlertRaised: Paint ends in 5 days',
      'AlertEnded: Over: Paint ends in 5 days (resolved)',
    ])
    const [second, first] = await alerts.list({ status: 'all' })
    expect([first?.episode, second?.episode]).toEqual([1, 2])
    expect(first?.id).not.toBe(second?.id)
  })

  it('ends its alert when it is deleted', async () => {
    const { id } = await agreement('Paint', { endDate: addDays(today, 5) })
    await alerts.find()
    await drop(id)
    await alerts.find()
    expect(alerts.told()).toContain('AlertEnded: Over: Paint ends in 5 days (gone)')
  })

  it('counts days in the time zone of the ledger', async () => {
    const auckland = await newLedger({ timeZone: 'Pacific/Auckland' })
    const there = alertsOf(auckland)
    auckland.setClock(new Date(noon))
    await inventoryOf(auckland).report('PC', noon, [program])
    await auckland.work()
    const body = { type: 'other', name: 'Paint', publisher: 'Contoso', productTitle: 'Paint', licenseCount: 5 }
    await auckland.call('POST /agreements', { body: { ...body, endDate: addDays(today, 2) } })
    await there.find(`${today}T11:59:00Z`)
    expect(await there.open('agreement-ends')).toEqual(['Paint ends in 2 days'])
    await there.find(`${today}T12:00:00Z`)
    expect(await there.open('agreement-ends')).toEqual(['Paint ends in 1 day'])
  })
})

describe('a family that falls short', () => {
  it('raises one alert, which ends when nothing is lacking, and another when it falls short again', async () => {
    await install(4)
    const { id } = await agreement('Paint', { licenseCount: 2 })
    await alerts.find()
    await alerts.find()
    await patch(id, { licenseCount: 1 })
    await alerts.find()
    expect(alerts.told()).toEqual(['AlertRaised: Paint lacks 2 licenses'])
    await patch(id, { licenseCount: 4 })
    await alerts.find()
    await patch(id, { licenseCount: 3 })
    await alerts.find()
    expect(alerts.told()).toEqual([
      'AlertEnded: Over: Paint lacks 2 licenses (resolved)',
      'AlertRaised: Paint lacks 1 license',
    ])
    const [alert] = await alerts.list({ kind: 'license-shortfall' })
    const about = { publisher: 'Contoso', familyName: 'Paint', owned: 3, required: 4, covered: 3, shortfall: 1 }
    expect(alert).toMatchObject({
      episode: 2,
      about,
      message: 'Paint by Contoso requires 4 licenses. 3 are owned; they cover 3 of these.',
    })
  })

  it('raises an alert when it loses its last license, but not when it never had one', async () => {
    await inventory.report('PC-X', noon, ['Nobody/Free Tool'])
    await install(2)
    await alerts.find()
    await inventory.needLicenses('Paint', 'Free Tool')
    await alerts.find()
    expect(alerts.told()).toEqual([])
    const { id } = await agreement('Paint', { licenseCount: 2 })
    await alerts.find()
    await drop(id)
    await alerts.find()
    expect(alerts.told()).toEqual(['AlertRaised: Paint lacks 2 licenses'])
    await alerts.find()
    await agreement('New', { licenseCount: 1 })
    await alerts.find()
    expect(await alerts.open()).toEqual(['Paint lacks 2 licenses'])
    await patch((await agreement('More')).id, { licenseCount: 9 })
    await alerts.find()
    expect(alerts.told()).toEqual(['AlertEnded: Over: Paint lacks 2 licenses (resolved)'])
  })

  it('raises an alert without ever having had a license if the settings ask for that', async () => {
    await install(2)
    ledger.runs.alertNoEntitlement = true
    await alerts.find()
    // Nobody knows yet whether it needs any.
    expect(alerts.told()).toEqual([])
    await inventory.needLicenses('Paint')
    await alerts.find()
    expect(alerts.told()).toEqual(['AlertRaised: Paint lacks 2 licenses'])
    const { id } = await agreement('Paint')
    await alerts.find()
    expect(id && alerts.told()).toEqual(['AlertEnded: Over: Paint lacks 2 licenses (resolved)'])
  })
})

describe('more than a hundred alerts of one kind', () => {
  it('share one event and are listed one by one', async () => {
    ledger.runs.alertNoEntitlement = true
    const titles = await inventory.licensedTitles(101)
    await inventory.report('PC', noon, titles)
    await alerts.find()
    expect(alerts.told()).toEqual(['AlertsRaised: 101 alerts were raised: families lack licenses'])
    expect(await alerts.list({ kind: 'license-shortfall' })).toHaveLength(101)
    ledger.setClock(new Date(`${today}T12:30:00.000Z`))
    await inventory.report('PC', `${today}T12:30:00.000Z`, titles.slice(0, 1))
    await alerts.find()
    expect(alerts.told()).toHaveLength(100)
    expect(await alerts.list()).toHaveLength(1)
  })
})

describe('an agreement number pair', () => {
  const volume = async (name: string, pair = newPair()) =>
    (await ledger.call('POST /agreements', { body: { type: 'volume', name, pairs: [pair] } })).body

  it('raises an alert when VLSC reports it expired or not found, until VLSC takes that back', async () => {
    const worker = refresher.refresherOf(ledger)
    const pair = { agreementNumber: 'A1', licenseNumber: 'L1' }
    const answer = async (status: 'valid' | 'expired' | 'not-found') => {
      refresher.simulator.answers.set([{ ...pair, status, entitlements: [] }])
      await worker.refresh()
      await alerts.find()
      return alerts.told()
    }
    const { id } = await volume('Office', pair)
    refresher.simulator.answers.set([{ ...pair, status: 'expired', entitlements: [] }])
    await worker.drain()
    await alerts.find()
    expect(alerts.told()).toEqual(['AlertRaised: A1 / L1 has expired'])
    expect((await alerts.list())[0]).toMatchObject({
      kind: 'pair-expired',
      about: { agreementId: id, agreementName: 'Office', agreementNumber: 'A1', licenseNumber: 'L1' },
    })
    expect(await answer('expired')).toEqual([])
    expect(await answer('not-found')).toEqual([
      'AlertEnded: Over: A1 / L1 has expired (replaced)',
      'AlertRaised: A1 / L1 was not found',
    ])
    expect(await answer('valid')).toEqual(['AlertEnded: Over: A1 / L1 was not found (resolved)'])
    expect(await answer('expired')).toEqual(['AlertRaised: A1 / L1 has expired'])
    await drop(id)
    await alerts.find()
    expect(alerts.told()).toEqual(['AlertEnded: Over: A1 / L1 has expired (gone)'])
  })

  it('makes VLSC stale when it has had no answer for too long, but not when it is new', async () => {
    const worker = refresher.refresherOf(ledger)
    await volume('New')
    await alerts.find()
    expect(alerts.told()).toEqual([])
    await worker.drain()
    ledger.setClock(new Date(Date.parse(noon) + 37 * 3_600_000))
    await Promise.all([1, 2, 3].map(() => tick(ledger.ledger)))
    await alerts.find()
    expect(alerts.told().filter((event) => event.includes('Look-ups'))).toEqual([
      'AlertRaised: Look-ups of agreement number pairs are too old',
    ])
    await worker.refresh()
    await alerts.find()
    expect(alerts.told()).toContain('AlertEnded: Over: Look-ups of agreement number pairs are too old (resolved)')
  })
})

describe('an import that fails', () => {
  const wrong = 'A1,B1,C,D\n'
  const right = 'AB1,CD1,Right\n'

  it('raises an alert, which ends when the file is imported successfully', async () => {
    const run = await imports.drop('imports/agreements/pairs.csv', wrong)
    expect(run.status).toBe('rejected')
    await alerts.find()
    expect(alerts.told()).toEqual(['AlertRaised: Import of pairs.csv was rejected'])
    expect((await alerts.list())[0]).toMatchObject({
      kind: 'import-failed',
      about: { importId: run.id, importKind: 'agreements', fileName: 'pairs.csv', code: 'column-count' },
    })
    await imports.drop('imports/agreements/other.csv', right)
    await alerts.find()
    expect(alerts.told()).toEqual([])
    await imports.drop('imports/agreements/pairs.csv', right)
    await alerts.find()
    expect(alerts.told()).toEqual(['AlertEnded: Over: Import of pairs.csv was rejected (resolved)'])
  })

  it('raises the alert in the transaction that ends the import; the next failure of the file replaces it', async () => {
    await imports.drop('imports/agreements/pairs.csv', wrong)
    expect(await alerts.open()).toEqual(['Import of pairs.csv was rejected'])
    await imports.drop('imports/agreements/pairs.csv', 'A1\n')
    expect(await alerts.list()).toMatchObject([{ episode: 2 }])
    await imports.drop('imports/agreements/pairs.csv', right)
    expect(await alerts.list({ status: 'all' })).toMatchObject([{ endedBy: 'resolved' }, { endedBy: 'replaced' }])
  })

  it('raises an alert for a file in the wrong place, but not for a dry run', async () => {
    await imports.drop('imports/agreements/dry.csv', wrong, { 'dry-run': 'true' })
    await imports.drop('imports/nowhere/lost.csv', right)
    await alerts.find()
    expect(alerts.told()).toEqual(['AlertRaised: Import of lost.csv failed'])
  })

  it('keeps its alert until it is acknowledged, or for 30 days', async () => {
    await imports.drop('imports/agreements/one.csv', wrong)
    await imports.drop('imports/agreements/two.csv', wrong)
    await alerts.find()
    alerts.told()
    const alert = (await alerts.list()).find(({ title }) => title.includes('one.csv'))
    const body = { note: 'Sent again by mail' }
    const answer = await ledger.call('POST /alerts/{alertId}/acknowledge', {
      params: { alertId: String(alert?.id) },
      body,
    })
    expect(answer.body).toMatchObject({
      status: 'ended',
      endedBy: 'acknowledged',
      acknowledged: { by: 'alice', ...body },
    })
    await ledger.work()
    expect(alerts.told()).toEqual(['AlertEnded: Over: Import of one.csv was rejected (acknowledged)'])
    await alerts.find(on(addDays(today, 29)))
    expect(await alerts.open('import-failed')).toEqual(['Import of two.csv was rejected'])
    await alerts.find(on(addDays(today, 31)))
    expect(alerts.told()).toEqual(['AlertEnded: Over: Import of two.csv was rejected (outdated)'])
  })
})

describe('GET /alerts', () => {
  beforeEach(async () => {
    await install(3)
    await agreement('Paint', { licenseCount: 1, endDate: addDays(today, 3) })
    await imports.drop('imports/agreements/pairs.csv', 'A1,B1,C,D\n')
    await alerts.find()
  })

  it('lists open alerts of all kinds, newest first, in pages', async () => {
    ledger.setClock(new Date(`${today}T13:00:00.000Z`))
    await imports.drop('imports/agreements/more.csv', 'A1,B1,C,D\n')
    await alerts.find()
    const titles: string[] = []
    let cursor: string | undefined
    do {
      const { status, body } = await ledger.call('GET /alerts', { query: { limit: '1', ...(cursor && { cursor }) } })
      expect(status).toBe(200)
      titles.push(...body.items.map(({ title }: { title: string }) => title))
      cursor = body.cursor
    } while (cursor)
    expect(titles[0]).toBe('Import of more.csv was rejected')
    expect(titles.toSorted()).toEqual([
      'Import of more.csv was rejected',
      'Import of pairs.csv was rejected',
      'Paint ends in 3 days',
      'Paint lacks 2 licenses',
    ])
    expect(await alerts.list({ kind: 'vlsc-stale' })).toEqual([])
    expect(await alerts.list({ status: 'ended' })).toEqual([])
    for (const query of [{ status: 'closed' }, { kind: 'fire' }, { cursor: 'x' }])
      expect((await ledger.call('GET /alerts', { query })).status).toBe(400)
  })

  it('acknowledges once with a note and records it in the trail', async () => {
    const [alert] = await alerts.list({ kind: 'license-shortfall' })
    const params = { alertId: String(alert?.id) }
    const acknowledge = (body: unknown, headers = {}) =>
      ledger.call('POST /alerts/{alertId}/acknowledge', { params, body, headers })
    const first = await acknowledge({ note: '  Ordered ten more.  ' }, { 'idempotency-key': 'k' })
    expect(first.status).toBe(200)
    expect(first.body).toMatchObject({
      status: 'open',
      version: 2,
      acknowledged: { at: noon, by: 'alice', note: 'Ordered ten more.' },
    })
    expect(first.headers.etag).toBe('"2"')
    expect((await acknowledge({ note: '  Ordered ten more.  ' }, { 'idempotency-key': 'k' })).body).toEqual(first.body)
    expect((await acknowledge({ note: 'Ordered ten more.' })).body).toEqual(first.body)
    expect((await acknowledge({ note: 'Twelve.' })).body).toMatchObject({
      version: 3,
      acknowledged: { note: 'Twelve.' },
    })
    expect((await acknowledge({ note: 'x'.repeat(1_001) })).status).toBe(422)
    expect((await acknowledge({ remark: 'x' })).status).toBe(422)
    const { body } = await ledger.call('GET /audit', { query: { limit: '100' } })
    const entries = body.items.filter(({ action }: { action: string }) => action === 'alert-acknowledged')
    expect(entries).toMatchObject([
      { after: { note: 'Twelve.' } },
      { before: { note: null }, after: { note: 'Ordered ten more.' } },
    ])
    await alerts.find()
    expect((await ledger.call('GET /alerts/{alertId}', { params })).body).toMatchObject({ status: 'open', version: 3 })
  })

  it('answers 404 for an unknown alert and for one that has expired', async () => {
    const params = { alertId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }
    expect((await ledger.call('GET /alerts/{alertId}', { params })).status).toBe(404)
    const [alert] = await alerts.list({ kind: 'agreement-ends' })
    await alerts.find(on(addDays(today, 4)))
    const known = { alertId: String(alert?.id) }
    expect((await ledger.call('GET /alerts/{alertId}', { params: known })).body.status).toBe('ended')
    ledger.setClock(new Date(on(addDays(today, 405))))
    expect((await ledger.call('GET /alerts/{alertId}', { params: known })).status).toBe(404)
    expect(await alerts.list({ status: 'ended', kind: 'agreement-ends' })).toEqual([])
  })
})
