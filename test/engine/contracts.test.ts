import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { licensesOf } from '../support/entitlements.ts'
import { importer, sqsEvent, type TestImporter } from '../support/imports.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { type Refresher, startRefresher } from '../support/refreshes.ts'

let refresher: Refresher
beforeAll(async () => {
  refresher = await startRefresher()
})
afterAll(() => refresher.stop())
afterEach(() => refresher.simulator.answers.clear())

let ledger: TestLedger
let imports: TestImporter
beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
})

const headings = 'License ID,Organization,Location,Parent Program,End date,Status,Volume licensing roles'
const contracts = (...rows: string[]) => [headings, ...rows].join('\n')
let files = 0
const drop = (content: string, metadata = {}) => {
  files += 1
  return imports.drop(`imports/entitlements/contracts-${files}.csv`, content, metadata)
}
const hour = 3_600_000
const pass = (milliseconds = hour) => ledger.setClock(new Date(ledger.ledger.now().getTime() + milliseconds))

const create = async (name: string, ...pairs: ReturnType<typeof newPair>[]) =>
  (await ledger.call('POST /agreements', { body: { type: 'volume', name, pairs } })).body.id
const validations = async (agreementId: string) =>
  (await ledger.call('GET /agreements/{agreementId}', { params: { agreementId } })).body.pairs.map(
    ({ validation }: { validation: object }) => validation,
  )
const counts = async () => {
  await ledger.publish()
  return (await ledger.call('GET /overview')).body.pairValidation
}
const answers = (pair: ReturnType<typeof newPair>, status: string, more = {}) =>
  refresher.simulator.answers.set([{ ...pair, status, entitlements: [licensesOf('Office', 5)], ...more }])

describe('A contracts file', () => {
  it('validates pairs by their license number, without a gateway', async () => {
    const pair = newPair()
    const id = await create('Office', pair)
    expect(await drop(contracts(`${pair.licenseNumber},Contoso,Berlin,Open,12/31/2027,Active,Ada`))).toMatchObject({
      ...{ kind: 'entitlements', layout: 'contracts', status: 'completed' },
      counts: { rows: 1, created: 1, updated: 0, unchanged: 0 },
    })
    expect(await validations(id)).toMatchObject([
      {
        ...{ status: 'valid', validatedBy: 'file', program: 'Open', organization: 'Contoso', endDate: '2027-12-31' },
        stale: false,
      },
    ])
    expect(await counts()).toMatchObject({ valid: 1, pending: 0 })
    expect(JSON.stringify(await ledger.scan())).not.toMatch(/Ada|Berlin/)
  })

  it('speaks for all pairs of a parent agreement, but for those whose own license it names', async () => {
    const [one, other] = [newPair(), newPair()]
    const id = await create('Office', one, { ...other, agreementNumber: one.agreementNumber })
    await drop(
      contracts(`${one.agreementNumber.toLowerCase()},Contoso,,Select,,Active,`, `${other.licenseNumber},,,,,Expired,`),
    )
    const shown = await validations(id)
    expect(shown.map(({ status }: { status: string }) => status).sort()).toEqual(['expired', 'valid'])
    expect(await counts()).toMatchObject({ valid: 1, expired: 1 })
  })

  it('may come before the pairs that it is about', async () => {
    const pair = newPair()
    await drop(contracts(`${pair.licenseNumber},Contoso,,Open,,Expired,`))
    const id = await create('Office', pair)
    expect(await validations(id)).toMatchObject([{ status: 'expired', validatedBy: 'file' }])
    expect(await counts()).toMatchObject({ expired: 1 })
  })

  it('raises the alert of an expired pair, which ends with a newer file', async () => {
    const pair = newPair()
    answers(pair, 'valid')
    await create('Office', pair)
    await refresher.refresherOf(ledger).drain()
    pass()
    const open = async () => {
      await ledger.work()
      const { items } = (await ledger.call('GET /alerts', { query: { status: 'open', kind: 'pair-expired' } })).body
      return items.map(({ message }: { message: string }) => message)
    }
    await drop(contracts(`${pair.licenseNumber},,,,2025-12-31,Expired,`))
    expect(await open()).toEqual([expect.stringContaining('Microsoft volume licensing says')])
    pass()
    await drop(contracts(`${pair.licenseNumber},,,,2029-12-31,Active,`))
    expect(await open()).toEqual([])
  })
})

