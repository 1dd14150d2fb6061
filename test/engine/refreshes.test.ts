import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { pairKey } from '../../lib/agreements/records/pair.ts'
import { renewStaleBounds } from '../../lib/entitlements/refreshes/freshness-marks.ts'
import { freshnessKey, pairItemKey } from '../../lib/foundation/table/keys.ts'
import { update } from '../../lib/foundation/table/table.ts'
import { amountOf } from '../support/amount.ts'
import { licensesOf } from '../support/entitlements.ts'
import { Crash, injectFaults, interleave } from '../support/faults.ts'
import { importer } from '../support/imports.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'
import { type Refresher, startRefresher } from '../support/refreshes.ts'

type Pair = ReturnType<typeof newPair>

let refresher: Refresher
beforeAll(async () => {
  refresher = await startRefresher()
})
afterAll(() => refresher.stop())
afterEach(() => {
  refresher.simulator.faults.clear()
  refresher.simulator.answers.clear()
  refresher.simulator.calls.clear()
})

const valid = (pair: Pair, ...entitlements: object[]) => ({ ...pair, status: 'valid', entitlements })

const setUp = async () => {
  const ledger = await newLedger()
  return { ledger, ...refresher.refresherOf(ledger) }
}

const create = async (ledger: TestLedger, name: string, pairs: Pair[], more: object = {}) => {
  const { body, status } = await ledger.call('POST /agreements', { body: { type: 'volume', name, pairs, ...more } })
  expect(status).toBe(201)
  return body
}

const get = async (ledger: TestLedger, agreementId: string) =>
  (await ledger.call('GET /agreements/{agreementId}', { params: { agreementId } })).body

const removePair = (ledger: TestLedger, agreementId: string, pair: Pair) =>
  ledger.call('DELETE /agreements/{agreementId}/pairs/{agreementNumber}/{licenseNumber}', {
    params: { agreementId, ...pair },
  })

const validationOf = async (ledger: TestLedger, agreementId: string, pair: Pair) =>
  (await get(ledger, agreementId)).pairs.find((each: Pair) => pairKey(each) === pairKey(pair)).validation

interface Validation {
  askedAt: string
  answeredAt: string
  error?: object
  stale: boolean
}

/** Of all pairs of an agreement, by number. */
const validationsOf = async (ledger: TestLedger, agreementId: string): Promise<Validation[]> => {
  const found: { validation: Validation }[] = []
  let cursor: string | undefined
  do {
    const { body } = await ledger.call('GET /agreements/{agreementId}/pairs', {
      params: { agreementId },
      query: { limit: '100', ...(cursor !== undefined && { cursor }) },
    })
    found.push(...body.items)
    cursor = body.cursor
  } while (cursor !== undefined)
  return found.map(({ validation }) => validation)
}

const storedPairs = async (ledger: TestLedger) =>
  (await ledger.scan())
    .filter(({ pk }) => String(pk).startsWith('PAIRS#'))
    .sort((one, other) => (String(one.sk) < String(other.sk) ? -1 : 1))

const overview = async (ledger: TestLedger) => (await ledger.call('GET /overview')).body
const lookUps = () => refresher.simulator.calls.read()
const newPairs = (count: number): Pair[] => Array.from({ length: count }, newPair)

/** Pairs that lie in one partition, in the order in which a refresh of everything asks about them. */
let licenses = 0
const neighbours = (count: number): Pair[] => {
  licenses += 1
  return Array.from({ length: count }, (_, index) => ({
    agreementNumber: `S${String(index).padStart(4, '0')}`,
    licenseNumber: `LX${licenses}`,
  }))
}

/** Imports pairs into one agreement. @returns its id */
const importPairs = async (ledger: TestLedger, name: string, pairs: readonly Pair[]): Promise<string> => {
  const lines = pairs.map(({ agreementNumber, licenseNumber }) => `${agreementNumber},${licenseNumber},${name}`)
  await importer(ledger).drop(`imports/agreements/${name}.csv`, lines.join('\n'))
  return (await ledger.call('GET /agreements', { query: { contains: name } })).body.items[0].id
}

