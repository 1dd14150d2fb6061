import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { amountOf } from '../support/amount.ts'
import { addTitles, makeReady } from '../support/catalog.ts'
import { summaryHeadings } from '../support/entitlements.ts'
import { crashFrom, interleave } from '../support/faults.ts'
import { importer, s3Event, sqsEvent, type TestImporter } from '../support/imports.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'

/** A kind of imports, as the engine is tested with it. */
interface Case {
  kind: string
  content: string
  /** What is there before. */
  prepare?: () => Promise<unknown>
  /** What the import changes, without ids and times. */
  state: () => Promise<unknown>
  /** How a clean import ends. */
  counts: Record<string, number>
  /** A text of the write in the middle of the import. */
  middle: string
  canUndo?: true
}

let ledger: TestLedger
let imports: TestImporter
let heal = () => {}

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index))
const agreements = async () => {
  const { items } = (await ledger.call('GET /agreements', { query: { limit: '100' } })).body
  return items.map(({ name, pairCount, licenseCount }: Record<string, unknown>) => [name, pairCount ?? licenseCount])
}
/** Items of some partitions without what differs between two ledgers. */
const facts = async (partition: string, ...fields: string[]) =>
  (await ledger.scan())
    .filter(({ pk }) => String(pk).startsWith(partition))
    .map((item) => [item.pk, item.sk, ...fields.map((field) => item[field])])
    .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))

const cases: Case[] = [
  {
    kind: 'agreements',
    content: [
      ...lines(60, (index) => `S${index},L,Small ${index}`),
      ...lines(130, (index) => `B${index},L,Big`),
      'X9,L9,Existing',
      'wrong',
    ].join('\n'),
    prepare: () =>
      ledger.call('POST /agreements', {
        body: { type: 'volume', name: 'Existing', pairs: [{ agreementNumber: 'X1', licenseNumber: 'L1' }] },
      }),
    state: agreements,
    counts: { rows: 192, created: 190, updated: 1, rejected: 1 },
    middle: 'L#B50',
    canUndo: true,
  },
  {
    kind: 'other-agreements',
    content: [
      'name,publisher,productTitle,licenseCount',
      ...lines(70, (index) => `A ${index},Adobe,Photoshop,${index + 1}`),
      'Existing,Adobe,Photoshop,2',
      'Wrong,Adobe,Photoshop,none',
    ].join('\n'),
    prepare: async () => {
      await makeReady(ledger)
      await addTitles(ledger, 'Adobe', ['Photoshop'])
      const more = { publisher: 'Adobe', productTitle: 'Photoshop', licenseCount: 1 }
      await ledger.call('POST /agreements', { body: { type: 'other', name: 'Existing', ...more } })
    },
    state: agreements,
    counts: { rows: 72, created: 70, updated: 1, rejected: 1 },
    middle: '"A 40"',
    canUndo: true,
  },
  {
    kind: 'catalog',
    content: ['publisher,title,licensable', ...lines(120, (index) => `Maker,Tool ${index}x,true`), ',none,true'].join(
      '\n',
    ),
    state: () => facts('DECISIONS#', 'value', 'version'),
    counts: { rows: 121, created: 120, rejected: 1 },
    middle: 'Tool 100x',
  },
  {
    kind: 'recognition',
    content: [
      'publisher,title,kind,family,edition',
      ...lines(120, (index) => `Maker,Tool ${index}x,licensed,Tools,Pro`),
      'Maker,Known *,free,,',
      'Maker,Wrong,licensed,,Pro',
    ].join('\n'),
    prepare: () => imports.drop('imports/recognition/before.csv', 'publisher,title,kind\nMaker,Known *,component'),
    state: async () => [await facts('DECISIONS#', 'value', 'version'), await facts('RECOGNITION', 'total')],
    counts: { rows: 122, created: 120, updated: 1, rejected: 1 },
    middle: 'Tool 60x',
    canUndo: true,
  },
  {
    kind: 'device-facts',
    content: [
      'deviceId,product,edition,cores',
      ...lines(120, (index) => `pc-${index},SQL Server 2019,${index % 2 === 0 ? 'Standard' : 'Enterprise'},16`),
      'known,,,8',
      'wrong,,,none',
    ].join('\n'),
    prepare: () => imports.drop('imports/device-facts/before.csv', 'deviceId,cores,virtual\nknown,4,yes'),
    state: async () => [
      await facts('DEVICE-FACTS#', 'id', 'cores', 'isVirtual', 'products', 'version'),
      await facts('NAMES#', 'title', 'count'),
    ],
    counts: { rows: 122, created: 120, updated: 1, rejected: 1 },
    middle: '"pc-60"',
    canUndo: true,
  },
  {
    kind: 'entitlements',
    content: [summaryHeadings, ...lines(150, (index) => `Office ${index},2019,Apps,License,5,0,L1`)].join('\n'),
    prepare: () =>
      imports.drop(
        'imports/entitlements/before.csv',
        [summaryHeadings, 'Office 0,2019,Apps,License,1,0,L1', 'Gone,2019,Apps,License,1,0,L1'].join('\n'),
      ),
    state: () => facts('ENTITLEMENTS#', 'productFamily', 'effectiveQuantity'),
    counts: { rows: 150, created: 149, updated: 1 },
    middle: 'Office 120',
  },
  {
    kind: 'entitlements',
    content: [
      'License ID,Organization,Location,Parent Program,End date,Status,Volume licensing roles',
      ...lines(130, (index) => `L-${index},Contoso,Berlin,Open,2027-12-31,Active,`),
      'L-Wrong,Contoso,Berlin,Open,2027-12-31,Perhaps,',
    ].join('\n'),
    prepare: () =>
      imports.drop(
        'imports/entitlements/before.csv',
        'License ID,End date,Status\nL-0,2027-12-31,Expired\nL-1,2026-12-31,Active\nKept,2026-12-31,Active',
      ),
    state: () => facts('ENTITLEMENTS#', 'licenseId', 'status', 'program', 'organization', 'endDate'),
    counts: { rows: 131, created: 128, updated: 2, rejected: 1 },
    middle: 'L-120',
    canUndo: true,
  },
  {
    kind: 'entitlements',
    content: [
      'Product Title,Total Licenses,Expired Licenses,Assigned licenses',
      ...lines(130, (index) => `Plan ${index},${index},0,1`),
    ].join('\n'),
    prepare: () =>
      imports.drop(
        'imports/entitlements/before.csv',
        'Product Title,Total Licenses,Expired Licenses,Assigned licenses\nPlan 0,9,0,1\nGone,5,0,1',
      ),
    state: () => facts('ENTITLEMENTS#', 'productFamily', 'effectiveQuantity', 'assignedQuantity'),
    counts: { rows: 130, created: 129, updated: 1 },
    middle: 'Plan 120',
  },
  {
    kind: 'inventory',
    content: [
      'DeviceId,DeviceName,Publisher,Title,Version,ReportedAt',
      ...lines(60, (index) => `pc-${index},PC ${index},Maker,Tool ${index % 7}x,1.0,2026-01-05T00:00:00Z`),
    ].join('\n'),
    state: () => facts('DEVICES#', 'id', 'name'),
    counts: { rows: 60, created: 60 },
    middle: '"pc-30"',
  },
]

