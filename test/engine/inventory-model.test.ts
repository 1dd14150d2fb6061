import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountOf } from '../support/amount.ts'
import { Crash, injectFaults } from '../support/faults.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger } from '../support/ledger.ts'

const day = (number: number): string => new Date(Date.UTC(2026, 0, number)).toISOString()

const devices = ['a', 'b', 'c'] as const
const names = ['Maker/Alpha 1.0@1', 'Maker/Alpha 1.0@2', 'Maker/Beta@1', 'Other/Gamma 3.1@3', 'Maker/Delta@'] as const

const report = fc.record({
  kind: fc.constant('report' as const),
  device: fc.constantFrom(...devices),
  on: fc.integer({ min: 1, max: 9 }),
  list: fc.subarray([...names]),
})
type Report = typeof report extends fc.Arbitrary<infer T> ? T : never
const reports = fc.record({
  kind: fc.constant('reports' as const),
  some: fc.uniqueArray(report, { minLength: 2, maxLength: 4, selector: ({ device, on }) => `${device} ${on}` }),
})
const crash = fc.record({ kind: fc.constant('crash' as const), during: report, at: fc.integer({ min: 0, max: 2 }) })
const drop = fc.record({ kind: fc.constant('drop' as const), device: fc.constantFrom(...devices) })
const link = fc.record({
  kind: fc.constant('link' as const),
  device: fc.constantFrom(...devices),
  to: fc.constantFrom(...devices),
})
const step = fc.oneof(
  { weight: 5, arbitrary: report },
  { weight: 3, arbitrary: reports },
  { weight: 2, arbitrary: crash },
  { weight: 1, arbitrary: drop },
  { weight: 2, arbitrary: link },
)

describe('reports, links and deletions at random', () => {
  const models = amountOf(8, 150)

  it('each device has its newest report, and each link leads to a device that is not linked itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        const ledger = await newLedger()
        ledger.setClock(new Date(day(20)))
        const inventory = inventoryOf(ledger)
        const tell = ({ device, on, list }: Report) => inventory.report(device, day(on), list)
        /** Reports by device, since it was deleted last. */
        const told = new Map<string, Report[]>(devices.map((device) => [device, []]))
        for (const each of steps) {
          if (each.kind === 'link') await inventory.link(each.device, each.to)
          if (each.kind === 'drop') {
            await inventory.drop(each.device)
            told.set(each.device, [])
          }
          const sent = each.kind === 'reports' ? each.some : each.kind === 'report' ? [each] : []
          await Promise.all(sent.map(tell))
          if (each.kind === 'crash') {
            let writes = 0
            const heal = injectFaults(ledger.client, {
              after: ({ command }) =>
                /Write|Update|Put/.test(command) && writes++ === each.at ? new Crash() : undefined,
            })
            await tell(each.during)
            heal()
            await tell(each.during)
            sent.push(each.during)
          }
          for (const one of sent) told.get(one.device)?.push(one)
        }
        for (const [device, all] of told) {
          const { status, body } = await inventory.device(device)
          const on = Math.max(0, ...all.map((one) => one.on))
          if (on === 0) {
            expect(status).toBe(404)
            continue
          }
          expect(body.reportedAt).toBe(day(on))
          const newest = all.filter((one) => one.on === on).map(({ list }) => [...list].sort().join())
          expect(newest).toContain((await inventory.softwareOf(device)).join())
          if (body.linkedTo !== undefined) {
            const head = await inventory.device(body.linkedTo)
            expect(head.body.linkedTo).toBeUndefined()
            expect(head.body.linkedDevices).toContain(device)
          }
        }
        const known = (await ledger.scan()).filter(({ pk }) => String(pk).startsWith('NAMES#'))
        const counters = known.filter(({ sk }) => sk === '#COUNT').map(({ count }) => Number(count))
        expect(counters.reduce((sum, count) => sum + count, 0)).toBe(known.length - counters.length)
      }),
      { numRuns: models },
    )
  })
})
