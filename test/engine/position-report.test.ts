import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, it } from 'vitest'
import type { PositionRow } from '../../lib/reporting/contents/position.ts'
import { summaryHeadings } from '../support/entitlements.ts'
import { importer } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { reporter, type TestReporter } from '../support/reports.ts'

const schema = readFileSync(new URL('../../docs/reports/position.schema.json', import.meta.url), 'utf8')
const isKnown = new Ajv2020({ validateFormats: false }).compile(JSON.parse(schema))

const at = '2026-06-15T12:00:00.000Z'
let ledger: TestLedger
let reports: TestReporter
let groupId: string

const run = async (more = {}) => {
  const report = JSON.parse(await reports.runText({ type: 'position', format: 'json', ...more }))
  expect(isKnown(report), JSON.stringify(isKnown.errors)).toBe(true)
  return report
}
const rowsOf = ({ rows }: { rows: PositionRow[] }, family: string) => rows.filter((row) => row.family === family)

beforeEach(async () => {
  ledger = await newLedger()
  ledger.setClock(new Date(at))
  reports = reporter(ledger)
  const { report, licensedTitles } = inventoryOf(ledger)
  const [tool = ''] = await licensedTitles(1)
  const office = (version: number) => `Microsoft Corporation/Microsoft Office Professional Plus ${version}@16.0`
  for (const device of ['1', '2', '3']) await report(`OLD-${device}`, at, [office(2016)])
  for (const device of ['1', '2']) await report(`NEW-${device}`, at, [office(2019)])
  await report('TEST-1', at, [office(2019), tool, 'Microsoft Corporation/Microsoft SQL Server 2019 (64-bit)@15.0'])
  const imports = importer(ledger)
  const volume = (name: string, number: string, group: object) =>
    ledger.call('POST /agreements', {
      body: { type: 'volume', name, group, pairs: [{ agreementNumber: `A${number}`, licenseNumber: number }] },
    })
  groupId = (await volume('New', 'H1', { name: 'EMEA' })).body.groupId
  await volume('Old', 'H2', { name: 'APAC' })
  const row = (version: number, quantity: number, license: string) =>
    `Office Professional Plus,${version},Apps,License,${quantity},0,${license}`
  await imports.drop(
    'imports/entitlements/summary.csv',
    [summaryHeadings, row(2019, 3, 'H1'), row(2016, 1, 'H2')].join('\n'),
  )
  const subscriptions = 'Product Title,Total Licenses,Expired Licenses,Assigned licenses,Renewal Date'
  await imports.drop('imports/entitlements/subscriptions.csv', `${subscriptions}\nVisio Plan 2,10,0,4,`)
  await ledger.call('PUT /devices/{deviceId}/exemptions', {
    params: { deviceId: 'TEST-1' },
    body: { reason: '=A test machine' },
  })
  await ledger.work()
})