describe('New pairs', () => {
  it('are looked up automatically, and no others', async () => {
    const { ledger, drain } = await setUp()
    const [one, other] = [newPair(), newPair()]
    refresher.simulator.answers.set([
      {
        ...valid(one, licensesOf('Office', 5), licensesOf('Visio', 2)),
        program: 'Open',
        organization: 'Contoso',
        startDate: '2020-01-01',
      },
      { ...other, status: 'expired', entitlements: [licensesOf('Office', 7)] },
    ])
    const { id, version } = await create(ledger, 'New', [one, other])
    await ledger.publish()
    expect(await overview(ledger)).toMatchObject({ stale: true, pairValidation: { pending: 2 } })
    await drain()
    expect(lookUps()).toMatchObject({ lookUps: 1, pairs: 2 })
    const agreement = await get(ledger, id)
    expect(agreement.version).toBe(version)
    expect(agreement.pairs.map((pair: { validation: object }) => pair.validation)).toMatchObject([
      { status: 'valid', program: 'Open', organization: 'Contoso', startDate: '2020-01-01', stale: false },
      { status: 'expired', stale: false },
    ])
    expect(agreement.entitlements).toEqual([licensesOf('Office', 12), licensesOf('Visio', 2)])
    expect((await ledger.call('GET /refreshes')).body.items).toMatchObject([
      {
        scope: { type: 'pairs' },
        trigger: 'new-pairs',
        status: 'completed',
        calls: 1,
        counts: { pairs: 2, valid: 1, expired: 1, notFound: 0, failed: 0 },
        progress: { done: 2, total: 2 },
      },
    ])
    expect(await overview(ledger)).toMatchObject({
      pairValidation: { pending: 0, valid: 1, expired: 1, notFound: 0 },
      stale: false,
      lastRefresh: null,
    })
    expect(await recount(ledger)).toEqual([])
  })

  it('of an import are looked up together in batches of 100, without those that existed before', async () => {
    const { ledger, drain } = await setUp()
    const pairs = newPairs(250)
    await create(ledger, 'Before', pairs.slice(0, 40))
    await drain()
    refresher.simulator.calls.clear()
    const lines = pairs.map(({ agreementNumber, licenseNumber }) => `${agreementNumber},${licenseNumber}`)
    await importer(ledger).drop('imports/agreements/new.csv', lines.join('\n'))
    await drain()
    expect(lookUps()).toMatchObject({ lookUps: 3, pairs: 210 })
    const { items } = (await ledger.call('GET /refreshes', { query: { limit: '1' } })).body
    expect(items).toMatchObject([{ status: 'completed', counts: { pairs: 210, failed: 0 }, progress: { total: 210 } }])
    expect(await overview(ledger)).toMatchObject({ stale: false, pairValidation: { pending: 0 } })
    expect(await recount(ledger)).toEqual([])
  })

  it('are asked about for as long as the function has time: Lambda ends chains of many deliveries', async () => {
    const { ledger, deliver, delayed } = await setUp()
    const lines = newPairs(450).map(({ agreementNumber, licenseNumber }) => `${agreementNumber},${licenseNumber}`)
    await importer(ledger).drop('imports/agreements/new.csv', lines.join('\n'))
    const [refreshId = ''] = ledger.announcedRefreshes.splice(0)
    const tooShortForTwoSteps = 20_000
    await deliver({ refreshId }, 1, tooShortForTwoSteps)
    expect(delayed.splice(0)).toEqual([{ refreshId, delay: 0 }])
    expect(lookUps()).toMatchObject({ lookUps: 1 })
    await deliver({ refreshId }, 1, 300_000)
    expect(delayed).toEqual([])
    expect(lookUps()).toMatchObject({ lookUps: 5, pairs: 450 })
    expect((await overview(ledger)).pairValidation).toMatchObject({ pending: 0 })
  })

  it('are asked about for a minute in a turn, so that the queue gets to other messages', async () => {
    const { ledger, desk, deliver, delayed } = await setUp()
    const lines = newPairs(450).map(({ agreementNumber, licenseNumber }) => `${agreementNumber},${licenseNumber}`)
    await importer(ledger).drop('imports/agreements/new.csv', lines.join('\n'))
    const [refreshId = ''] = ledger.announcedRefreshes.splice(0)
    const begun = Date.now()
    // Each look-up takes half a minute.
    desk.now = () => new Date(begun + lookUps().lookUps * 30_000)
    await deliver({ refreshId }, 1, 900_000)
    expect(delayed).toEqual([{ refreshId, delay: 0 }])
    expect(lookUps()).toMatchObject({ lookUps: 2 })
  })

  it('added to an agreement are looked up without its other pairs', async () => {
    const { ledger, drain } = await setUp()
    const { id } = await create(ledger, 'Grows', newPairs(1))
    await drain()
    await ledger.call('POST /agreements/{agreementId}/pairs', {
      params: { agreementId: id },
      body: { pairs: newPairs(2) },
    })
    refresher.simulator.calls.clear()
    await drain()
    expect(lookUps()).toMatchObject({ lookUps: 1, pairs: 2 })
  })

  it('are found by their run when the message was lost', async () => {
    const { ledger, deliver } = await setUp()
    await create(ledger, 'Lost', newPairs(1))
    const [refreshId] = ledger.announcedRefreshes.splice(0)
    expect((await overview(ledger)).stale).toBe(true)
    await deliver({ refreshId: refreshId ?? '' })
    expect((await overview(ledger)).stale).toBe(false)
  })
})