describe('Of a look-up and a contracts file', () => {
  const pair = newPair()
  const steps = {
    lookUp: async (status: string) => {
      answers(pair, status, { organization: 'Of the look-up', startDate: '2020-01-01' })
      await refresher.refresherOf(ledger).refresh()
    },
    file: (status: string) => drop(contracts(`${pair.licenseNumber},Of the file,,,,${status},`)),
  }

  it.each([
    { order: ['lookUp valid', 'file Expired'], status: 'expired', validatedBy: 'file' },
    { order: ['file Expired', 'lookUp valid'], status: 'valid', validatedBy: 'lookup' },
    { order: ['lookUp valid', 'file Expired', 'lookUp valid'], status: 'valid', validatedBy: 'lookup' },
    { order: ['file Active', 'lookUp expired', 'file Active'], status: 'valid', validatedBy: 'file' },
    { order: ['lookUp valid', 'lookUp valid', 'file Expired'], status: 'expired', validatedBy: 'file' },
  ] as const)('the newer one counts: $order', async ({ order, status, validatedBy }) => {
    const id = await create('Office', pair)
    for (const step of order) {
      pass()
      const [source, says = ''] = step.split(' ')
      await (source === 'file' ? steps.file(says) : steps.lookUp(says))
    }
    const organization = validatedBy === 'file' ? 'Of the file' : 'Of the look-up'
    expect(await validations(id)).toMatchObject([{ status, validatedBy, organization }])
    expect(await counts()).toMatchObject({ [status]: 1, pending: 0 })
    const { items } = (await ledger.call('GET /entitlements')).body
    expect(items.map(({ pair: { status: shown } }: { pair: { status: string } }) => shown)).toEqual(
      order.some((step) => step.startsWith('lookUp')) ? [status] : [],
    )
  })

  it('an older file that is read late does not win', async () => {
    const id = await create('Office', pair)
    const run = await drop(contracts(`${pair.licenseNumber},,,,,Active,`), { 'dry-run': 'true' })
    pass()
    await drop(contracts(`${pair.licenseNumber},,,,,Expired,`))
    pass()
    await ledger.call('POST /imports/{importId}/commit', { params: { importId: run.id } })
    for (const importId of ledger.woken.splice(0)) await imports.deliver(sqsEvent({ importId }))
    expect(await validations(id)).toMatchObject([{ status: 'expired', validatedBy: 'file' }])
  })

  it('what the file lacks stays', async () => {
    const id = await create('Office', pair)
    pass()
    await steps.lookUp('valid')
    pass()
    await drop(`License ID,End date,Status\n${pair.licenseNumber},31.12.2027,Active`)
    expect(await validations(id)).toMatchObject([
      { startDate: '2020-01-01', endDate: '2027-12-31', organization: 'Of the look-up', validatedBy: 'file' },
    ])
  })
})

describe('The same contracts again', () => {
  it('are unchanged, and speak of a newer time', async () => {
    const pair = newPair()
    const file = contracts(`${pair.licenseNumber},Contoso,,Open,,Active,`)
    await drop(file)
    pass()
    expect((await drop(file)).counts).toMatchObject({ created: 0, updated: 0, unchanged: 1 })
    const id = await create('Office', pair)
    expect(await validations(id)).toMatchObject([{ answeredAt: ledger.ledger.now().toISOString() }])
  })
})

