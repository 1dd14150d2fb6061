import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeEach, describe, expect, it } from 'vitest'
import { addDays } from '../../lib/foundation/calendar/day.ts'
import { agreementKey } from '../../lib/foundation/table/keys.ts'
import { countChanges } from '../../lib/positions/runs/ask-for-runs.ts'
import { cleanUp } from '../../lib/positions/runs/clean-up.ts'
import { familyIdOf } from '../../lib/recognition/data/recognition.ts'
import { summaryHeadings } from '../support/entitlements.ts'
import { importer } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { reporter } from '../support/reports.ts'

const first = '2026-06-15'
const second = '2026-06-16'
const payroll = 'Contoso/Payroll 7@7'
const office = 'Microsoft Corporation/Microsoft Office Professional Plus 2019@16'
const older = 'Microsoft Corporation/Microsoft Office Professional Plus 2016@16'
const payrollId = familyIdOf('Contoso', 'Payroll 7')
const officeId = familyIdOf('Microsoft', 'Office')

let ledger: TestLedger
let report: ReturnType<typeof inventoryOf>['report']
let minutes = 0

const at = (day: string) => {
  minutes += 1
  ledger.setClock(new Date(Date.parse(`${day}T12:00:00Z`) + minutes * 60_000))
}
const has = async (device: string, day: string, software: readonly string[]) => {
  at(day)
  expect((await report(device, `${day}T11:59:${String(minutes).padStart(2, '0')}Z`, software)).status).toBe(204)
}
const agree = async (name: string, licenseCount: number, more = {}) => {
  const body = { type: 'other', name, publisher: 'Contoso', productTitle: 'Payroll 7', licenseCount, ...more }
  const { body: made } = await ledger.call('POST /agreements', { body })
  await countChanges(ledger.runs, [agreementKey(made.id)])
  return made
}
const buy = (file: string, quantity: number, version = '2019') =>
  importer(ledger).drop(
    `imports/entitlements/${file}.csv`,
    [summaryHeadings, `Office Professional Plus,${version},Applications,License,${quantity},0,`].join('\n'),
  )
const work = async (day: string) => {
  at(day)
  await ledger.work()
}
const changes = (query: object = {}) => ledger.call('GET /changes', { query: { from: first, ...query } })
const compare = async (familyId: string, query: object = {}) =>
  ledger.call('GET /families/{familyId}/compare', { params: { familyId }, query: { from: first, ...query } })
const causesOf = async (familyId: string, query: object = {}) => {
  const { body } = await compare(familyId, query)
  return body.items[0].causes.map(({ kind, delta, subjects }: Record<string, { name: string }[]>) => [
    kind,
    delta,
    subjects?.map(({ name }) => name),
  ])
}

beforeEach(async () => {
  minutes = 0
  ledger = await newLedger()
  report = inventoryOf(ledger).report
  for (const device of ['a', 'b', 'c']) await has(device, first, [payroll, older])
  await agree('Wages', 5)
  await agree('Trial', 2, { endDate: first })
  await buy('bought', 3, '2016')
  await work(first)
})

