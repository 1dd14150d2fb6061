import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { raceLost } from '../../lib/foundation/table/attempts.ts'
import { wantedKey } from '../../lib/foundation/table/keys.ts'
import { commit, update } from '../../lib/foundation/table/table.ts'
import { PurchaseRow } from '../../lib/reporting/contents/purchase.ts'
import { licensesOf, summaryHeadings } from '../support/entitlements.ts'
import { crashFrom } from '../support/faults.ts'
import { importer } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { type Refresher, startRefresher } from '../support/refreshes.ts'
import { reporter, type TestReporter } from '../support/reports.ts'

let refresher: Refresher
let ledger: TestLedger
let reports: TestReporter
let worker: ReturnType<Refresher['refresherOf']>
let heal = () => {}

beforeAll(async () => {
  refresher = await startRefresher()
})
afterAll(() => refresher.stop())

const at = '2026-06-15T12:00:00Z'
let minutes = 0
const wait = (count: number) => {
  minutes += count
  ledger.setClock(new Date(Date.parse(at) + minutes * 60_000))
}

beforeEach(async () => {
  refresher.simulator.answers.clear()
  ledger = await newLedger({ timeZone: 'Europe/Berlin' })
  minutes = 0
  wait(0)
  reports = reporter(ledger)
  worker = refresher.refresherOf(ledger)
  await ledger.work()
})
afterEach(() => heal())

const office = 'Office Professional Plus'
const pairOf = (number: string) => ({ agreementNumber: `A${number}`, licenseNumber: `L${number}` })

const create = async (body: Record<string, unknown>) => {
  const answer = await ledger.call('POST /agreements', { body })
  expect(answer.status).toBe(201)
  return answer.body
}
const volume = (name: string, numbers: string[], more = {}) =>
  create({ type: 'volume', name, pairs: numbers.map(pairOf), ...more })
const other = (name: string, licenseCount: number, more = {}) =>
  create({ type: 'other', name, publisher: 'Contoso', productTitle: 'Zipper', licenseCount, ...more })

const install = async (count: number, program: string, prefix: string) => {
  const { report } = inventoryOf(ledger)
  for (let device = 0; device < count; device++) await report(`${prefix}-${device}`, at, [program])
  await ledger.work()
}

const schemas = Object.fromEntries(
  ['purchase', 'installation'].map((type) => {
    const schema = readFileSync(new URL(`../../docs/reports/${type}.schema.json`, import.meta.url), 'utf8')
    return [type, new Ajv2020({ validateFormats: false }).compile(JSON.parse(schema))]
  }),
)

/** Runs a report as JSON, which its schema knows. */
const run = async (type: 'purchase' | 'installation', more = {}) => {
  const report = JSON.parse(await reports.runText({ type, format: 'json', ...more }))
  const isKnown = schemas[type]
  expect(isKnown?.(report), JSON.stringify(isKnown?.errors)).toBe(true)
  expect(report).toMatchObject({ report: type, rowCount: report.rows.length, notice: expect.any(String) })
  return report
}

/** Two groups with agreements of both types, license statements, and devices. */
const fill = async () => {
  await install(4, 'Contoso/Zipper 19.00@19', 'Z')
  await install(7, 'Microsoft Corporation/Microsoft Office Professional Plus 2016@16', 'O')
  await install(1, 'Microsoft Corporation/Microsoft Visio Professional 2019@16', 'V')
  refresher.simulator.answers.set([
    {
      ...pairOf('1'),
      status: 'valid',
      startDate: '2025-01-01',
      endDate: '2026-06-25',
      entitlements: [licensesOf(office, 2, '2016'), licensesOf('Project Standard', 3)],
    },
    { ...pairOf('2'), status: 'expired', endDate: '2026-06-10', entitlements: [licensesOf(office, 4, '2016')] },
    { ...pairOf('3'), status: 'not-found', entitlements: [] },
  ])
  const { groupId: emea } = await volume('Office EMEA', ['1', '3'], { program: 'open', group: { name: 'EMEA' } })
  const { groupId: apac } = await volume('Office APAC', ['2'], { group: { name: 'APAC' } })
  await worker.drain()
  await volume('New', ['4'])
  ledger.announcedRefreshes.splice(0)
  await other('Zip EMEA', 3, { group: { id: emea }, endDate: '2026-06-15' })
  await other('Zip APAC', 5, { group: { id: apac }, startDate: '2026-06-16' })
  await other('Zip', 2, { details: 'a secret key' })
  const rows = [
    `${office},2016,Applications,License,50,0,L1`,
    `Visio Professional,2019,Applications,License,6,0,L2`,
    `Visio Professional,2019,Applications,License,1,0,L99`,
    `${office},2016,Applications,License,70,0,`,
    `SQL Server - Standard,2022,Servers,License,8,0,`,
  ]
  await importer(ledger).drop('imports/entitlements/summary.csv', [summaryHeadings, ...rows].join('\n'))
  await ledger.work()
  return { emea, apac }
}

