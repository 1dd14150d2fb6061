import { beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { metered } from '../../bench/meter.ts'
import { nameCountKey, softwareNameHash, softwareNameKey } from '../../lib/foundation/table/keys.ts'
import { commit, type Item, put, update } from '../../lib/foundation/table/table.ts'
import { readReadiness } from '../../lib/inventory/names/readiness.ts'
import { readGuards } from '../../lib/recognition/titles/title-guard.ts'
import { titleKey } from '../../lib/recognition/titles/title-id.ts'
import { Crash, injectFaults } from '../support/faults.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { clientOf } from '../support/ledger-on.ts'

let ledger: TestLedger
let inventory: ReturnType<typeof inventoryOf>

const start = async () => {
  ledger = await newLedger()
  inventory = inventoryOf(ledger)
  ledger.setClock(new Date(day(10)))
}

const day = (number: number): string => new Date(Date.UTC(2026, 0, number)).toISOString()
const zip = 'Igor Pavlov/7-Zip 16.04 (x64 edition)@16.04'
const newerZip = 'Igor Pavlov/7-Zip 20.02 (x64)@20.02'
const audacity = 'Audacity Team/Audacity 2.4.2@2.4.2'
const never = () => new Error('Nothing refuses it.')

/** Items of some kind, by the beginning of their partition keys. */
const itemsOf = async (kind: string): Promise<Item[]> =>
  (await ledger.scan()).filter(({ pk }) => String(pk).startsWith(`${kind}#`))

/** Names of software that are known, and how many the counters say. */
const namesKnown = async () => {
  const items = await itemsOf('NAMES')
  const counts = items.filter(({ sk }) => sk === '#COUNT')
  const names = items.filter(({ sk }) => sk !== '#COUNT').map(({ title }) => String(title))
  return { names: names.sort(), counted: counts.reduce((sum, { count }) => sum + Number(count), 0) }
}

describe('a device report (spec "Inventory and catalog")', () => {
  beforeEach(start)

  it('a report has all software of a device, and each version of a program counts', async () => {
    expect((await inventory.report('d1', day(1), [zip, newerZip, audacity, audacity])).status).toBe(204)
    const { body } = await inventory.device('D1')
    expect(body).toMatchObject({ id: 'd1', name: 'PC d1', source: 'api', counted: true, softwareCount: 3, version: 1 })
    expect(await inventory.softwareOf('d1')).toEqual([audacity, zip, newerZip])
    await inventory.report('d1', day(2), ['Maker/Tool@2', 'Maker/Tool@1', 'Maker/Tool@', 'Maker/Thing'])
    expect(await inventory.softwareOf('d1')).toEqual(['Maker/Thing@', 'Maker/Tool@', 'Maker/Tool@1', 'Maker/Tool@2'])
    expect((await inventory.device('d1')).body).toMatchObject({ softwareCount: 4, version: 2 })
  })

  it.each(['PC\u200b-1', 'P\u00adC-1', '\u2060pc-1'])(
    'a report of %j is one of PC-1, as nobody can tell them apart',
    async (id) => {
      await inventory.report('PC-1', day(1), [zip])
      expect((await inventory.report(id, day(2), [audacity])).status).toBe(204)
      expect(await inventory.softwareOf('PC-1')).toEqual([audacity])
      expect((await inventory.report('\u200b', day(1), [zip])).status).toBe(400)
    },
  )

  it('a report can be empty', async () => {
    await inventory.report('d1', day(1), [])
    expect((await inventory.device('d1')).body).toMatchObject({ softwareCount: 0, software: [] })
    await inventory.report('d1', day(2), [zip])
    await inventory.report('d1', day(3), [])
    expect(await inventory.softwareOf('d1')).toEqual([])
  })

  it('a report replaces an older one, and an older one that arrives late is ignored', async () => {
    await inventory.report('d1', day(2), [zip])
    await inventory.report('d1', day(3), [audacity])
    const before = await ledger.scan()
    expect((await inventory.report('d1', day(1), [zip, 'Maker/New'])).status).toBe(204)
    expect(await ledger.scan()).toEqual(before)
    expect(await inventory.softwareOf('d1')).toEqual([audacity])
    expect((await inventory.device('d1')).body).toMatchObject({ reportedAt: day(3), softwareCount: 1 })
  })

  it('two reports of one time end the same in both orders', async () => {
    for (const [id, lists] of [
      ['d1', [[zip], [audacity]]],
      ['d2', [[audacity], [zip]]],
    ] as const)
      for (const list of lists) await inventory.report(id, day(2), list, { deviceName: 'PC' })
    expect(await inventory.softwareOf('d1')).toEqual(await inventory.softwareOf('d2'))
  })

  it('of simultaneous reports the newest stays', async () => {
    const titles = ['A', 'B', 'C', 'D', 'E', 'F']
    await Promise.all(titles.map((title, index) => inventory.report('d1', day(1 + index), [`Maker/${title}`])))
    expect(await inventory.softwareOf('d1')).toEqual(['Maker/F@'])
    expect((await inventory.device('d1')).body).toMatchObject({ reportedAt: day(6) })
  })

  it('a report without news only writes when the device was seen', async () => {
    await inventory.report('d1', day(2), [zip])
    const devices = await itemsOf('DEVICES')
    await inventory.report('d1', day(3), [zip])
    expect(await itemsOf('DEVICES')).toEqual(devices)
    expect((await inventory.device('d1')).body).toMatchObject({ reportedAt: day(3), version: 2 })
    await inventory.report('d1', day(3), [zip])
    expect((await inventory.device('d1')).body.version).toBe(2)
  })

  it('other versions alone do not change the item that is counted', async () => {
    await inventory.report('d1', day(2), [zip, audacity])
    const devices = await itemsOf('DEVICES')
    await inventory.report('d1', day(3), [zip, 'Audacity Team/Audacity 2.4.2@3'])
    expect(await itemsOf('DEVICES')).toEqual(devices)
    expect(await inventory.softwareOf('d1')).toEqual(['Audacity Team/Audacity 2.4.2@3', zip])
  })

  it('the operating system is one more program, and stays when a report does not say it', async () => {
    const windows = 'Microsoft/Windows 11 Enterprise@10.0.22631'
    const operatingSystem = { name: 'Windows', version: '10.0.22631.4317', edition: '4' }
    await inventory.report('d1', day(1), [zip], { operatingSystem })
    expect(await inventory.softwareOf('d1')).toEqual([zip, windows])
    expect((await inventory.device('d1')).body).toMatchObject({ softwareCount: 2 })
    const devices = await itemsOf('DEVICES')
    await inventory.report('d1', day(2), [zip])
    await inventory.report('d1', day(3), [zip], { operatingSystem: { name: 'Windows11' } })
    expect(await itemsOf('DEVICES')).toEqual(devices)
    await inventory.report('d1', day(4), [audacity])
    expect(await inventory.softwareOf('d1')).toEqual([audacity, windows])
    await inventory.report('d1', day(5), [audacity], { operatingSystem: { ...operatingSystem, edition: 'Pro' } })
    expect(await inventory.softwareOf('d1')).toEqual([audacity, 'Microsoft/Windows 11 Pro@10.0.22631'])
    const wrong = await inventory.report('d1', day(6), [zip], { operatingSystem: { caption: 'Windows 11' } })
    expect(wrong).toMatchObject({ status: 422 })
  })

  it('an operating system of which nothing tells the edition needs data', async () => {
    await inventory.report('d1', day(9), [], { operatingSystem: { name: 'Windows 11' } })
    await inventory.report('d2', day(9), [], { operatingSystem: { name: 'Windows 11', edition: 'Enterprise' } })
    await ledger.work()
    const { body } = await ledger.call('GET /software')
    expect(body.items).toMatchObject([
      { title: 'Windows 11', status: 'needs-data', product: { family: 'Windows', edition: '?', version: '11' } },
      { title: 'Windows 11 Enterprise', status: 'no-entitlement', product: { edition: 'Enterprise' } },
    ])
  })

  it('a report with another name renames the device', async () => {
    await inventory.report('d1', day(2), [zip], { deviceName: 'Old' })
    await inventory.report('d1', day(3), [zip], { deviceName: 'New' })
    expect((await ledger.call('GET /devices')).body.items).toMatchObject([{ id: 'd1', name: 'New' }])
    expect(await inventory.softwareOf('d1')).toEqual([zip])
  })

  it('a report that is repeated after a crash before or after any of its requests ends like a clean one', async () => {
    await inventory.report('d1', day(1), [zip])
    for (const when of ['before', 'after'] as const)
      for (let at = 0, isDone = false; !isDone; at++) {
        const id = `${when}-${at}`
        for (const [reportedAt, list] of [
          [day(2), [zip, `Maker/${id}`]],
          [day(3), [`Maker/${id}@7`, `Maker/${id} too`]],
        ] as const) {
          let sent = 0
          const heal = injectFaults(ledger.client, {
            [when]: ({ command }: { command: string }) =>
              /Write|Update|Put/.test(command) && sent++ === at ? new Crash() : undefined,
          })
          await inventory.report(id, reportedAt, list).catch(() => {})
          heal()
          isDone = sent <= at
          expect((await inventory.report(id, reportedAt, list)).status).toBe(204)
        }
        expect(await inventory.softwareOf(id)).toEqual([`Maker/${id} too@`, `Maker/${id}@7`])
      }
    const { names, counted } = await namesKnown()
    expect(counted).toBe(names.length)
  })

  it('a report more than 24 hours ahead is refused', async () => {
    const { status, body } = await inventory.report('d1', day(12), [zip])
    expect(status).toBe(422)
    expect(body).toMatchObject({ type: 'urn:license-ledger:problem:future-report' })
    expect((await inventory.report('d1', day(11), [zip])).status).toBe(204)
  })

  it('a report that is ahead counts as of its arrival, and the next one on time is taken (spec "Inventory")', async () => {
    await inventory.report('d1', day(11), [zip])
    expect((await inventory.device('d1')).body.reportedAt).toBe(day(10))
    ledger.setClock(new Date(Date.parse(day(10)) + 1_000))
    await inventory.report('d1', new Date(Date.parse(day(10)) + 500).toISOString(), [audacity])
    expect(await inventory.softwareOf('d1')).toEqual([audacity])
  })

  it.each(['macOS', 'iOS', 'Windows Phone', 'WindowsMobile', 'Windows Holographic', 'Linux', ''])(
    'of the platform %j is refused: only Windows PCs count',
    async (platform) => {
      const { status, body } = await inventory.report('mac', day(1), [zip], { platform })
      expect(status).toBe(422)
      expect(body.errors[0]).toMatchObject({ pointer: '/platform' })
      expect(await readReadiness(ledger.table)).toBeUndefined()
    },
  )

  it.each(['windows', 'Windows 11', 'WindowsRT', 'win32', 'Microsoft Windows 10 Enterprise'])(
    'of the platform %j is taken',
    async (platform) => expect((await inventory.report('pc', day(1), [zip], { platform })).status).toBe(204),
  )

  it('a report with more than 5,000 titles is refused with the limit', async () => {
    const many = Array.from({ length: 5_001 }, (_, index) => `Maker/Thing ${index}`)
    const { status, body } = await inventory.report('d1', day(1), many)
    expect(status).toBe(422)
    expect(body).toMatchObject({ type: 'urn:license-ledger:problem:too-many-titles' })
    expect(body.detail).toContain('5000')
  })

  it('a report with the longest versions that fit is taken, and with longer ones refused', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => `M/T${index}@${`${index}`.padEnd(128, 'x')}`)
    expect((await inventory.report('d1', day(1), many(2_700))).body.type).toContain('too-many-titles')
    expect((await inventory.report('d1', day(1), many(2_600))).status).toBe(204)
    expect(await inventory.softwareOf('d1')).toHaveLength(2_600)
  })

  it('an entry that cannot be taken is left out and named, and the others are taken', async () => {
    const of = (...more: unknown[]) => inventory.report('d1', day(1), [], { software: [{ title: 'Good' }, ...more] })
    const bad = [null, {}, { title: null }, { title: ' ' }, { title: 7 }, { title: 'x'.repeat(513) }]
    const odd = [...bad, { title: 'T', publisher: 'p'.repeat(257) }, { title: 'T', version: 1 }]
    const { status, body } = await of(...odd, { title: 'Tool', publisher: null, version: null })
    expect(status).toBe(200)
    expect(body.skipped.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      ...bad.map((_, index) => `/software/${index + 1}/title`),
      '/software/7/publisher',
      '/software/8/version',
    ])
    expect(await inventory.softwareOf('d1')).toEqual(['/Good@', '/Tool@'])
    expect((await inventory.report('d1', day(2), [], { software: odd })).status).toBe(422)
    expect((await of({ title: 'T', userName: 'alice' })).status).toBe(422)
    expect((await of({ title: 'T', publisher: null })).status).toBe(204)
  })

  it('the longest names that are taken can be read: an answer has at most 6 MB', async () => {
    const long = (count: number) =>
      Array.from({ length: count }, (_, index) => `${'"'.repeat(240)}/${String(index).padEnd(500, '€')}@1`)
    expect((await inventory.report('d1', day(1), long(1_350))).body.type).toContain('too-many-titles')
    expect((await inventory.report('d1', day(1), long(1_349))).status).toBe(204)
    const { status, body } = await inventory.device('d1')
    expect(status).toBe(200)
    expect(Buffer.byteLength(JSON.stringify({ body: JSON.stringify(body) }))).toBeLessThan(6 * 1024 ** 2)
  })

  it('a device keeps no more than names, times and software', async () => {
    const { status } = await inventory.report('d1', day(1), [zip], { userName: 'alice' })
    expect(status).toBe(422)
  })

  it.each(['a/b', 'with space', 'ümläut', "quote's", 'x'.repeat(128)])('a device can have the id %j', async (id) => {
    expect((await inventory.report(id, day(1), [zip])).status).toBe(204)
    expect((await inventory.device(id)).body.id).toBe(id)
  })
})

