import { beforeEach, describe, expect, it } from 'vitest'
import { attachMeter } from '../../bench/meter.ts'
import { standingWork } from '../../functions/wiring/standing-work.ts'
import { sweep } from '../../functions/wiring/sweep.ts'
import { currentKey } from '../../lib/foundation/table/keys.ts'
import { commit, remove, update } from '../../lib/foundation/table/table.ts'
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
  await ledger.work()
  await forgetGuards()
})

const forgetGuards = async () => {
  const key = guardKeyOf({ publisher: product.publisher, title: product.productTitle })
  await commit(ledger.table, [
    remove(key, { exists: true }),
    update(currentKey, { set: { guarded: 'of an earlier release/' } }, { exists: true }),
  ])
}

const asked = async (): Promise<string[]> => {
  const sent: string[] = []
  const ignore = async () => {}
  const send = { import: ignore, report: ignore, refresh: ignore, graphRun: ignore, ask: ignore }
  await sweep(ledger.runs, { ...send, work: async (id) => void sent.push(id) })
  return sent
}

describe('Titles that a snapshot shows under a name that none of their names has', () => {
  it('take agreements as soon as it is published: recognition may tell majors apart that the rules of names do not', async () => {
    const inventory = inventoryOf(ledger)
    await inventory.report('PC-1', new Date().toISOString(), ['Corel Corporation/WinZip 25.0@25.0'])
    ledger.setClock(new Date(Date.now() + 60_000))
    await inventory.report('PC-2', new Date().toISOString(), ['Corel Corporation/WinZip 26.0@26.0'])
    await ledger.work()
    expect(await inventory.installs()).toMatchObject({ WinZip: 1, 'WinZip 26': 1 })
    const winZip = { publisher: 'Corel', productTitle: 'WinZip 26', licenseCount: 4 }
    const body = { type: 'other', name: 'WinZip', ...winZip }
    expect((await ledger.call('POST /agreements', { body })).status).toBe(201)
    await ledger.work()
    const titleId = await inventory.titleId('WinZip 26')
    const get = async () => (await ledger.call('GET /software/{titleId}', { params: { titleId } })).body
    expect(await get()).toMatchObject({
      id: titleId,
      title: 'WinZip 26',
      entitledCount: 4,
      status: 'covered',
      version: 1,
    })
    const patch = { params: { titleId }, body: { licensable: false } }
    expect((await ledger.call('PATCH /software/{titleId}', patch)).body).toMatchObject({ id: titleId, kind: 'free' })
    await ledger.work()
    expect(await get()).toMatchObject({ id: titleId, title: 'WinZip 26', status: 'free', version: 2, pending: false })
    const other = { params: { titleId: await inventory.titleId('WinZip') } }
    expect((await ledger.call('GET /software/{titleId}', other)).body).toMatchObject({
      product: { family: 'WinZip', version: '25' },
      status: 'no-entitlement',
      version: 1,
    })
  })
})

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
    expect(current?.guarded).toBe(current?.titles)
    expect(current?.guarded?.startsWith(`${current?.knowledge}/`)).toBe(true)
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
