import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { beforeEach, describe, expect, it } from 'vitest'
import { ageDevices } from '../../lib/inventory/age-devices.ts'
import { readInventoryState } from '../../lib/inventory/device-counts.ts'
import { Crash, injectFaults } from '../support/faults.ts'
import { importer, s3Event, sqsEvent, type TestImporter } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

let ledger: TestLedger
let inventory: ReturnType<typeof inventoryOf>
let imports: TestImporter

let seconds = 0

/** Each import a second later, so that the newest is told. */
const tick = () => {
  seconds += 1
  ledger.setClock(new Date(Date.parse('2026-01-10T00:00:00Z') + seconds * 1_000))
}

const begin = async () => {
  ledger = await newLedger()
  tick()
  inventory = inventoryOf(ledger)
  imports = importer(ledger)
}

beforeEach(begin)

const heading = 'deviceId,deviceName,publisher,title,version,reportedAt'
const key = 'imports/inventory/devices.csv'

/** A file of some devices with some titles each. */
const fileOf = (devices: readonly string[], titles: readonly string[], reportedAt = '2026-01-05T00:00:00Z') =>
  [heading, ...titles.flatMap((title) => devices.map((id) => `${id},PC ${id},Maker,${title},1.0,${reportedAt}`))].join(
    '\n',
  )

const isThere = async (object: string): Promise<boolean> => {
  try {
    await imports.s3.send(new HeadObjectCommand({ Bucket: imports.bucket, Key: object }))
    return true
  } catch {
    return false
  }
}

const drop: TestImporter['drop'] = (...file) => {
  tick()
  return imports.drop(...file)
}

const state = () => readInventoryState(ledger.table)