describe('what a report costs', () => {
  const programs = Array.from(
    { length: 80 },
    (_, index) => `A Maker of Things/Useful Thing No. ${index}@10.0.${19041 + index}`,
  )

  beforeAll(async () => {
    await start()
    await inventory.report('d1', day(1), programs)
  })

  const writeUnits = async (reportedAt: string, software: readonly string[]): Promise<number> => {
    const aside = clientOf(inject('dynamodbEndpoint'))
    const { usage, result } = await metered({ client: ledger.client, aside }, () =>
      inventory.report('d1', reportedAt, software),
    )
    expect(result.status).toBe(204)
    return usage.writeUnits
  }

  it('a report without news costs one write unit', async () => {
    expect(await writeUnits(day(2), programs)).toBe(1)
  })

  it('a report costs at most six write units for new versions, and eight for new names', async () => {
    const upgraded = programs.map((text) => text.replace('@10.0', '@11.0'))
    expect(await writeUnits(day(3), upgraded)).toBeLessThanOrEqual(6)
    expect(await writeUnits(day(4), upgraded.slice(1))).toBeLessThanOrEqual(8)
  })

  it('an older report costs nothing', async () => {
    expect(await writeUnits(day(2), programs)).toBe(0)
  })
})

describe('a name of software', () => {
  beforeEach(start)

  it('a name and its title are known once a report was answered', async () => {
    await inventory.report('d1', day(1), [zip, newerZip, audacity, '/Tool 1.2@1.2'])
    expect(await namesKnown()).toMatchObject({ counted: 4 })
    const guards = await readGuards(ledger.table, [
      { publisher: 'Igor Pavlov', title: '7-Zip' },
      { publisher: 'Unknown publisher', title: 'Tool' },
      { publisher: 'Igor Pavlov', title: 'Nothing' },
    ])
    expect(guards.map((guard) => guard && titleKey(guard))).toEqual([
      'IGORPAVLOV|7ZIP',
      'UNKNOWNPUBLISHER|TOOL',
      undefined,
    ])
    expect(await itemsOf('TITLE')).toHaveLength(3)
  })

  it('a name is known before a device refers to it', async () => {
    const heal = injectFaults(ledger.client, {
      after: ({ command, count }) => (command === 'TransactWriteItems' && count === 0 ? new Crash() : undefined),
    })
    await inventory.report('d1', day(1), [zip]).catch(() => {})
    heal()
    expect((await namesKnown()).names).toEqual(['7-Zip 16.04 (x64 edition)'])
    expect(await itemsOf('DEVICES')).toEqual([])
  })

  it('a name is known once, however many devices report it together', async () => {
    const titles = Array.from({ length: 60 }, (_, index) => `Maker/Thing ${index}x`)
    const devices = ['d1', 'd2', 'd3', 'd4', 'd5']
    const answers = await Promise.all(devices.map((id) => inventory.report(id, day(1), titles)))
    expect(answers.map(({ status }) => status)).toEqual(devices.map(() => 204))
    const { names, counted } = await namesKnown()
    expect(names).toHaveLength(60)
    expect(counted).toBe(60)
    for (const id of devices) expect(await inventory.softwareOf(id)).toHaveLength(60)
  })

  it('a name with the hash of another one gets a hash of its own', async () => {
    const taken = softwareNameKey(softwareNameHash('Maker', 'Alpha'))
    const other = { publisher: 'Other', title: 'Beta', seenAt: day(1) }
    await commit(ledger.table, [put({ ...taken, ...other }, { exists: false }, never)])
    await inventory.report('d1', day(1), ['Maker/Alpha@1', 'Maker/Gamma@2'])
    await inventory.report('d2', day(1), ['Maker/Alpha@3'])
    expect(await inventory.softwareOf('d1')).toEqual(['Maker/Alpha@1', 'Maker/Gamma@2'])
    expect(await inventory.softwareOf('d2')).toEqual(['Maker/Alpha@3'])
    const alphas = (await itemsOf('NAMES')).filter(({ title }) => title === 'Alpha')
    expect(alphas.map(({ sk }) => sk)).toEqual([softwareNameHash('Maker', 'Alpha', 1)])
    expect(await ledger.table.get(taken)).toMatchObject(other)
  })

  it('names beyond the limit are refused with what to do, and reports without new names are taken', async () => {
    const { pk } = softwareNameKey(softwareNameHash('Maker', 'New'))
    await inventory.report('d1', day(1), [zip])
    await commit(ledger.table, [update(nameCountKey(pk), { set: { count: 12_499 } }, {}, never)])
    expect((await inventory.report('d1', day(2), ['Maker/New'])).status).toBe(204)
    const inBucket = Array.from({ length: 200 }, (_, index) => `Another ${index}`).find(
      (title) => softwareNameKey(softwareNameHash('Maker', title)).pk === pk,
    )
    const { status, body } = await inventory.report('d1', day(3), [`Maker/${inBucket}`])
    expect(status).toBe(409)
    expect(body.type).toBe('urn:license-ledger:problem:name-limit-reached')
    expect(body.detail).toContain('200,000')
    expect((await inventory.report('d1', day(3), [zip, 'Maker/New'])).status).toBe(204)
  })

  it('one device adds 10,000 names at most by its own reports, and others go on', async () => {
    const many = (from: number, count: number) => Array.from({ length: count }, (_, index) => `M/T${from + index}`)
    await inventory.report('d1', day(1), many(0, 4))
    const [seen] = await itemsOf('SEEN')
    expect(seen).toMatchObject({ namesAdded: 4 })
    if (!seen) return
    await commit(ledger.table, [
      update({ pk: String(seen.pk), sk: String(seen.sk) }, { set: { namesAdded: 9_998 } }, {}, never),
    ])
    const { status, body } = await inventory.report('d1', day(2), many(2, 5))
    expect([status, body.type]).toEqual([409, 'urn:license-ledger:problem:name-limit-reached'])
    expect(body.detail).toContain('10,000')
    expect(await namesKnown()).toMatchObject({ counted: 4 })
    expect((await inventory.report('d1', day(2), many(2, 4))).status).toBe(204)
    expect((await inventory.report('d2', day(2), many(2, 5))).status).toBe(204)
    expect((await inventory.report('d1', day(3), many(0, 7))).status).toBe(204)
  })

  it('only a name that needs a license makes the ledger ready for agreements', async () => {
    expect(await readReadiness(ledger.table)).toBeUndefined()
    await inventory.report('d1', day(1), ['Microsoft Corporation/Update for Windows (KB4023057)'])
    expect(await readReadiness(ledger.table)).toEqual({ licensable: false })
    await inventory.report('d2', day(1), [audacity])
    expect(await readReadiness(ledger.table)).toEqual({ licensable: true })
    await inventory.report('d3', day(1), ['Microsoft Corporation/Update for Windows (KB4023058)'])
    expect(await readReadiness(ledger.table)).toEqual({ licensable: true })
  })
})

