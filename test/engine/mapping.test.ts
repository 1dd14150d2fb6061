import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { licensesOf, summaryHeadings } from '../support/entitlements.ts'
import { interleave } from '../support/faults.ts'
import { importer } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { positionsOf } from '../support/positions.ts'
import { recount } from '../support/recount.ts'
import { type Refresher, startRefresher } from '../support/refreshes.ts'

const at = '2026-06-15T12:00:00Z'
const alpha = 'Alpha'
const beta = 'Beta'
const office = 'Microsoft Office Professional Plus 2016'

let refresher: Refresher
let ledger: TestLedger
let inventory: ReturnType<typeof inventoryOf>
let worker: ReturnType<Refresher['refresherOf']>
let heal = () => {}

beforeAll(async () => {
  refresher = await startRefresher()
})
afterAll(() => refresher.stop())
afterEach(async () => {
  heal()
  heal = () => {}
  expect(await recount(ledger)).toEqual([])
})

/** Alpha is installed on 6 devices, Beta on 8. */
beforeEach(async () => {
  refresher.simulator.answers.clear()
  ledger = await newLedger()
  ledger.setClock(new Date(at))
  inventory = inventoryOf(ledger)
  worker = refresher.refresherOf(ledger)
  for (let device = 0; device < 8; device++)
    await inventory.report(`PC-${device}`, at, [...(device < 6 ? ['Maker/Alpha 1.0@1.0'] : []), 'Maker/Beta 2.0@2.0'])
  await ledger.work()
})

const answer = (pair: ReturnType<typeof newPair>, ...entitlements: ReturnType<typeof licensesOf>[]) =>
  refresher.simulator.answers.set([{ ...pair, status: 'valid', entitlements }])

/** Creates an agreement with a pair to which VLSC answers so. */
const holds = async (...entitlements: ReturnType<typeof licensesOf>[]) => {
  const pair = newPair()
  answer(pair, ...entitlements)
  const body = { type: 'volume', name: `Of ${pair.licenseNumber}`, pairs: [pair] }
  expect((await ledger.call('POST /agreements', { body })).status).toBe(201)
  await worker.drain()
  return pair
}

const route = (method: string) => `${method} /software/{titleId}/entitlement-mapping`
const idOf = (title: string) => inventory.titleId(title)

const put = async (title: string, products: unknown, more: object = {}, exclude?: unknown) =>
  ledger.call(route('PUT'), {
    params: { titleId: await idOf(title) },
    body: { products, ...(exclude !== undefined && { exclude }) },
    ...more,
  })

/** Maps, and has all counted that follows. */
const map = async (title: string, ...products: unknown[]) => {
  const { status, body } = await put(title, products)
  expect(status).toBe(200)
  await ledger.work()
  return body
}

const unmap = async (title: string, more: object = {}) => {
  const { status } = await ledger.call(route('DELETE'), { params: { titleId: await idOf(title) }, ...more })
  await ledger.work()
  return status
}

/** What each of some titles is entitled to. */
const entitled = async (...titles: string[]) => {
  const found: (number | undefined)[] = []
  for (const title of titles) found.push((await positionsOf(ledger).of(title))?.entitled)
  return found
}

const get = async (title: string) =>
  (await ledger.call('GET /software/{titleId}', { params: { titleId: await idOf(title) } })).body

const suite = { product: 'Suite', version: '2020' }
const officeSuite = { product: 'Office Professional Plus', version: '2016' }