describe('Refresh Now', () => {
  it('begins a run, and answers with the same run until it has ended', async () => {
    const { ledger, drain } = await setUp()
    await create(ledger, 'A', newPairs(3))
    await drain()
    const first = await ledger.call('POST /refreshes', { body: {} })
    expect(first.status).toBe(202)
    expect(first.headers.location).toBe(`/refreshes/${first.body.id}`)
    expect(first.body).toMatchObject({ scope: { type: 'all' }, trigger: 'manual', status: 'queued' })
    const again = await ledger.call('POST /refreshes', { body: {} })
    expect(again).toMatchObject({ status: 200, body: { id: first.body.id } })
    await drain()
    expect(await overview(ledger)).toMatchObject({
      lastRefresh: { id: first.body.id, status: 'completed', counts: { pairs: 3 }, progress: { done: 3, total: 3 } },
    })
    const next = await ledger.call('POST /refreshes', { body: {} })
    expect(next.status).toBe(202)
    expect(next.body.id).not.toBe(first.body.id)
  })

  it('needs no body, and no pairs', async () => {
    const { ledger, drain, show } = await setUp()
    const { status, body } = await ledger.call('POST /refreshes')
    expect(status).toBe(202)
    await drain()
    expect(await show(body.id)).toMatchObject({ status: 'completed', calls: 0, counts: { pairs: 0 } })
  })

  it('begins one run for 20 simultaneous requests', async () => {
    const { ledger } = await setUp()
    const answers = await Promise.all(Array.from({ length: 20 }, () => ledger.call('POST /refreshes', { body: {} })))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 202])
    expect(ledger.announcedRefreshes).toHaveLength(1)
  })

  it('of a group asks about its pairs only', async () => {
    const { ledger, refresh, drain } = await setUp()
    const { groupId } = await create(ledger, 'In', newPairs(4), { group: { name: 'EMEA' } })
    await importPairs(ledger, 'Large', newPairs(120))
    const { items } = (await ledger.call('GET /agreements', { query: { contains: 'Large' } })).body
    await ledger.call('PUT /groups/{groupId}/agreements', {
      params: { groupId },
      body: { agreementIds: [items[0].id] },
    })
    await create(ledger, 'Out', newPairs(5))
    await drain()
    refresher.simulator.calls.clear()
    const run = await refresh({ groupId })
    expect(run).toMatchObject({ scope: { type: 'group', groupId }, status: 'completed', counts: { pairs: 124 } })
    expect(run.progress).toEqual({ done: 124, total: 124 })
    expect(lookUps()).toMatchObject({ lookUps: 2, pairs: 124 })
    expect((await refresh({ groupId: 'unassigned' })).counts.pairs).toBe(5)
  })

  it('is refused for an unknown group, an unknown field and an unknown id', async () => {
    const { ledger } = await setUp()
    const unknown = await ledger.call('POST /refreshes', { body: { groupId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' } })
    expect(unknown).toMatchObject({
      status: 422,
      body: { type: 'urn:license-ledger:problem:group-not-found', errors: [{ pointer: '/groupId' }] },
    })
    expect((await ledger.call('POST /refreshes', { body: { scope: 'all' } })).status).toBe(422)
    expect(
      (await ledger.call('GET /refreshes/{refreshId}', { params: { refreshId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' } })).status,
    ).toBe(404)
    expect((await ledger.call('GET /refreshes/{refreshId}', { params: { refreshId: 'x' } })).status).toBe(400)
  })

  it('makes at most one call for 100 pairs, and 63 more', async () => {
    const { ledger, refresh, drain } = await setUp()
    await importPairs(ledger, 'Many', newPairs(300))
    await drain()
    refresher.simulator.calls.clear()
    const { counts, calls } = await refresh()
    expect(counts.pairs).toBe(300)
    expect(calls).toBe(lookUps().lookUps)
    expect(calls).toBeLessThanOrEqual(3 + 63)
  })

  it('marks partitions as fresh and writes to no pair when all answers are unchanged', async () => {
    const { ledger, refresh, drain } = await setUp()
    const pairs = newPairs(120)
    const id = await importPairs(ledger, 'Same', pairs)
    await drain()
    const before = await storedPairs(ledger)
    const { version } = await get(ledger, id)
    ledger.setClock(new Date(Date.now() + 40 * 3_600_000))
    expect(await overview(ledger)).toMatchObject({ stale: true, pairValidation: { pending: 0 } })
    expect(await validationOf(ledger, id, pairs[0] ?? newPair())).toMatchObject({ stale: true })
    const { updatedAt: at } = await refresh()
    expect(await storedPairs(ledger)).toEqual(before)
    const partitions = new Set(pairs.map((pair) => pairItemKey(pairKey(pair)).pk))
    const marks = (await ledger.scan()).filter((item) => item.pk === freshnessKey('').pk && item.at !== undefined)
    expect(marks).toHaveLength(partitions.size)
    expect(await validationOf(ledger, id, pairs[0] ?? newPair())).toMatchObject({
      stale: false,
      askedAt: at,
      answeredAt: at,
    })
    expect(await overview(ledger)).toMatchObject({ stale: false })
    expect((await get(ledger, id)).version).toBe(version)
  })

  it('lets pairs of an earlier version be found by their agreement number, also when their answers are unchanged', async () => {
    const { ledger, refresh, drain } = await setUp()
    const [pair] = newPairs(1) as [Pair]
    await create(ledger, 'Old', [pair])
    await drain()
    await refresh()
    await ledger.table.change(
      update(pairItemKey(pairKey(pair)), { set: { gsi1pk: undefined, gsiSk: undefined } }, { exists: true }),
    )
    const found = async (number: string) => (await ledger.call('GET /agreements', { query: { number } })).body.items
    expect([await found(pair.licenseNumber), await found(pair.agreementNumber)]).toMatchObject([[{ name: 'Old' }], []])
    expect(await recount(ledger)).toEqual([expect.stringContaining('cannot be found by its agreement number')])
    await refresh()
    expect(await found(pair.agreementNumber)).toMatchObject([{ name: 'Old' }])
    expect(await recount(ledger)).toEqual([])
  })

  it('begins once on schedule, however often the message is delivered', async () => {
    const { ledger, deliver } = await setUp()
    await create(ledger, 'A', newPairs(1))
    const scheduledFor = '2026-11-24T03:00:00Z'
    await Promise.all([deliver({ scheduledFor }), deliver({ scheduledFor })])
    await deliver({ scheduledFor })
    const { items } = (await ledger.call('GET /refreshes')).body
    expect(items.filter(({ trigger }: { trigger: string }) => trigger === 'scheduled')).toMatchObject([
      { status: 'completed', counts: { pairs: 1 } },
    ])
  })
})

describe('While a refresh runs', () => {
  it('a removed pair is not brought back by its answer', async () => {
    const { ledger, refresh, drain } = await setUp()
    const pairs = newPairs(3)
    const { id } = await create(ledger, 'A', pairs)
    await drain()
    const [first = newPair(), second = newPair()] = pairs
    refresher.simulator.answers.set(pairs.map((pair) => valid(pair, licensesOf('Project', 9))))
    const stop = interleave(ledger.client, 'Project', () => removePair(ledger, id, second))
    const run = await refresh()
    stop()
    expect(run).toMatchObject({ status: 'completed', counts: { pairs: 2, valid: 2, failed: 0 } })
    expect((await get(ledger, id)).pairs).toHaveLength(2)
    expect((await validationOf(ledger, id, first)).status).toBe('valid')
    expect(await recount(ledger)).toEqual([])
  })

  it('a pair that moved to another agreement has its newest answer', async () => {
    const { ledger, refresh, drain } = await setUp()
    const [kept, moved] = [newPair(), newPair()]
    const { id } = await create(ledger, 'A', [kept, moved])
    refresher.simulator.answers.set([valid(moved, licensesOf('Project', 9), licensesOf('Visio', 1))])
    await drain()
    await removePair(ledger, id, moved)
    const other = await create(ledger, 'B', [moved])
    refresher.simulator.answers.set([valid(moved, licensesOf('Project', 4))])
    await drain()
    await refresh()
    expect((await get(ledger, other.id)).entitlements).toEqual([licensesOf('Project', 4)])
    expect(await recount(ledger)).toEqual([])
  })

  it('an added pair is looked up by its own run, and a moved agreement is asked about once', async () => {
    const { ledger, drain, show } = await setUp()
    const { id, groupId } = await create(ledger, 'A', newPairs(2), { group: { name: 'EMEA' } })
    await drain()
    const { body: run } = await ledger.call('POST /refreshes', { body: { groupId } })
    const stop = interleave(ledger.client, run.id, async () => {
      await ledger.call('PATCH /agreements/{agreementId}', {
        params: { agreementId: id },
        body: { groupId: 'unassigned' },
      })
      await create(ledger, 'B', newPairs(1))
    })
    await drain()
    stop()
    expect((await show(run.id)).status).toBe('completed')
    expect(await overview(ledger)).toMatchObject({ stale: false, pairValidation: { pending: 0 } })
    expect(await recount(ledger)).toEqual([])
  })

  it('an agreement can be edited, and its pairs get their answers', async () => {
    const { ledger, refresh, drain } = await setUp()
    const pairs = newPairs(2)
    const { id } = await create(ledger, 'A', pairs)
    await drain()
    refresher.simulator.answers.set(pairs.map((pair) => valid(pair, licensesOf('Project', 1))))
    const stop = interleave(ledger.client, 'Project', () =>
      ledger.call('PATCH /agreements/{agreementId}', { params: { agreementId: id }, body: { name: 'Renamed' } }),
    )
    expect((await refresh()).status).toBe('completed')
    stop()
    expect(await get(ledger, id)).toMatchObject({
      name: 'Renamed',
      version: 2,
      entitlements: [licensesOf('Project', 2)],
    })
  })

  it('a late answer to an earlier question does not replace a newer one', async () => {
    const { ledger, refresh, drain, desk } = await setUp()
    const pair = newPair()
    const { id } = await create(ledger, 'A', [pair])
    await drain()
    refresher.simulator.answers.set([valid(pair, licensesOf('Old', 1))])
    const { vlsc } = desk
    desk.vlsc = {
      lookUp: async (pairs) => {
        const old = await vlsc?.lookUp(pairs)
        desk.vlsc = vlsc
        refresher.simulator.answers.set([valid(pair, licensesOf('New', 2))])
        ledger.setClock(new Date(Date.now() + 5_000))
        await refresh({ groupId: 'unassigned' })
        return old ?? new Map()
      },
    }
    await refresh()
    expect((await get(ledger, id)).entitlements).toEqual([licensesOf('New', 2)])
    expect(await recount(ledger)).toEqual([])
  })
})

describe('An answer that comes late', () => {
  it('is stored beside the error of a later question that failed', async () => {
    const { ledger, refresh, drain, desk } = await setUp()
    const pair = newPair()
    const { id } = await create(ledger, 'A', [pair])
    await drain()
    refresher.simulator.answers.set([valid(pair, licensesOf('Late', 3))])
    const { vlsc } = desk
    desk.vlsc = {
      lookUp: async (pairs) => {
        const late = await vlsc?.lookUp(pairs)
        desk.vlsc = vlsc
        ledger.setClock(new Date(Date.now() + 5_000))
        refresher.simulator.faults.set({ fault: 'unknown-status' })
        await refresh({ groupId: 'unassigned' })
        return late ?? new Map()
      },
    }
    expect(await refresh()).toMatchObject({ status: 'completed', counts: { valid: 1, failed: 0 } })
    expect((await get(ledger, id)).entitlements).toEqual([licensesOf('Late', 3)])
    const { askedAt, answeredAt, error } = await validationOf(ledger, id, pair)
    expect(error).toMatchObject({ code: 'invalid-answer' })
    expect(askedAt > answeredAt).toBe(true)
    expect(await recount(ledger)).toEqual([])
  })
})

describe('A refresh that crashes or is delivered again', () => {
  /** A run that changes the answers of all pairs. */
  const prepare = async () => {
    const found = await setUp()
    const pairs = [...neighbours(103), ...newPairs(2)]
    const id = await importPairs(found.ledger, 'Crash', pairs)
    await found.drain()
    refresher.simulator.answers.set(
      pairs.map((pair, index) =>
        index % 7 === 0 ? { ...pair, status: 'not-found' } : valid(pair, licensesOf('X', index)),
      ),
    )
    const { body: run } = await found.ledger.call('POST /refreshes', { body: {} })
    found.ledger.announcedRefreshes.splice(0)
    return { ...found, id, run }
  }

  it.each(['before', 'after'] as const)(
    'goes on after a crash %s any of its transactions, and counts everything once',
    async (moment) => {
      let crashed = true
      for (let crash = 0; crashed; crash += amountOf(11, 1)) {
        const { ledger, deliver, drain, show, run } = await prepare()
        crashed = false
        const heal = injectFaults(ledger.client, {
          [moment]: ({ command, count }: { command: string; count: number }) => {
            if (command !== 'TransactWriteItems' || count !== crash) return undefined
            crashed = true
            return new Crash()
          },
        })
        await deliver({ refreshId: run.id })
        heal()
        await deliver({ refreshId: run.id }, 2)
        await drain()
        expect(await show(run.id)).toMatchObject({
          status: 'completed',
          counts: { pairs: 105, valid: 90, notFound: 15, expired: 0, failed: 0 },
          progress: { done: 105, total: 105 },
        })
        expect(await recount(ledger)).toEqual([])
      }
    },
  )

  it('counts everything once when two deliveries overlap', async () => {
    const { ledger, deliver, drain, show, run } = await prepare()
    await Promise.all([deliver({ refreshId: run.id }), deliver({ refreshId: run.id })])
    await deliver({ refreshId: run.id })
    await drain()
    expect(await show(run.id)).toMatchObject({ status: 'completed', counts: { pairs: 105, valid: 90, notFound: 15 } })
    expect(await recount(ledger)).toEqual([])
  })

  it('goes on in the next delivery when its time is up', async () => {
    const { ledger, deliver, delayed, show, run } = await prepare()
    let deliveries = 0
    do {
      delayed.splice(0)
      await deliver({ refreshId: run.id }, 1, 15_000)
      deliveries += 1
    } while (delayed.length > 0)
    expect(deliveries).toBeGreaterThan(2)
    expect(await show(run.id)).toMatchObject({ status: 'completed', counts: { pairs: 105, valid: 90, notFound: 15 } })
    await ledger.work()
    expect(await recount(ledger)).toEqual([])
  })

  it('ends as failed after five failed deliveries, and frees its scope', async () => {
    const { ledger, deliver, show, run } = await prepare()
    const heal = injectFaults(ledger.client, {
      before: ({ command }) => (command === 'Query' ? new Error('broken') : undefined),
    })
    for (let receiveCount = 1; receiveCount <= 5; receiveCount++) await deliver({ refreshId: run.id }, receiveCount)
    heal()
    expect(await show(run.id)).toMatchObject({ status: 'failed', error: { code: 'internal' } })
    expect((await ledger.call('POST /refreshes', { body: {} })).status).toBe(202)
  })
})

describe('A refresh that is cancelled', () => {
  const cancel = (ledger: TestLedger, refreshId: string) =>
    ledger.call('POST /refreshes/{refreshId}/cancel', { params: { refreshId } })

  const prepare = async (count: number) => {
    const found = await setUp()
    const pairs = neighbours(count)
    await importPairs(found.ledger, 'Cancel', pairs)
    await found.drain()
    refresher.simulator.answers.set(pairs.map((pair) => valid(pair, licensesOf('New', 1))))
    const { body: run } = await found.ledger.call('POST /refreshes', { body: {} })
    found.ledger.announcedRefreshes.splice(0)
    return { ...found, run }
  }

  it('asks nothing if it has not begun, frees its scope, and is the last refresh', async () => {
    const { ledger, deliver, run } = await prepare(1)
    refresher.simulator.calls.clear()
    const { status, body, headers } = await cancel(ledger, run.id)
    expect([status, headers.location]).toEqual([202, `/refreshes/${run.id}`])
    expect(body).toMatchObject({ id: run.id, status: 'cancelled', counts: { pairs: 0 }, version: 2 })
    expect(body.finishedAt).toBe(body.updatedAt)
    await deliver({ refreshId: run.id })
    expect(lookUps().lookUps).toBe(0)
    expect(await overview(ledger)).toMatchObject({ stale: false, lastRefresh: { id: run.id, status: 'cancelled' } })
    expect((await ledger.call('POST /refreshes', { body: {} })).status).toBe(202)
    expect(await cancel(ledger, run.id)).toMatchObject({ status: 202, body })
  })

  it('keeps the answers that it stored, and stores none of the call under way', async () => {
    const { ledger, deliver, desk, show, run } = await prepare(250)
    const { vlsc } = desk
    let calls = 0
    desk.vlsc = {
      lookUp: async (pairs) => {
        calls += 1
        const answers = await vlsc?.lookUp(pairs)
        if (calls === 2) expect((await cancel(ledger, run.id)).status).toBe(202)
        return answers ?? new Map()
      },
    }
    expect(await deliver({ refreshId: run.id })).toEqual({ batchItemFailures: [] })
    expect(calls).toBe(2)
    expect(await show(run.id)).toMatchObject({ status: 'cancelled', calls: 1, counts: { pairs: 100, valid: 100 } })
    const hasNew = (await storedPairs(ledger)).map(({ entitlements }) => String(entitlements).includes('New'))
    expect(hasNew.lastIndexOf(true)).toBe(99)
    expect(hasNew.filter(Boolean)).toHaveLength(100)
    expect(await recount(ledger)).toEqual([])
  })

  it('no longer waits for the time that VLSC asked for', async () => {
    const { ledger, deliver, run } = await prepare(1)
    refresher.simulator.faults.set({ fault: 'throttled', retryAfter: 60, count: 1 })
    await deliver({ refreshId: run.id })
    const { body } = await cancel(ledger, run.id)
    expect(body).toMatchObject({ status: 'cancelled', calls: 1, error: { code: 'throttled' } })
    expect(body.waitsUntil).toBeUndefined()
  })

  it('bounds the age of the first answers of a partition that it stored half', async () => {
    const { ledger, deliver, desk } = await setUp()
    const pairs = neighbours(120)
    await importPairs(ledger, 'First', pairs)
    const [newPairsRun = ''] = ledger.announcedRefreshes.splice(0)
    await cancel(ledger, newPairsRun)
    const { body: run } = await ledger.call('POST /refreshes', { body: {} })
    const { vlsc } = desk
    desk.vlsc = {
      lookUp: async (asked) => {
        if (asked.length < 100) await cancel(ledger, run.id)
        return (await vlsc?.lookUp(asked)) ?? new Map()
      },
    }
    await deliver({ refreshId: run.id })
    const [first] = pairs
    const freshness = (await ledger.scan()).find(
      ({ sk }) => sk === freshnessKey(pairItemKey(pairKey(first ?? newPair())).pk).sk,
    )
    const [answered] = await storedPairs(ledger)
    expect(freshness?.oldest).toBeDefined()
    expect(String(freshness?.oldest) <= String(answered?.answeredAt)).toBe(true)
  })

  it('must exist, and must not have ended', async () => {
    const { ledger, drain, run } = await prepare(1)
    ledger.announcedRefreshes.push(run.id)
    await drain()
    expect(await cancel(ledger, run.id)).toMatchObject({
      status: 409,
      body: { type: 'urn:license-ledger:problem:refresh-ended' },
    })
    expect(await cancel(ledger, '01ARZ3NDEKTSV4RRFFQ69G5FAV')).toMatchObject({
      status: 404,
      body: { type: 'urn:license-ledger:problem:refresh-not-found' },
    })
  })
})

describe('Entitlements', () => {
  it('of a pair may number more than a transaction has items, and may all change', async () => {
    const { ledger, refresh, drain } = await setUp()
    const pair = newPair()
    const { id } = await create(ledger, 'Large', [pair])
    const products = (from: number) =>
      Array.from({ length: 140 }, (_, index) => licensesOf(`Product ${String(from + index).padStart(4, '0')}`, index))
    refresher.simulator.answers.set([valid(pair, ...products(0))])
    await drain()
    expect((await get(ledger, id)).entitlements).toHaveLength(140)
    expect(await recount(ledger)).toEqual([])
    refresher.simulator.answers.set([valid(pair, ...products(110))])
    await refresh()
    expect(await recount(ledger)).toEqual([])
    expect((await get(ledger, id)).entitlements[0]).toEqual(licensesOf('Product 0110', 0))
  })

  it('of several pairs may be larger than a transaction, even where only an error is stored', async () => {
    const { ledger, refresh, drain } = await setUp()
    const pairs = neighbours(20)
    const text = 'x'.repeat(250)
    const licenses = Array.from({ length: 210 }, () => ({
      ...licensesOf('Large', 1),
      productPool: text,
      type: text,
      productFamily: text,
      version: text,
    }))
    refresher.simulator.answers.set(pairs.map((pair) => valid(pair, ...licenses)))
    await importPairs(ledger, 'Large', pairs)
    await drain()
    expect(Buffer.byteLength(JSON.stringify(await storedPairs(ledger)))).toBeGreaterThan(4_500_000)
    refresher.simulator.faults.set({ fault: 'server-error' })
    expect(await refresh()).toMatchObject({ status: 'failed', counts: { failed: 20 }, error: { code: 'server-error' } })
    expect((await storedPairs(ledger)).every(({ error, entitlements }) => error && entitlements)).toBe(true)
  })

  it('disappear with their pair at the next reconciliation', async () => {
    const { ledger, drain } = await setUp()
    const [gone, kept] = [newPair(), newPair()]
    const { id } = await create(ledger, 'A', [gone, kept])
    refresher.simulator.answers.set([valid(gone, licensesOf('Office', 3)), valid(kept, licensesOf('Visio', 1))])
    await drain()
    const list = async () => (await ledger.call('GET /entitlements')).body.items
    expect(await list()).toMatchObject([{ product: 'Office' }, { product: 'Visio' }])
    expect(await overview(ledger)).toMatchObject({ stale: false })
    await removePair(ledger, id, gone)
    expect((await get(ledger, id)).entitlements).toEqual([licensesOf('Visio', 1)])
    await ledger.work()
    expect(await list()).toMatchObject([{ product: 'Visio' }])
    expect(await overview(ledger)).toMatchObject({ stale: false, pairValidation: { valid: 1 } })
    await ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId: id } })
    await ledger.work()
    expect(await list()).toEqual([])
    expect(await overview(ledger)).toMatchObject({ pairValidation: { pending: 0, valid: 0 } })
    expect(await recount(ledger)).toEqual([])
  })

  it('disappear with a large agreement', async () => {
    const { ledger, drain } = await setUp()
    const id = await importPairs(ledger, 'Large', newPairs(230))
    await drain()
    await ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId: id } })
    expect(await overview(ledger)).toMatchObject({ stale: true })
    await ledger.work()
    expect(await overview(ledger)).toMatchObject({ stale: false, pairValidation: { pending: 0, valid: 0 } })
    expect(await recount(ledger)).toEqual([])
  })
})

