import { beforeEach, describe, expect, it } from 'vitest'
import { consumer } from '../../lib/foundation/queue/consumer.ts'
import { raceLost } from '../../lib/foundation/table/attempts.ts'
import { agreementKey, devicePartitions, pairPartitions, wantedKey } from '../../lib/foundation/table/keys.ts'
import { commit, update } from '../../lib/foundation/table/table.ts'
import { countChanges, startRuns } from '../../lib/positions/runs/ask-for-runs.ts'
import { cleanUp } from '../../lib/positions/runs/clean-up.ts'
import { collect, reconcile, takeRun } from '../../lib/positions/runs/stages.ts'
import type { Manifest } from '../../lib/positions/snapshot/manifest.ts'
import { readPointers } from '../../lib/positions/snapshot/pointers.ts'
import { snapshotReader } from '../../lib/positions/snapshot/snapshot-reader.ts'
import { tableNames } from '../../lib/positions/snapshot/tables.ts'
import { alertsOf } from '../support/alerts.ts'
import { lambdaContext } from '../support/events.ts'
import { crashFrom, injectFaults, throttled } from '../support/faults.ts'
import { sqsEvent } from '../support/importer-on.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { heldDesk } from '../support/runs.ts'

const day = '2026-06-15'
const noon = `${day}T12:00:00.000Z`
const program = 'Contoso/Payroll 7'

let ledger: TestLedger
let inventory: ReturnType<typeof inventoryOf>
let alerts: ReturnType<typeof alertsOf>

beforeEach(async () => {
  ledger = await newLedger()
  ledger.setClock(new Date(noon))
  inventory = inventoryOf(ledger)
  alerts = alertsOf(ledger)
  await inventory.report('PC1', noon, [program])
  await ledger.work()
})

const later = (seconds: number) => ledger.setClock(new Date(Date.parse(noon) + seconds * 1_000))

const quiet = { info: () => {}, warn: () => {}, error: () => {} }
/** Delivers a message as the queue does. @returns whether it succeeded */
const deliver = async (
  stage: 'collect' | 'reconcile' | 'clean-up',
  receiveCount = 1,
  desk = ledger.runs,
): Promise<boolean> => {
  const handler = consumer(5, ({ body, isLast }) => takeRun(desk, String(body), isLast), quiet)
  return (await handler(sqsEvent(stage, receiveCount), lambdaContext(20_000))).batchItemFailures.length === 0
}

const agreement = async (name: string, licenseCount: number, more = {}) => {
  const body = { type: 'other', name, publisher: 'Contoso', productTitle: 'Payroll 7', licenseCount, ...more }
  const answer = await ledger.call('POST /agreements', { body })
  expect(answer.status).toBe(201)
  // As the stream tells it.
  await countChanges(ledger.runs, [agreementKey(answer.body.id)])
  return answer.body.id
}
const changeDevice = async (id: string, software: readonly string[], at = noon) => {
  expect((await inventory.report(id, at, software)).status).toBe(204)
  await countChanges(ledger.runs, [{ pk: devicePartitions[0] ?? '', sk: id }])
}

const titles = async (query: Record<string, string> = {}) => {
  const answer = await ledger.call('GET /software', {
    query: { status: 'short,no-entitlement,covered,unused,unknown', ...query },
  })
  const shown = (answer.body.items ?? []).map(
    (item: Record<string, unknown>) => `${item.title}: ${item.entitledCount} / ${item.installedCount}`,
  )
  return { ...answer, shown }
}
const get = (reconciliationId: string) =>
  ledger.call('GET /reconciliations/{reconciliationId}', { params: { reconciliationId } })
const list = async (query = {}) =>
  (await ledger.call('GET /reconciliations', { query: { limit: '100', ...query } })).body
const post = (roles?: 'license-reader'[]) => ledger.call('POST /reconciliations', roles ? { roles } : {})
const manifest = async (): Promise<Manifest> => {
  const { snapshot } = await ledger.snapshots.present()
  if (!snapshot) throw new Error('There is no snapshot.')
  return snapshot.manifest
}