describe('A manager maps products to titles (spec: Position)', () => {
  it('and they count, as the title and the trail tell', async () => {
    await holds(licensesOf('Suite', 10, '2020'))
    expect(await entitled(alpha)).toEqual([0])
    const body = await map(alpha, { product: 'microsoft  SUITE™', version: '2020' })
    expect(body).toMatchObject({ version: 2, mapping: { products: [{ ...suite, rank: 1, id: expect.any(String) }] } })
    expect(await positionsOf(ledger).of(alpha)).toEqual({ entitled: 10, installed: 6, status: 'covered' })
    expect((await get(alpha)).mapping).toEqual(body.mapping)
    await map(alpha)
    expect((await get(alpha)).mapping).toEqual({ products: [], exclude: [] })
    expect(await entitled(alpha)).toEqual([0])
    const { items } = (await ledger.call('GET /audit')).body
    expect(items.slice(0, 2)).toMatchObject([
      { action: 'title-mapped', before: { products: [{ ...suite, rank: 1 }] }, after: { products: [] } },
      { action: 'title-mapped', before: {}, after: { products: [{ ...suite, rank: 1 }] } },
    ])
  })

  it('and the title says when answers of VLSC are too old', async () => {
    await holds(licensesOf('Suite', 10, '2020'))
    await map(alpha, suite)
    const flags = async () => [(await positionsOf(ledger).find(alpha)).flags, (await get(alpha)).flags]
    expect(await flags()).toEqual([[], []])
    ledger.setClock(new Date('2026-06-17T12:00:00Z'))
    expect(await flags()).toEqual([['stale-data'], ['stale-data']])
  })

  it('by id, by name alone, or by name and version', async () => {
    await holds(licensesOf('Suite', 1, '2020'), licensesOf('Tools', 2, 'N/A'), licensesOf('Viewer', 4, '1'))
    const { items } = (await ledger.call('GET /entitlements')).body
    const { productId } = items.find(({ product }: { product: string }) => product === 'Suite')
    const { mapping } = await map(alpha, productId, 'tools', { product: 'Viewer', version: '1' })
    expect(mapping.products.map(({ product }: { product: string }) => product)).toEqual(['Suite', 'Tools', 'Viewer'])
    expect(await entitled(alpha)).toEqual([7])
  })

  it('beside what the rules find, until the mapping is taken away', async () => {
    ledger.setClock(new Date('2026-06-15T12:01:00Z'))
    await inventory.report('PC-0', '2026-06-15T12:01:00Z', [`Microsoft Corporation/${office}@16.0`])
    await holds(licensesOf('Office Professional Plus', 4, '2016'), licensesOf('Suite', 10, '2020'))
    expect(await entitled(office)).toEqual([4])
    await map(office, suite)
    expect(await entitled(office)).toEqual([14])
    await map(office)
    expect(await entitled(office)).toEqual([4])
    expect(await unmap(office)).toBe(204)
    expect((await get(office)).mapping).toBeUndefined()
    // The title that the rules find comes first; what it does not need is for the others.
    await map(alpha, officeSuite)
    expect(await entitled(office, alpha)).toEqual([1, 3])
    expect((await get(office)).entitlements.products).toMatchObject([{ by: 'rule', quantity: 1 }])
    expect((await get(alpha)).entitlements.products).toMatchObject([{ by: 'manager', quantity: 3 }])
    await unmap(alpha)
    expect(await entitled(office, alpha)).toEqual([4, 0])
    expect(await unmap(alpha)).toBe(204)
  })

  it('and forbids what the rules find', async () => {
    ledger.setClock(new Date('2026-06-15T12:01:00Z'))
    await inventory.report('PC-0', '2026-06-15T12:01:00Z', [`Microsoft Corporation/${office}@16.0`])
    await holds(licensesOf('Office Professional Plus', 4, '2016'))
    expect(await entitled(office)).toEqual([4])
    const { status, body } = await put(office, [], {}, [officeSuite])
    expect(status).toBe(200)
    expect(body.mapping).toMatchObject({ products: [], exclude: [officeSuite] })
    await ledger.work()
    expect(await entitled(office)).toEqual([0])
    const { items } = (await ledger.call('GET /entitlements', { query: { matched: 'false' } })).body
    expect(items).toMatchObject([{ product: 'Office Professional Plus', matched: false, unmatched: 'no-title' }])
    await map(alpha, officeSuite)
    expect(await entitled(office, alpha)).toEqual([0, 4])
    expect((await ledger.call('GET /audit')).body.items[1]).toMatchObject({
      action: 'title-mapped',
      after: { products: [], exclude: [officeSuite] },
    })
    await unmap(office)
    expect(await entitled(office, alpha)).toEqual([1, 3])
  })

  it('and writes nothing when nothing changes', async () => {
    await holds(licensesOf('Suite', 10, '2020'), licensesOf('Tools', 5, ''))
    await map(alpha, suite, 'Tools')
    const before = await ledger.scan()
    const { body } = await put(alpha, ['Tools', { ...suite, rank: 1 }])
    expect(body.version).toBe(2)
    expect(await ledger.scan()).toEqual(before)
    const titleId = await idOf(beta)
    expect((await ledger.call(route('DELETE'), { params: { titleId } })).status).toBe(204)
    expect(await ledger.scan()).toEqual(before)
  })
})