describe('A wrong line of contracts', () => {
  it.each([
    [',Contoso,,Open,2027-12-31,Active,Ada', 1, 'missing-field'],
    ['L 1,Contoso,,Open,2027-12-31,Active,Ada', 1, 'invalid-number'],
    ['L1,Contoso,,Open,2027-12-31,,Ada', 6, 'missing-field'],
    ['L1,Contoso,,Open,2027-12-31,Perhaps,Ada', 6, 'invalid-field'],
    ['L1,Contoso,,Open,04/05/2027,Active,Ada', 5, 'invalid-date'],
    ['L1,Contoso,,Open,soon,Active,Ada', 5, 'invalid-date'],
    ['L2,Contoso,,Open,2027-12-31,Expired,Ada', undefined, 'duplicate-line'],
  ])('is reported without the names of persons: %s', async (row, column, code) => {
    const run = await drop(contracts('L2,Contoso,,Open,2027-12-31,Active,Eve', row))
    expect(run).toMatchObject({ status: 'rejected', errors: [{ line: 3, code }] })
    expect(run.errors[0].column).toBe(column)
    expect(JSON.stringify(run)).not.toMatch(/Ada|Eve/)
    expect((await ledger.scan()).filter(({ pk }) => pk === 'ENTITLEMENTS#contracts')).toEqual([])
  })
})

describe('A list of Microsoft 365 licenses', () => {
  const list = (...rows: string[]) =>
    ['Product Title,Total Licenses,Expired Licenses,Assigned licenses,Renewal Date', ...rows].join('\n')
  const rows = async () => {
    await ledger.publish()
    return (await ledger.call('GET /entitlements', { query: { source: 'subscriptions', sort: 'product' } })).body.items
  }

  it('gives subscriptions of users, which count for no machine', async () => {
    const run = await drop(list('Microsoft 365 E3,100,0,90,1/31/2028', 'Visio Plan 2,10,2,3,'))
    expect(run).toMatchObject({ layout: 'subscriptions', counts: { created: 2 } })
    expect(await rows()).toMatchObject([
      {
        ...{ product: 'Microsoft 365 E3', quantity: 100, assignedQuantity: 90, expiredQuantity: 0 },
        ...{ endDate: '2028-01-31', counted: false, notCounted: 'of-users', matched: false, unmatched: 'not-measured' },
      },
      { product: 'Visio Plan 2', quantity: 10, assignedQuantity: 3, expiredQuantity: 2 },
    ])
  })

  it('shows which subscriptions need a look, and in which position they are', async () => {
    const headings =
      'Product Title,Total Licenses,Expired Licenses,Assigned licenses,Renewal Date,Licenses in Grace Period,Assigned to Disabled Accounts'
    const plans = ['Visio Plan 2,10,2,12,,1,3', 'Project Plan 3,5,0,4,,0,0', 'Power BI Pro,5,0,5,,0,0']
    await drop([headings, ...plans].join('\n'))
    await ledger.publish()
    const read = async (has: string, sort = 'product') =>
      (await ledger.call('GET /entitlements', { query: { source: 'subscriptions', has, sort } })).body
    const { items, totals, facets } = await read('over-assigned,unassigned', '-graceQuantity')
    expect(items).toMatchObject([
      { product: 'Visio Plan 2', graceQuantity: 1, disabledQuantity: 3, expiredQuantity: 2 },
      { product: 'Project Plan 3', family: { name: 'Project' } },
    ])
    expect(totals).toMatchObject({ count: 2, quantity: 15, expiredQuantity: 2, graceQuantity: 1, disabledQuantity: 3 })
    expect(facets.has).toEqual({ 'over-assigned': 1, unassigned: 1, disabled: 1, grace: 1, expired: 1 })
    const { body } = await ledger.call('GET /families/{familyId}', { params: { familyId: items[0].family.id } })
    expect(items[0].family).toEqual({ id: body.id, name: body.name, status: body.status })
    expect((await read('expired')).items).toHaveLength(1)
  })

  it('is replaced by a newer one, and touches no statement of volume licenses', async () => {
    const summary = 'Product family,Version,Effective quantity\nVisio Plan 2,,4'
    await drop(list('Microsoft 365 E3,100,0,90,', 'Visio Plan 2,10,0,3,'))
    await drop(summary)
    pass()
    const newer = list('Visio Plan 2,12,0,3,')
    expect((await drop(newer)).counts).toMatchObject({ updated: 1 })
    expect(await rows()).toMatchObject([{ product: 'Visio Plan 2', quantity: 12, counted: false }])
    const { items } = (await ledger.call('GET /entitlements', { query: { source: 'license-summary' } })).body
    expect(items).toMatchObject([{ product: 'Visio Plan 2', quantity: 4, counted: true }])
    pass()
    expect((await drop(newer)).counts).toMatchObject({ updated: 0, unchanged: 1 })
  })

  it.each([
    ['Microsoft 365 E3,many,0,1,', 2, 'invalid-count'],
    ['Microsoft 365 E3,,0,1,', 2, 'missing-field'],
    [',1,0,1,', 1, 'missing-field'],
    ['Microsoft 365 E3,1,0,1,31/31/2027', 5, 'invalid-date'],
  ])('is refused with a wrong line: %s', async (row, column, code) => {
    expect(await drop(list(row))).toMatchObject({ status: 'rejected', errors: [{ line: 2, column, code }] })
    expect(await rows()).toEqual([])
  })
})