describe('an inventory file that is dropped', () => {
  it('counts devices and installs, and leaves the bucket', async () => {
    const run = await drop(key, fileOf(['a', 'b', 'c'], ['Alpha', 'Beta']))
    expect(run).toMatchObject({
      kind: 'inventory',
      source: 'generic',
      status: 'completed',
      counts: { rows: 6, created: 6, updated: 0, unchanged: 0, rejected: 0, skipped: 0 },
      progress: { done: 6, total: 6 },
    })
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 3, Beta: 3 })
    expect(await state()).toMatchObject({ counted: 3, known: 3, isReady: true })
    expect(await isThere(key)).toBe(false)
    expect(await inventory.differences()).toEqual([])
    expect((await inventory.device('a')).body).toMatchObject({
      source: 'generic',
      reportedAt: '2026-01-05T00:00:00.000Z',
    })
  })

  it('again changes no count, and a newer one only what is new', async () => {
    await drop(key, fileOf(['a', 'b'], ['Alpha', 'Beta']))
    await ledger.work()
    const again = await drop(key, fileOf(['a', 'b'], ['Alpha', 'Beta']))
    expect(again.counts).toMatchObject({ rows: 4, unchanged: 4 })
    const seen = await drop(key, fileOf(['a', 'b'], ['Alpha', 'Beta'], '2026-01-06'))
    expect(seen.counts).toMatchObject({ unchanged: 4 })
    expect((await inventory.device('a')).body.reportedAt).toBe('2026-01-06T00:00:00.000Z')
    const newer = await drop(key, fileOf(['b', 'c'], ['Beta'], '2026-01-07'))
    expect(newer.counts).toMatchObject({ rows: 2, updated: 1, created: 1 })
    const older = await drop(key, fileOf(['a', 'b', 'c'], ['Gamma'], '2026-01-01'))
    expect(older.counts).toMatchObject({ rows: 3, unchanged: 3 })
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 1, Beta: 3 })
    expect(await inventory.differences()).toEqual([])
  })

  it('takes the time of its options, else when it was put', async () => {
    const text = 'deviceId,deviceName,publisher,title,version\na,PC a,Maker,Alpha,1'
    await drop(key, text, { 'reported-at': '2026-01-03T00:00:00Z' })
    expect((await inventory.device('a')).body.reportedAt).toBe('2026-01-03T00:00:00.000Z')
    await drop(key, text)
    const { reportedAt } = (await inventory.device('a')).body
    expect(Math.abs(Date.parse(reportedAt) - Date.now())).toBeLessThan(60_000)
    const refused = await drop(key, text, { 'reported-at': '2999-01-03T00:00:00Z' })
    expect(refused).toMatchObject({ status: 'rejected', errors: [{ code: 'future-report' }] })
    const wrong = await drop(key, text, { 'reported-at': 'yesterday' })
    expect(wrong).toMatchObject({ status: 'rejected', errors: [{ code: 'invalid-option' }] })
  })

  it('with wrong lines is rejected as a whole, or its right lines go in', async () => {
    const text = [
      heading,
      'a,PC a,Maker,Alpha,1,2026-01-05',
      'b,PC b,Maker,,1,2026-01-05',
      'c,PC c,Maker,Alpha,1,2999-01-01',
    ].join('\n')
    const rejected = await drop(key, text)
    expect(rejected).toMatchObject({
      status: 'rejected',
      counts: { rows: 3, created: 0, rejected: 2 },
      errors: [
        { line: 3, code: 'missing-field' },
        { line: 4, code: 'future-report' },
      ],
    })
    expect(await state()).toMatchObject({ known: 0 })
    expect(await isThere(key)).toBe(false)
    const skipped = await drop(key, text, { 'on-error': 'skip' })
    expect(skipped).toMatchObject({ status: 'completed', counts: { created: 1, rejected: 2 } })
    expect(await state()).toMatchObject({ known: 1 })
  })

  it('with dry-run writes nothing but tells what it would do', async () => {
    await drop(key, fileOf(['a'], ['Alpha']))
    const run = await drop(key, fileOf(['a', 'b'], ['Beta'], '2026-01-06'), { 'dry-run': 'true' })
    expect(run).toMatchObject({ status: 'completed', dryRun: true, counts: { created: 1, updated: 1 } })
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 1 })
    expect(await isThere(key)).toBe(false)
  })

  it('passes devices of other platforms over', async () => {
    const text = [
      'DeviceId,DeviceName,Platform,ApplicationName,ApplicationPublisher,ApplicationVersion,UserName,EmailAddress',
      '1,PC-1,Windows,Alpha 1.0,Maker,1.0,Alice,alice@example.com',
      '2,Phone,iOS,Alpha 1.0,Maker,1.0,Bob,bob@example.com',
    ].join('\n')
    const run = await drop(key, text)
    expect(run).toMatchObject({
      source: expect.stringContaining('intune'),
      counts: { rows: 2, created: 1, skipped: 1 },
    })
    expect(JSON.stringify(await ledger.scan())).not.toMatch(/alice|bob@/i)
  })

  it.each([
    ['nothing that is known', 'a,b,c\n1,2,3', 'unknown-columns'],
    ['nothing', '', 'file-empty'],
    ['headings alone', heading, 'file-empty'],
    ['no text', Buffer.from([0x66, 0xff, 0xfe, 0x0a, 0x66]), 'encoding'],
  ])('of %s is refused', async (_, content, code) => {
    const run = await drop(key, content)
    expect(run).toMatchObject({ status: 'rejected', errors: [{ code }] })
  })

  it('that is no archive is refused', async () => {
    const run = await drop('imports/inventory/devices.zip', 'no archive')
    expect(run).toMatchObject({ status: 'rejected', errors: [{ code: 'bad-archive' }] })
  })

  it('has no group and no program', async () => {
    expect(await drop('imports/inventory/folder/devices.csv', 'x')).toMatchObject({ status: 'failed' })
    const run = await drop(key, 'x', { program: 'open' })
    expect(run).toMatchObject({ status: 'rejected', errors: [{ code: 'invalid-option' }] })
  })
})

describe('two inventory files for one device', () => {
  const early = fileOf(['a', 'b'], ['Alpha'], '2026-01-05')
  const late = fileOf(['a', 'c'], ['Beta'], '2026-01-06')

  it.each([
    ['in order', [early, late]],
    ['the other way round', [late, early]],
  ])('end the same %s', async (_, [one = '', other = '']) => {
    await drop('imports/inventory/one.csv', one)
    await drop('imports/inventory/other.csv', other)
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 1, Beta: 2 })
    expect(await inventory.differences()).toEqual([])
  })

  it('end the same when they are imported at once, while the device reports itself', async () => {
    const puts = [
      await imports.put('imports/inventory/one.csv', early),
      await imports.put('imports/inventory/other.csv', late),
    ]
    await Promise.all([
      ...puts.map((put) => imports.deliver(s3Event([put]))),
      inventory.report('a', '2026-01-07T00:00:00Z', ['Maker/Gamma@1']),
    ])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 1, Beta: 1, Gamma: 1 })
    expect(await inventory.differences()).toEqual([])
  })
})