const skip = { 'on-error': 'skip' }
const keyOf = ({ kind }: Case) => `imports/${kind}/file.csv`
const newest = () => imports.newest()
const get = async (importId: string) => (await ledger.call('GET /imports/{importId}', { params: { importId } })).body
const act = (action: string, importId: string) =>
  ledger.call(`POST /imports/{importId}/${action}`, { params: { importId } })
const go = (importId: string) => imports.deliver(sqsEvent({ importId }))
const sound = async () => expect(await recount(ledger)).toEqual([])

const begin = async ({ prepare }: Case) => {
  ledger = await newLedger()
  imports = importer(ledger)
  await prepare?.()
}
/** Delivers what imports asked to go on, as the queue does. */
const goOn = async () => {
  while (ledger.woken.length > 0) for (const id of ledger.woken.splice(0)) await go(id)
}
const completed = ({ counts }: Case) => ({ status: 'completed', counts, progress: { done: counts.rows } })

/** Crashes at every write, or at one of so many. */
const stride = amountOf(25, 1)

afterEach(() => heal())

describe.each(cases)('An import of $kind', (each) => {
  beforeEach(() => begin(each))

  it('ends after a crash at any write, and a repeated message, as a clean import does', async () => {
    expect(await imports.drop(keyOf(each), each.content, skip)).toMatchObject(completed(each))
    const clean = await each.state()
    await sound()
    for (const when of ['before', 'after'] as const)
      for (let write = when === 'before' ? 0 : 1, crashed = true; crashed; write += stride) {
        await begin(each)
        const event = s3Event([await imports.put(keyOf(each), each.content, skip)])
        heal = crashFrom(ledger.client, when, write)
        crashed = (await imports.deliver(event)).batchItemFailures.length > 0
        heal()
        expect((await imports.deliver(event)).batchItemFailures).toEqual([])
        await goOn()
        expect(await newest()).toMatchObject(completed(each))
        expect(await each.state()).toEqual(clean)
        await imports.deliver(event)
        expect(await each.state()).toEqual(clean)
        await sound()
      }
  }, 300_000)

  it('is done once when its event is delivered several times at the same time', async () => {
    const event = s3Event([await imports.put(keyOf(each), each.content, skip)])
    await Promise.all([imports.deliver(event), imports.deliver(event), imports.deliver(event)])
    await imports.deliver(event)
    await goOn()
    expect(await newest()).toMatchObject(completed(each))
    await sound()
  })

  it('of an older file never begins when the event of a newer one came first', async () => {
    const older = await imports.put(keyOf(each), `${each.content}\nmore`, skip)
    const newer = await imports.put(keyOf(each), each.content, skip)
    await imports.deliver(s3Event([newer]))
    await imports.deliver(s3Event([older]))
    const { items } = (await ledger.call('GET /imports')).body
    const statuses = items.filter(({ fileName }: { fileName: string }) => fileName === 'file.csv')
    expect(statuses.map(({ status }: { status: string }) => status).sort()).toEqual(['completed', 'superseded'])
    await sound()
  })

  it('is checked by a dry run, which can be committed once without another upload', async () => {
    const before = await each.state()
    const run = await imports.drop(keyOf(each), each.content, { ...skip, 'dry-run': 'true' })
    expect(run).toMatchObject({ status: 'completed', dryRun: true, counts: each.counts })
    expect(await each.state()).toEqual(before)
    expect(await act('commit', run.id)).toMatchObject({ status: 202, body: { status: 'queued', dryRun: false } })
    expect(await act('commit', run.id)).toMatchObject({ status: 200 })
    await goOn()
    expect(await get(run.id)).toMatchObject({ ...completed(each), dryRun: false })
    expect(await each.state()).not.toEqual(before)
    await sound()
  })

  it('is cancelled while it writes: what it wrote stays, and the next file begins', async () => {
    const event = s3Event([await imports.put(keyOf(each), each.content, skip)])
    let cancelled: unknown
    heal = interleave(ledger.client, each.middle, async () => {
      const { id } = await newest()
      cancelled = await act('cancel', id)
    })
    expect((await imports.deliver(event)).batchItemFailures).toEqual([])
    heal()
    expect(cancelled).toMatchObject({ status: 202 })
    await goOn()
    const run = await newest()
    expect(run).toMatchObject({ status: 'cancelled', finishedAt: expect.any(String) })
    expect(run.progress.done).toBeLessThan(each.counts.rows ?? 0)
    expect(await act('cancel', run.id)).toMatchObject({ status: 200, body: { status: 'cancelled' } })
    await ledger.workOff()
    await sound()
    if (each.canUndo) {
      expect((await act('undo', run.id)).status).toBe(run.counts.created + run.counts.updated > 0 ? 202 : 409)
      await goOn()
      await ledger.workOff()
      await sound()
    }
    const again = await imports.drop(keyOf(each), each.content, skip)
    await goOn()
    expect(await get(again.id)).toMatchObject({ status: 'completed', counts: { rejected: each.counts.rejected ?? 0 } })
    await sound()
  })

  it('that kills its worker ends as failed after five turns, with a reason and an alert', async () => {
    const event = s3Event([await imports.put(keyOf(each), each.content, skip)])
    for (let delivery = 0; delivery < 6; delivery++) {
      // The process is gone right after it counted its turn.
      heal = crashFrom(ledger.client, 'before', 1)
      const { batchItemFailures } = await imports.deliver(event)
      if (delivery < 5) expect(batchItemFailures).toHaveLength(1)
      heal()
    }
    await imports.deliver(event)
    expect(await newest()).toMatchObject({ status: 'failed', errors: [{ code: 'internal' }] })
    const { items } = (await ledger.call('GET /alerts')).body
    expect(items).toMatchObject([{ kind: 'import-failed', message: expect.stringContaining('file.csv') }])
    await sound()
  })
})