/** The tables of the current snapshot, as they lie in the bucket. */
const bytes = async (of = ledger) => {
  const tables = (await of.snapshots.present()).snapshot?.manifest.tables ?? {}
  const stored = of.snapshotFiles.objects
  return Object.fromEntries(
    tableNames.map((name) => [name, Buffer.from(stored.get(tables[name]?.key ?? '')?.bytes ?? []).toString('base64')]),
  )
}
/** The current snapshot is the same, byte for byte, as one that is made from nothing. */
const expectWhole = async () => {
  const kept = await bytes()
  await commit(ledger.table, [update(wantedKey, { set: { rebuild: true } }, {}, raceLost)])
  await ledger.publish()
  const rebuilt = await manifest()
  for (const { key } of Object.values(rebuilt.tables)) expect(key).toContain(rebuilt.id)
  expect(await bytes()).toEqual(kept)
}

describe('POST /reconciliations', () => {
  it('is for managers, and asks for a run that begins with the next reconcile after a collect', async () => {
    expect((await post(['license-reader'])).status).toBe(403)
    const asked = await post()
    expect([asked.status, asked.headers.location]).toEqual([202, `/reconciliations/${asked.body.id}`])
    expect(asked.body).toMatchObject({
      stage: 'reconcile',
      status: 'queued',
      trigger: 'manual',
      counts: {},
      version: 1,
    })
    expect(ledger.asked).toEqual(['collect'])
    const again = await post()
    expect([again.status, again.body]).toEqual([200, asked.body])
    expect((await titles()).body.pending).toBe(true)

    expect(await deliver('reconcile')).toBe(true)
    expect((await get(asked.body.id)).body.status).toBe('queued')
    expect(await deliver('collect')).toBe(true)
    expect(await deliver('reconcile')).toBe(true)
    const done = await get(asked.body.id)
    expect(done.body).toMatchObject({
      ...{ status: 'completed', trigger: 'manual', snapshotId: (await manifest()).id, version: 3 },
      counts: { devices: 1, names: 1, agreements: 0, pairs: 0 },
    })
    expect(done.headers.etag).toBe('"3"')
    expect((await titles()).body.pending).toBe(false)
    expect((await post()).status).toBe(202)
  })

  it('answers a repeat with the same key as it answered first, also once the run has ended', async () => {
    const ask = () => ledger.call('POST /reconciliations', { headers: { 'idempotency-key': 'nightly' } })
    const first = await ask()
    await ledger.work()
    const again = await ask()
    expect([again.status, again.body]).toEqual([202, first.body])
    expect((await list()).items.filter(({ trigger }: { trigger: string }) => trigger === 'manual')).toHaveLength(1)
  })

  it('takes no parameters, and no other request with the same key', async () => {
    const ask = (body: object) =>
      ledger.call('POST /reconciliations', { body, headers: { 'idempotency-key': 'nightly' } })
    expect((await ask({ stage: 'collect' })).status).toBe(422)
    expect((await ask({})).status).toBe(202)
    expect((await ask({})).status).toBe(202)
  })

  it('makes one run of many requests at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => post()))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array.from({ length: 7 }, () => 200), 202])
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  })
})