type Shown = Record<string, unknown> & { rows: unknown[] }

/** What tests compare of a row of purchases: who holds what, how many, whether it counts, and for which titles. */
const bought = ({ rows }: Shown) =>
  rows
    .map((row) => PurchaseRow.parse(row))
    .map((row) =>
      [
        row.group?.name ?? '-',
        row.agreement?.name ?? '-',
        row.pair?.licenseNumber ?? '-',
        row.source,
        row.licenseId ?? '-',
        row.product ?? '-',
        row.licenses,
        row.whyNot ?? 'counts',
        ...row.titles.map(({ title, difference }) => `${title} ${difference}`),
      ].join(' | '),
    )

const zip = 'Zipper 1'
const officeTitle = 'Microsoft Office Professional Plus 2016'
const visio = 'Microsoft Visio Professional 2019'

const ofApac = [
  `APAC | Office APAC | L2 | vlsc | - | ${office} | 4 | counts | ${officeTitle} -1`,
  `APAC | Office APAC | L2 | license-summary | L2 | Visio Professional | 6 | counts | ${visio} 5`,
  `APAC | Zip APAC | - | agreement | - | Zipper | 5 | not-begun | ${zip}`,
]
const ofEmea = [
  `EMEA | Office EMEA | L1 | vlsc | - | ${office} | 2 | counts | ${officeTitle} -1`,
  'EMEA | Office EMEA | L1 | vlsc | - | Project Standard | 3 | counts',
  `EMEA | Office EMEA | L1 | license-summary | L1 | ${office} | 50 | pair-answers-itself | ${officeTitle} -1`,
  'EMEA | Office EMEA | L3 | vlsc | - | - | 0 | not-found',
  `EMEA | Zip EMEA | - | agreement | - | Zipper | 3 | counts | ${zip}`,
]