describe('a device that was not seen for too long', () => {
  beforeEach(start)

  it('it does not count until its next report, which writes it again', async () => {
    await inventory.report('old', day(1), [zip])
    ledger.setClock(new Date(day(91)))
    expect((await inventory.device('old')).body.counted).toBe(true)
    ledger.setClock(new Date(day(92)))
    expect((await inventory.device('old')).body.counted).toBe(false)
    expect((await ledger.call('GET /devices')).body.items).toMatchObject([{ id: 'old', counted: false }])
    await inventory.report('new', day(92), [zip])
    const list = async (state: string) => (await ledger.call('GET /devices', { query: { state } })).body.items
    expect(await list('not-counted')).toMatchObject([{ id: 'old' }])
    expect(await list('counted')).toMatchObject([{ id: 'new' }])
    await ledger.call('DELETE /devices/{deviceId}', { params: { deviceId: 'new' } })
    const [before] = await itemsOf('DEVICES')
    await inventory.report('old', day(92), [zip])
    const [after] = await itemsOf('DEVICES')
    expect(after).not.toEqual(before)
    expect(after).toMatchObject({ names: before?.names, createdAt: before?.createdAt })
    expect((await inventory.device('old')).body.counted).toBe(true)
  })

  it('devices that do not count are listed by name, page by page, however many others there are', async () => {
    for (const name of ['Beta', 'alpha', 'Gamma'])
      await inventory.report(`id-${name}`, day(1), [zip], { deviceName: name })
    await inventory.report('id-new', day(92), [zip], { deviceName: 'Alphabet' })
    ledger.setClock(new Date(day(92)))
    const list = async (query: Record<string, string>) => {
      const { body } = await ledger.call('GET /devices', { query: { state: 'not-counted', ...query } })
      return { names: body.items.map(({ name }: { name: string }) => name), cursor: body.cursor }
    }
    const first = await list({ limit: '2' })
    expect(first).toEqual({ names: ['alpha', 'Beta'], cursor: expect.any(String) })
    expect(await list({ limit: '2', cursor: first.cursor })).toEqual({ names: ['Gamma'] })
    expect(await list({ startsWith: 'ALPHA' })).toEqual({ names: ['alpha'] })
    expect(await list({ contains: 'mm' })).toEqual({ names: ['Gamma'] })
  })

  it('it does not count if its first report is too old already', async () => {
    ledger.setClock(new Date(day(200)))
    await inventory.report('old', day(1), [zip])
    expect((await inventory.device('old')).body.counted).toBe(false)
  })
})

