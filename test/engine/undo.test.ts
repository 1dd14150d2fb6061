import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { doWork } from '../../functions/wiring/follow-up.ts'
import { readOverdueWork } from '../../lib/work/work.ts'
import { amountOf } from '../support/amount.ts'
import { Crash, injectFaults, interleave } from '../support/faults.ts'
import { importer, pairsFile, s3Event, sqsEvent, type TestImporter } from '../support/imports.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'

let ledger: TestLedger
let imports: TestImporter
let heal = () => {}
beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
})
afterEach(() => heal())

const root = 'imports/agreements'
const ask = (importId: string) => ledger.call('POST /imports/{importId}/undo', { params: { importId } })
const go = (importId: string, milliseconds?: number) => imports.deliver(sqsEvent({ importId }), milliseconds)
const get = async (importId: string) => (await ledger.call('GET /imports/{importId}', { params: { importId } })).body
const agreements = async () => (await ledger.call('GET /agreements', { query: { limit: '100' } })).body.items
const names = async () => (await agreements()).map(({ name }: { name: string }) => name)
const groups = async () => (await ledger.call('GET /groups')).body.items.map(({ name }: { name: string }) => name)
const sound = async () => {
  await ledger.work()
  expect(await recount(ledger)).toEqual([])
}
const undo = async (importId: string) => {
  const answer = await ask(importId)
  expect((await go(importId)).batchItemFailures).toEqual([])
  await ledger.work()
  return answer
}