describe('A License Purchase Report (spec: Reports)', () => {
  it('shows what agreements, pairs and statements entitle to, and why some does not count', async () => {
    const { emea, apac } = await fill()
    const all = await run('purchase')
    expect(bought(all)).toEqual([
      'Unassigned Agreements | New | L4 | vlsc | - | - | 0 | pending',
      `Unassigned Agreements | Zip | - | agreement | - | Zipper | 2 | counts | ${zip}`,
      ...ofApac,
      ...ofEmea,
      '- | - | - | license-summary | L99 | Visio Professional | 1 | no-such-pair',
      `- | - | - | license-summary | - | ${office} | 70 | pairs-report-product | ${officeTitle} -1`,
      '- | - | - | license-summary | - | SQL Server - Standard | 8 | counts',
    ])
    expect(all).toMatchObject({
      madeAt: '2026-06-15T12:00:00.000Z',
      timeZone: 'Europe/Berlin',
      filters: { agreementType: 'all' },
      positions: { covered: 2, short: 1, noEntitlement: 0, unused: 0, licensesMissing: 1 },
      largestShortfalls: [{ title: officeTitle, entitled: 6, installed: 7, difference: -1 }],
      largestSurpluses: [
        { title: visio, difference: 5 },
        { title: 'Zipper', difference: 1 },
      ],
      data: {
        stale: true,
        devices: 12,
        pairs: { pending: 1, valid: 1, expired: 1, notFound: 1 },
        lastImport: { kind: 'entitlements', fileName: 'summary.csv' },
      },
      remarks: [],
    })
    expect(all.rows[5]).toMatchObject({ startDate: '2025-01-01', endDate: '2026-06-25', daysLeft: 10 })
    expect(JSON.stringify(all)).not.toContain('a secret key')

    const some = await run('purchase', { groupIds: [apac, emea, apac] })
    expect(bought(some)).toEqual([...ofApac, ...ofEmea])
    expect(some.filters.groups).toEqual([
      { id: apac, name: 'APAC' },
      { id: emea, name: 'EMEA' },
    ])
    expect(bought(await run('purchase', { groupIds: [apac], agreementType: 'other' }))).toEqual(ofApac.slice(2))
    expect(bought(await run('purchase', { agreementType: 'volume' }))).toHaveLength(10)
    expect(bought(await run('purchase', { groupIds: ['unassigned'] }))).toEqual(bought(all).slice(0, 2))
  })

  it('shows a statement for a License ID once, even if several pairs have it', async () => {
    await install(1, 'Microsoft Corporation/Microsoft Visio Professional 2019@16', 'V')
    const shared = (agreementNumber: string) => ({ pairs: [{ agreementNumber, licenseNumber: 'L' }] })
    const { groupId: apac } = await volume('Second', [], { ...shared('A2'), group: { name: 'APAC' } })
    const { groupId: emea } = await volume('First', [], { ...shared('A1'), group: { name: 'EMEA' } })
    const row = 'Visio Professional,2019,Applications,License,6,0,l'
    await importer(ledger).drop('imports/entitlements/summary.csv', [summaryHeadings, row].join('\n'))
    await ledger.work()
    const said = (report: Shown) => bought(report).filter((line) => line.includes('summary'))
    const line = `EMEA | First | L | license-summary | l | Visio Professional | 6 | counts | ${visio} 5`
    expect(said(await run('purchase'))).toEqual([line])
    expect(said(await run('purchase', { groupIds: [emea] }))).toEqual([line])
    expect(said(await run('purchase', { groupIds: [apac] }))).toEqual([])
    const entitled = async (groupIds: string[]) => (await run('installation', { groupIds })).rows[0].entitled
    expect([await entitled([emea]), await entitled([apac]), await entitled([emea, apac])]).toEqual([6, 0, 6])
  })

  it('counts an agreement up to its last day, in the time zone of the ledger', async () => {
    await install(1, 'Contoso/Zipper 19.00@19', 'Z')
    await other('Zip', 1, { startDate: '2026-06-15', endDate: '2026-06-15' })
    const row = async (now: string) => {
      ledger.setClock(new Date(now))
      await ledger.work()
      const [{ effectiveToday, whyNot, daysLeft }] = (await run('purchase')).rows
      return [effectiveToday, whyNot, daysLeft]
    }
    expect(await row('2026-06-14T21:59:59Z')).toEqual([false, 'not-begun', 1])
    expect(await row('2026-06-14T22:00:00Z')).toEqual([true, undefined, 0])
    expect(await row('2026-06-15T21:59:59Z')).toEqual([true, undefined, 0])
    expect(await row('2026-06-15T22:00:00Z')).toEqual([false, 'ended', -1])
  })
})