describe('a device with another name than before', () => {
  const hour = (hours: number): string => new Date(Date.parse(day(2)) + hours * 3_600_000).toISOString()
  /** The other name of a device after reports, each with its hour. */
  const otherNameAfter = async (...reports: [hour: number, name: string][]): Promise<string | undefined> => {
    await start()
    for (const [at, deviceName] of reports) await inventory.report('d1', hour(at), [zip], { deviceName })
    return (await inventory.device('d1')).body.otherName?.name
  }

  it.each<[string, [number, string][], string | undefined]>([
    [
      'renamed once',
      [
        [0, 'OLD'],
        [24, 'NEW'],
        [48, 'NEW'],
      ],
      undefined,
    ],
    [
      'reported under two names within hours',
      [
        [0, 'A'],
        [2, 'B'],
      ],
      'A',
    ],
    [
      'reported under the other name late',
      [
        [2, 'B'],
        [0, 'A'],
      ],
      'A',
    ],
    [
      'reported under an old name much later',
      [
        [48, 'B'],
        [0, 'A'],
      ],
      undefined,
    ],
    [
      'named so that names alternate',
      [
        [0, 'A'],
        [24, 'B'],
        [48, 'A'],
      ],
      'B',
    ],
    [
      'named in another case, with its domain, or cut',
      [
        [0, 'desktop-longname'],
        [1, 'DESKTOP-LONGNAM'],
        [2, 'desktop-longnam.x.org'],
      ],
      undefined,
    ],
    [
      'named by its id only',
      [
        [0, 'PC'],
        [1, 'd1'],
        [2, 'PC'],
      ],
      undefined,
    ],
  ])('%s', async (_, reports, other) => expect(await otherNameAfter(...reports)).toBe(other))

  it('the mark is gone when the other name did not come for 30 days', async () => {
    expect(await otherNameAfter([0, 'A'], [1, 'B'])).toBe('A')
    ledger.setClock(new Date(hour(40 * 24)))
    await inventory.report('d1', hour(29 * 24), [zip], { deviceName: 'B' })
    expect((await inventory.device('d1')).body).toHaveProperty('otherName')
    await inventory.report('d1', hour(31 * 24), [zip], { deviceName: 'B' })
    expect((await inventory.device('d1')).body).not.toHaveProperty('otherName')
  })

  it('late reports under the other name that say nothing new write nothing', async () => {
    await otherNameAfter([2, 'B'], [0, 'A'])
    const before = await ledger.scan()
    await inventory.report('d1', hour(0), [zip], { deviceName: 'A' })
    expect(await ledger.scan()).toEqual(before)
  })
})

