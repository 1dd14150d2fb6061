import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { leafCache, noCache } from '../../lib/catalog/leaf-cache.ts'
import { productKey } from '../../lib/entitlements/product-key.ts'
import { bestCandidates } from '../../lib/matching/candidates.ts'
import { rowsOf, shelvesOf } from '../support/catalog-on.ts'
import { injectFaults } from '../support/faults.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

let ledger: TestLedger

const product = (productFamily: string, version: string) => ({ productFamily, version })
const office = product('Office Professional Plus', '2019')

const candidatesOf = async (productFamily: string, version: string) => {
  const asked = product(productFamily, version)
  const found = await bestCandidates({ table: ledger.table, leaves: noCache }, [asked])
  return found.get(productKey(asked)) ?? []
}
const titlesOf = async (productFamily: string, version: string) =>
  (await candidatesOf(productFamily, version)).map(({ title }) => title)

/** Adds a title as a manager does. @returns its id */
const add = async (title: string, publisher = 'Microsoft Corporation'): Promise<string> =>
  (await ledger.call('POST /catalog/titles', { body: { publisher, title } })).body.id

const correct = (routeKey: string, titleId: string, body: unknown) =>
  ledger.call(routeKey, { params: { titleId }, body })

/** What a piece of work asks the table, by command. */
const asks = async (work: () => Promise<unknown>): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {}
  const stop = injectFaults(ledger.client, {
    before: ({ command }) => {
      counts[command] = (counts[command] ?? 0) + 1
      return undefined
    },
  })
  await work()
  stop()
  return counts
}

describe('candidates', () => {
  beforeAll(async () => {
    ledger = await newLedger()
  })

  it('of a catalog without Microsoft are none', async () => {
    await add('Microsoft Office Professional Plus 2019', 'Contoso')
    expect(await candidatesOf('Office Professional Plus', '2019')).toEqual([])
  })

  it('are the titles of Microsoft that match best, best first, ties by name, at most five', async () => {
    for (const title of [
      'Microsoft Office Professional Plus 2016',
      'Microsoft Office Professional Plus 2013',
      'Microsoft Office Professional Plus 2010',
      'Microsoft Office Standard 2019',
      'Microsoft Office 2019',
      'Microsoft Office Home and Student 2007',
      'Microsoft Visio Professional 2019',
    ])
      await add(title)
    expect(await candidatesOf('Office Professional Plus', '2019')).toEqual([
      {
        id: expect.any(String),
        publisher: 'Microsoft',
        title: 'Microsoft Office 2019',
        score: 0.79,
        reason: 'Same product and version; the title does not say its edition.',
      },
      ...['2010', '2013', '2016'].map((year) =>
        expect.objectContaining({
          title: `Microsoft Office Professional Plus ${year}`,
          score: 0.7,
          reason: `Same product, another version: ${year}, not 2019.`,
        }),
      ),
      expect.objectContaining({ title: 'Microsoft Office Standard 2019', score: 0.69 }),
    ])
  })

  it('of something else, and of what is no license for a title, are none', async () => {
    await add('Windows Server 2022 Standard')
    expect(await candidatesOf('Windows Server - User CAL', '2022')).toEqual([])
    expect(await candidatesOf('Dynamics NAV', '2018')).toEqual([])
    expect(await candidatesOf('★', '')).toEqual([])
  })

  it('are not titles that were merged away', async () => {
    const [into, away] = [await add('Microsoft Project 2016'), await add('Microsoft Project Professional 2016')]
    expect(await titlesOf('Project Professional', '2016')).toEqual([
      'Microsoft Project Professional 2016',
      'Microsoft Project 2016',
    ])
    expect((await correct('POST /software/{titleId}/merge', away, { into })).status).toBe(200)
    expect(await titlesOf('Project Professional', '2016')).toEqual(['Microsoft Project 2016'])
    await shelvesOf(ledger).pack('Microsoft')
    expect(await titlesOf('Project Professional', '2016')).toEqual(['Microsoft Project 2016'])
  })

  it('are not titles that need no license', async () => {
    const id = await add('Microsoft Access 2016')
    expect(await titlesOf('Access', '2019')).toEqual(['Microsoft Access 2016'])
    expect((await correct('PATCH /software/{titleId}', id, { licensable: false })).status).toBe(200)
    expect(await titlesOf('Access', '2019')).toEqual([])
  })

  it('of a hundred products are found with one look at the catalog', async () => {
    const many = [office, ...Array.from({ length: 99 }, (_, index) => product(`Office Standard ${index}`, '2019'))]
    const cold = (asked: typeof many) => bestCandidates({ table: ledger.table, leaves: noCache }, asked)
    expect(await asks(() => cold([]))).toEqual({})
    expect(await asks(() => cold([office]))).toEqual({ Query: 1, BatchGetItem: 1 })
    expect(await asks(() => cold(many))).toEqual({ Query: 1, BatchGetItem: 1 })
    const found = await cold(many)
    expect(found.size).toBe(100)
    expect([...found.values()].every(({ length }) => length > 0 && length <= 5)).toBe(true)
    const warm = { table: ledger.table, leaves: leafCache() }
    expect(await bestCandidates(warm, many)).toEqual(found)
    expect(await asks(() => bestCandidates(warm, many))).toEqual({ Query: 1 })
  })

  it('are sought in the first four leaves of the catalog', async () => {
    ledger = await newLedger()
    const shelves = shelvesOf(ledger)
    const noise = Array.from({ length: 2_400 }, () => `M ${randomBytes(360).toString('hex')}`)
    await shelves.put('Microsoft', rowsOf(['Access 2016', ...noise, 'Microsoft Access 2019', 'Zeta Access 2019']))
    expect(await titlesOf('Access', '2019')).toEqual(['Microsoft Access 2019', 'Access 2016', 'Zeta Access 2019'])
    await shelves.pack('Microsoft')
    expect((await shelves.count('Microsoft')).leaves).toBeGreaterThan(4)
    expect((await asks(() => candidatesOf('Access', '2019'))).Query).toBe(1)
    expect(await titlesOf('Access', '2019')).not.toContain('Zeta Access 2019')
    expect(await titlesOf('Access', '2019')).toContain('Access 2016')
    expect((await shelves.titles('Microsoft', 'zeta')).map(({ title }) => title)).toEqual(['Zeta Access 2019'])
  })
})
