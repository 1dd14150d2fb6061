import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageDevices } from '../../lib/inventory/age-devices.ts'
import { Crash, injectFaults } from '../support/faults.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

let ledger: TestLedger
let inventory: ReturnType<typeof inventoryOf>

const start = async () => {
  ledger = await newLedger()
  inventory = inventoryOf(ledger)
}

const day = (number: number): string => new Date(Date.UTC(2026, 0, number)).toISOString()

const call = (routeKey: string, titleId: string, body?: unknown) => ledger.call(routeKey, { params: { titleId }, body })

describe('under fire', () => {
  const models = Number(process.env.INVENTORY_MODELS ?? 15)

  it('counts are those of a recount after any sequence of reports, corrections, links and crashes', async () => {
    const devices = ['a', 'b', 'c', 'd'] as const
    const names = [
      'Maker/Alpha 1.0@1',
      'Maker/Alpha 2.0@2',
      'Maker/Beta@1',
      'Other/Gamma 3.1@3',
      'Maker/Delta@1',
    ] as const
    const titles = ['Alpha', 'Beta', 'Gamma', 'Delta'] as const
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          kind: fc.constant('report' as const),
          device: fc.constantFrom(...devices),
          on: fc.integer({ min: 1, max: 9 }),
          names: fc.subarray([...names]),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const), device: fc.constantFrom(...devices) }) },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('link' as const),
          device: fc.constantFrom(...devices),
          to: fc.constantFrom(...devices),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('unlink' as const), device: fc.constantFrom(...devices) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('merge' as const),
          title: fc.constantFrom(...titles),
          into: fc.constantFrom(...titles),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('split' as const),
          name: fc.constantFrom('Alpha 1.0', 'Alpha 2.0', 'Beta'),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('age' as const), on: fc.constantFrom(20, 95) }) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('work' as const), crashAt: fc.integer({ min: 0, max: 6 }) }),
      },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        await start()
        ledger.setClock(new Date(day(20)))
        const id = async (title: string) => inventory.titleId(title).catch(() => undefined)
        for (const each of steps) {
          if (each.kind === 'report') await inventory.report(each.device, day(each.on), each.names)
          if (each.kind === 'drop') await inventory.drop(each.device)
          if (each.kind === 'link') await inventory.link(each.device, each.to)
          if (each.kind === 'unlink') await inventory.unlink(each.device)
          if (each.kind === 'merge') {
            const [title, into] = [await id(each.title), await id(each.into)]
            if (title && into) await call('POST /software/{titleId}/merge', title, { into })
          }
          if (each.kind === 'split') {
            const title = await id(each.name.split(' ')[0] ?? '')
            if (title)
              await call('POST /software/{titleId}/split', title, {
                rawTitles: [each.name],
                title: `Split ${each.name}`,
              })
          }
          if (each.kind === 'age') {
            ledger.setClock(new Date(day(each.on)))
            await ageDevices(ledger.ledger)
          }
          if (each.kind === 'work') {
            const heal = injectFaults(ledger.client, {
              after: ({ command, count }) =>
                command === 'TransactWriteItems' && count >= each.crashAt ? new Crash() : undefined,
            })
            await ledger.work().catch(() => {})
            heal()
          }
        }
        // Whoever died held the right to count, and gets it no more.
        ledger.setClock(new Date(ledger.ledger.now().getTime() + 61_000))
        for (const { id: workId } of await openWork()) ledger.announced.push(workId)
        ledger.announced.push('count-installs')
        await ledger.work()
        expect(await inventory.differences()).toEqual([])
      }),
      { numRuns: models },
    )
  })

  const openWork = async () =>
    (await ledger.scan()).filter(({ pk }) => String(pk).startsWith('WORK#')).map(({ id }) => ({ id: String(id) }))
})
