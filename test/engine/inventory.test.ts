import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ageDevices } from '../../lib/inventory/age-devices.ts'
import { countInstalls } from '../../lib/inventory/count-installs.ts'
import { readInventoryState } from '../../lib/inventory/device-counts.ts'
import { readMarks } from '../../lib/inventory/install-marks.ts'
import { installsLockKey } from '../../lib/table/keys.ts'
import { doWork } from '../../lib/work/do-work.ts'
import { sweep } from '../../lib/work/sweep.ts'
import { takeTurn } from '../../lib/work/turn.ts'
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
const zip = 'Igor Pavlov/7-Zip 16.04 (x64 edition)@16.04'
const newerZip = 'Igor Pavlov/7-Zip 20.02 (x64)@20.02'
const audacity = 'Audacity Team/Audacity 2.4.2@2.4.2'

beforeAll(start)

describe('a device report (spec "Inventory and catalog")', () => {
  beforeEach(async () => {
    await start()
    ledger.setClock(new Date(day(10)))
  })

  it('counts a device once for a title, however many versions', async () => {
    expect((await inventory.report('d1', day(1), [zip, newerZip, audacity])).status).toBe(204)
    await inventory.report('d2', day(1), [newerZip])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ '7-Zip': 2, Audacity: 1 })
    const { body } = await inventory.device('D1')
    expect(body).toMatchObject({ id: 'd1', name: 'PC d1', source: 'api', counted: true, softwareCount: 3 })
    expect(body.software).toHaveLength(3)
    expect(body.software[0]).toMatchObject({ publisher: 'Igor Pavlov', title: '7-Zip 16.04 (x64 edition)' })
  })

  it('replaces the older one, and an older one arriving late is ignored', async () => {
    await inventory.report('d1', day(2), [zip])
    await inventory.report('d1', day(3), [audacity])
    await inventory.report('d1', day(1), [zip, audacity])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Audacity: 1 })
    expect(await inventory.installs('absent')).toEqual({ '7-Zip': 0 })
    expect((await inventory.device('d1')).body).toMatchObject({ reportedAt: day(3), softwareCount: 1 })
    expect(await inventory.differences()).toEqual([])
  })

  it.each([
    [[zip], [audacity]],
    [[audacity], [zip]],
  ])('of the same time ends the same in both orders', async (one, other) => {
    await inventory.report('d1', day(2), one)
    await inventory.report('d1', day(2), other)
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Audacity: 1 })
  })

  it('writes only when it was seen when nothing else is new', async () => {
    await inventory.report('d1', day(2), [zip])
    await ledger.work()
    await inventory.report('d1', day(3), [zip])
    expect(ledger.announced).toEqual([])
    expect((await inventory.device('d1')).body).toMatchObject({ reportedAt: day(3), version: 2 })
    await inventory.report('d1', day(3), [zip])
    expect((await inventory.device('d1')).body.version).toBe(2)
  })

  it('more than 24 hours ahead is refused', async () => {
    const { status, body } = await inventory.report('d1', day(12), [zip])
    expect(status).toBe(422)
    expect(body).toMatchObject({ type: 'urn:license-ledger:problem:future-report' })
    expect((await inventory.report('d1', new Date(Date.parse(day(11))).toISOString(), [zip])).status).toBe(204)
  })

  it.each(['macOS', 'iOS', 'Windows Phone', 'WindowsMobile', 'Windows Holographic', 'Linux', ''])(
    'of the platform %j is refused: only Windows PCs count',
    async (platform) => {
      const { status, body } = await inventory.report('mac', day(1), [zip], { platform })
      expect(status).toBe(422)
      expect(body.errors[0]).toMatchObject({ pointer: '/platform' })
      expect((await readInventoryState(ledger.table)).known).toBe(0)
    },
  )

  it.each(['windows', 'Windows 11', 'WindowsRT', 'win32', 'Microsoft Windows 10 Enterprise'])(
    'of the platform %j is taken',
    async (platform) => expect((await inventory.report('pc', day(1), [zip], { platform })).status).toBe(204),
  )

  it('with more than 5,000 titles is refused with the limit', async () => {
    const many = Array.from({ length: 5_001 }, (_, index) => `Maker/Thing ${index}`)
    const { status, body } = await inventory.report('d1', day(1), many)
    expect(status).toBe(422)
    expect(body).toMatchObject({ type: 'urn:license-ledger:problem:too-many-titles' })
    expect(body.detail).toContain('5000')
  })

  it('with versions that are too long together is refused, and with the longest that fit is taken', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => `M/T${index}@${`${index}`.padEnd(128, 'x')}`)
    expect((await inventory.report('d1', day(1), many(2_700))).body.type).toContain('too-many-titles')
    expect((await inventory.report('d1', day(1), many(2_600))).status).toBe(204)
  })

  it('keeps no more than names, times and software', async () => {
    const { status } = await inventory.report('d1', day(1), [zip], { userName: 'alice' })
    expect(status).toBe(422)
  })

  it.each(['a/b', 'with space', 'ümläut', "quote's", 'x'.repeat(128)])('takes the id %j', async (id) => {
    expect((await inventory.report(id, day(1), [zip])).status).toBe(204)
    expect((await inventory.device(id)).body.id).toBe(id)
  })

  it('of software without a publisher is one title', async () => {
    await inventory.report('d1', day(1), ['/Tool 1.2@1.2'])
    await ledger.work()
    const { body } = await ledger.call('GET /software')
    expect(body.items).toMatchObject([{ publisher: 'Unknown publisher', installedCount: 1 }])
  })
})