describe('two devices of one name', () => {
  beforeEach(async () => {
    await start()
    await inventory.report('guid-1', day(1), [zip, audacity], { deviceName: 'PC-1' })
    await inventory.report('PC-1', day(2), [newerZip], { deviceName: 'pc-1' })
  })

  it('they are shown as possible duplicates', async () => {
    const { body } = await inventory.device('guid-1')
    expect(body.possibleDuplicates).toEqual([{ id: 'PC-1', source: 'api', reportedAt: day(2) }])
  })

  it('they are one machine when they are linked, and two again when they are not', async () => {
    const { status, body } = await inventory.link('PC-1', 'guid-1')
    expect(status).toBe(200)
    expect(body).toMatchObject({ linkedTo: 'guid-1', possibleDuplicates: [] })
    expect((await inventory.device('guid-1')).body).toMatchObject({ linkedDevices: ['PC-1'], possibleDuplicates: [] })
    const { items } = (await ledger.call('GET /devices')).body
    expect(items.find(({ id }: { id: string }) => id === 'PC-1')).toMatchObject({ linkedTo: 'guid-1' })
    const linked = (await ledger.call('GET /devices', { query: { state: 'linked' } })).body.items
    expect(linked).toMatchObject([{ id: 'PC-1' }])
    expect((await inventory.link('PC-1', 'guid-1')).status).toBe(200)
    // Reports change nothing of it.
    await inventory.report('PC-1', day(3), [newerZip, 'Maker/Thing'], { deviceName: 'pc-1' })
    expect((await inventory.device('PC-1')).body.linkedTo).toBe('guid-1')
    expect((await inventory.unlink('PC-1')).status).toBe(204)
    expect((await inventory.device('PC-1')).body.linkedTo).toBeUndefined()
    expect((await inventory.device('guid-1')).body.linkedDevices).toEqual([])
    const { body: audit } = await ledger.call('GET /audit')
    expect(audit.items.map(({ action }: { action: string }) => action)).toEqual(['device-unlinked', 'device-linked'])
  })

  it('after one is deleted the other counts for itself', async () => {
    await inventory.link('PC-1', 'guid-1')
    expect((await inventory.drop('guid-1')).status).toBe(204)
    expect((await inventory.device('PC-1')).body.linkedTo).toBeUndefined()
    // When it comes back it is a device of its own.
    await inventory.report('guid-1', day(1), [zip], { deviceName: 'PC-1' })
    expect((await inventory.device('guid-1')).body.linkedDevices).toEqual([])
  })

  it('a deleted one is no longer linked when it comes back', async () => {
    await inventory.link('PC-1', 'guid-1')
    expect((await inventory.drop('PC-1')).status).toBe(204)
    expect((await inventory.device('guid-1')).body.linkedDevices).toEqual([])
    await inventory.report('PC-1', day(3), [newerZip], { deviceName: 'pc-1' })
    expect((await inventory.device('PC-1')).body.linkedTo).toBeUndefined()
  })

  it('only managers link them, to an existing device, and not in chains', async () => {
    const asReader = await ledger.call('PUT /devices/{deviceId}/link', {
      params: { deviceId: 'PC-1' },
      body: { deviceId: 'guid-1' },
      roles: ['license-reader'],
    })
    expect(asReader.status).toBe(403)
    expect((await inventory.link('PC-1', 'nowhere')).status).toBe(422)
    expect((await inventory.link('nowhere', 'PC-1')).status).toBe(404)
    expect((await inventory.link('PC-1', 'pc-1')).status).toBe(422)
    await inventory.report('third', day(1), [])
    expect((await inventory.link('PC-1', 'guid-1')).status).toBe(200)
    expect((await inventory.link('guid-1', 'third')).body.type).toContain('device-linked')
    expect((await inventory.link('PC-1', 'third')).body.type).toContain('device-linked')
    expect((await inventory.link('third', 'PC-1')).body.linkedTo).toBe('guid-1')
    expect((await inventory.unlink('guid-1')).status).toBe(409)
  })

  it('two devices that are linked to each other together end linked one way', async () => {
    const answers = await Promise.all([inventory.link('PC-1', 'guid-1'), inventory.link('guid-1', 'PC-1')])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const linked = await Promise.all(['PC-1', 'guid-1'].map(async (id) => (await inventory.device(id)).body.linkedTo))
    expect(linked.filter((to) => to !== undefined)).toHaveLength(1)
  })

  it('no link leads to a device that is deleted meanwhile', async () => {
    await Promise.all([inventory.link('PC-1', 'guid-1'), inventory.drop('guid-1')])
    expect((await inventory.device('PC-1')).body.linkedTo).toBeUndefined()
  })

  it('at most nine devices are one machine', async () => {
    const others = Array.from({ length: 9 }, (_, index) => `other-${index}`)
    for (const id of others) await inventory.report(id, day(1), [])
    const answers = await Promise.all(others.map((id) => inventory.link(id, 'guid-1')))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(8)
    expect(answers.find(({ status }) => status !== 200)?.body.type).toContain('link-limit-reached')
  })
})