describe('an import that runs', () => {
  it('beside the daily aging, a merge, a split and a deletion ends in exact counts', async () => {
    const devices = Array.from({ length: 60 }, (_, index) => `d${index}`)
    await drop('imports/inventory/first.csv', fileOf(devices, ['Alpha 1.0', 'Alpha 2.0', 'Beta'], '2026-01-02'))
    await ledger.work()
    const [alpha, beta] = [await inventory.titleId('Alpha'), await inventory.titleId('Beta')]
    const put = await imports.put(key, fileOf(devices, ['Alpha 1.0', 'Gamma', 'Beta 7.1'], '2026-01-08'))
    await Promise.all([
      imports.deliver(s3Event([put])),
      ageDevices({ ...ledger.ledger, now: () => new Date('2026-04-05T00:00:00Z') }),
      ledger.call('POST /software/{titleId}/merge', { params: { titleId: beta }, body: { into: alpha } }),
      ledger.call('POST /software/{titleId}/split', { params: { titleId: alpha }, body: { rawTitles: ['Alpha 2.0'] } }),
      inventory.drop('d7'),
      ledger.work(),
    ])
    await ledger.work()
    expect(await inventory.differences()).toEqual([])
    await ageDevices(ledger.ledger)
    await ledger.work()
    expect(await inventory.differences()).toEqual([])
    const { counted, known } = await state()
    expect(known).toBeGreaterThanOrEqual(59)
    expect(counted).toBe(known)
  })

  it.each([
    ['replaced', 'superseded', []],
    ['deleted', 'failed', [{ code: 'file-gone' }]],
  ])('whose file is %s before it goes on keeps and counts what it has applied', async (how, status, errors) => {
    const devices = Array.from({ length: 60 }, (_, index) => `d${index}`)
    const put = await imports.put(key, fileOf(devices, ['Alpha']))
    // Behind names, the beginning, and the first devices of the file.
    const heal = injectFaults(ledger.client, {
      before: ({ command, count }) => (command === 'TransactWriteItems' && count >= 4 ? new Crash() : undefined),
    })
    await imports.deliver(s3Event([put]))
    heal()
    const run = await imports.newest()
    expect(run.status).toBe('processing')
    expect(run.counts.created).toBeGreaterThan(0)
    if (how === 'replaced') await imports.put(key, fileOf(['other'], ['Beta']))
    else await imports.s3.send(new DeleteObjectCommand({ Bucket: imports.bucket, Key: key }))
    await imports.deliver(sqsEvent({ importId: run.id }))
    const ended = (await ledger.call('GET /imports/{importId}', { params: { importId: run.id } })).body
    expect(ended).toMatchObject({ status, errors, counts: { created: run.counts.created } })
    ledger.announced.push('count-installs')
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: run.counts.created })
    if (how === 'replaced') expect(await isThere(key)).toBe(true)
  })

  it('spreads a title over several items when very many devices have it', async () => {
    const devices = Array.from({ length: 560 }, (_, index) => `d${index}`)
    await drop(key, fileOf(devices, ['Alpha']))
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 560 })
    expect(await inventory.differences()).toEqual([])
    for (const id of devices.slice(0, 5)) await inventory.drop(id)
    await inventory.report('d600', '2026-01-06T00:00:00Z', ['Maker/Alpha@1.0'])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 556 })
    expect(await inventory.differences()).toEqual([])
    const titleId = await inventory.titleId('Alpha')
    const seen = new Set<string>()
    let cursor: string | undefined
    do {
      const query = { limit: '100', ...(cursor && { cursor }) }
      const { body } = await ledger.call('GET /software/{titleId}/devices', { params: { titleId }, query })
      for (const { id } of body.items) seen.add(id)
      cursor = body.cursor
    } while (cursor)
    expect(seen.size).toBe(556)
  })
})

describe('an import that dies', () => {
  const devices = Array.from({ length: 40 }, (_, index) => `d${index}`)
  const text = fileOf(devices, ['Alpha', 'Beta 1.0'])

  it.each(['before', 'after'] as const)(
    '%s any of its transactions goes on, and counts everything once',
    async (when) => {
      for (let at = 0; ; at++) {
        await begin()
        const put = await imports.put(key, text)
        const heal = injectFaults(ledger.client, {
          [when]: ({ command, count }: { command: string; count: number }) =>
            command === 'TransactWriteItems' && count >= at ? new Crash() : undefined,
        })
        const { batchItemFailures } = await imports.deliver(s3Event([put]))
        heal()
        for (let tries = 0; tries < 2; tries++) await imports.deliver(s3Event([put], 2))
        for (const id of ledger.woken.splice(0)) await imports.deliver(sqsEvent({ importId: id }))
        ledger.announced.push('count-installs')
        await ledger.work()
        const run = await imports.newest()
        expect(run).toMatchObject({ status: 'completed', counts: { rows: 80, created: 80 } })
        expect(await inventory.installs()).toEqual({ Alpha: 40, Beta: 40 })
        expect(await inventory.differences()).toEqual([])
        expect(await isThere(key)).toBe(false)
        if (batchItemFailures.length === 0) break
      }
    },
  )
})
