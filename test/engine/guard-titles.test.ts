import { beforeEach, describe, expect, it } from 'vitest'
import { attachMeter } from '../../bench/meter.ts'
import { standingWork } from '../../functions/wiring/standing-work.ts'
import { sweep } from '../../functions/wiring/sweep.ts'
import { remove } from '../../lib/foundation/table/table.ts'
import { guardTitles } from '../../lib/positions/corrections/guard-titles.ts'
import { readPointers } from '../../lib/positions/snapshot/pointers.ts'
import { guardKeyOf } from '../../lib/recognition/titles/title-id.ts'
import { makeReady } from '../support/catalog.ts'
import { Crash, injectFaults } from '../support/faults.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

const product = { publisher: 'Adobe', productTitle: 'Adobe Acrobat 2020' }
let ledger: TestLedger

const buy = async () =>
  (
    await ledger.call('POST /agreements', {
      body: { type: 'other', name: 'Acrobat', licenseCount: 1, ...product },
    })
  ).status

/** A title that the rules make since this release: its first name came when they made another one of it. */
beforeEach(async () => {
  ledger = await newLedger()
  await makeReady(ledger)
  await inventoryOf(ledger).report('PC', new Date().toISOString(), ['Adobe Inc./Adobe Acrobat 2020 (64-bit)@20'])
  const key = guardKeyOf({ publisher: product.publisher, title: product.productTitle })
  await ledger.table.transact([remove(key, { exists: true }, () => new Error('It is there.'))])
  await ledger.work()
})

const asked = async (): Promise<string[]> => {
  const sent: string[] = []
  const ignore = async () => {}
  const send = { import: ignore, report: ignore, refresh: ignore, ask: ignore }
  await sweep(ledger.runs, { ...send, work: async (id) => void sent.push(id) })
  return sent
}

describe('Titles that a new release of the rules makes', () => {
  it('take agreements once the sweep has had them guarded, which it does once', async () => {
    expect(await buy()).toBe(422)
    expect(await asked()).toContain(standingWork.guardTitles)
    ledger.announced.push(standingWork.guardTitles)
    await ledger.workOff()
    expect(await buy()).toBe(201)
    expect(await asked()).not.toContain(standingWork.guardTitles)
    const { usage, detach } = attachMeter(ledger.client)
    await guardTitles(ledger.ledger)
    detach()
    expect(usage.requests).toEqual({ BatchGetItem: 1 })
  })

  it('stay guarded with the next snapshot', async () => {
    await guardTitles(ledger.ledger)
    await ledger.work()
    const { current } = await readPointers(ledger.table)
    expect(current?.guarded).toBe(current?.knowledge)
  })

  it('are guarded in the end when that dies halfway', async () => {
    const heal = injectFaults(ledger.client, {
      before: ({ command }) => (command === 'UpdateItem' ? new Crash() : undefined),
    })
    await expect(guardTitles(ledger.ledger)).rejects.toThrow()
    heal()
    expect(await asked()).toContain(standingWork.guardTitles)
    await guardTitles(ledger.ledger)
    expect(await asked()).not.toContain(standingWork.guardTitles)
  })
})