describe('GET /reconciliations', () => {
  it('lists runs newest first, page by page, and is for readers', async () => {
    later(1)
    await agreement('A', 3)
    await deliver('reconcile')
    const { items } = await list()
    expect(items.map(({ stage, status }: Record<string, string>) => `${stage} ${status}`)).toEqual([
      'reconcile completed',
      'reconcile completed',
      'collect completed',
    ])
    const first = await list({ limit: '1' })
    const second = await list({ limit: '2', cursor: first.cursor })
    expect([...first.items, ...second.items]).toEqual(items)
    expect((await ledger.call('GET /reconciliations', { roles: ['license-reader'] })).status).toBe(200)
    expect((await ledger.call('GET /reconciliations', { roles: ['inventory-writer'] })).status).toBe(403)
  })

  it('refuses the id of a run that is not there, and what is no id', async () => {
    expect(await get('01KA0000000000000000000000')).toMatchObject({
      ...{ status: 404, body: { type: 'urn:license-ledger:problem:reconciliation-not-found' } },
    })
    expect((await get('latest')).status).toBe(400)
  })

  it('shows a run as failed when its worker died and it cannot be under way any more', async () => {
    await agreement('A', 3)
    const heal = crashFrom(ledger.client, 'before', 2)
    expect(await deliver('reconcile')).toBe(false)
    heal()
    const [{ id, status }] = (await list()).items
    expect(status).toBe('running')
    later(17 * 60)
    expect((await get(id)).body).toMatchObject({ status: 'failed', error: { code: 'lost' } })
  })
})

describe('A change', () => {
  it('is in the next snapshot, and is pending until then', async () => {
    await agreement('A', 3)
    const before = await titles()
    expect(before.body).toMatchObject({ asOf: noon, devicesAsOf: noon, pending: true })
    expect(before.shown).toEqual(['Payroll 7: 0 / 1'])
    expect(ledger.asked).toEqual(['reconcile'])
    later(2)
    await deliver('reconcile')
    const after = await titles()
    expect([after.shown, after.body.asOf, after.body.devicesAsOf, after.body.pending]).toEqual([
      ['Payroll 7: 3 / 1'],
      '2026-06-15T12:00:02.000Z',
      noon,
      false,
    ])
    expect(after.headers.etag).toBe(`"${(await manifest()).id}"`)
  })

  it('that is committed while a run reads is in the next one', async () => {
    await agreement('A', 3)
    const held = heldDesk(ledger.runs, 'write', 'titles.parquet')
    const running = reconcile(held.desk)
    await held.reached
    await agreement('B', 4)
    held.release()
    await running
    expect((await titles()).body.pending).toBe(true)
    await deliver('reconcile')
    expect([(await titles()).shown, (await titles()).body.pending]).toEqual([['Payroll 7: 7 / 1'], false])
  })

  it('is not lost to a run that began before it and ends later: that one is overtaken', async () => {
    await agreement('A', 3)
    const held = heldDesk(ledger.runs, 'write', 'titles.parquet')
    const slow = reconcile(held.desk)
    await held.reached
    later(1)
    await agreement('B', 4)
    await Promise.all([deliver('reconcile'), deliver('reconcile')])
    held.release()
    await slow
    expect([(await titles()).shown, (await titles()).body.pending]).toEqual([['Payroll 7: 7 / 1'], false])
    expect(
      (await list()).items.filter(({ status }: { status: string }) => status === 'overtaken').length,
    ).toBeGreaterThan(0)
    const { current } = await readPointers(ledger.table)
    expect(
      JSON.parse(Buffer.from(ledger.snapshotFiles.objects.get('snapshots/latest.json')?.bytes ?? []).toString()).id,
    ).toBe(current?.id)
  })

  it('that touches no device writes no installs, and what is taken over is what would be made from nothing', async () => {
    const first = await manifest()
    const id = await agreement('A', 3)
    await deliver('reconcile')
    const second = await manifest()
    const same = tableNames.filter((name) => second.tables[name]?.key === first.tables[name]?.key)
    const [facts, days] = [
      ['names', 'installs', 'devices', 'products', 'entitlements', 'catalog', 'ends', 'due'],
      ['history', 'familyHistory'],
    ]
    expect(same).toEqual([...facts, ...days])
    await expectWhole()

    await changeDevice('PC2', [program, 'Contoso/Paint 3'])
    await ledger.work()
    const titleId = await inventory.titleId('Paint 3')
    await ledger.call('PATCH /software/{titleId}', { params: { titleId }, body: { licensable: false } })
    await ledger.work()
    await expectWhole()
    await inventory.link('PC2', 'PC1')
    await ledger.call('POST /software/{titleId}/merge', {
      params: { titleId },
      body: { into: await inventory.titleId('Payroll 7') },
    })
    await ledger.work()
    await expectWhole()
    await inventory.drop('PC1')
    await ledger.call('PATCH /agreements/{agreementId}', {
      params: { agreementId: id },
      body: { licenseCount: 'unlimited' },
    })
    await ledger.call('POST /agreements', { body: { type: 'volume', name: 'V', pairs: [newPair()] } })
    await ledger.work()
    await expectWhole()
    const [row] = (await titles()).body.items
    expect([row.installedCount, row.unlimited, row.status]).toEqual([1, true, 'covered'])
  })

  it('gives the same bytes in whichever order and partition facts were written', async () => {
    const made = async (reverse: boolean) => {
      const own = await newLedger()
      own.setClock(new Date(noon))
      const order = <T>(all: T[]): T[] => (reverse ? all.toReversed() : all)
      const { report } = inventoryOf(own)
      // Each brings a name that others have, too: the first to report it is another one.
      const devices = Array.from({ length: 40 }, (_, index) => index)
      for (const device of order(devices))
        await report(
          `PC-${device}`,
          noon,
          order([program, `Contoso/Tool ${device % 7}`, `Fabrikam/App ${device % 11}@${device}`]),
        )
      for (const title of order(['Tool 1', 'Tool 5', 'Extra']))
        await own.call('POST /catalog/titles', { body: { publisher: 'Contoso', title } })
      await own.work()
      return own
    }
    const [one, other] = [await made(false), await made(true)]
    const [these, those] = [await bytes(one), await bytes(other)]
    for (const name of tableNames) expect([name, those[name]]).toEqual([name, these[name]])
    expect((await readPointers(other.table)).lists?.id).toBe((await readPointers(one.table)).lists?.id)
  })
})