describe('The age of answers', () => {
  it('is known of each pair when a batch of its partition fails', async () => {
    const { ledger, refresh, drain } = await setUp()
    const pairs = neighbours(250)
    const id = await importPairs(ledger, 'Partition', pairs)
    await drain()
    const later = new Date(Date.now() + 40 * 3_600_000)
    ledger.setClock(later)
    refresher.simulator.faults.set({ fault: 'server-error', agreementNumber: 'S0150' })
    const run = await refresh()
    expect(run).toMatchObject({
      status: 'partial',
      counts: { pairs: 250, failed: 100 },
      error: { code: 'server-error' },
    })
    const at = later.toISOString()
    const validations = await validationsOf(ledger, id)
    const isGood = ({ answeredAt, error, stale }: Validation) => answeredAt === at && !error && !stale
    const isBad = ({ askedAt, answeredAt, error, stale }: Validation) =>
      askedAt === at && answeredAt < at && error !== undefined && stale
    expect(validations).toHaveLength(250)
    expect(validations.slice(0, 100).every(isGood)).toBe(true)
    expect(validations.slice(100, 200).every(isBad)).toBe(true)
    expect(validations.slice(200).every(isGood)).toBe(true)
    expect((await storedPairs(ledger)).filter(({ revision }) => Number(revision) > 1)).toHaveLength(100)
    expect(await overview(ledger)).toMatchObject({ stale: true })
    refresher.simulator.faults.clear()
    expect(await refresh({ groupId: 'unassigned' })).toMatchObject({ status: 'completed', counts: { failed: 0 } })
    expect(await overview(ledger)).toMatchObject({ stale: false })
    expect((await validationOf(ledger, id, pairs[0] ?? newPair())).stale).toBe(false)
  })

  it('is that of the last good answer when a later question fails, written or not', async () => {
    const { ledger, refresh, drain } = await setUp()
    const [pair = newPair(), other = newPair()] = neighbours(2)
    const { id } = await create(ledger, 'A', [pair, other])
    await drain()
    const hours = async (count: number) => {
      const at = new Date(Date.now() + count * 3_600_000)
      ledger.setClock(at)
      await refresh()
      return at.toISOString()
    }
    const good = await hours(1)
    refresher.simulator.faults.set({ fault: 'unknown-status', agreementNumber: pair.agreementNumber })
    const bad = await hours(2)
    const failed = { askedAt: bad, answeredAt: good, error: { code: 'invalid-answer' } }
    expect(await validationOf(ledger, id, pair)).toMatchObject(failed)
    expect(await validationOf(ledger, id, other)).toMatchObject({ askedAt: bad, answeredAt: bad })
    const again = await hours(3)
    expect(await validationOf(ledger, id, pair)).toMatchObject({ ...failed, askedAt: again })
    refresher.simulator.faults.clear()
    const mended = await hours(4)
    for (const each of [pair, other]) {
      const { askedAt, answeredAt, error } = await validationOf(ledger, id, each)
      expect([askedAt, answeredAt, error]).toEqual([mended, mended, undefined])
    }
  })

  it('is corrected by the sweep when the only stale pair was removed', async () => {
    const { ledger, refresh, drain } = await setUp()
    const [bad, good] = neighbours(2)
    if (!bad || !good) throw new Error('No pairs.')
    const { id } = await create(ledger, 'A', [bad, good])
    refresher.simulator.answers.set([valid(bad, licensesOf('X', 1)), valid(good, licensesOf('Y', 1))])
    await drain()
    ledger.setClock(new Date(Date.now() + 40 * 3_600_000))
    refresher.simulator.faults.set({ fault: 'unknown-status', agreementNumber: bad.agreementNumber })
    expect(await refresh()).toMatchObject({ status: 'partial', counts: { valid: 1, failed: 1 } })
    expect((await overview(ledger)).stale).toBe(true)
    await removePair(ledger, id, bad)
    expect((await overview(ledger)).stale).toBe(true)
    await renewStaleBounds(ledger.ledger)
    expect((await overview(ledger)).stale).toBe(false)
  })

  it('is looked up once an hour while VLSC does not answer', async () => {
    const { ledger, drain } = await setUp()
    await create(ledger, 'A', newPairs(1))
    await drain()
    const looks = async (hours: number): Promise<number> => {
      ledger.setClock(new Date(Date.now() + hours * 3_600_000))
      let queries = 0
      const stop = injectFaults(ledger.client, {
        before: ({ command }) => {
          if (command === 'Query') queries += 1
          return undefined
        },
      })
      await renewStaleBounds(ledger.ledger)
      stop()
      return queries
    }
    // One query tells how fresh the partitions are.
    expect(await looks(1)).toBe(1)
    expect(await looks(40)).toBe(3)
    expect(await looks(40.5)).toBe(1)
    expect(await looks(41.1)).toBe(3)
  })
})