describe('Files of Microsoft', () => {
  it('are uploaded by managers only', async () => {
    const call = ledger.call('POST /imports', {
      body: { kind: 'entitlements', fileName: 'contracts.csv' },
      roles: ['license-reader'],
    })
    expect(await call).toMatchObject({ status: 403 })
  })

  it('that replace what an earlier one said cannot be undone', async () => {
    const { id: importId } = await drop('Product Title,Total Licenses,Assigned licenses\nVisio Plan 2,1,1')
    const answer = await ledger.call('POST /imports/{importId}/undo', { params: { importId } })
    expect(answer).toMatchObject({ status: 409, body: { type: 'urn:license-ledger:problem:cannot-undo' } })
  })
})

describe('An undo of contracts', () => {
  const undo = async (importId: string) => {
    await ledger.call('POST /imports/{importId}/undo', { params: { importId } })
    for (const id of ledger.woken.splice(0)) await imports.deliver(sqsEvent({ importId: id }))
    return (await ledger.call('GET /imports/{importId}', { params: { importId } })).body
  }
  const stored = async () =>
    (await ledger.scan())
      .filter(({ pk }) => pk === 'ENTITLEMENTS#contracts')
      .map(({ licenseId, status, endDate = '' }) => `${licenseId} ${status} ${endDate}`)
      .sort()

  it('restores what was before, with its time, and takes away what was not there', async () => {
    const pair = newPair()
    const id = await create('Office', pair)
    const { licenseNumber } = pair
    await drop(contracts(`${licenseNumber},Contoso,,Open,2027-12-31,Active,`, 'L2,Contoso,,Open,,Active,'))
    const [before, shown] = [await stored(), await validations(id)]
    pass()
    const run = await drop(
      contracts(`${licenseNumber},,,,2026-01-31,Expired,`, 'L2,Contoso,,Open,,Active,', 'L3,,,,,Active,'),
    )
    expect(await counts()).toMatchObject({ expired: 1 })
    expect(await undo(run.id)).toMatchObject({ status: 'undone', undo: { status: 'done', restored: 3, left: 0 } })
    expect(await stored()).toEqual(before)
    expect(await validations(id)).toEqual(shown)
    expect(await counts()).toMatchObject({ valid: 1 })
    const [entry] = (await ledger.call('GET /audit')).body.items
    expect(JSON.stringify(entry)).toContain('import-undone')
  })

  it('leaves what a newer file said', async () => {
    const run = await drop(contracts('L1,,,,,Active,', 'L2,,,,,Active,'))
    pass()
    await drop(contracts('L2,,,,,Expired,'))
    const undone = await undo(run.id)
    expect(undone).toMatchObject({ undo: { restored: 1, left: 1, leftItems: [{ line: 3, code: 'changed-since' }] } })
    expect(await stored()).toEqual(['L2 expired '])
  })
})
