import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { beforeEach, describe, expect, it } from 'vitest'
import { nameCountKey, namePartitions } from '../../lib/foundation/table/keys.ts'
import { commit, update } from '../../lib/foundation/table/table.ts'
import { readReadiness } from '../../lib/inventory/names/readiness.ts'
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

/** What each device has installed, by its id. */
const devices = async (): Promise<Record<string, string[]>> => {
  const { items } = (await ledger.call('GET /devices', { query: { limit: '100' } })).body
  const ids: string[] = items.map(({ id }: { id: string }) => id)
  return Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await inventory.softwareOf(id)] as const)))
}

const deviceCount = async (): Promise<number> =>
  (await ledger.scan()).filter(({ pk }) => String(pk).startsWith('SEEN#')).length

const alpha = 'Maker/Alpha@1.0'
const beta = 'Maker/Beta@1.0'
const gamma = 'Maker/Gamma@1.0'

describe('an inventory file that is dropped', () => {
  it('the file gives each device its software and leaves the bucket', async () => {
    const run = await drop(key, fileOf(['a', 'b', 'c'], ['Alpha', 'Beta']))
    expect(run).toMatchObject({
      kind: 'inventory',
      source: 'generic',
      status: 'completed',
      counts: { rows: 6, created: 6, updated: 0, unchanged: 0, rejected: 0, skipped: 0 },
      progress: { done: 6, total: 6 },
    })
    expect(await devices()).toEqual({ a: [alpha, beta], b: [alpha, beta], c: [alpha, beta] })
    expect(await readReadiness(ledger.table)).toEqual({ licensable: true })
    expect(await isThere(key)).toBe(false)
    expect((await inventory.device('a')).body).toMatchObject({
      source: 'generic',
      reportedAt: '2026-01-05T00:00:00.000Z',
    })
  })

  it('the same file changes nothing, and a newer one only what is new', async () => {
    await drop(key, fileOf(['a', 'b'], ['Alpha', 'Beta']))
    const again = await drop(key, fileOf(['a', 'b'], ['Alpha', 'Beta']))
    expect(again.counts).toMatchObject({ rows: 4, unchanged: 4 })
    const seen = await drop(key, fileOf(['a', 'b'], ['Alpha', 'Beta'], '2026-01-06'))
    expect(seen.counts).toMatchObject({ unchanged: 4 })
    expect((await inventory.device('a')).body.reportedAt).toBe('2026-01-06T00:00:00.000Z')
    const newer = await drop(key, fileOf(['b', 'c'], ['Beta'], '2026-01-07'))
    expect(newer.counts).toMatchObject({ rows: 2, updated: 1, created: 1 })
    const older = await drop(key, fileOf(['a', 'b', 'c'], ['Gamma'], '2026-01-01'))
    expect(older.counts).toMatchObject({ rows: 3, unchanged: 3 })
    expect(await devices()).toEqual({ a: [alpha, beta], b: [beta], c: [beta] })
  })

  it('reports have the time of the option, otherwise the time of the upload', async () => {
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

  it('a time that is ahead, of a row or of the option, counts as when the file was put (spec "Inventory")', async () => {
    ledger.setClock(new Date())
    const ahead = new Date(Date.now() + 12 * 3_600_000).toISOString()
    await imports.drop(key, fileOf(['a'], ['Alpha'], ahead))
    await imports.drop(key, fileOf(['b'], ['Alpha'], ''), { 'reported-at': ahead })
    for (const id of ['a', 'b']) {
      const { reportedAt } = (await inventory.device(id)).body
      expect(Date.parse(reportedAt)).toBeLessThanOrEqual(Date.now() + 1_000)
    }
  })

  it('a file with wrong lines is rejected as a whole, or its right lines are imported', async () => {
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
    expect(await deviceCount()).toBe(0)
    expect(await isThere(key)).toBe(false)
    const skipped = await drop(key, text, { 'on-error': 'skip' })
    expect(skipped).toMatchObject({ status: 'completed', counts: { created: 1, rejected: 2 } })
    expect(Object.keys(await devices())).toEqual(['a'])
  })

  it('a dry run writes nothing, says what would change, and keeps the file so that it can be committed', async () => {
    await drop(key, fileOf(['a'], ['Alpha']))
    const run = await drop(key, fileOf(['a', 'b'], ['Beta'], '2026-01-06'), { 'dry-run': 'true' })
    expect(run).toMatchObject({ status: 'completed', dryRun: true, counts: { created: 1, updated: 1 } })
    expect(await devices()).toEqual({ a: [alpha] })
    expect(await isThere(key)).toBe(true)
    expect(await ledger.call('POST /imports/{importId}/commit', { params: { importId: run.id } })).toMatchObject({
      status: 202,
    })
    await imports.deliver(sqsEvent({ importId: run.id }))
    expect(await imports.newest()).toMatchObject({
      status: 'completed',
      dryRun: false,
      counts: { created: 1, updated: 1 },
    })
    expect(Object.keys(await devices())).toEqual(['a', 'b'])
    expect(await isThere(key)).toBe(false)
  })

  it('devices of other platforms are skipped', async () => {
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
  ])('a file of %s is refused', async (_, content, code) => {
    const run = await drop(key, content)
    expect(run).toMatchObject({ status: 'rejected', errors: [{ code }] })
  })

  it('a file that is not an archive is refused', async () => {
    const run = await drop('imports/inventory/devices.zip', 'no archive')
    expect(run).toMatchObject({ status: 'rejected', errors: [{ code: 'bad-archive' }] })
  })

  it('an inventory has neither group nor program', async () => {
    expect(await drop('imports/inventory/folder/devices.csv', 'x')).toMatchObject({ status: 'failed' })
    const run = await drop(key, 'x', { program: 'open' })
    expect(run).toMatchObject({ status: 'rejected', errors: [{ code: 'invalid-option' }] })
  })
})

describe('two machines under one id', () => {
  const clones = (...lines: string[]) => ['host_identifier,hostname,name,version,publisher', ...lines].join('\n')
  const one = 'C0FFEE,CLONE-A,Widget CAD 2019,19.1,Northwind Traders'
  const other = 'C0FFEE,CLONE-B,Widget CAD 2020,20.1,Northwind Traders'
  const device = async () => (await inventory.device('c0ffee')).body
  const warned = [
    { line: 2, code: 'two-names', message: expect.stringMatching(/C0FFEE .*CLONE-[AB] and as CLONE-[AB]/) },
  ]

  it('a file with both is imported, says so, and the device is marked', async () => {
    expect(await drop(key, clones(one, other))).toMatchObject({
      status: 'completed',
      counts: { rows: 2, created: 2, rejected: 0 },
      errors: [],
      warnings: warned,
    })
    expect(await device()).toMatchObject({ name: 'CLONE-A', otherName: { name: 'CLONE-B' } })
    const { body } = await ledger.call('GET /devices', { query: { state: 'shared-id' } })
    expect(body.items).toMatchObject([{ id: 'C0FFEE', otherName: { name: 'CLONE-B' } }])
  })

  it('a dry run says so as well, and says it once when it is committed', async () => {
    const run = await drop(key, clones(one, other), { 'dry-run': 'true' })
    expect(run).toMatchObject({ status: 'completed', warnings: warned })
    await ledger.call('POST /imports/{importId}/commit', { params: { importId: run.id } })
    await imports.deliver(sqsEvent({ importId: run.id }))
    expect((await imports.newest()).warnings).toEqual(warned)
  })

  it('a later file with the other one says so, and so does a report of its own', async () => {
    await drop(key, clones(one), { 'reported-at': '2026-01-09T22:00:00Z' })
    expect(await device()).not.toHaveProperty('otherName')
    expect((await drop(key, clones(other), { 'reported-at': '2026-01-09T23:00:00Z' })).warnings).toEqual(warned)
    expect(await device()).toMatchObject({ name: 'CLONE-B', otherName: { name: 'CLONE-A' } })
    await inventory.report('c0ffee', '2026-01-10T00:00:00Z', ['Maker/Alpha'], { deviceName: 'CLONE-C' })
    expect(await device()).toMatchObject({ name: 'CLONE-C', otherName: { name: 'CLONE-B' } })
  })
})

describe('two inventory files for one device', () => {
  const early = fileOf(['a', 'b'], ['Alpha'], '2026-01-05')
  const late = fileOf(['a', 'c'], ['Beta'], '2026-01-06')

  it.each([
    ['in order', [early, late]],
    ['the other way round', [late, early]],
  ])('both end the same %s', async (_, [one = '', other = '']) => {
    await drop('imports/inventory/one.csv', one)
    await drop('imports/inventory/other.csv', other)
    expect(await devices()).toEqual({ a: [beta], b: [alpha], c: [beta] })
  })

  it('both end the same when they are imported together while the device reports itself', async () => {
    const puts = [
      await imports.put('imports/inventory/one.csv', early),
      await imports.put('imports/inventory/other.csv', late),
    ]
    await Promise.all([
      ...puts.map((put) => imports.deliver(s3Event([put]))),
      inventory.report('a', '2026-01-07T00:00:00Z', [gamma]),
    ])
    expect(await devices()).toEqual({ a: [gamma], b: [alpha], c: [beta] })
  })
})

describe('an import that runs', () => {
  it('an import beside reports and deletions of its devices ends with the newest of each', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `d${index}`)
    await drop('imports/inventory/first.csv', fileOf(ids, ['Alpha'], '2026-01-02'))
    const put = await imports.put(key, fileOf(ids, ['Beta'], '2026-01-08'))
    await Promise.all([
      imports.deliver(s3Event([put])),
      inventory.drop('d7'),
      ...ids.slice(20, 30).map((id) => inventory.report(id, '2026-01-09T00:00:00Z', [gamma])),
      ...ids.slice(30, 40).map((id) => inventory.report(id, '2026-01-07T00:00:00Z', [gamma])),
    ])
    expect(await imports.newest()).toMatchObject({ status: 'completed', counts: { rows: 60 } })
    const { d7, ...others } = await devices()
    expect([undefined, [beta]]).toContainEqual(d7)
    const expected = ids.map((id, index) => [id, index >= 20 && index < 30 ? [gamma] : [beta]] as const)
    expect(others).toEqual(Object.fromEntries(expected.filter(([id]) => id !== 'd7')))
  })

  it('an import that reaches the limit of names fails with what to do, and keeps what it has applied', async () => {
    const refused = () => new Error('Nothing refuses it.')
    for (const partition of namePartitions)
      await commit(ledger.table, [update(nameCountKey(partition), { set: { count: 12_500 } }, {}, refused)])
    const run = await drop(key, fileOf(['a'], ['Alpha']))
    expect(run).toMatchObject({ status: 'failed', counts: { created: 0 }, errors: [{ code: 'name-limit-reached' }] })
    expect(await isThere(key)).toBe(false)
  })

  it.each([
    ['replaced', 'superseded', []],
    ['deleted', 'failed', [{ code: 'file-gone' }]],
  ])('an import keeps what it has applied when its file is %s before it goes on', async (how, status, errors) => {
    const ids = Array.from({ length: 60 }, (_, index) => `d${index}`)
    const put = await imports.put(key, fileOf(ids, ['Alpha']))
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
    expect(await deviceCount()).toBe(run.counts.created)
    if (how === 'replaced') expect(await isThere(key)).toBe(true)
  })

  it('an import only writes when devices were seen if nothing else is new, and rewrites devices that come back', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `d${index}`)
    await drop(key, fileOf(ids, ['Alpha'], '2026-01-05'))
    const written = async () => (await ledger.scan()).filter(({ pk }) => String(pk).startsWith('DEVICES#'))
    const before = await written()
    expect((await drop(key, fileOf(ids, ['Alpha'], '2026-01-06'))).counts).toMatchObject({ unchanged: 30 })
    expect(await written()).toEqual(before)
    ledger.setClock(new Date('2026-06-01T00:00:00Z'))
    const again = await imports.drop(key, fileOf(ids, ['Alpha'], '2026-05-31'))
    expect(again.counts).toMatchObject({ updated: 30 })
    expect(await written()).not.toEqual(before)
  })
})
