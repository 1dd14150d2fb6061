import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countPositions } from '../../lib/positions/count-positions.ts'
import { countPositionsWork } from '../../lib/positions/count-positions-work.ts'
import { markPositions } from '../../lib/positions/position-marks.ts'
import { alertMarksPartition, positionMarksPartition, positionsLockKey } from '../../lib/table/keys.ts'
import { commit } from '../../lib/table/table.ts'
import { doWork } from '../../lib/work/do-work.ts'
import { licensesOf, summaryHeadings } from '../support/entitlements.ts'
import { Crash, injectFaults, interleave, resetByPeer, throttled } from '../support/faults.ts'
import { importer } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { positionsOf } from '../support/positions.ts'

let ledger: TestLedger
let positions: ReturnType<typeof positionsOf>
let heal = () => {}
afterEach(() => heal())

const pair = { agreementNumber: 'A1', licenseNumber: 'L1' }
const sql = 'Microsoft SQL Server 2019'
const visio = 'Microsoft Visio Professional 2019'
const suite = licensesOf('Core Infrastructure Server Suite Standard Core', 4)

const later = (milliseconds: number) => ledger.setClock(new Date(ledger.ledger.now().getTime() + milliseconds))
const answers = (quantity: number) =>
  positions.answer(pair, { status: 'valid', entitlements: [licensesOf('SQL Server', quantity), suite] })
const count = () => countPositions(ledger.ledger)
const marks = async () => (await ledger.table.query({ partition: positionMarksPartition })).items

/** Two devices have SQL Server and Visio, which share what a pair has of a suite; another product is of SQL Server alone. */
beforeEach(async () => {
  ledger = await newLedger()
  ledger.setClock(new Date('2026-06-15T12:00:00Z'))
  positions = positionsOf(ledger)
  await positions.sweep()
  const inventory = inventoryOf(ledger)
  for (const device of ['a', 'b'])
    await inventory.report(device, '2026-06-15T12:00:00Z', [
      `Microsoft Corporation/${sql}@15`,
      `Microsoft Corporation/${visio}@16`,
    ])
  await ledger.call('POST /agreements', { body: { type: 'volume', name: 'Office', pairs: [pair] } })
  await answers(1)
  await ledger.work()
  for (const [title, names] of [
    [sql, [suite, licensesOf('SQL Server', 1)]],
    [visio, [suite]],
  ] as const) {
    const products = names.map(({ productFamily: product, version }) => ({ product, version }))
    const params = { titleId: await inventory.titleId(title) }
    const { status } = await ledger.call('PUT /software/{titleId}/entitlement-mapping', { params, body: { products } })
    expect(status).toBe(200)
  }
  await ledger.work()
  later(1_000)
})

const shares = async () => [(await positions.of(sql))?.entitled, (await positions.of(visio))?.entitled]

describe('work that two deliveries do at once', () => {
  it('is ended by one of them, and the other one says nothing of it', async () => {
    const { body } = await ledger.call('GET /agreements')
    await ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId: body.items[0].id } })
    const works = ledger.announced.splice(0)
    const [settling] = works.filter((id) => id !== countPositionsWork)
    expect(settling).toBeDefined()
    heal = interleave(ledger.client, String(settling), () => doWork(ledger.ledger, String(settling)))
    await doWork(ledger.ledger, String(settling))
    heal()
    await count()
    expect((await ledger.scan()).filter(({ pk }) => /^(ENTITLEMENTS|WORK)#/.test(String(pk)))).toEqual([])
    expect(await shares()).toEqual([0, 0])
    expect(await positions.differences()).toEqual([])
  })
})