describe('a device that was not seen for too long', () => {
  beforeEach(start)

  it('leaves the counts with the daily sweep, and comes back with its next report', async () => {
    ledger.setClock(new Date(day(10)))
    await inventory.report('old', day(1), [zip])
    await inventory.report('new', day(10), [zip])
    await ledger.work()
    ledger.setClock(new Date(day(95)))
    await ageDevices(ledger.ledger)
    await ageDevices(ledger.ledger)
    await ledger.work()
    expect(await inventory.installs()).toEqual({ '7-Zip': 1 })
    expect(await readInventoryState(ledger.table)).toMatchObject({ counted: 1, known: 2 })
    expect((await inventory.device('old')).body.counted).toBe(false)
    await inventory.report('old', day(94), [zip])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ '7-Zip': 2 })
    expect(await inventory.differences()).toEqual([])
  })

  it('does not count when its first report is that old already', async () => {
    ledger.setClock(new Date(day(200)))
    await inventory.report('old', day(1), [zip])
    await ledger.work()
    expect(await inventory.installs()).toEqual({})
    expect(await readInventoryState(ledger.table)).toMatchObject({ counted: 0, known: 1, hasReported: true })
  })
})

describe('two devices of one name', () => {
  beforeEach(async () => {
    await start()
    ledger.setClock(new Date(day(10)))
    await inventory.report('guid-1', day(1), [zip, audacity], { deviceName: 'PC-1' })
    await inventory.report('PC-1', day(2), [newerZip], { deviceName: 'pc-1' })
    await ledger.work()
  })

  it('are shown as possible duplicates', async () => {
    const { body } = await inventory.device('guid-1')
    expect(body.possibleDuplicates).toMatchObject([{ id: 'PC-1' }])
  })

  it('count once when they are linked, and twice again when they are not', async () => {
    expect(await inventory.installs()).toEqual({ '7-Zip': 2, Audacity: 1 })
    const { status, body } = await inventory.link('PC-1', 'guid-1')
    expect(status).toBe(200)
    expect(body).toMatchObject({ linkedTo: 'guid-1', possibleDuplicates: [] })
    await ledger.work()
    expect(await inventory.installs()).toEqual({ '7-Zip': 1, Audacity: 1 })
    expect(await readInventoryState(ledger.table)).toMatchObject({ counted: 1, known: 2 })
    expect((await inventory.device('guid-1')).body.linkedDevices).toEqual(['PC-1'])
    // What only the linked one has counts, too.
    await inventory.report('PC-1', day(3), [newerZip, 'Maker/Thing'])
    await inventory.report('guid-1', day(3), [audacity])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ '7-Zip': 1, Audacity: 1, Thing: 1 })
    expect(await inventory.differences()).toEqual([])
    expect((await inventory.unlink('PC-1')).status).toBe(204)
    await ledger.work()
    expect(await inventory.installs()).toEqual({ '7-Zip': 1, Audacity: 1, Thing: 1 })
    expect(await readInventoryState(ledger.table)).toMatchObject({ counted: 2, known: 2 })
    expect(await inventory.differences()).toEqual([])
  })

  it('a deleted one leaves the other counting for itself', async () => {
    await inventory.link('PC-1', 'guid-1')
    await ledger.work()
    expect((await inventory.drop('guid-1')).status).toBe(204)
    await ledger.work()
    expect(await inventory.installs()).toEqual({ '7-Zip': 1 })
    expect(await readInventoryState(ledger.table)).toMatchObject({ counted: 1, known: 1 })
    expect((await inventory.device('PC-1')).body.linkedTo).toBeUndefined()
    expect(await inventory.differences()).toEqual([])
  })

  it('are linked by managers only, to a device that is there, and not in chains', async () => {
    const reader = { roles: ['license-reader'] as const }
    const asReader = await ledger.call('PUT /devices/{deviceId}/link', {
      params: { deviceId: 'PC-1' },
      body: { deviceId: 'guid-1' },
      roles: [...reader.roles],
    })
    expect(asReader.status).toBe(403)
    expect((await inventory.link('PC-1', 'nowhere')).status).toBe(422)
    expect((await inventory.link('nowhere', 'PC-1')).status).toBe(404)
    expect((await inventory.link('PC-1', 'pc-1')).status).toBe(422)
    await inventory.report('third', day(1), [])
    expect((await inventory.link('PC-1', 'guid-1')).status).toBe(200)
    expect((await inventory.link('guid-1', 'third')).body.type).toContain('device-linked')
    expect((await inventory.link('third', 'PC-1')).body.linkedTo).toBe('guid-1')
    expect((await inventory.unlink('guid-1')).status).toBe(409)
  })
})