describe('An undo', () => {
  it('deletes what the import created: agreements, pairs, names and its group', async () => {
    await imports.drop(`${root}/keep.csv`, 'K1,L1,Keep')
    const run = await imports.drop(
      `${root}/New/a.csv`,
      pairsFile(60, (index) => `a ${index}`),
    )
    const answer = await undo(run.id)
    expect(answer).toMatchObject({
      status: 202,
      headers: { location: `/imports/${run.id}` },
      body: { undo: { status: 'running' } },
    })
    expect(imports.woken).toEqual([run.id])
    expect(await get(run.id)).toMatchObject({
      status: 'undone',
      undo: { status: 'done', agreements: 60, pairs: 0, left: 0 },
    })
    expect(await names()).toEqual(['Keep'])
    expect(await groups()).toEqual(['Unassigned Agreements'])
    await sound()
    const again = await imports.drop(
      `${root}/New/a.csv`,
      pairsFile(60, (index) => `a ${index}`),
    )
    expect(again.counts).toMatchObject({ created: 60 })
  })

  it('removes the pairs that the import added to agreements that stay', async () => {
    await imports.drop(`${root}/a.csv`, 'A0,L0,Office')
    const run = await imports.drop(`${root}/b.csv`, `${pairsFile(200, () => 'Office', 'B')}\nA0,L0,Office`)
    expect(run.counts).toMatchObject({ updated: 200, unchanged: 1 })
    await undo(run.id)
    expect(await get(run.id)).toMatchObject({ status: 'undone', undo: { agreements: 0, pairs: 200, left: 0 } })
    expect(await agreements()).toMatchObject([{ name: 'Office', pairCount: 1 }])
    await sound()
  })

  it('deletes a large agreement, and frees its pairs', async () => {
    const run = await imports.drop(
      `${root}/a.csv`,
      pairsFile(600, () => 'Large'),
    )
    await undo(run.id)
    expect(await agreements()).toEqual([])
    await sound()
    expect((await imports.drop(`${root}/b.csv`, 'A599,L599,Mine')).counts).toMatchObject({ created: 1 })
  })

  it('leaves what was changed since, and lists it', async () => {
    const run = await imports.drop(
      `${root}/New/a.csv`,
      pairsFile(5, (index) => `a ${index}`),
    )
    const [first, second, third, fourth] = await agreements()
    const change = (agreementId: string, body: object) =>
      ledger.call('PATCH /agreements/{agreementId}', { params: { agreementId }, body })
    await change(first.id, { name: 'Renamed' })
    await change(second.id, { groupId: 'unassigned' })
    await ledger.call('POST /agreements/{agreementId}/pairs', {
      params: { agreementId: third.id },
      body: { pairs: [newPair()] },
    })
    await ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId: fourth.id } })
    await undo(run.id)
    const undone = await get(run.id)
    expect(undone).toMatchObject({ status: 'undone', undo: { agreements: 1, left: 3 } })
    expect(undone.undo.leftItems.map(({ line, code }: { line: number; code: string }) => [line, code])).toEqual([
      [1, 'changed-since'],
      [2, 'changed-since'],
      [3, 'changed-since'],
    ])
    expect(await imports.read(`results/imports/${run.id}/left.csv`)).toContain('Renamed')
    expect(undone.undo.leftReportUrl).toContain('left.csv')
    expect(await names()).toEqual(['a 1', 'a 2', 'Renamed'])
    expect(await groups()).toEqual(['Unassigned Agreements', 'New'])
    await sound()
  })

  it('leaves a pair that is the last one, and pairs that were removed and added again by hand', async () => {
    const body = { type: 'volume', name: 'Office', pairs: [{ agreementNumber: 'X1', licenseNumber: 'L1' }] }
    const { id: agreementId } = (await ledger.call('POST /agreements', { body })).body
    const run = await imports.drop(`${root}/a.csv`, 'A1,L1,Office\nA2,L2,Office')
    const pair = { agreementNumber: 'A1', licenseNumber: 'L1' }
    const remove = (each: typeof pair) =>
      ledger.call('DELETE /agreements/{agreementId}/pairs/{agreementNumber}/{licenseNumber}', {
        params: { agreementId, ...each },
      })
    await remove(pair)
    await ledger.call('POST /agreements/{agreementId}/pairs', { params: { agreementId }, body: { pairs: [pair] } })
    await undo(run.id)
    expect(await get(run.id)).toMatchObject({ undo: { pairs: 1, left: 0 } })
    expect(await agreements()).toMatchObject([{ pairCount: 2 }])

    const second = await imports.drop(`${root}/b.csv`, 'B1,L1,Office')
    await remove(pair)
    await remove({ agreementNumber: 'X1', licenseNumber: 'L1' })
    await undo(second.id)
    expect(await get(second.id)).toMatchObject({ undo: { pairs: 0, left: 1, leftItems: [{ code: 'last-pair' }] } })
    await sound()
  })

  it('keeps a group that has other agreements, or was there before', async () => {
    await ledger.call('POST /groups', { body: { name: 'There' } })
    const one = await imports.drop(`${root}/There/a.csv`, 'A1,L1')
    const two = await imports.drop(`${root}/Made/b.csv`, 'B1,L1')
    await imports.drop(`${root}/Made/c.csv`, 'C1,L1')
    for (const { id } of [one, two]) await undo(id)
    expect(await groups()).toEqual(['Unassigned Agreements', 'Made', 'There'])
    await sound()
  })

  it('changes nothing when it is requested or delivered a second time', async () => {
    const run = await imports.drop(
      `${root}/a.csv`,
      pairsFile(30, (index) => `a ${index}`),
    )
    expect((await ask(run.id)).status).toBe(202)
    expect((await ask(run.id)).status).toBe(200)
    await Promise.all([go(run.id), go(run.id), go(run.id)])
    const undone = await get(run.id)
    expect(undone).toMatchObject({ status: 'undone', undo: { agreements: 30 } })
    const before = await ledger.scan()
    expect(await ask(run.id)).toMatchObject({ status: 200, body: { status: 'undone' } })
    await go(run.id)
    expect(await ledger.scan()).toEqual(before)
    await sound()
  })

  it('is refused when there is nothing to undo, or when the import has not ended or does not exist', async () => {
    const code = (answer: { body: { type: string } }) => answer.body.type.split(':').at(-1)
    const rejected = await imports.drop(`${root}/a.csv`, 'wrong')
    const dry = await imports.drop(`${root}/b.csv`, 'B1,L1', { 'dry-run': 'true' })
    for (const { id } of [rejected, dry]) {
      const answer = await ask(id)
      expect([answer.status, code(answer)]).toEqual([409, 'nothing-to-undo'])
    }
    const { body } = await ledger.call('POST /imports', { body: { kind: 'agreements', fileName: 'a.csv' } })
    const early = await ask(body.id)
    expect([early.status, code(early)]).toEqual([409, 'import-under-way'])
    expect((await ask('0'.repeat(26))).status).toBe(404)

    const old = await imports.drop(`${root}/c.csv`, 'C1,L1')
    ledger.setClock(new Date(Date.now() + 30 * 24 * 3600_000))
    const late = await ask(old.id)
    expect([late.status, code(late)]).toEqual([409, 'too-late-to-undo'])
  })

  it('is refused for files that only replace, or that add what others build on', async () => {
    const run = await imports.drop('imports/catalog/a.csv', 'publisher,title\nAdobe,Photoshop')
    expect(run).toMatchObject({ status: 'completed', counts: { created: 1 } })
    expect(await ask(run.id)).toMatchObject({
      status: 409,
      body: { type: 'urn:license-ledger:problem:cannot-undo', detail: expect.stringContaining('catalog') },
    })
  })

  it('is recorded in the audit trail, with its actor', async () => {
    const run = await imports.drop(`${root}/a.csv`, 'A1,L1,One')
    const [{ id: agreementId }] = await agreements()
    await undo(run.id)
    const { items } = (await ledger.call('GET /audit')).body
    expect(items[0]).toMatchObject({ action: 'import-undone', actor: 'alice', changes: [{ name: 'One', after: null }] })
    const history = await ledger.call('GET /agreements/{agreementId}/history', { params: { agreementId } })
    expect(history.body.items).toMatchObject([
      { action: 'agreement-deleted', actor: 'alice' },
      { action: 'agreement-created' },
    ])
  })

  it('ends like one clean run after a crash at any transaction', async () => {
    const file = `${pairsFile(50, (index) => `s ${index}`, 'S')}\n${pairsFile(100, () => 'Large', 'B')}\n${pairsFile(100, () => 'Office', 'O')}`
    // After one transaction the table is as before the next: every second one of both kinds is all of them.
    for (const when of ['before', 'after'] as const)
      for (let crash = 0; ; crash += amountOf(8, 2)) {
        ledger = await newLedger()
        imports = importer(ledger)
        await imports.drop(`${root}/a.csv`, 'A0,L0,Office')
        const run = await imports.drop(`${root}/New/b.csv`, file)
        await ask(run.id)
        let crashed = false
        heal = injectFaults(ledger.client, {
          [when]: ({ command, count }: { command: string; count: number }) => {
            if (command !== 'TransactWriteItems' || count < crash) return undefined
            crashed = true
            return new Crash()
          },
        })
        await go(run.id)
        heal()
        if (!crashed) break
        expect((await go(run.id)).batchItemFailures).toEqual([])
        expect(await get(run.id)).toMatchObject({ status: 'undone', undo: { agreements: 51, pairs: 100, left: 0 } })
        expect(await names()).toEqual(['Office'])
        expect(await groups()).toEqual(['Unassigned Agreements'])
        // A crash between the commit and its message leaves work that only the sweep finds.
        for (const { id } of await readOverdueWork(ledger.table, '9999')) await doWork(ledger.ledger, id)
        await sound()
      }
  })

  it('leaves what is changed while it runs', async () => {
    const run = await imports.drop(
      `${root}/a.csv`,
      pairsFile(30, (index) => `a ${index}`),
    )
    const [{ id: agreementId }] = await agreements()
    await ask(run.id)
    heal = interleave(ledger.client, 'import-undone', () =>
      ledger.call('PATCH /agreements/{agreementId}', { params: { agreementId }, body: { name: 'Saved' } }),
    )
    await go(run.id)
    expect(await get(run.id)).toMatchObject({ status: 'undone', undo: { agreements: 29, left: 1 } })
    expect(await names()).toEqual(['Saved'])
    await sound()
  })

  it('can be requested again when it could not be finished', async () => {
    const run = await imports.drop(
      `${root}/a.csv`,
      pairsFile(60, (index) => `a ${index}`),
    )
    await ask(run.id)
    heal = injectFaults(ledger.client, {
      before: ({ command, count }) => (command === 'TransactWriteItems' && count === 1 ? new Crash() : undefined),
    })
    const event = sqsEvent({ importId: run.id }, 5)
    expect((await imports.deliver(event)).batchItemFailures).toHaveLength(1)
    heal()
    expect(await get(run.id)).toMatchObject({ status: 'completed', undo: { status: 'failed' } })
    await undo(run.id)
    expect(await get(run.id)).toMatchObject({ status: 'undone', undo: { status: 'done' } })
    expect(await agreements()).toEqual([])
    await sound()
  })

  it('does not wait for the next file of the same name', async () => {
    const run = await imports.drop(`${root}/a.csv`, 'A1,L1,One')
    await imports.drop(`${root}/a.csv`, 'A1,L1,One\nA2,L2,Two')
    await undo(run.id)
    expect(await names()).toEqual(['Two'])
    await imports.deliver(s3Event([await imports.put(`${root}/a.csv`, 'A3,L3,Three')]))
    expect(await names()).toEqual(['Three', 'Two'])
    await sound()
  })
})
