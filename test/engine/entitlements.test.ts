import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { idOfName } from '../../lib/recognition/titles/title-id.ts'
import { licensesOf, summaryHeadings } from '../support/entitlements.ts'
import { importer, type TestImporter } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'
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

/** Of a snapshot that has all that was done before, unless it goes on with an earlier page. */
const list = async (query: Record<string, string> = {}) => {
  if (query.cursor === undefined) await ledger.publish()
  return (await ledger.call('GET /entitlements', { query })).body
}
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

describe('Whether entitlements have found their titles (spec: Position)', () => {
  const sqlServer = 'Microsoft SQL Server 2019 Standard'
  const exchange = 'Microsoft Exchange Server 2016 Standard'

  /** Devices have SQL Server 2019 and Exchange Server 2016. */
  const install = async () => {
    const inventory = inventoryOf(ledger)
    const titles = [sqlServer, exchange].map((title) => `Microsoft Corporation/${title}@15.0`)
    await inventory.report('PC-1', new Date().toISOString(), titles)
    await ledger.work()
    const idOf = (title: string) => idOfName({ publisher: 'Microsoft Corporation', title })
    return { sqlServer: idOf(sqlServer), exchange: idOf(exchange) }
  }

  /** All rows of a list, page by page. */
  const walk = async (query: Record<string, string>, limit = '1', between = async (_: number) => {}) => {
    const found: { product: string; quantity: number; licenseId?: string }[] = []
    let cursor: string | undefined
    let pages = 0
    do {
      const page = await list({ ...query, limit, ...(cursor !== undefined && { cursor }) })
      found.push(...page.items)
      cursor = page.cursor
      pages += 1
      await between(pages)
    } while (cursor !== undefined)
    return found
  }
  const names = (found: { product: string; quantity: number }[]) =>
    found.map(({ product, quantity }) => `${product} ${quantity}`)

  it('says of each row which titles it is for, or why it has none and what it may be for', async () => {
    const ids = await install()
    await holds(newPair(), licensesOf('SQL Server - Standard', 4), licensesOf('Exchange Server - Standard', 2))
    const [unmatched, matched] = (await list()).items
    expect(matched).toMatchObject({
      product: 'SQL Server - Standard',
      productId: expect.stringMatching(/^[0-9A-Z]{26}$/),
      matched: true,
      matchedTitles: [{ id: ids.sqlServer, publisher: 'Microsoft', title: sqlServer, quantity: 4 }],
      match: { by: 'rule', score: 1, reason: expect.any(String) },
    })
    expect(matched).not.toHaveProperty('candidates')
    expect(matched).not.toHaveProperty('unmatched')
    expect(unmatched).toMatchObject({
      product: 'Exchange Server - Standard',
      matched: false,
      matchedTitles: [],
      unmatched: 'not-installed',
      // One of them runs the earlier version that a machine has.
      surplus: 1,
    })
    expect(unmatched.candidates[0]).toEqual({
      id: ids.exchange,
      publisher: 'Microsoft',
      title: exchange,
      score: 0.7,
      reason: 'Same product, another version: 2016, not 2019.',
    })
    expect(unmatched).not.toHaveProperty('match')
    expect((await list({ matched: 'true' })).items).toEqual([matched])
    expect((await list({ matched: 'false' })).items).toEqual([unmatched])
  })

  it('is what a manager says', async () => {
    const ids = await install()
    await holds(newPair(), licensesOf('SQL Server - Standard', 4), licensesOf('Exchange Server - Standard', 2))
    const map = (titleId: string, products: object[]) =>
      ledger.call('PUT /software/{titleId}/entitlement-mapping', { params: { titleId }, body: { products } })
    const product = { product: 'Exchange Server - Standard', version: '2019' }
    await map(ids.exchange, [product])
    await map(ids.sqlServer, [product])
    await ledger.work()
    const { items } = await list({ matched: 'true' })
    expect(items).toMatchObject([
      {
        product: 'Exchange Server - Standard',
        match: { by: 'manager' },
        // SQL Server has licenses of its own, which the rules find.
        matchedTitles: [
          { id: ids.exchange, quantity: 2 },
          { id: ids.sqlServer, quantity: 0 },
        ],
      },
      { product: 'SQL Server - Standard', match: { by: 'rule' }, matchedTitles: [{ id: ids.sqlServer, quantity: 4 }] },
    ])
    expect(items[0].match).toEqual({ by: 'manager' })
    expect((await list({ matched: 'false' })).items).toEqual([])
    expect(names((await list({ titleId: ids.sqlServer })).items)).toEqual([
      'Exchange Server - Standard 2',
      'SQL Server - Standard 4',
    ])
  })

  it('lists every row once, in one of both lists, page by page', async () => {
    await install()
    await holds(newPair(), licensesOf('SQL Server - Standard', 4), licensesOf('A Product', 2))
    await holds(newPair(), licensesOf('SQL Server - Standard', 8), licensesOf('Z Product', 3))
    await holds(newPair(), licensesOf('A Product', 5))
    // Of a License ID that no pair has, though the product has its title.
    await summary('SQL Server - Standard,2019,Servers,License,40,0,X1\nSQL Server - Standard,2019,Servers,License,9,0,')
    await ledger.work()
    for (const limit of ['1', '2', '3', '100']) {
      const [matched, unmatched] = [await walk({ matched: 'true' }, limit), await walk({ matched: 'false' }, limit)]
      expect(names(matched).sort()).toEqual([4, 8, 9].map((quantity) => `SQL Server - Standard ${quantity}`))
      expect(names(unmatched).slice(0, 2).sort()).toEqual(['A Product 2', 'A Product 5'])
      expect(names(unmatched).slice(2)).toEqual(['SQL Server - Standard 40', 'Z Product 3'])
      expect(unmatched[2]).toMatchObject({ unmatched: 'no-such-pair', matchedTitles: [], candidates: [] })
      expect(await walk({}, limit)).toHaveLength(7)
    }
    expect(await recount(ledger)).toEqual([])
  })

  it('goes by product, title and agreement, together too', async () => {
    const { sqlServer: titleId } = await install()
    const { id: agreementId } = await holds(
      newPair(),
      licensesOf('SQL Server - Standard', 4),
      licensesOf('A Product', 2),
    )
    await holds(newPair(), licensesOf('SQL Server - Standard', 8), licensesOf('SQL Server Standard Edition', 16))
    const [{ productId }] = (await list({ matched: 'true', agreementId })).items
    expect(names(await walk({ productId })).sort()).toEqual(['SQL Server - Standard 4', 'SQL Server - Standard 8'])
    expect(names(await walk({ titleId })).sort()).toEqual([
      'SQL Server - Standard 4',
      'SQL Server - Standard 8',
      'SQL Server Standard Edition 16',
    ])
    expect(names(await walk({ titleId, productId }))).toHaveLength(2)
    expect(names(await walk({ titleId, agreementId }))).toEqual(['SQL Server - Standard 4'])
    expect(names(await walk({ matched: 'false', agreementId }))).toEqual(['A Product 2'])
    expect(await walk({ matched: 'false', productId })).toEqual([])
    expect(await walk({ productId: '0'.repeat(26) })).toEqual([])
    expect(await walk({ titleId: '0'.repeat(26) })).toEqual([])
    for (const query of [{ productId: 'x' }, { titleId: 'x' }] as Record<string, string>[])
      expect((await ledger.call('GET /entitlements', { query })).status).toBe(400)
    const { cursor } = await list({ productId, limit: '1' })
    expect((await ledger.call('GET /entitlements', { query: { titleId, limit: '1', cursor } })).status).toBe(400)
  })

  it('goes on with the snapshot that it began with, whatever changes meanwhile', async () => {
    const ids = await install()
    const pair = newPair()
    const products = ['B Product', 'C Product', 'D Product', 'E Product']
    await holds(pair, ...products.map((name) => licensesOf(name, 1)))
    const change = async (page: number) => {
      if (page !== 2) return
      // The product of the last page finds a title, and a later one is gone.
      const body = { products: [{ product: 'C Product', version: '2019' }] }
      await ledger.call('PUT /software/{titleId}/entitlement-mapping', { params: { titleId: ids.exchange }, body })
      const entitlements = ['A Product', 'B Product', 'C Product', 'E Product'].map((name) => licensesOf(name, 1))
      refresher.simulator.answers.set([{ ...pair, status: 'valid', entitlements }])
      await worker.refresh()
    }
    const begun = names(await walk({ matched: 'false' }, '1', change))
    expect(begun).toEqual(['B Product 1', 'C Product 1', 'D Product 1', 'E Product 1'])
    expect(names(await walk({ matched: 'false' }))).toEqual(['A Product 1', 'B Product 1', 'E Product 1'])
  })

  it('leaves out rows of pairs that are gone', async () => {
    await install()
    const { id: agreementId } = await holds(newPair(), licensesOf('SQL Server - Standard', 4))
    expect((await list({ matched: 'true' })).items).toHaveLength(1)
    await ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId } })
    expect((await list({ matched: 'true' })).items).toEqual([])
    expect((await list()).items).toEqual([])
  })

  it('keeps products apart that begin with the same 600 bytes', async () => {
    const long = 'Š'.repeat(256)
    const named = (version: string, quantity: number) => ({ ...licensesOf(long, quantity), version })
    const versions = ['A', 'B', 'C'].map((letter) => `${'Š'.repeat(100)}${letter}`)
    await holds(newPair(), ...versions.map((version, index) => named(version, index)))
    await holds(newPair(), ...versions.map((version, index) => named(version, index + 10)))
    const quantities = (found: { quantity: number }[]) => found.map(({ quantity }) => quantity).sort((a, b) => a - b)
    for (const limit of ['1', '4', '100'])
      expect(quantities(await walk({ matched: 'false' }, limit))).toEqual([0, 1, 2, 10, 11, 12])
    const [{ productId }] = (await list()).items
    expect(await walk({ productId })).toHaveLength(2)
  })

  it('is summed and counted over all pages, and sorted by any column', async () => {
    await holds(newPair(), licensesOf('SQL Server', 4), licensesOf('Exchange Server', 2))
    await summary('SQL Server,2019,Servers,License,40,7,X1\nVisio,2019,Servers,License,9,0,')
    const page = await list({ limit: '1', sort: '-quantity' })
    expect(page.items).toMatchObject([{ product: 'SQL Server', quantity: 40 }])
    expect(page.totals).toEqual({
      count: 4,
      quantity: 55,
      activeSoftwareAssuranceQuantity: 7,
      upgradeQuantity: 0,
      assignedQuantity: 0,
      expiredQuantity: 0,
      graceQuantity: 0,
      disabledQuantity: 0,
      surplus: 0,
    })
    expect(page.facets).toEqual({ source: { vlsc: 2, 'license-summary': 2 }, matched: { false: 4 }, has: {} })
    const { items, totals, facets } = await list({ source: 'vlsc,license-statement', sort: 'product' })
    expect(names(items)).toEqual(['Exchange Server 2', 'SQL Server 4'])
    expect(totals).toMatchObject({ count: 2, quantity: 6 })
    expect(facets.source).toEqual({ vlsc: 2, 'license-summary': 2 })
    expect(names((await list({ contains: 'VISIO' })).items)).toEqual(['Visio 9'])
    expect(names((await list({ contains: 'x1' })).items)).toEqual(['SQL Server 40'])
    for (const query of [
      { sort: 'pair' },
      { source: 'vlsc,nobody' },
      { has: 'nothing' },
      { asOf: '2999-01-01' },
    ] as Record<string, string>[])
      expect((await ledger.call('GET /entitlements', { query })).status).toBe(400)
  })

  it('is empty and pending before the first snapshot, and tagged with the id of its snapshot then', async () => {
    const before = await ledger.call('GET /entitlements')
    expect(before).toMatchObject({ status: 200, body: { items: [], asOf: null, devicesAsOf: null, pending: true } })
    expect(before.headers).not.toHaveProperty('etag')
    await ledger.publish()
    const { headers, body } = await ledger.call('GET /entitlements')
    expect(headers.etag).toMatch(/^"[0-9A-Z]{26}"$/)
    expect(body).toMatchObject({ items: [], totals: { count: 0 }, asOf: expect.any(String), pending: false })
  })
})
