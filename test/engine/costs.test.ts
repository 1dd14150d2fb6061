import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { playAccessPatterns } from '../../bench/access-patterns.ts'
import { type Figures, readDocument } from '../../bench/document.ts'
import { metered, sumOf } from '../../bench/meter.ts'
import { put, remove, update } from '../../lib/foundation/table/table.ts'
import { pricedByEngine } from '../support/engine-prices.ts'
import { importerOn } from '../support/importer-on.ts'
import { clientOf, ledgerOn } from '../support/ledger-on.ts'

const client = clientOf(inject('dynamodbEndpoint'))
const aside = clientOf(inject('dynamodbEndpoint'))
const documented = readDocument()
const measured = new Map<string, Figures>()
const byEngine = new Map<string, Omit<Figures, 'requests'>>()

beforeAll(async () => {
  const stage = {
    client,
    aside,
    newLedger: () => ledgerOn(client),
    importerFor: (ledger: Parameters<typeof importerOn>[1]) => importerOn(inject('s3Endpoint'), ledger),
  }
  await playAccessPatterns(stage, async (pattern, work) => {
    const { usage, result: priced } = await metered(stage, () => pricedByEngine(client, work))
    measured.set(pattern, { requests: sumOf(usage.requests), RCU: usage.readUnits, WCU: usage.writeUnits })
    byEngine.set(pattern, { RCU: priced.units.readUnits, WCU: priced.units.writeUnits })
    return priced.result
  })
}, 300_000)

describe('The cost in docs/access-patterns.md is right for:', () => {
  it.each([...documented])('%s', (pattern, figures) => {
    const found = measured.get(pattern)
    // Agreements fall into partitions by their ids, and each partition is read in whole units.
    const isSpread = /^(reconcile|preview)/.test(pattern) && Math.abs((found?.RCU ?? 0) / figures.RCU - 1) < 0.05
    expect(isSpread && found ? { ...found, RCU: figures.RCU } : found).toEqual(figures)
  })

  it('stands there for every pattern, and for nothing else', () => {
    expect([...documented.keys()].sort()).toEqual([...measured.keys()].sort())
  })
})

describe('The cost of inventory in docs/operations.md', () => {
  const text = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const said = (form: RegExp) => Number(form.exec(text)?.[1])
  const units = {
    read: said(/^read units {3}= (\d+) a report/m),
    again: said(/^write units {2}= (\d+) of a device seen again/m),
    more: said(/seen again, (\d+) with a title more/),
  }

  it('counts the units of a report as the meter does', () => {
    expect(measured.get('report the same list of a device again')).toMatchObject({ RCU: units.read, WCU: units.again })
    expect(measured.get('report one title more of a device, known')).toMatchObject({ RCU: units.read, WCU: units.more })
  })

  it.each([
    { devices: '500', count: 500 },
    { devices: '20,000', count: 20_000 },
    { devices: '300,000', count: 300_000 },
  ])('follows from them for $devices devices', ({ devices, count }) => {
    const dynamo = said(
      new RegExp(`^\\| +${devices} \\| +[\\d,]+ M? ?\\| +([\\d.]+) \\| [\\d.]+ \\| +[\\d.]+ \\|`, 'm'),
    )
    const write = 0.9 * units.again + 0.1 * units.more
    expect(dynamo).toBeCloseTo((30 * count * (units.read * 0.125 + write * 0.625)) / 1e6, 2)
  })
})

describe('The upper limit of the cost holds for:', () => {
  it.each([
    { pattern: 'create an other agreement', requests: 3, WCU: 14 },
    { pattern: 'reconcile after a new other agreement', requests: 160, WCU: 12 },
    { pattern: 'report one title more of a device, known', requests: 3, WCU: 8 },
    { pattern: 'report other versions of a device', requests: 3, WCU: 8 },
    { pattern: 'report the same list of a device again', requests: 2, WCU: 1 },
    { pattern: 'list software of a publisher by installs', requests: 2, WCU: 0 },
    { pattern: 'overview', requests: 12, WCU: 0 },
  ])('$pattern: at most $requests requests and $WCU write units', ({ pattern, requests, WCU }) => {
    const figures = measured.get(pattern)
    expect(figures?.requests).toBeLessThanOrEqual(requests)
    expect(figures?.WCU).toBeLessThanOrEqual(WCU)
  })
})

const meterAgainstEngine = () => {
  it.each([...documented.keys()])('%s', (pattern) => {
    const { requests, ...units } = measured.get(pattern) ?? { requests: 0 }
    expect(units).toEqual(byEngine.get(pattern))
  })

  it('read, write, change and delete items of any attributes', async () => {
    const { table } = await ledgerOn(client)
    const text = fc.string({ unit: 'grapheme', maxLength: 600 })
    // DynamoDB takes no number nearer to zero than 1e-130.
    const number = fc
      .double({ min: -1e15, max: 1e15, noNaN: true })
      .filter((each) => each === 0 || Math.abs(each) > 1e-99)
    const scalar = fc.oneof(text, fc.integer(), number, fc.boolean())
    const members = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 60 })
    const value = fc.oneof(
      scalar,
      fc.constant(null),
      members.map((strings) => new Set(strings)),
      fc.array(scalar, { maxLength: 30 }),
      fc.array(fc.tuple(fc.constantFrom('a', 'bcd', 'é'), scalar), { maxLength: 3 }).map(Object.fromEntries),
    )
    const indexed = { gsi1pk: fc.constantFrom('x', 'y'), gsi2pk: fc.constant('z'), gsiSk: fc.constantFrom('1', '2') }
    const attributes = fc.record({ a: value, b: value, name: text, ...indexed }, { requiredKeys: ['a'] })
    const refused = () => new Error('refused')
    let items = 0
    await fc.assert(
      fc.asyncProperty(attributes, attributes, async (one, other) => {
        items += 1
        const key = { pk: `K${items}`, sk: 'S' }
        const steps = [
          () => table.transact([put({ ...key, ...one }, { exists: false }, refused)]),
          () => table.get(key),
          () => table.getMany([key, { pk: 'nothing', sk: 'S' }], { consistent: false }),
          () => table.query({ partition: key.pk }),
          () => table.query({ index: 'gsi1', partition: 'x', limit: 9 }),
          () => table.transact([update(key, { set: other }, {}, refused)]),
          () => table.transact([put({ ...key, ...one }, { exists: true }, refused)]),
          () => table.transact([remove(key, { exists: true }, refused)]),
        ]
        for (const step of steps) {
          const { usage, result } = await metered({ client, aside }, () => pricedByEngine<unknown>(client, step))
          expect(usage).toMatchObject(result.units)
        }
      }),
      { numRuns: 60 },
    )
  })
}

// DynamoDB Local misprices: 6 units of the 13 of a new group, 12 of the 13 of a new agreement, none for an empty list.
if (inject('engine') === 'dynoxide') describe('the meter and the engine agree on what it costs to', meterAgainstEngine)