describe('Titles that share a product (spec: Position)', () => {
  it('take what they need of it in their order, and what nobody needs stays with the first', async () => {
    const pair = await holds(licensesOf('Suite', 10, '2020'))
    await map(alpha, suite)
    await map(beta, suite)
    expect(await entitled(alpha, beta)).toEqual([6, 4])
    answer(pair, licensesOf('Suite', 20, '2020'))
    await worker.refresh()
    expect(await entitled(alpha, beta)).toEqual([12, 8])
    answer(pair, licensesOf('Suite', 5, '2020'))
    await worker.refresh()
    expect(await entitled(alpha, beta)).toEqual([5, 0])
    expect(await positionsOf(ledger).find(beta)).toMatchObject({
      status: 'no-entitlement',
      flags: expect.arrayContaining(['shared-quantity']),
    })
  })

  it('are ranked by a manager; who stays in a list keeps the rank', async () => {
    await holds(licensesOf('Suite', 10, '2020'), licensesOf('Tools', 0, ''))
    await map(alpha, suite)
    expect((await map(beta, suite)).mapping.products).toMatchObject([{ rank: 2 }])
    await map(alpha, { ...suite, rank: 3 })
    expect(await entitled(alpha, beta)).toEqual([2, 8])
    expect((await map(alpha, 'Tools', suite)).mapping.products).toMatchObject([{ rank: 3 }, { rank: 1 }])
    expect(await entitled(alpha, beta)).toEqual([2, 8])
    // Of one rank, who was mapped first is first.
    ledger.setClock(new Date('2026-06-15T12:30:00Z'))
    await map(beta)
    await map(beta, { ...suite, rank: 3 })
    expect(await entitled(alpha, beta)).toEqual([6, 4])
    await map(alpha, 'Tools')
    expect(await entitled(alpha, beta)).toEqual([0, 10])
  })

  it('never count it twice, also beside what each has for itself', async () => {
    await holds(licensesOf('Suite', 10, '2020'), licensesOf('Tools', 4, ''), licensesOf('Bundle', 3, ''))
    await map(alpha, suite, 'Tools')
    await map(beta, suite, 'Bundle')
    expect(await entitled(alpha, beta)).toEqual([4 + 5, 3 + 5])
    await map(beta, suite, 'Bundle', 'Tools')
    const [one = 0, other = 0] = await entitled(alpha, beta)
    expect(one + other).toBe(17)
  })

  it('are at most 40', async () => {
    await holds(licensesOf('Suite', 10, '2020'))
    const programs = Array.from(
      { length: 41 },
      (_, index) => `App ${'ABCDEFGHIJ'[Math.floor(index / 10)]}${'abcdefghij'[index % 10]}`,
    )
    await inventory.report(
      'PC-40',
      at,
      programs.map((title) => `Other/${title}@1`),
    )
    await ledger.work()
    const { items } = (await ledger.call('GET /software', { query: { publisher: 'Other', limit: '100' } })).body
    expect(items).toHaveLength(41)
    const share = ({ id: titleId }: { id: string }) =>
      ledger.call(route('PUT'), { params: { titleId }, body: { products: [suite] } })
    for (const item of items.slice(0, 40)) expect((await share(item)).status).toBe(200)
    expect(await share(items[40])).toMatchObject({
      status: 409,
      body: { type: 'urn:license-ledger:problem:title-limit-reached' },
    })
    await ledger.work()
    const { items: now } = (await ledger.call('GET /software', { query: { publisher: 'Other', limit: '100' } })).body
    expect(now.reduce((sum: number, { entitledCount }: { entitledCount: number }) => sum + entitledCount, 0)).toBe(10)
  })
})