describe('managed devices', () => {
  beforeAll(async () => {
    await start()
    for (const name of ['Beta', 'alpha', 'Gamma', 'alphabet'])
      await inventory.report(`id-${name}`, day(1), [zip], { deviceName: name })
  })

  it('devices are listed by name, page by page', async () => {
    const first = await ledger.call('GET /devices', { query: { limit: '3' } })
    expect(first.body.items.map(({ name }: { name: string }) => name)).toEqual(['alpha', 'alphabet', 'Beta'])
    const next = await ledger.call('GET /devices', { query: { limit: '3', cursor: first.body.cursor } })
    expect(next.body).toMatchObject({ items: [{ name: 'Gamma' }] })
    expect(next.body.cursor).toBeUndefined()
  })

  it('devices are found by a part of name or id, without case', async () => {
    const found = await ledger.call('GET /devices', { query: { contains: 'ALPHA' } })
    expect(found.body.items).toHaveLength(2)
    expect((await ledger.call('GET /devices', { query: { contains: 'ID-GAM' } })).body.items).toHaveLength(1)
  })

  it('devices are found by how their names begin, without case', async () => {
    const found = async (query: Record<string, string>) =>
      (await ledger.call('GET /devices', { query })).body.items.map(({ name }: { name: string }) => name)
    expect(await found({ startsWith: 'ALPHA' })).toEqual(['alpha', 'alphabet'])
    expect(await found({ startsWith: 'alpha', contains: 'bet' })).toEqual(['alphabet'])
    expect(await found({ startsWith: 'bet' })).toEqual(['Beta'])
    expect(await found({ startsWith: 'id-' })).toEqual([])
  })

  it('a device is deleted with its version and is 404 afterwards', async () => {
    const params = { deviceId: 'id-Beta' }
    const stale = await ledger.call('DELETE /devices/{deviceId}', { params, headers: { 'if-match': '"7"' } })
    expect(stale.status).toBe(412)
    expect((await ledger.call('DELETE /devices/{deviceId}', { params, roles: ['license-reader'] })).status).toBe(403)
    expect((await ledger.call('DELETE /devices/{deviceId}', { params, roles: ['inventory-writer'] })).status).toBe(403)
    const current = { params, headers: { 'if-match': '"1"' } }
    expect((await ledger.call('DELETE /devices/{deviceId}', current)).status).toBe(204)
    expect((await inventory.drop('id-Beta')).status).toBe(404)
    expect((await inventory.device('id-Beta')).status).toBe(404)
    const left = (await ledger.scan()).filter(({ pk }) => /^(DEVICES|DEVICE-VERSIONS|SEEN)#/.test(String(pk)))
    expect(left).toHaveLength(9)
    const { body } = await ledger.call('GET /audit')
    expect(body.items[0]).toMatchObject({ action: 'device-deleted' })
  })
})

describe('installs', () => {
  beforeEach(start)

  it('a device counts once for a title, however many versions, and linked devices count once', async () => {
    await inventory.report('d1', day(1), [zip, newerZip, audacity])
    await inventory.report('d2', day(1), [newerZip])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ '7-Zip': 2, Audacity: 1 })
    await inventory.link('d2', 'd1')
    await ledger.work()
    expect(await inventory.installs()).toEqual({ '7-Zip': 1, Audacity: 1 })
    await inventory.drop('d1')
    await ledger.work()
    const { Audacity: gone = 0, ...installs } = await inventory.installs()
    expect({ gone, installs }).toEqual({ gone: 0, installs: { '7-Zip': 1 } })
  })

  it('each program of a device leads to its title', async () => {
    const office = 'Microsoft Corporation/Microsoft Office Standard 2019 - en-us'
    await inventory.report('d1', day(1), [zip, newerZip, office])
    await ledger.work()
    const titleId = await inventory.titleId('7-Zip')
    const { body } = await inventory.device('d1')
    const free = { titleId, kind: 'free' }
    const licensed = { kind: 'licensed', family: 'Office', familyId: expect.any(String) }
    expect(body.software).toMatchObject([free, free, licensed])
    const familyId = body.software[2].familyId
    expect((await ledger.call('GET /software', { query: { familyId } })).body.items).toHaveLength(1)
  })

  it('installs end and begin with the day on which a device leaves the counts or comes back', async () => {
    await inventory.report('old', day(1), [zip])
    await inventory.report('new', day(10), [zip])
    ledger.setClock(new Date(day(95)))
    await ledger.work()
    expect(await inventory.installs()).toEqual({ '7-Zip': 1 })
    await inventory.report('old', day(95), [zip])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ '7-Zip': 2 })
  })
})