describe('A License Installation Report (spec: Reports)', () => {
  const stand = ({ rows }: Shown) =>
    rows.map((row) => {
      const { title, entitled, installed, difference, status } = row as Record<string, unknown>
      return `${title} ${entitled}-${installed}=${difference} ${status}`
    })

  it('compares each title with its installs and counts what the chosen agreements give', async () => {
    const { emea, apac } = await fill()
    const all = await run('installation')
    expect(stand(all)).toEqual(['Zipper 5-4=1 covered', `${officeTitle} 6-7=-1 short`, `${visio} 6-1=5 covered`])
    expect(all.rows[1]).toMatchObject({ publisher: 'Microsoft', flags: ['expired-pairs'] })
    expect(all.positions).toEqual({ covered: 2, short: 1, noEntitlement: 0, unused: 0, licensesMissing: 1 })

    const some = await run('installation', { groupIds: [emea] })
    expect(stand(some)).toEqual([
      'Zipper 3-4=-1 short',
      `${officeTitle} 2-7=-5 short`,
      `${visio} 0-1=-1 no-entitlement`,
    ])
    expect(some.positions).toEqual({ covered: 0, short: 2, noEntitlement: 1, unused: 0, licensesMissing: 7 })
    expect(stand(await run('installation', { groupIds: [apac] }))).toEqual([
      'Zipper 0-4=-4 no-entitlement',
      `${officeTitle} 4-7=-3 short`,
      `${visio} 6-1=5 covered`,
    ])
    expect(stand(await run('installation', { groupIds: [apac, emea], agreementType: 'other' }))).toEqual([
      'Zipper 3-4=-1 short',
      `${officeTitle} 0-7=-7 no-entitlement`,
      `${visio} 0-1=-1 no-entitlement`,
    ])
    expect(stand(await run('installation', { agreementType: 'volume' }))[0]).toBe('Zipper 0-4=-4 no-entitlement')
  })

  it('divides shared products among groups, rounded down, and leaves out titles without installs and licenses', async () => {
    await install(4, 'Microsoft Corporation/Microsoft Office Professional Plus 2016@16', 'O')
    await install(2, 'Microsoft Corporation/Microsoft Visio Professional 2019@16', 'V')
    refresher.simulator.answers.set([
      { ...pairOf('1'), status: 'valid', entitlements: [licensesOf(office, 2, '2016')] },
      {
        ...pairOf('2'),
        status: 'valid',
        entitlements: [licensesOf(office, 4, '2016'), licensesOf('Project Standard', 3)],
      },
    ])
    const { groupId: one } = await volume('One', ['1'], { group: { name: 'One' } })
    const { groupId: two } = await volume('Two', ['2'], { group: { name: 'Two' } })
    await ledger.call('POST /catalog/titles', {
      body: { publisher: 'Microsoft', title: 'Microsoft Project Standard 2019' },
    })
    await worker.drain()
    const { items } = (await ledger.call('GET /software')).body
    for (const title of [officeTitle, visio]) {
      const { id: titleId } = items.find((item: { title: string }) => item.title === title)
      const body = { products: [{ product: office, version: '2016' }] }
      await ledger.call('PUT /software/{titleId}/entitlement-mapping', { params: { titleId }, body })
    }
    await ledger.work()
    const project = 'Microsoft Project Standard 2019 3-0=3 unused'
    expect(stand(await run('installation'))).toEqual([
      `${officeTitle} 4-4=0 covered`,
      project,
      `${visio} 2-2=0 covered`,
    ])
    expect(stand(await run('installation', { groupIds: [one] }))).toEqual([
      `${officeTitle} 1-4=-3 short`,
      `${visio} 0-2=-2 no-entitlement`,
    ])
    expect(stand(await run('installation', { groupIds: [two] }))).toEqual([
      `${officeTitle} 2-4=-2 short`,
      project,
      `${visio} 1-2=-1 short`,
    ])
  })
})

describe('A site license', () => {
  it('covers any need and is neither a number nor a surplus', async () => {
    await install(4, 'Contoso/Zipper 19.00@19', 'Z')
    const { groupId: emea } = await create({
      ...{ type: 'other', name: 'All of it', publisher: 'Contoso', productTitle: 'Zipper' },
      licenseCount: 'unlimited',
      group: { name: 'EMEA' },
    })
    await other('Some more', 2, { group: { name: 'APAC' } })
    await ledger.work()
    const position = { entitled: 2, unlimited: true, installed: 4, difference: null, status: 'covered' }
    expect(await run('installation')).toMatchObject({
      rows: [position],
      positions: { covered: 1, licensesMissing: 0 },
      largestSurpluses: [],
    })
    const { rows } = await run('purchase', { groupIds: [emea] })
    expect(rows).toMatchObject([{ licenses: 'unlimited', effectiveToday: true, titles: [position] }])
    const [lacking] = (await run('installation', { groupIds: ['unassigned'] })).rows
    expect(lacking).toMatchObject({ entitled: 0, difference: -4, status: 'no-entitlement' })
    const csv = await reports.runText({ type: 'installation', format: 'csv' })
    expect(csv).toContain('row,Zipper,Contoso,unlimited,4,,covered,')
  })
})