describe('What changed between two days', () => {
  it('is put down to the facts that made it change', async () => {
    await has('d', second, [payroll])
    await has('a', second, [older, office])
    await agree('More wages', 4)
    await ledger.call('PUT /devices/{deviceId}/exemptions', {
      params: { deviceId: 'b' },
      body: { familyId: payrollId, reason: 'Test machine' },
    })
    await buy('bought', 10, '2016')
    await work(second)

    const { status, body } = await changes()
    expect(status).toBe(200)
    expect(body).toMatchObject({ days: { from: first, to: second }, flags: [], pending: false, count: 2 })
    const [ofOffice, ofPayroll] = body.items
    expect(ofOffice).toMatchObject({ familyId: officeId, publisher: 'Microsoft', name: 'Office' })
    expect(ofOffice.before).toMatchObject({ owned: 3, required: 3, shortfall: 0 })
    expect(ofOffice.after).toMatchObject({ owned: 10, shortfall: 1 })
    expect(ofPayroll.before).toMatchObject({ owned: 7, required: 3, shortfall: 0, surplus: 4 })
    expect(ofPayroll.after).toMatchObject({ owned: 9, required: 2, shortfall: 0, surplus: 7, exempt: 1 })
    expect(await causesOf(payrollId)).toEqual([
      ['agreements', 4, ['More wages']],
      ['terms', -2, ['Trial']],
      ['installs', 1, ['PC a']],
      ['devices', -1, ['PC d']],
      ['decisions', 1, ['PC b']],
    ])
    expect(await causesOf(officeId)).toEqual([
      ['statements', 7, ['Office Professional Plus 2016']],
      // Its older version needs no license beside the newer one.
      ['installs', 0, ['PC a']],
    ])
    for (const familyId of [payrollId, officeId])
      expect((await compare(familyId)).body.items).toEqual(
        body.items.filter((one: typeof ofOffice) => one.familyId === familyId),
      )
  })

  it('shows policies, which change what licenses may meet and not how many there are', async () => {
    await buy('bought', 3, '2019')
    await work(first)
    at(second)
    expect((await ledger.call('PUT /position-policies', { body: { priorVersion: false } })).status).toBe(200)
    await work(second)
    const [change] = (await changes()).body.items
    expect(change).toMatchObject({ before: { shortfall: 0, surplus: 0 }, after: { shortfall: 3, surplus: 3 } })
    expect(await causesOf(officeId)).toEqual([['decisions', 0, ['Position policies']]])
  })

  it('has titles that were never seen before, those of no family too, page by page', async () => {
    await has('d', second, ['Contoso/Wages@1', payroll])
    await has('e', second, ['Contoso/Wages@1', 'Contoso/Hours@1'])
    await work(second)
    const { body } = await changes()
    expect(body.items.map(({ name, newTitles }: Record<string, unknown>) => [name, newTitles])).toEqual([
      ['Payroll 7', undefined],
      ['Wages', [{ id: expect.any(String), title: 'Wages', kind: 'unknown', installedCount: 2 }]],
      ['Hours', [{ id: expect.any(String), title: 'Hours', kind: 'unknown', installedCount: 1 }]],
    ])
    expect(body.items[1]).toMatchObject({ before: null, after: null, causes: [] })
    const pages: unknown[] = []
    let cursor: string | undefined
    do {
      const { body: page } = await changes({ limit: '1', ...(cursor && { cursor }) })
      pages.push(...page.items)
      cursor = page.cursor
      // Later pages compare the snapshots of the first one.
      await has('f', second, ['Contoso/Wages@1', 'Contoso/Other@1'])
      await work(second)
    } while (cursor)
    expect(pages).toEqual(body.items)
  })

  it('says after 35 days that devices are not kept, and names titles instead', async () => {
    const late = addDays(first, 40)
    await has('d', second, [payroll, office])
    await work(second)
    at(late)
    await work(late)
    await cleanUp(ledger.runs)
    const { body } = await compare(payrollId, { to: second })
    expect(body.flags).toEqual(['devices-not-kept'])
    expect(await causesOf(payrollId, { to: second })).toEqual([
      ['terms', -2, ['Trial']],
      ['installs', -1, ['Payroll 7']],
    ])
  })

  it('is nothing between a day and itself, and refuses days that it cannot compare', async () => {
    expect((await changes({ to: first })).body).toMatchObject({ items: [], count: 0 })
    expect((await compare(payrollId, { to: first })).body.items).toMatchObject([{ causes: [] }])
    const codes = async (query: object) => {
      const { status, body } = await changes(query)
      return [status, body.errors[0].parameter, body.errors[0].code]
    }
    expect(await codes({ from: second, to: first })).toEqual([400, 'from', 'not-before-to'])
    expect(await codes({ from: '2026-01-01' })).toEqual([400, 'from', 'no-snapshot'])
    expect(await codes({ to: '2026-12-01' })).toEqual([400, 'to', 'no-snapshot'])
    expect((await compare('0'.repeat(26))).status).toBe(404)
  })
})

describe('The report of what changed', () => {
  const schema = new Ajv2020({ validateFormats: false }).compile(
    JSON.parse(readFileSync(new URL('../../docs/reports/changes.schema.json', import.meta.url), 'utf8')),
  )

  it('has the last days, or as many as there are, in four formats', async () => {
    const reports = reporter(ledger)
    await has('d', second, [payroll, 'Contoso/Wages@1'])
    await work(second)
    const report = JSON.parse(await reports.runText({ type: 'changes', format: 'json' }))
    expect(schema(report), JSON.stringify(schema.errors)).toBe(true)
    const compared = `The ends of ${first} and ${second} are compared.`
    expect(report).toMatchObject({ report: 'changes', rowCount: 2, remarks: [compared] })
    expect(report.rows).toEqual((await changes()).body.items)
    const csv = await reports.runText({ type: 'changes', format: 'csv', days: 30 })
    expect(csv).toContain('Payroll 7,Contoso,0,0,0,licensed,licensed,terms -2: Trial; devices -1: PC d,')
    expect(csv).toContain('Wages (1)')
    expect(csv).toContain(compared)
    expect(await reports.runText({ type: 'changes' })).toContain('terms -2: Trial; devices -1: PC d')
    expect(await reports.runText({ type: 'changes', format: 'xlsx' })).toMatch(/^PK/)
    const sameDay = JSON.parse(await reports.runText({ type: 'changes', format: 'json', days: 1 }))
    expect(sameDay.rows).toEqual(report.rows)
  })

  it('can be scheduled, and is about the whole ledger', async () => {
    const schedule = { name: 'Weekly', report: { type: 'changes' }, cron: '0 8 ? * MON *' }
    const { status, body } = await ledger.call('POST /report-schedules', { body: schedule })
    expect(status, JSON.stringify(body)).toBe(201)
    expect(body.report).toEqual({ type: 'changes', days: 7, agreementType: 'all', format: 'html' })
    const of = { type: 'changes', groupIds: ['unassigned'] }
    expect((await ledger.call('POST /reports', { body: of })).status).toBe(422)
  })
})
