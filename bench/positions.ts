import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { pairKey } from '../lib/agreements/pair.ts'
import { addPair } from '../lib/agreements/stored-pair.ts'
import { takeRefreshMessage } from '../lib/refreshes/refresh-messages.ts'
import { commit } from '../lib/table/table.ts'
import { countPairs } from '../lib/validation/pair-counts.ts'
import type { Entitlement } from '../lib/vlsc/contract.ts'
import { readAnswer } from '../lib/vlsc/read-answer.ts'
import type { Vlsc } from '../lib/vlsc/vlsc.ts'
import { s3Event, sqsEvent } from '../test/support/importer-on.ts'
import type { TestLedger } from '../test/support/ledger-on.ts'
import { makeInventory } from './made-inventory.ts'
import { metered, sumOf } from './meter.ts'
import { figure, type Row } from './report.ts'
import type { Stage } from './stage.ts'
import { numbered } from './users.ts'

/** Devices of the small and the large ledger; pairs and other agreements grow with them. */
const sizes = [1_000, Number(process.env.POSITION_DEVICES ?? 10_000)]
const devicesPerPair = 10
const devicesPerAgreement = 20
const productsOfVlsc = 200
const invocation = 15 * 60_000
const piece = 99
/** Requests of an overview: issue of the license position. */
const mostOfOverview = 12
/** How much a change may cost in the large ledger, to the small one. */
const mostGrowth = 1.5

const start = Date.parse('2026-03-01T08:00:00Z')
const refused = () => new Error('It is there already.')

const licensesOf = (index: number, effectiveQuantity: number): Entitlement => ({
  productPool: 'Applications',
  productFamily: `Made Product ${numbered(index % productsOfVlsc)}`,
  version: '2019',
  type: 'License',
  effectiveQuantity,
  activeSoftwareAssuranceQuantity: 0,
})

/** Each pair has two of the products. */
const vlscWith = (quantity: number): Vlsc => ({
  lookUp: async (pairs) =>
    readAnswer(
      {
        results: pairs.map((pair) => {
          const number = Number(pair.licenseNumber.slice(1))
          const entitlements = [licensesOf(number, quantity), licensesOf(number + 7, quantity)]
          return { ...pair, status: 'valid', entitlements }
        }),
      },
      pairs,
    ),
})

/** What users do to a ledger of some size. */
const usersOf = (stage: Stage, ledger: TestLedger, devices: number) => {
  let seconds = 0
  const tick = () => ledger.setClock(new Date(start + 1_000 * seconds++))
  const call = async (route: string, options: Parameters<TestLedger['call']>[1] = {}) => {
    tick()
    const { status = 0, body } = await ledger.call(route, options)
    if (status >= 400) throw new Error(`${route}: ${JSON.stringify(body)}`)
    return body
  }
  const refresh = async (quantity: number): Promise<void> => {
    await call('POST /refreshes', { body: {} })
    const queue = ledger.announcedRefreshes.splice(0)
    const goOn = async (refreshId: string) => void queue.push(refreshId)
    const desk = { ledger: ledger.ledger, vlsc: vlscWith(quantity), goOn, staleAfterHours: 36, sleep: async () => {} }
    for (let id = queue.shift(); id !== undefined; id = queue.shift())
      await takeRefreshMessage(desk, { body: { refreshId: id }, isLast: false })
  }
  const addInventory = async (path: string): Promise<void> => {
    const importer = stage.importerFor(ledger)
    let event = s3Event([await importer.put('imports/inventory/inventory.csv', await readFile(path))])
    for (let goesOn = true; goesOn; ) {
      await importer.deliver(event, invocation)
      const [importId] = importer.woken.splice(0)
      goesOn = importId !== undefined
      event = sqsEvent({ importId })
    }
  }
  const addPairs = async (): Promise<void> => {
    const agreementId = ledger.ledger.newId()
    for (let first = 0; first < devices / devicesPerPair; first += piece) {
      const pairs = Array.from({ length: Math.min(piece, devices / devicesPerPair - first) }, (_, index) => ({
        agreementNumber: `V${numbered(first + index)}`,
        licenseNumber: `L${numbered(first + index)}`,
      }))
      await commit(ledger.table, [
        ...pairs.map((pair) => addPair(pair, agreementId, refused)),
        ...countPairs('api', { added: pairs.length }),
      ])
    }
  }
  return { call, tick, refresh, addInventory, addPairs }
}