describe('managed devices', () => {
  beforeAll(async () => {
    await start()
    ledger.setClock(new Date(day(10)))
    for (const name of ['Beta', 'alpha', 'Gamma', 'alphabet'])
      await inventory.report(`id-${name}`, day(1), [zip], { deviceName: name })
  })

  it('are listed by name, page by page', async () => {
    const first = await ledger.call('GET /devices', { query: { limit: '3' } })
    expect(first.body.items.map(({ name }: { name: string }) => name)).toEqual(['alpha', 'alphabet', 'Beta'])
    const next = await ledger.call('GET /devices', { query: { limit: '3', cursor: first.body.cursor } })
    expect(next.body).toMatchObject({ items: [{ name: 'Gamma' }] })
    expect(next.body.cursor).toBeUndefined()
  })

  it('are found by a part of name or id, in any case', async () => {
    const found = await ledger.call('GET /devices', { query: { contains: 'ALPHA' } })
    expect(found.body.items).toHaveLength(2)
    expect((await ledger.call('GET /devices', { query: { contains: 'ID-GAM' } })).body.items).toHaveLength(1)
  })

  it('are deleted with their version, and 404 afterwards', async () => {
    const params = { deviceId: 'id-Beta' }
    const stale = await ledger.call('DELETE /devices/{deviceId}', { params, headers: { 'if-match': '"7"' } })
    expect(stale.status).toBe(412)
    expect((await ledger.call('DELETE /devices/{deviceId}', { params, roles: ['license-reader'] })).status).toBe(403)
    expect((await ledger.call('DELETE /devices/{deviceId}', { params, roles: ['inventory-writer'] })).status).toBe(403)
    expect((await inventory.drop('id-Beta')).status).toBe(204)
    expect((await inventory.drop('id-Beta')).status).toBe(404)
    expect((await inventory.device('id-Beta')).status).toBe(404)
    await ledger.work()
    expect(await inventory.installs()).toEqual({ '7-Zip': 3 })
    const { body } = await ledger.call('GET /audit')
    expect(body.items[0]).toMatchObject({ action: 'device-deleted' })
  })

  it('are shown with a title, a page at a time, with names and versions', async () => {
    const titleId = await inventory.titleId('7-Zip')
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const query = { limit: '2', ...(cursor && { cursor }) }
      const { body } = await ledger.call('GET /software/{titleId}/devices', { params: { titleId }, query })
      seen.push(...body.items.map(({ id }: { id: string }) => id))
      expect(body.items[0].installed).toEqual([
        { publisher: 'Igor Pavlov', title: '7-Zip 16.04 (x64 edition)', version: '16.04' },
      ])
      cursor = body.cursor
    } while (cursor)
    expect(seen.sort()).toEqual(['id-Gamma', 'id-alpha', 'id-alphabet'])
  })
})