describe('Failures', () => {
  const broken = (): TestLedger['runs'] => ({
    ...ledger.runs,
    files: {
      ...ledger.snapshotFiles,
      write: async () => {
        throw new Error('AccessDenied: arn:aws:iam::123456789012:role/worker')
      },
    },
  })

  it('leave the last snapshot, say so, and raise an alert with the last delivery until a run completes', async () => {
    await agreement('A', 3)
    expect(await deliver('reconcile', 1, broken())).toBe(false)
    const [failed] = (await list()).items
    expect(failed).toMatchObject({ stage: 'reconcile', status: 'failed', error: { code: 'internal' } })
    expect(JSON.stringify(failed)).not.toContain('arn:')
    expect([(await titles()).shown, (await titles()).body.pending]).toEqual([['Payroll 7: 0 / 1'], true])
    expect(await alerts.open()).toEqual([])
    expect(await deliver('reconcile', 5, broken())).toBe(false)
    expect(await alerts.list()).toMatchObject([
      { kind: 'reconciliation-failed', title: 'Reconciliation failed (reconcile)' },
    ])
    expect(JSON.stringify(await alerts.list())).not.toContain('arn:')
    await ledger.workOff()
    expect(alerts.told()).toEqual(['AlertRaised: Reconciliation failed (reconcile)'])
    expect(await deliver('reconcile')).toBe(true)
    expect(await alerts.open()).toEqual([])
    await ledger.workOff()
    expect(alerts.told()).toEqual(['AlertEnded: Over: Reconciliation failed (reconcile) (resolved)'])
  })

  it('of the table, too: a run that is throttled is delivered again', async () => {
    await agreement('A', 3)
    const heal = injectFaults(ledger.client, {
      before: ({ command }) => (command === 'Query' ? throttled() : undefined),
    })
    const handler = consumer(5, ({ body, isLast }) => takeRun(ledger.runs, String(body), isLast), quiet)
    const { batchItemFailures } = await handler(sqsEvent('reconcile'), lambdaContext(1_500))
    heal()
    expect(batchItemFailures).toHaveLength(1)
    expect((await list()).items[0]).toMatchObject({ status: 'failed', error: { code: 'busy' } })
    await deliver('reconcile')
    expect((await titles()).shown).toEqual(['Payroll 7: 3 / 1'])
  })

  it.each(['before', 'after'] as const)(
    'of a worker %s any write end right when the message comes again',
    async (when) => {
      for (let write = 0; write < 4; write++) {
        await agreement(`A${write}`, 1)
        await changeDevice(`PC-${write}`, [program])
        for (const stage of ['collect', 'reconcile'] as const) {
          const heal = crashFrom(ledger.client, when, write)
          await deliver(stage)
          heal()
          expect(await deliver(stage, 2)).toBe(true)
        }
        expect([(await titles()).shown, (await titles()).body.pending]).toEqual([
          [`Payroll 7: ${write + 1} / ${write + 2}`],
          false,
        ])
      }
      expect(await alerts.open()).toEqual([])
    },
  )
})