describe('A mapping survives (spec: Position)', () => {
  it('refreshes, and a product that goes and comes back', async () => {
    const pair = await holds(licensesOf('Suite', 10, '2020'))
    await map(alpha, suite)
    await worker.refresh()
    expect(await entitled(alpha)).toEqual([10])
    answer(pair)
    await worker.refresh()
    expect(await entitled(alpha)).toEqual([0])
    expect((await get(alpha)).mapping.products).toMatchObject([suite])
    expect((await put(alpha, [suite])).status).toBe(200)
    expect((await put(beta, [suite])).status).toBe(422)
    answer(pair, licensesOf('SUITE', 7, '2020'))
    await worker.refresh()
    expect(await entitled(alpha)).toEqual([7])
    answer(pair)
    await worker.refresh()
    await unmap(alpha)
    expect((await put(alpha, [suite])).status).toBe(422)
  })

  it('statements', async () => {
    const imports = importer(ledger)
    const summary = async (rows: string) => {
      await imports.drop('imports/entitlements/summary.csv', `${summaryHeadings}\n${rows}`)
      await ledger.work()
    }
    await summary('Suite,2020,Applications,License,9,0,')
    await map(alpha, suite)
    expect(await entitled(alpha)).toEqual([9])
    await summary('Tools,2020,Applications,License,9,0,')
    expect(await entitled(alpha)).toEqual([0])
    await summary('Suite,2020,Applications,License,5,0,')
    expect(await entitled(alpha)).toEqual([5])
  })

  it('inventories', async () => {
    await holds(licensesOf('Suite', 10, '2020'))
    await map(alpha, suite)
    await map(beta, suite)
    ledger.setClock(new Date('2026-06-15T12:05:00Z'))
    for (let device = 0; device < 6; device++)
      await inventory.report(`PC-${device}`, '2026-06-15T12:05:00Z', device < 2 ? ['Maker/Alpha 1.1@1.1'] : [])
    await ledger.work()
    expect(await entitled(alpha, beta)).toEqual([8, 2])
  })

  it('a merge, for the title that stays, and is its own again after the split', async () => {
    await holds(licensesOf('Suite', 10, '2020'), licensesOf('Tools', 4, ''))
    await map(alpha, suite)
    await map(beta, 'Tools')
    const [alphaId, betaId] = [await idOf(alpha), await idOf(beta)]
    const merge = { params: { titleId: alphaId }, body: { into: betaId } }
    expect((await ledger.call('POST /software/{titleId}/merge', merge)).status).toBe(200)
    await ledger.work()
    expect(await positionsOf(ledger).of(beta)).toEqual({ entitled: 14, installed: 8, status: 'covered' })
    expect((await ledger.call(route('PUT'), { params: { titleId: alphaId }, body: { products: [] } })).status).toBe(409)
    const split = { params: { titleId: betaId }, body: { rawTitles: ['Alpha 1.0'] } }
    expect((await ledger.call('POST /software/{titleId}/split', split)).body.id).toBe(alphaId)
    await ledger.work()
    expect(await entitled(alpha, beta)).toEqual([10, 4])
    expect((await get(alpha)).mapping.products).toMatchObject([suite])
  })

  it('a merge of titles that share the product: it counts once', async () => {
    await holds(licensesOf('Suite', 10, '2020'))
    await map(alpha, suite)
    await map(beta, suite)
    const [alphaId, betaId] = [await idOf(alpha), await idOf(beta)]
    await ledger.call('POST /software/{titleId}/merge', { params: { titleId: alphaId }, body: { into: betaId } })
    await ledger.work()
    expect(await entitled(beta)).toEqual([10])
    const split = { params: { titleId: betaId }, body: { rawTitles: ['Alpha 1.0'] } }
    await ledger.call('POST /software/{titleId}/split', split)
    await ledger.work()
    expect(await entitled(alpha, beta)).toEqual([6, 4])
  })
})