describe('The Effective License Position', () => {
  it('has a row a family and product, which add up to the families', async () => {
    const report = await run()
    expect(report).toMatchObject({
      report: 'position',
      rowCount: report.rows.length,
      largestShortfalls: [{ name: 'Office' }],
    })
    const office = rowsOf(report, 'Office')
    const publishers = report.rows.map(({ publisher }: PositionRow) => publisher)
    expect(publishers).toEqual(publishers.toSorted())
    expect(office).toMatchObject([
      {
        ...{ publisher: 'Microsoft', edition: 'Professional Plus', version: '2016', metric: 'device', installed: 3 },
        ...{ owned: { volume: 1, total: 1, unlimited: false }, required: 3, covered: 2, shortfall: 1, available: 0 },
        ...{ delta: -1, byRight: { exact: 1, 'prior-version': 1 }, exempt: 0, status: 'under-licensed' },
      },
      {
        ...{ version: '2019', installed: 3, owned: { volume: 3, total: 3 }, required: 2, covered: 2, shortfall: 0 },
        ...{ byRight: { exact: 2 }, exempt: 1 },
      },
    ])
    const { items } = (await ledger.call('GET /families')).body
    const names = ['required', 'covered', 'shortfall'] as const
    for (const family of items) {
      const own = rowsOf(report, family.name).filter(({ metric }) => metric === family.metric)
      const sum = (of: (row: PositionRow) => number) => own.reduce((total, row) => total + of(row), 0)
      expect([family.name, ...names.map((name) => sum((row) => row[name]))]).toEqual([
        family.name,
        ...names.map((name) => family[name]),
      ])
      expect([family.name, sum(({ owned }) => owned.total), sum(({ available }) => available)]).toEqual([
        ...[family.name, family.owned, family.surplus],
      ])
    }
  })

  it('counts users from their subscriptions, in rows of their own', async () => {
    expect(rowsOf(await run(), 'Visio').filter(({ metric }) => metric === 'user')).toMatchObject([
      { product: expect.stringContaining('Visio'), owned: { subscription: 10 }, required: 0 },
      { owned: { total: 0 }, required: 4, covered: 4, shortfall: 0, available: 6, delta: 6 },
    ])
  })

  it('has coverage, policies, exemptions, machines without data and the age of the inventory', async () => {
    const { coverage, policies, exemptions, withoutData, inventory } = await run()
    expect(coverage.reduce((sum: number, { quantity }: { quantity: number }) => sum + quantity, 0)).toBe(4)
    expect(coverage).toContainEqual(
      expect.objectContaining({ rights: ['prior-version'], quantity: 1, license: 'Office Professional Plus 2019' }),
    )
    expect(policies).toContainEqual({ policy: 'priorVersion', isOn: true })
    expect(exemptions).toMatchObject([{ deviceId: 'TEST-1', device: 'PC TEST-1', reason: '=A test machine' }])
    expect(withoutData).toEqual([])
    expect(inventory).toEqual({ devices: 6, notCounted: 0, oldestReport: at, newestReport: at, withoutData: 0 })
    await ledger.call('DELETE /devices/{deviceId}/exemptions', { params: { deviceId: 'TEST-1' } })
    await ledger.work()
    const after = await run()
    expect(after.withoutData).toMatchObject([{ family: 'SQL Server', missing: 'edition', machines: 1 }])
    expect(after.inventory.withoutData).toBe(1)
  })

  it('counts only licenses of chosen groups, and says so', async () => {
    const report = await run({ groupIds: [groupId] })
    expect(report.remarks).toContain(
      'Only licenses of the chosen groups and agreements count here. What machines require is that of the whole ledger.',
    )
    expect(rowsOf(report, 'Office')).toMatchObject([
      { version: '2016', owned: { total: 0 }, required: 3, covered: 1, shortfall: 2, byRight: { 'prior-version': 1 } },
      { version: '2019', owned: { total: 3 }, required: 2, covered: 2, shortfall: 0 },
    ])
    expect(rowsOf(await run({ agreementType: 'other' }), 'Office')).toMatchObject([
      { owned: { total: 0 }, shortfall: 3, unlicensed: 3, status: 'unlicensed' },
      { shortfall: 2 },
    ])
  })

  it.each(['html', 'csv', 'xlsx'] as const)('comes as %s', async (format) => {
    const id = await reports.request({ type: 'position', format })
    await reports.deliver(id)
    expect(await reports.show(id)).toMatchObject({ status: 'completed', type: 'position', format })
    const file = await reports.fetchFile(id)
    expect(file.headers.get('content-disposition')).toContain('effective-license-position')
    const bytes = Buffer.from(await file.arrayBuffer())
    if (format === 'xlsx') expect(bytes.subarray(0, 2).toString()).toBe('PK')
    if (format === 'html') expect(bytes.toString()).toContain('<h1>Effective License Position</h1>')
    if (format !== 'csv') return
    const lines: string[][] = parse(bytes, { bom: true })
    expect(lines).toContainEqual(
      expect.arrayContaining(['Exemptions', 'PC TEST-1', 'TEST-1', 'all', "'=A test machine"]),
    )
    expect(lines).toContainEqual(expect.arrayContaining(['about', 'Families under-licensed', '1']))
  })

  it('is made before the first snapshot, too, and takes a schedule', async () => {
    ledger = await newLedger()
    reports = reporter(ledger)
    await ledger.publish()
    expect(await run()).toMatchObject({ rows: [], coverage: [], rowCount: 0 })
    const body = { name: 'Monthly', report: { type: 'position', format: 'xlsx' }, cron: '0 9 1 * ? *' }
    expect(await ledger.call('POST /report-schedules', { body })).toMatchObject({ status: 201 })
  })
})