describe('A file that is missing', () => {
  const remove = (part: string) => {
    for (const key of [...ledger.snapshotFiles.objects.keys()])
      if (key.includes(part)) ledger.snapshotFiles.objects.delete(key)
  }

  it.each(['titles.parquet', 'manifest.json'])('(%s) is answered by 503 and made again by a run', async (part) => {
    await agreement('A', 3)
    await deliver('reconcile')
    remove(part)
    const refused = await titles()
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '2'])
    expect(await deliver('collect')).toBe(true)
    expect(await deliver('reconcile')).toBe(true)
    expect([(await titles()).shown, (await titles()).body.pending]).toEqual([['Payroll 7: 3 / 1'], false])
    await expectWhole()
  })

  it('of the lists is missed by the reconcile, which asks for it, and made again', async () => {
    await agreement('A', 3)
    remove('.lists')
    expect(await deliver('reconcile')).toBe(false)
    expect((await list()).items[0].error).toEqual({
      code: 'file-missing',
      message: 'The lists file is missing. It is being made again.',
    })
    expect(await deliver('collect')).toBe(true)
    expect(await deliver('reconcile', 2)).toBe(true)
    expect([(await titles()).shown, (await titles()).body.pending]).toEqual([['Payroll 7: 3 / 1'], false])
  })
})

