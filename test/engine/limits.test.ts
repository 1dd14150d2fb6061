import { beforeEach, describe, expect, it } from 'vitest'
import { importer, pairsFile, type TestImporter } from '../support/imports.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'

let ledger: TestLedger
let imports: TestImporter
beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
})

const root = 'imports/agreements'
const agreements = async () => (await ledger.call('GET /agreements')).body.items
const groups = async () => (await ledger.call('GET /groups')).body.items
const sound = async () => expect(await recount(ledger)).toEqual([])
const codes = (run: { errors: { line?: number; code: string }[] }) => run.errors.map(({ line, code }) => [line, code])

describe('The largest files', () => {
  it('may create 5,000 agreements in one run, and be imported again', async () => {
    const file = pairsFile(5_000, (index) => `Agreement ${index}`)
    const run = await imports.drop(`${root}/Large/a.csv`, file)
    expect(run).toMatchObject({
      status: 'completed',
      counts: { rows: 5_000, created: 5_000 },
      progress: { done: 5_000, total: 5_000 },
    })
    expect((await groups())[1]).toMatchObject({ name: 'Large', agreementCount: 5_000 })
    await sound()
    expect((await imports.drop(`${root}/Large/a.csv`, file)).counts).toMatchObject({ unchanged: 5_000 })
  })

  it('may create one agreement of 3,000 pairs, then add 2,000, but never one above 5,000', async () => {
    await imports.drop(
      `${root}/a.csv`,
      pairsFile(3_000, () => 'Big'),
    )
    await sound()
    const more = await imports.drop(
      `${root}/b.csv`,
      pairsFile(2_000, () => 'Big', 'B'),
    )
    expect(more).toMatchObject({ status: 'completed', counts: { updated: 2_000 } })
    expect(await agreements()).toMatchObject([{ name: 'Big', pairCount: 5_000 }])
    await sound()
    expect(codes(await imports.drop(`${root}/c.csv`, 'C1,L1,Big'))).toEqual([[1, 'too-many-pairs']])
  })
})

describe('An agreement with as many and as long pairs as possible', () => {
  it('is created, shown, renamed and deleted, as its history fits into its items', async () => {
    ledger = await newLedger({ pairLength: 'each-16' })
    imports = importer(ledger)
    const number = (letter: string, index: number) => `${letter}${String(index).padStart(15, '0')}`
    const file = Array.from({ length: 5_000 }, (_, i) => `${number('A', i)},${number('L', i)},Largest`).join('\n')
    expect(await imports.drop(`${root}/a.csv`, file)).toMatchObject({ status: 'completed', counts: { created: 5_000 } })
    const [{ id: agreementId }] = await agreements()
    const params = { agreementId }
    const removed = await ledger.call('DELETE /agreements/{agreementId}', { params })
    expect(removed.status).toBe(204)
    await ledger.work()
    await sound()
    const { body } = await ledger.call('GET /agreements/{agreementId}/history', { params })
    expect(body.items.map(({ action }: { action: string }) => action)).toEqual([
      'agreement-deleted',
      'agreement-created',
    ])
    expect(body.items[0].before.pairs).toHaveLength(5_000)
    expect(body.items[0].before.pairs[0]).toEqual({ agreementNumber: number('A', 0), licenseNumber: number('L', 0) })

    await imports.drop(`${root}/b.csv`, file)
    const [{ id }] = await agreements()
    const renamed = await ledger.call('PATCH /agreements/{agreementId}', {
      params: { agreementId: id },
      body: { name: 'Renamed' },
    })
    expect(renamed).toMatchObject({ status: 200, body: { pairCount: 5_000 } })
    expect((await ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId: id } })).status).toBe(204)
  })
})