describe('A license report', () => {
  const reader = { roles: ['license-reader'] as const }
  const types = ['purchase', 'installation'] as const
  const formats = ['html', 'csv', 'xlsx', 'json'] as const

  it('can be requested and read by readers, by default as a page', async () => {
    const { status, body } = await ledger.call('POST /reports', { body: { type: 'purchase' }, ...reader })
    expect({ status, body }).toMatchObject({
      status: 202,
      body: { type: 'purchase', format: 'html', status: 'queued' },
    })
    await reports.deliver(body.id)
    const answer = await ledger.call('GET /reports/{reportId}', { params: { reportId: body.id }, ...reader })
    expect(answer.body).toMatchObject({ status: 'completed', downloadUrl: expect.stringMatching(/purchase\.html$/) })
    const { body: csv } = await ledger.call('POST /reports', { body: { type: 'installation', format: 'csv' } })
    await reports.request()
    const listed = (await ledger.call('GET /reports', reader)).body.items
    expect(listed.map(({ id }: { id: string }) => id)).toEqual([csv.id, body.id])
    expect((await ledger.call('DELETE /reports/{reportId}', { params: { reportId: body.id }, ...reader })).status).toBe(
      403,
    )
    expect((await ledger.call('DELETE /reports/{reportId}', { params: { reportId: body.id } })).status).toBe(204)
    expect(await reports.stored()).toEqual([])
  })

  it.each([
    [{ type: 'purchase', format: 'pdf' }, '/format', 'validation'],
    [{ type: 'installation', groupIds: ['01ARZ3NDEKTSV4RRFFQ69G5FAV'] }, '/groupIds/0', 'group-not-found'],
    [{ type: 'export', format: 'csv' }, '/format', 'unknown-field'],
  ])('refuses %j', async (body, pointer, code) => {
    const answer = await ledger.call('POST /reports', { body })
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } })
  })

  it('is complete in every format, with a name and a type, for an empty ledger', async () => {
    const delivered: unknown[] = []
    for (const type of types)
      for (const format of formats) {
        const id = await reports.request({ type, format })
        expect((await reports.deliver(id)).batchItemFailures).toEqual([])
        const { headers } = await reports.fetchFile(id)
        delivered.push([headers.get('content-type'), headers.get('content-disposition')])
      }
    expect(delivered.slice(0, 4)).toEqual([
      ['text/html; charset=utf-8', 'inline; filename="license-purchase-report-2026-06-15.html"'],
      ['text/csv; charset=utf-8', 'attachment; filename="license-purchase-report-2026-06-15.csv"'],
      [
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'attachment; filename="license-purchase-report-2026-06-15.xlsx"',
      ],
      ['application/json', 'attachment; filename="license-purchase-report-2026-06-15.json"'],
    ])
    expect(await run('installation')).toMatchObject({
      rows: [],
      positions: { covered: 0, short: 0, noEntitlement: 0, unused: 0, licensesMissing: 0 },
      data: { stale: false, devices: 0, lastRefresh: null, lastImport: null },
    })
  })

  it('is made once for each request, or once for an Idempotency-Key', async () => {
    await fill()
    const ids = await Promise.all([reports.request({ type: 'purchase' }), reports.request({ type: 'purchase' })])
    expect(new Set(ids).size).toBe(2)
    const answers = await Promise.all([...ids, ...ids].map((id) => reports.deliver(id)))
    expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([])
    for (const id of ids) expect(await reports.show(id)).toMatchObject({ status: 'completed', progress: { done: 6 } })
    const request = { body: { type: 'purchase' }, headers: { 'idempotency-key': 'once' } }
    const first = await ledger.call('POST /reports', request)
    expect((await ledger.call('POST /reports', request)).body).toEqual(first.body)
  })

  it('shows its progress while it is made, and has no link before it is done', async () => {
    await fill()
    const put = reports.desk.bucket.put
    const told: unknown[] = []
    reports.desk.bucket.put = async (report, path, day) => {
      told.push(await reports.show(report.id))
      await put(report, path, day)
    }
    const id = await reports.request({ type: 'purchase' })
    await reports.deliver(id)
    expect(told).toEqual([expect.objectContaining({ status: 'running', progress: { done: 6, total: 6 } })])
    expect(told[0]).not.toHaveProperty('downloadUrl')
    expect(await reports.show(id)).toHaveProperty('downloadUrl')
  })

  it('is completed by the next delivery when its worker is killed at any step', async () => {
    await fill()
    for (const type of types)
      for (const when of ['before', 'after'] as const)
        for (let write = 0; write < 3; write++) {
          const id = await reports.request({ type, format: 'json' })
          heal = crashFrom(ledger.client, when, write)
          expect((await reports.deliver(id)).batchItemFailures).toHaveLength(1)
          heal()
          wait(2)
          expect((await reports.deliver(id)).batchItemFailures).toEqual([])
          expect(await reports.show(id)).toMatchObject({ status: 'completed' })
          expect((await reports.readJson(id)).rows).toHaveLength(type === 'purchase' ? 13 : 3)
        }
  })

  it('waits up to two minutes for changes that were made before it was requested', async () => {
    await fill()
    const change = () => commit(ledger.table, [update(wantedKey, { add: { facts: 1 } }, {}, raceLost)])
    const remark = expect.stringContaining('positions of titles do not show yet')
    wait(1)
    await change()
    const id = await reports.request({ type: 'installation', format: 'json' })
    ledger.announcedReports.splice(0)
    for (const minutes of [0, 1]) {
      wait(minutes)
      await reports.deliver(id)
      expect(await reports.show(id)).toMatchObject({ status: 'queued' })
      expect(ledger.announcedReports.splice(0)).toEqual([id])
    }
    wait(1)
    await reports.deliver(id)
    expect(await reports.readJson(id)).toMatchObject({ asOf: '2026-06-15T12:00:00.000Z', remarks: [remark] })

    const another = await reports.request({ type: 'installation', format: 'json' })
    await reports.deliver(another)
    expect(await reports.show(another)).toMatchObject({ status: 'queued' })
    await ledger.work()
    wait(1)
    await change()
    await reports.deliver(another)
    expect(await reports.readJson(another)).toMatchObject({ asOf: '2026-06-15T12:03:00.000Z', remarks: [remark] })
  })

  it('names a group that is deleted before or while it is read', async () => {
    const { emea, apac } = await fill()
    const remove = (groupId: string) => ledger.call('DELETE /groups/{groupId}', { params: { groupId } })
    const early = await reports.request({ type: 'purchase', format: 'json', groupIds: [apac] })
    await remove(apac)
    await reports.deliver(early)
    const nothing = await reports.readJson(early)
    expect(nothing).toMatchObject({ rows: [], filters: { groups: [{ id: apac, name: 'APAC', deleted: true }] } })
    expect(nothing.remarks).toEqual([expect.stringContaining('The group APAC was deleted')])

    let met = false
    ledger.client.middlewareStack.add(
      (next, context) => async (args) => {
        const result = await next(args)
        if (!met && context.commandName === 'QueryCommand' && JSON.stringify(args.input).includes(`GROUP#${emea}#`)) {
          met = true
          await remove(emea)
        }
        return result
      },
      { step: 'initialize', name: 'deleting', override: true },
    )
    heal = () => ledger.client.middlewareStack.remove('deleting')
    const late = await run('installation', { groupIds: [emea] })
    expect(late.filters.groups).toEqual([{ id: emea, name: 'EMEA', deleted: true }])
    expect(late.remarks).toEqual([expect.stringContaining('The group EMEA was deleted')])
    expect(late.rows).toHaveLength(3)
  })

  it('shows names as they were entered and reported, in every format', async () => {
    const name = `-Büro, ${'東'.repeat(249)}`
    await install(1, `=cmd,'calc'/"Zip" <b>, x\u2028y בדיקה@1`, 'Z')
    const [{ publisher, title }] = (await ledger.call('GET /software')).body.items
    await create({ type: 'other', name, publisher, productTitle: title, licenseCount: 1 })
    await ledger.work()
    const [row] = (await run('purchase')).rows
    expect(row).toMatchObject({ agreement: { name }, publisher, product: title, titles: [{ title, difference: 0 }] })
    expect(publisher).toMatch(/^=cmd/)
    const csv = await reports.runText({ type: 'purchase', format: 'csv' })
    expect(csv).toContain(`row,"'${name}",Unassigned Agreements,other,`)
    expect(csv).toContain(`"${title.replaceAll('"', '""')}"`)
    expect(csv).toMatch(/,"?'=cmd/)
    const html = await reports.runText({ type: 'purchase', format: 'html' })
    expect(html).toContain(`<bdi>${name}</bdi>`)
    expect(html).toContain('&lt;b&gt;')
  })
})