describe('Days', () => {
  it('end at midnight in the time zone of the ledger, and are kept', async () => {
    ledger = await newLedger({ timeZone: 'America/New_York' })
    inventory = inventoryOf(ledger)
    const at = (time: string) => ledger.setClock(new Date(time))
    at('2026-06-15T12:00:00Z')
    await inventory.report('PC1', '2026-06-15T12:00:00Z', [program])
    await agreement('A', 3, { endDate: day })
    await ledger.work()
    at('2026-06-16T03:59:59Z')
    expect((await titles()).body.pending).toBe(false)
    at('2026-06-16T04:00:00Z')
    expect((await titles()).body.pending).toBe(true)
    expect([await deliver('collect'), await deliver('reconcile')]).toEqual([true, true])
    expect([(await titles()).shown, (await titles()).body.pending]).toEqual([['Payroll 7: 0 / 1'], false])
    expect((await list()).items.map(({ trigger }: { trigger: string }) => trigger).slice(0, 2)).toEqual(['day', 'day'])
    expect((await titles({ asOf: day })).shown).toEqual(['Payroll 7: 3 / 1'])
    for (const asOf of ['2026-06-14', '2026-06-17'])
      expect(await titles({ asOf })).toMatchObject({
        status: 400,
        body: { type: 'urn:license-ledger:problem:no-snapshot' },
      })
    const [{ id }] = (await titles()).body.items
    const { body } = await ledger.call('GET /software/{titleId}/history', { params: { titleId: id } })
    expect(body.items.map(({ date, entitledCount }: Record<string, unknown>) => [date, entitledCount])).toEqual([
      ['2026-06-16', 0],
      ['2026-06-15', 3],
    ])
  })

  it('of cursors: a list goes on in its snapshot, and not once that is cleaned up', async () => {
    for (let count = 1; count <= 4; count++) await changeDevice(`PC-${count}`, [`Contoso/Tool ${count}`])
    await ledger.work()
    const query = { limit: '2' }
    const first = await titles(query)
    await changeDevice('PC-5', ['Contoso/A new one'])
    await ledger.work()
    const second = await titles({ ...query, cursor: first.body.cursor })
    expect(second.headers.etag).toBe(first.headers.etag)
    expect(second.body.totals.count).toBe(5)
    expect((await titles()).body.totals.count).toBe(6)

    later(3 * 86_400)
    await ledger.work()
    expect(await deliver('clean-up')).toBe(true)
    // Another function has nothing in memory; this one forgets what it had.
    const fresh = snapshotReader({ ...ledger.runs, files: ledger.snapshotFiles })
    const id = String(first.headers.etag).replaceAll('"', '')
    await expect(fresh.byId(id)).rejects.toMatchObject({ code: 'cursor-expired', kind: 'malformed' })
    expect((await titles({ asOf: day })).shown).toHaveLength(6)
  })

  it('of clean-ups: what is current and what is kept can still be read, and names of devices only for 35 days', async () => {
    await cleanUp(ledger.runs)
    for (const days of [1, 2, 36]) {
      ledger.setClock(new Date(Date.parse(noon) + days * 86_400_000))
      await ledger.publish()
      await deliver('clean-up')
    }
    const daily = [...ledger.snapshotFiles.objects.keys()].filter((key) => key.startsWith('daily/'))
    expect(daily).toContain('daily/dt=2026-06-15/titles.parquet')
    expect(daily).not.toContain('daily/dt=2026-06-15/devices.parquet')
    expect(daily).toContain('daily/dt=2026-06-16/devices.parquet')
    const [{ id }] = (await titles()).body.items
    const devices = (asOf: string) =>
      ledger.call('GET /software/{titleId}/devices', { params: { titleId: id }, query: { asOf } })
    expect((await devices('2026-06-16')).body.items).toHaveLength(1)
    expect(await devices(day)).toMatchObject({ status: 400, body: { type: 'urn:license-ledger:problem:no-snapshot' } })
    expect((await titles({ asOf: day })).shown).toEqual(['Payroll 7: 0 / 1'])
  })
})

describe('A start of the stack', () => {
  it('runs both stages, as changes before it may have been missed', async () => {
    await inventory.report('PC2', noon, [program])
    expect((await titles()).body.pending).toBe(false)
    await startRuns(ledger.table)
    expect((await titles()).body.pending).toBe(true)
    expect([await deliver('collect'), await deliver('reconcile')]).toEqual([true, true])
    expect((await titles()).shown).toEqual(['Payroll 7: 0 / 2'])
  })

  it('begins with lists that say that nothing is known yet', async () => {
    ledger = await newLedger()
    expect((await titles()).body).toMatchObject({ items: [], asOf: null, pending: true })
    await collect(ledger.runs)
    expect((await titles()).body).toMatchObject({ items: [], asOf: null, pending: true })
    await reconcile(ledger.runs)
    expect((await titles()).body).toMatchObject({ items: [], totals: { count: 0 }, pending: false })
  })

  it('reads facts from as many partitions as there are, whatever lies in the table', async () => {
    let queries = 0
    const heal = injectFaults(ledger.client, {
      before: ({ command }) => {
        if (command === 'Query') queries += 1
        return undefined
      },
    })
    await agreement('A', 3)
    await countChanges(ledger.runs, [{ pk: pairPartitions[0] ?? '', sk: 'none' }])
    queries = 0
    await deliver('reconcile')
    heal()
    expect(queries).toBeLessThan(100)
  })
})
