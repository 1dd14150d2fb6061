import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { licensesOf, summaryHeadings } from '../support/entitlements.ts'
import { importer, type TestImporter } from '../support/imports.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { type Refresher, startRefresher } from '../support/refreshes.ts'

let refresher: Refresher
let ledger: TestLedger
let imports: TestImporter
let worker: ReturnType<Refresher['refresherOf']>
beforeAll(async () => {
  refresher = await startRefresher()
})
afterAll(() => refresher.stop())
beforeEach(async () => {
  refresher.simulator.answers.clear()
  ledger = await newLedger()
  imports = importer(ledger)
  worker = refresher.refresherOf(ledger)
})

/** Creates an agreement with a pair to which VLSC answers so. */
const holds = async (pair: ReturnType<typeof newPair>, ...entitlements: ReturnType<typeof licensesOf>[]) => {
  refresher.simulator.answers.set([{ ...pair, status: 'valid', entitlements }])
  const body = { type: 'volume', name: `Of ${pair.licenseNumber}`, pairs: [pair] }
  const { body: agreement } = await ledger.call('POST /agreements', { body })
  await worker.drain()
  return agreement
}

const summary = async (rows: string, name = 'summary.csv') => {
  const run = await imports.drop(`imports/entitlements/${name}`, `${summaryHeadings}\n${rows}`)
  expect(run).toMatchObject({ status: 'completed', counts: { rejected: 0 } })
}

const statement = async (rows: string) => {
  const header =
    'Product Pool,License Product Family,License Version,Effective License Quantity,Upgrade License Quantity,Active SA Quantity,Country of Usage'
  const run = await imports.drop('imports/entitlements/statement.csv', `${header}\n${rows}`)
  expect(run).toMatchObject({ status: 'completed', counts: { rejected: 0 } })
}

const list = async (query: Record<string, string> = {}) => (await ledger.call('GET /entitlements', { query })).body
const rows = async () =>
  (await list({ limit: '100' })).items.map(
    ({ product, quantity, source, licenseId, counted, notCounted }: Record<string, unknown>) =>
      [product, quantity, source, licenseId ?? '-', counted, ...(notCounted ? [notCounted] : [])].join(' '),
  )

describe('What entitles to what (spec: Entitlements)', () => {
  it('is listed by product, page by page, each row once', async () => {
    await holds(newPair(), licensesOf('SQL Server', 4), licensesOf('Exchange Server', 2))
    await holds(newPair(), licensesOf('SQL Server', 8))
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = await list({ limit: '1', ...(cursor !== undefined && { cursor }) })
      found.push(...page.items.map(({ product, quantity }: Record<string, unknown>) => `${product} ${quantity}`))
      cursor = page.cursor
    } while (cursor !== undefined)
    expect(found).toHaveLength(3)
    expect(found[0]).toBe('Exchange Server 2')
    expect(found.slice(1).sort()).toEqual(['SQL Server 4', 'SQL Server 8'])
    expect((await list({ matched: 'true' })).items).toEqual([])
    expect((await list({ matched: 'false' })).items).toHaveLength(3)
    expect((await ledger.call('GET /entitlements', { query: { matched: 'perhaps' } })).status).toBe(400)
  })

  it('is listed for one agreement', async () => {
    const { id } = await holds(newPair(), licensesOf('SQL Server', 4))
    await holds(newPair(), licensesOf('SQL Server', 8))
    expect((await list({ agreementId: id })).items).toMatchObject([{ quantity: 4, agreementId: id }])
  })

  it('a pair’s own answer wins over a file, product by product, in any spelling', async () => {
    const pair = newPair()
    await holds(pair, licensesOf('SQL Server', 4))
    await summary(
      `Microsoft SQL  Server®,2019,Servers,License,40,0,${pair.licenseNumber.toLowerCase()}\nExchange Server,2019,Servers,License,7,0,${pair.licenseNumber}`,
    )
    expect((await rows()).sort()).toEqual([
      `Exchange Server 7 license-summary ${pair.licenseNumber} true`,
      `Microsoft SQL Server® 40 license-summary ${pair.licenseNumber.toLowerCase()} false pair-answers-itself`,
      'SQL Server 4 vlsc - true',
    ])
  })

  it('rows of a License ID that no pair has do not count, and do as soon as one has it', async () => {
    await summary('SQL Server,2019,Servers,License,40,0,X1')
    expect(await rows()).toEqual(['SQL Server 40 license-summary X1 false no-such-pair'])
    refresher.simulator.answers.set([{ agreementNumber: 'A', licenseNumber: 'x1', status: 'not-found' }])
    const pairs = [{ agreementNumber: 'A', licenseNumber: 'x1' }]
    const { body } = await ledger.call('POST /agreements', { body: { type: 'volume', name: 'A', pairs } })
    expect(await rows()).toEqual(['SQL Server 40 license-summary X1 true'])
    // Held by several pairs, they count once.
    const more = { pairs: [{ agreementNumber: 'B', licenseNumber: 'X1' }] }
    await ledger.call('POST /agreements/{agreementId}/pairs', { params: { agreementId: body.id }, body: more })
    expect(await rows()).toEqual(['SQL Server 40 license-summary X1 true'])
    await ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId: body.id } })
    expect(await rows()).toEqual(['SQL Server 40 license-summary X1 false no-such-pair'])
  })

  it('a row for the whole organization counts only where no pair reports the product', async () => {
    const pair = newPair()
    await holds(pair, licensesOf('SQL Server', 4))
    await statement('Servers,SQL Server,2019,50,1,0,All Countries\nServers,Exchange Server,2019,9,0,0,All Countries')
    expect(await rows()).toEqual([
      'Exchange Server 9 license-statement - true',
      'SQL Server 4 vlsc - true',
      'SQL Server 50 license-statement - false pairs-report-product',
    ])
    const byOnes: string[] = []
    let cursor: string | undefined
    do {
      const page = await list({ limit: '1', ...(cursor !== undefined && { cursor }) })
      byOnes.push(...page.items.map(({ quantity, counted }: Record<string, unknown>) => `${quantity} ${counted}`))
      cursor = page.cursor
    } while (cursor !== undefined)
    expect(byOnes).toEqual(['9 true', '4 true', '50 false'])
    await summary(`Exchange Server,2019,Servers,License,3,0,${pair.licenseNumber}`)
    expect((await rows()).slice(0, 2)).toEqual([
      `Exchange Server 3 license-summary ${pair.licenseNumber} true`,
      'Exchange Server 9 license-statement - false pairs-report-product',
    ])
  })

  it('of two layouts that speak of one product the newer file counts', async () => {
    ledger.setClock(new Date('2026-01-01T10:00:00Z'))
    await summary('SQL Server,2019,Servers,License,40,0,')
    ledger.setClock(new Date('2026-01-01T11:00:00Z'))
    await statement('Servers,SQL Server,2019,50,1,0,All Countries')
    expect((await rows()).sort()).toEqual([
      'SQL Server 40 license-summary - false newer-file',
      'SQL Server 50 license-statement - true',
    ])
  })

  it('an expired pair counts what VLSC still reports', async () => {
    const pair = newPair()
    refresher.simulator.answers.set([{ ...pair, status: 'expired', entitlements: [licensesOf('SQL Server', 4)] }])
    await ledger.call('POST /agreements', { body: { type: 'volume', name: 'Expired', pairs: [pair] } })
    await worker.drain()
    expect((await list()).items).toMatchObject([{ counted: true, pair: { status: 'expired' }, quantity: 4 }])
  })
})