describe('A mapping is refused', () => {
  it('to all but managers', async () => {
    const roles = { roles: ['license-reader'] }
    expect((await put(alpha, [], roles)).status).toBe(403)
    expect(await unmap(alpha, roles)).toBe(403)
  })

  it.each([
    ['a product that nobody reports', ['Suit'], 'product-not-found', '/products/0'],
    ['an unknown one among others', [suite, { product: 'Suite', version: '2021' }], 'product-not-found', '/products/1'],
    ['one product twice', [suite, { product: 'SUITE', version: '2020' }], 'duplicate-product', '/products/1'],
    ['a text in place of a list', 'Suite', undefined, '/products'],
    ['a rank of 0', [{ ...suite, rank: 0 }], undefined, '/products/0'],
    ['a rank above 1,000', [{ ...suite, rank: 1001 }], undefined, '/products/0'],
    ['an unknown field', [{ ...suite, quantity: 1 }], undefined, '/products/0'],
    ['an empty name', [''], undefined, '/products/0'],
    ['51 products', Array.from({ length: 51 }, (_, index) => `P${index}`), 'validation', '/products'],
  ])('with %s', async (_, products, code, pointer) => {
    await holds(licensesOf('Suite', 10, '2020'))
    const { status, body } = await put(alpha, products)
    expect(status).toBe(422)
    expect(body.errors).toHaveLength(1)
    expect(body.errors[0].pointer).toContain(pointer)
    if (code) expect(body.errors[0].code).toBe(code)
    expect((await get(alpha)).version).toBe(1)
  })

  it('with a product in both lists, or one to exclude that nobody reports', async () => {
    await holds(licensesOf('Suite', 10, '2020'))
    const twice = await put(alpha, [suite], {}, [suite])
    expect(twice).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/exclude/0', code: 'duplicate-product' }] },
    })
    const missing = await put(alpha, [], {}, [suite, 'Suit'])
    expect(missing).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/exclude/1', code: 'product-not-found' }] },
    })
    expect((await get(alpha)).version).toBe(1)
  })

  it('for a title that is not there', async () => {
    const titleId = '0'.repeat(26)
    const found = await ledger.call(route('PUT'), { params: { titleId }, body: { products: [] } })
    expect(found).toMatchObject({ status: 404, body: { type: 'urn:license-ledger:problem:title-not-found' } })
    expect((await ledger.call(route('DELETE'), { params: { titleId } })).status).toBe(404)
  })

  it('with a stale If-Match', async () => {
    await holds(licensesOf('Suite', 10, '2020'))
    const first = { headers: { 'if-match': '"1"' } }
    expect((await put(alpha, [suite], first)).headers.etag).toBe('"2"')
    expect((await put(alpha, [], first)).status).toBe(412)
    expect(await unmap(alpha, first)).toBe(412)
    expect(await entitled(alpha)).toEqual([10])
    expect(await unmap(alpha, { headers: { 'if-match': '"2"' } })).toBe(204)
  })
})

describe('Two managers at the same time', () => {
  const outcomes = async (...calls: Promise<{ status: number | undefined }>[]) =>
    (await Promise.all(calls)).map(({ status }) => status).sort()

  it('who saw the same version: one is told that it was changed meanwhile', async () => {
    await holds(licensesOf('Suite', 10, '2020'), licensesOf('Tools', 4, ''))
    for (let round = 0; round < 5; round++) {
      const seen = { headers: { 'if-match': `"${(await get(alpha)).version}"` } }
      expect(await outcomes(put(alpha, ['Tools'], seen), put(alpha, [suite], seen))).toEqual([200, 412])
      await map(alpha)
    }
  })

  it('who saw the same version and decide of different things: one is told, too', async () => {
    await holds(licensesOf('Tools', 4, ''))
    const titleId = await idOf(alpha)
    for (let round = 0; round < 5; round++) {
      const { version, licensable } = await get(alpha)
      const headers = { 'if-match': `"${version}"` }
      const patch = ledger.call('PATCH /software/{titleId}', {
        params: { titleId },
        body: { licensable: !licensable },
        headers,
      })
      expect(await outcomes(put(alpha, ['Tools'], { headers }), patch)).toEqual([200, 412])
      await unmap(alpha)
    }
  })

  it('who map a title: the list of the last one stands whole', async () => {
    await holds(licensesOf('Suite', 10, '2020'), licensesOf('Tools', 4, ''))
    const titleId = await idOf(alpha)
    heal = interleave(ledger.client, 'title-mapped', () => put(alpha, ['Tools']))
    await ledger.call(route('PUT'), { params: { titleId }, body: { products: [suite] } })
    heal()
    await ledger.work()
    expect((await get(alpha)).mapping.products).toMatchObject([suite])
    expect(await entitled(alpha)).toEqual([10])
    const { items } = (await ledger.call('GET /audit')).body
    expect(items.slice(0, 2)).toMatchObject([
      { before: { products: [{ product: 'Tools' }] }, after: { products: [suite] } },
      { before: {}, after: { products: [{ product: 'Tools' }] } },
    ])
  })

  it('who map one product to two titles: both share it', async () => {
    await holds(licensesOf('Suite', 10, '2020'))
    const titleId = await idOf(alpha)
    heal = interleave(ledger.client, 'title-mapped', () => put(beta, [suite]))
    await ledger.call(route('PUT'), { params: { titleId }, body: { products: [suite] } })
    heal()
    await ledger.work()
    // They have one rank: who was mapped first is first.
    for (const title of [alpha, beta]) expect((await get(title)).mapping.products).toMatchObject([{ rank: 1 }])
    expect(await entitled(alpha, beta)).toEqual([6, 4])
  })
})