describe('counting positions', () => {
  it('gives what is shared by need, when nothing goes wrong', async () => {
    expect(await shares()).toEqual([3, 2])
    expect(await positions.differences()).toEqual([])
  })

  it.each(['before', 'after'] as const)('ends the same after a crash %s any of its transactions', async (when) => {
    for (let crash = 0, isDone = false; !isDone; crash++) {
      // What is counted alternates: 2 of its own cover both, so that the other one gets all that is shared.
      const quantity = crash % 2 === 0 ? 2 : 0
      await answers(quantity)
      heal = injectFaults(ledger.client, {
        [when]: ({ command, count: sent }: { command: string; count: number }) =>
          command === 'TransactWriteItems' && sent >= crash ? new Crash() : undefined,
      })
      isDone = await count().then(
        () => true,
        (error) => {
          expect(error).toBeInstanceOf(Crash)
          return false
        },
      )
      heal()
      // Whoever died had the turn, and is waited for.
      later(61_000)
      await positions.sweep()
      expect([crash, await shares()]).toEqual([crash, quantity === 2 ? [4, 2] : [2, 2]])
      expect(await positions.differences()).toEqual([])
      if (isDone) expect(crash).toBeGreaterThan(5)
    }
  })

  it('leaves no mark, and for one that comes a second time only has alerts looked for again', async () => {
    await answers(2)
    const [item] = await marks()
    await count()
    expect(await marks()).toEqual([])
    const before = await ledger.scan()
    await commit(ledger.table, [markPositions('again', item ?? {}, '2026-06-15')])
    await count()
    const isAside = ({ pk, sk }: Record<string, unknown>) =>
      pk === alertMarksPartition || (pk === positionsLockKey.pk && sk === positionsLockKey.sk)
    const byKey = (items: Record<string, unknown>[]) =>
      new Map(items.filter((each) => !isAside(each)).map((each) => [`${each.pk} ${each.sk}`, each]))
    expect(byKey(await ledger.scan())).toEqual(byKey(before))
  })

  it('is left by a second worker to the one that has the turn', async () => {
    await answers(2)
    let transactions = 0
    heal = interleave(ledger.client, 'HOLDING#PAIR', async () => {
      const stop = injectFaults(ledger.client, {
        before: ({ command }) => {
          if (command === 'TransactWriteItems') transactions += 1
          return undefined
        },
      })
      await count()
      stop()
    })
    await count()
    // It asked for the turn, in vain.
    expect(transactions).toBe(1)
    expect(await shares()).toEqual([4, 2])
    expect(await positions.differences()).toEqual([])
  })

  it('by two workers at once is right', async () => {
    await answers(2)
    await Promise.all([count(), count(), count()])
    expect(await shares()).toEqual([4, 2])
    expect(await positions.differences()).toEqual([])
  })

  it('is taken over from a worker that fell silent, and the silent one then changes nothing', async () => {
    await answers(2)
    heal = interleave(ledger.client, 'HOLDING#PAIR', async () => {
      later(61_000)
      await count()
      await answers(0)
      await count()
    })
    await count()
    expect(await shares()).toEqual([2, 2])
    expect(await positions.differences()).toEqual([])
  })

  it('counts what is marked while it counts', async () => {
    await answers(2)
    heal = interleave(ledger.client, 'HOLDING#PAIR', () => answers(0))
    await count()
    expect(await marks()).toEqual([])
    expect(await shares()).toEqual([2, 2])
    expect(await positions.differences()).toEqual([])
  })

  it('reads a title anew that is installed more often meanwhile', async () => {
    await answers(2)
    heal = interleave(ledger.client, 'COVER#', async () => {
      await inventoryOf(ledger).report('c', '2026-06-15T12:00:02Z', [`Microsoft Corporation/${visio}@16`])
      await ledger.work()
    })
    await count()
    heal()
    await positions.sweep()
    expect(await shares()).toEqual([3, 3])
    expect(await positions.differences()).toEqual([])
  })

  const conflict = (): Error =>
    new TransactionCanceledException({
      message: 'Transaction cancelled [TransactionConflict]',
      $metadata: {},
      CancellationReasons: [{ Code: 'TransactionConflict' }],
    })
  it.each([
    ['conflicts', conflict],
    ['throttling', throttled],
    ['a connection that breaks', resetByPeer],
  ])('goes on after %s', async (_, fault) => {
    await answers(2)
    heal = injectFaults(ledger.client, {
      before: ({ command, count: sent }) => (command === 'TransactWriteItems' && sent % 2 === 0 ? fault() : undefined),
    })
    await count()
    heal()
    expect(await shares()).toEqual([4, 2])
    expect(await positions.differences()).toEqual([])
  })

  it('goes on when answers are lost behind commits', async () => {
    await answers(2)
    heal = injectFaults(ledger.client, {
      after: ({ command, count: sent }) =>
        command === 'TransactWriteItems' && sent % 2 === 0 ? resetByPeer() : undefined,
    })
    await count().catch(() => {})
    heal()
    later(61_000)
    await positions.sweep()
    expect(await shares()).toEqual([4, 2])
    expect(await positions.differences()).toEqual([])
  })

  it('does not lose what a statement says when the import dies between its rows and the message', async () => {
    const imports = importer(ledger)
    const lines = [summaryHeadings, 'Visio Professional,2019,Apps,License,9,0,']
    await imports.drop('imports/entitlements/a.csv', lines.join('\n'))
    ledger.announced.splice(0)
    expect(await positions.sweep()).toEqual(['count-positions'])
    expect(await positions.differences()).toEqual([])
  })
})