describe('counting', () => {
  beforeEach(async () => {
    await start()
    ledger.setClock(new Date(day(10)))
    await inventory.report('d1', day(1), [zip, audacity])
    await inventory.report('d2', day(1), [zip])
  })

  it('is done by one worker at a time; another one leaves it to that', async () => {
    const turn = await takeTurn(ledger.ledger, installsLockKey)
    expect(turn).toBeDefined()
    await countInstalls(ledger.ledger)
    expect(await readMarks(ledger.table, 9)).toHaveLength(2)
    // A worker that says nothing for a minute is dead.
    ledger.setClock(new Date(Date.parse(day(10)) + 61_000))
    await countInstalls(ledger.ledger)
    expect(await readMarks(ledger.table, 9)).toHaveLength(0)
    expect(await inventory.installs()).toEqual({ '7-Zip': 2, Audacity: 1 })
  })

  it('of what nobody told the queue of is asked for by the sweep', async () => {
    const asked: string[] = []
    const none = async () => {}
    const work = async (id: string) => void (id.includes('positions') || asked.push(id))
    const send = { work, import: none, report: none, refresh: none }
    await sweep(ledger.ledger, send)
    expect(asked).toEqual(['count-installs'])
    for (const id of asked.splice(0)) await doWork(ledger.ledger, id)
    expect(await inventory.installs()).toEqual({ '7-Zip': 2, Audacity: 1 })
    await sweep(ledger.ledger, send)
    expect(asked).toEqual([])
  })

  it('goes on after a crash behind any of its transactions', async () => {
    for (let at = 0; at < 4; at++) {
      await inventory.report('d3', day(3 + at), [`Maker/Thing ${at} for all`, zip])
      const heal = injectFaults(ledger.client, {
        after: ({ command, count }) => (command === 'TransactWriteItems' && count === at ? new Crash() : undefined),
      })
      await countInstalls(ledger.ledger).catch(() => {})
      heal()
      ledger.setClock(new Date(ledger.ledger.now().getTime() + 61_000))
      await countInstalls(ledger.ledger)
      expect(await inventory.differences()).toEqual([])
    }
  })

  it('finds a device for a name that was split off, also when the device lost another name of the title since', async () => {
    await inventory.report('d3', day(1), [zip, newerZip])
    await ledger.work()
    const params = { titleId: await inventory.titleId('7-Zip') }
    const body = { rawTitles: ['7-Zip 20.02 (x64)'], title: 'Newer' }
    expect((await ledger.call('POST /software/{titleId}/split', { params, body })).status).toBe(201)
    await inventory.report('d3', day(2), [newerZip])
    await ledger.work()
    expect(await inventory.differences()).toEqual([])
    expect(await inventory.installs()).toEqual({ '7-Zip': 2, Audacity: 1, Newer: 1 })
  })

  it('lets titles gain devices before any loses some, so that they are found after a crash in between', async () => {
    // Titles are written 40 at a time, in the order in which they were merged: FromS and ToS are apart.
    const merges = [
      ['FromX', 'ToX'],
      ['FromY', 'ToX'],
      ...[...'ABCDEFGHIJKLMNOPQRS'].map((one) => [`From${one}`, `To${one}`]),
    ]
    const reported = (titles: (string | undefined)[]) => titles.map((title) => `Maker/${title}`)
    await inventory.report('most', day(1), reported(merges.slice(0, -1).map(([from]) => from)))
    await inventory.report('last', day(1), reported(['FromS']))
    await inventory.report('other', day(1), reported(merges.map(([, to]) => to)))
    await ledger.work()
    for (const [from = '', to = ''] of merges) {
      const merge = { params: { titleId: await inventory.titleId(from) }, body: { into: await inventory.titleId(to) } }
      expect((await ledger.call('POST /software/{titleId}/merge', merge)).status).toBe(200)
      const [moving = ''] = ledger.announced
      await doWork(ledger.ledger, moving)
      ledger.announced.splice(0)
    }
    let crashes = 0
    for (; (await readMarks(ledger.table, 1)).length > 0; crashes++) {
      const heal = injectFaults(ledger.client, {
        after: ({ command, count }) => (command === 'TransactWriteItems' && count === 1 ? new Crash() : undefined),
      })
      await expect(countInstalls(ledger.ledger)).rejects.toThrow(Crash)
      heal()
      ledger.setClock(new Date(ledger.ledger.now().getTime() + 61_000))
    }
    expect(await inventory.installs()).toMatchObject({ ToX: 2, ToA: 2, ToR: 2, ToS: 2 })
    expect(crashes).toBeGreaterThan(3)
    expect(await inventory.differences()).toEqual([])
  })

  it('by several workers at once counts everything once', async () => {
    await Promise.all(Array.from({ length: 4 }, () => countInstalls(ledger.ledger)))
    expect(await inventory.installs()).toEqual({ '7-Zip': 2, Audacity: 1 })
    expect(await inventory.differences()).toEqual([])
  })
})