describe('A request to cancel or to commit', () => {
  const [each] = cases as [Case]
  beforeEach(() => begin(each))

  it('ends an import that awaits its upload', async () => {
    const { id } = (await ledger.call('POST /imports', { body: { kind: 'agreements', fileName: 'a.csv' } })).body
    expect(await act('cancel', id)).toMatchObject({ status: 202 })
    await goOn()
    expect(await get(id)).toMatchObject({ status: 'cancelled' })
  })

  it('leaves no agreement that was half written, and counts none of its pairs', async () => {
    const big = lines(300, (index) => `Z${index},L,Huge`).join('\n')
    const event = s3Event([await imports.put('imports/agreements/huge.csv', big)])
    heal = interleave(ledger.client, 'L#Z150', async () => void (await act('cancel', (await newest()).id)))
    await imports.deliver(event)
    heal()
    await goOn()
    const run = await newest()
    expect(run).toMatchObject({ status: 'cancelled', counts: { created: 0 }, progress: { done: 0, total: 300 } })
    expect(await act('undo', run.id)).toMatchObject({ status: 409 })
    await ledger.workOff()
    await sound()
  })

  it('stops the undo of an import that was cancelled, too', async () => {
    const event = s3Event([await imports.put(keyOf(each), each.content, skip)])
    heal = interleave(ledger.client, each.middle, async () => void (await act('cancel', (await newest()).id)))
    await imports.deliver(event)
    heal()
    await goOn()
    const { id } = await newest()
    await act('undo', id)
    expect(await act('cancel', id)).toMatchObject({ status: 202 })
    await goOn()
    expect(await get(id)).toMatchObject({ status: 'cancelled', undo: { status: 'failed' } })
  })

  it('of a dry run is refused when a newer file was put, and can be repeated when the real run was cancelled', async () => {
    const dry = { ...skip, 'dry-run': 'true' }
    const { id } = await imports.drop(keyOf(each), each.content, dry)
    await act('commit', id)
    await act('cancel', id)
    await goOn()
    expect(await get(id)).toMatchObject({ status: 'cancelled' })
    expect(await act('commit', id)).toMatchObject({ status: 202 })
    await goOn()
    expect(await get(id)).toMatchObject({ status: 'completed', counts: each.counts })
    const older = await imports.drop('imports/agreements/twice.csv', 'T1,T1', dry)
    await imports.drop('imports/agreements/twice.csv', 'T2,T2', dry)
    expect(await act('commit', older.id)).toMatchObject({
      status: 409,
      body: { type: expect.stringContaining('cannot-commit') },
    })
  })

  it('of a dry run is refused once some of it was written, also when that was undone: the undo stays as it is', async () => {
    const { id } = await imports.drop(keyOf(each), each.content, { ...skip, 'dry-run': 'true' })
    await act('commit', id)
    heal = interleave(ledger.client, each.middle, async () => void (await act('cancel', id)))
    await goOn()
    heal()
    await goOn()
    const cancelled = await get(id)
    expect(cancelled.status).toBe('cancelled')
    expect(cancelled.counts.created).toBeGreaterThan(0)
    const refused = { status: 409, body: { type: expect.stringContaining('cannot-commit') } }
    expect(await act('commit', id)).toMatchObject(refused)
    expect(await act('undo', id)).toMatchObject({ status: 202 })
    await goOn()
    const undone = await get(id)
    expect(undone.status).toBe('undone')
    expect(await act('commit', id)).toMatchObject(refused)
    expect(await get(id)).toMatchObject({ status: 'undone', undo: undone.undo, counts: undone.counts })
    await ledger.workOff()
    await sound()
  })

  it('stops an undo, which can be asked for again', async () => {
    const { id } = await imports.drop(keyOf(each), each.content, skip)
    await act('undo', id)
    expect(await act('cancel', id)).toMatchObject({ status: 202 })
    await go(id)
    expect(await get(id)).toMatchObject({ status: 'completed', undo: { status: 'failed' } })
    ledger.woken.splice(0)
    expect(await act('undo', id)).toMatchObject({ status: 202 })
    await goOn()
    expect(await get(id)).toMatchObject({ status: 'undone' })
    await ledger.workOff()
    await sound()
  })

  it('is refused for an import that has ended, is not a dry run, or is unknown', async () => {
    const { id } = await imports.drop(keyOf(each), each.content, skip)
    expect(await act('cancel', id)).toMatchObject({
      status: 409,
      body: { type: expect.stringContaining('import-ended') },
    })
    expect(await act('commit', id)).toMatchObject({
      status: 409,
      body: { type: expect.stringContaining('cannot-commit') },
    })
    const rejected = await imports.drop('imports/agreements/other.csv', 'wrong', { 'dry-run': 'true' })
    expect(await act('commit', rejected.id)).toMatchObject({ status: 409 })
    for (const action of ['cancel', 'commit'])
      expect(await act(action, '01K0000000000000000000000X')).toMatchObject({
        status: 404,
        body: { type: expect.stringContaining('import-not-found') },
      })
  })

  it('answers a repeat with the same Idempotency-Key as it answered first', async () => {
    const run = await imports.drop(keyOf(each), each.content, { ...skip, 'dry-run': 'true' })
    const ask = () =>
      ledger.call('POST /imports/{importId}/commit', {
        params: { importId: run.id },
        headers: { 'idempotency-key': 'once' },
      })
    const first = await ask()
    await goOn()
    expect(await ask()).toMatchObject({ status: 202, body: first.body })
  })
})