const agreementFor = (name: string, { publisher, title }: { publisher: string; title: string }) => ({
  type: 'other',
  name,
  publisher,
  productTitle: title,
  licenseCount: 5,
})

/** What one change costs in a ledger of so many devices, with the work that follows. */
const measureSize = async (stage: Stage, devices: number, path: string) => {
  const ledger = await stage.newLedger()
  const { call, tick, refresh, addInventory, addPairs } = usersOf(stage, ledger, devices)
  tick()
  await makeInventory(path, devices)
  await addInventory(path)
  await ledger.work()
  await addPairs()
  await refresh(5)
  await ledger.work()
  const { items: titles } = await call('GET /software', { query: { limit: '100' } })
  for (let index = 0; index < devices / devicesPerAgreement; index++)
    await call('POST /agreements', { body: agreementFor(`Agreement ${index}`, titles[index % titles.length]) })
  await ledger.work()
  const { items: products } = await call('GET /entitlements', { query: { matched: 'false', limit: '1' } })
  const [title] = titles
  const params = { titleId: title.id }
  const costs: [string, Record<string, number>][] = []
  const cost = async (what: string, act: () => Promise<unknown>) => {
    const { usage } = await metered(stage, act)
    costs.push([what, { requests: sumOf(usage.requests), RCU: usage.readUnits, WCU: usage.writeUnits }])
  }
  const change = (what: string, act: () => Promise<unknown>) =>
    cost(what, async () => {
      await act()
      await ledger.work()
    })

  await change('an other agreement created', () => call('POST /agreements', { body: agreementFor('One more', title) }))
  await change('a product mapped to a title', () =>
    call('PUT /software/{titleId}/entitlement-mapping', {
      params,
      body: { products: [{ product: products[0].product, version: products[0].version }] },
    }),
  )
  await change('one pair with two products added and answered', async () => {
    const pair = { agreementNumber: 'V99999', licenseNumber: 'L99999' }
    await call('POST /agreements', { body: { type: 'volume', name: pairKey(pair).replace('#', ' '), pairs: [pair] } })
    const desk = {
      ledger: ledger.ledger,
      vlsc: vlscWith(9),
      goOn: async () => {},
      staleAfterHours: 36,
      sleep: async () => {},
    }
    for (const refreshId of ledger.announcedRefreshes.splice(0))
      await takeRefreshMessage(desk, { body: { refreshId }, isLast: false })
  })
  await change('a device reports one title more', () =>
    call('PUT /devices/{deviceId}/software', {
      params: { deviceId: 'one-more' },
      roles: ['inventory-writer'],
      body: {
        deviceName: 'One more',
        platform: 'Windows',
        reportedAt: new Date(start).toISOString(),
        software: [{ publisher: title.publisher, title: title.title, version: '1' }],
      },
    }),
  )
  await cost('a page of 25 titles', () => call('GET /software'))
  await cost('a page of 25 titles that are short', () => call('GET /software', { query: { status: 'short' } }))
  await cost('the overview', () => call('GET /overview'))
  return new Map(costs)
}

/**
 * What changes and pages cost in a small and in a ten times larger ledger: 1,000 and 10,000 devices (or
 * POSITION_DEVICES) of 120 titles, with a pair for ten devices and an other agreement for twenty.
 */
export const measurePositions = async (stage: Stage): Promise<Row[]> => {
  const folder = mkdtempSync(`${tmpdir()}/license-ledger-positions-`)
  try {
    const [small, large] = [
      await measureSize(stage, sizes[0] ?? 0, `${folder}/small.csv`),
      await measureSize(stage, sizes[1] ?? 0, `${folder}/large.csv`),
    ]
    return [...large].flatMap(([what, costs]) =>
      Object.entries(costs).map(([unit, value]) => {
        const before = small.get(what)?.[unit] ?? 0
        const isOverview = what === 'the overview' && unit === 'requests'
        const limit = isOverview ? mostOfOverview : Math.max(before, 1) * mostGrowth
        return { ...figure(what, value, unit, limit), 'in the small one': before }
      }),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
