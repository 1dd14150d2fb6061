import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { licensesOf, summaryHeadings } from '../support/entitlements.ts'
import { importer, type TestImporter } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { positionsOf } from '../support/positions.ts'
import { type Refresher, startRefresher } from '../support/refreshes.ts'

let refresher: Refresher
let ledger: TestLedger
let inventory: ReturnType<typeof inventoryOf>
let positions: ReturnType<typeof positionsOf>
let imports: TestImporter
let worker: ReturnType<Refresher['refresherOf']>

beforeAll(async () => {
  refresher = await startRefresher()
})
afterAll(() => refresher.stop())

const at = '2026-06-15T12:00:00Z'

const start = async () => {
  refresher.simulator.answers.clear()
  ledger = await newLedger()
  ledger.setClock(new Date(at))
  inventory = inventoryOf(ledger)
  positions = positionsOf(ledger)
  imports = importer(ledger)
  worker = refresher.refresherOf(ledger)
}
beforeEach(start)

/** So many devices report a title. */
const install = async (count: number, program: string, prefix = 'PC') => {
  for (let device = 0; device < count; device++) await inventory.report(`${prefix}-${device}`, at, [program])
  await ledger.work()
}

const office = 'Microsoft Corporation/Microsoft Office Professional Plus 2016@16.0'
const visio = 'Microsoft Corporation/Microsoft Visio Professional 2019@16.0'
/** Creates an agreement with a pair to which VLSC answers so. */
const holds = async (
  entitlements: ReturnType<typeof licensesOf>[],
  pair = newPair(),
  status: 'valid' | 'expired' = 'valid',
) => {
  refresher.simulator.answers.set([{ ...pair, status, entitlements }])
  const body = { type: 'volume', name: `Of ${pair.licenseNumber}`, pairs: [pair] }
  const { body: agreement } = await ledger.call('POST /agreements', { body })
  await worker.drain()
  return { id: agreement.id, pair }
}

const other = async (licenseCount: number, more: object = {}) => {
  const { body, status } = await ledger.call('POST /agreements', {
    body: {
      type: 'other',
      name: `Agreement ${newPair().licenseNumber}`,
      publisher: 'Packer',
      productTitle: 'Packer',
      licenseCount,
      ...more,
    },
  })
  expect(status).toBe(201)
  await ledger.work()
  return body
}

const summary = async (rows: string, name = 'summary.csv') => {
  const run = await imports.drop(`imports/entitlements/${name}`, `${summaryHeadings}\n${rows}`)
  expect(run).toMatchObject({ status: 'completed', counts: { rejected: 0 } })
  await ledger.work()
}

describe('A position (spec: Position)', () => {
  it('is what is owned against what is installed, title by title', async () => {
    await install(3, 'Packer/Packer 19.00@19', 'Z')
    await install(2, office)
    expect(await positions.of('Microsoft Office Professional Plus 2016')).toEqual({
      entitled: 0,
      installed: 2,
      status: 'no-entitlement',
    })
    await holds([licensesOf('Office Professional Plus', 1, '2016'), licensesOf('Visio Professional', 5, '2019')])
    expect(await positions.of('Microsoft Office Professional Plus 2016')).toEqual({
      entitled: 1,
      installed: 2,
      status: 'short',
    })
    await install(1, visio, 'V')
    expect(await positions.of('Microsoft Visio Professional 2019')).toEqual({
      entitled: 5,
      installed: 1,
      status: 'covered',
    })
  })

  it('of other agreements counts from their first to their last day', async () => {
    await install(3, 'Packer/Packer 19.00@19')
    const { id } = await other(2, { endDate: '2026-06-15' })
    await other(5, { startDate: '2026-06-16' })
    expect(await positions.of('Packer')).toEqual({ entitled: 2, installed: 3, status: 'short' })
    ledger.setClock(new Date('2026-06-16T00:00:01Z'))
    ledger.announced.push('count-positions')
    await ledger.work()
    expect(await positions.of('Packer')).toEqual({ entitled: 5, installed: 3, status: 'covered' })
    await ledger.call('PATCH /agreements/{agreementId}', { params: { agreementId: id }, body: { endDate: null } })
    await ledger.work()
    expect(await positions.of('Packer')).toMatchObject({ entitled: 7 })
    await ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId: id } })
    await ledger.work()
    expect(await positions.of('Packer')).toMatchObject({ entitled: 5 })
  })

  it('of a title into which another one was merged has its products, and tells by which name they match', async () => {
    await install(3, 'Packer/Packer 19.00@19', 'Z')
    await install(2, office)
    await holds([licensesOf('Office Professional Plus', 4, '2016')])
    const [officeId, zipId] = [
      await inventory.titleId('Microsoft Office Professional Plus 2016'),
      await inventory.titleId('Packer'),
    ]
    const matchOf = async () => (await ledger.call('GET /entitlements')).body.items[0].match
    expect(await matchOf()).toEqual({ by: 'rule', score: 1, reason: 'Same product and version.' })
    await ledger.call('POST /software/{titleId}/merge', { params: { titleId: officeId }, body: { into: zipId } })
    await ledger.work()
    const reason =
      'Same product and version. The title that matches is “Microsoft Office Professional Plus 2016”, which was merged into this one.'
    expect(await matchOf()).toEqual({ by: 'rule', score: 1, reason })
    const { body } = await ledger.call('GET /software/{titleId}', { params: { titleId: zipId } })
    expect(body).toMatchObject({ entitledCount: 4, entitlements: { products: [{ score: 1, reason }] } })
  })

  it('never adds a file to what a pair says itself', async () => {
    await install(9, office)
    const { pair, id } = await holds([licensesOf('Office Professional Plus', 4, '2016')])
    await summary(
      `Office Professional Plus,2016,Applications,License,40,0,${pair.licenseNumber}\nOffice Professional Plus,2016,Applications,License,400,0,\nOffice Professional Plus,2016,Applications,License,3,0,NOBODY-1`,
    )
    expect(await positions.of('Microsoft Office Professional Plus 2016')).toMatchObject({ entitled: 4 })
    await ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId: id } })
    await worker.drain()
    expect(await positions.of('Microsoft Office Professional Plus 2016')).toMatchObject({ entitled: 400 })
  })
})
