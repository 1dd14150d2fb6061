import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { idOfName } from '../../lib/recognition/titles/title-id.ts'
import { addTitles } from '../support/catalog.ts'
import { Crash, injectFaults, interleave } from '../support/faults.ts'
import { importer, s3Event, type TestImporter } from '../support/imports.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

let ledger: TestLedger
let imports: TestImporter
let heal = () => {}
beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
})
afterEach(() => heal())

const root = 'imports/catalog'
const add = (publisher: unknown, title: unknown, more: object = {}) =>
  ledger.call('POST /catalog/titles', { body: { publisher, title }, ...more })
/** Makes what there is searchable, and searches. */
const find = async (path: string, query: Record<string, string>) => {
  await ledger.work()
  return (await ledger.call(`GET /catalog/${path}`, { query })).body.items
}
const publishers = async (contains?: string): Promise<string[]> =>
  (await find('publishers', contains === undefined ? {} : { contains })).map(({ name }: { name: string }) => name)
const titles = async (publisher: string, contains?: string): Promise<string[]> =>
  (await find('titles', { publisher, ...(contains !== undefined && { contains }) })).map(
    ({ title }: { title: string }) => title,
  )
const audit = async () => (await ledger.call('GET /audit')).body.items
const merge = (titleId: string, into: string) =>
  ledger.call('POST /software/{titleId}/merge', { params: { titleId }, body: { into } })

describe('a search of the catalog', () => {
  it('finds publishers by a part of their name, those that begin with it first', async () => {
    for (const name of ['Microsofter Lab', 'Soft4Ever', 'Microsoft', 'Adobe', 'soft machine'])
      expect((await add(name, 'Some Product')).status).toBe(201)
    expect(await publishers('soft')).toEqual(['soft machine', 'Soft4Ever', 'Microsoft', 'Microsofter Lab'])
    expect(await publishers(' MICRO  ')).toEqual(['Microsoft', 'Microsofter Lab'])
    expect(await publishers()).toEqual(['Adobe', 'Microsoft', 'Microsofter Lab', 'soft machine', 'Soft4Ever'])
    expect(await publishers('')).toHaveLength(5)
    expect(await publishers('oracle')).toEqual([])
  })

  it('finds titles within a publisher, and shows at most 50', async () => {
    const names = Array.from({ length: 70 }, (_, index) => `Suite ${index + 10}`)
    await addTitles(ledger, 'Acme', ['The Suite', 'Office Suite', ...names])
    const [other] = await addTitles(ledger, 'Other', ['Suite of Other'])
    const found = await titles('acme', 'suite')
    expect(found).toEqual(names.slice(0, 50))
    expect(await titles('ACME', 'e suite')).toEqual(['Office Suite', 'The Suite'])
    expect(await titles('Acme')).toEqual(['Office Suite', ...names.slice(0, 49)])
    expect(await titles('Acme', 'SUITE 7')).toEqual(names.slice(60, 70))
    expect(await find('titles', { publisher: 'Other' })).toEqual([
      { id: other, title: 'Suite of Other', publisher: 'Other', licensable: true },
    ])
    expect(await titles('Nobody')).toEqual([])
  })

  it('says what it rests on', async () => {
    const search = async () => (await ledger.call('GET /catalog/publishers')).body
    expect(await search()).toEqual({ items: [], asOf: null, devicesAsOf: null, pending: true })
    await add('Acme', 'Draw')
    await ledger.work()
    expect(await search()).toEqual({
      items: [{ name: 'Acme' }],
      asOf: expect.any(String),
      devicesAsOf: expect.any(String),
      pending: false,
    })
  })

  it('needs a publisher to find titles of', async () => {
    expect(await ledger.call('GET /catalog/titles')).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'publisher', code: 'required' }] },
    })
    const unknown = await ledger.call('GET /catalog/publishers', { query: { like: 'x' } })
    expect(unknown).toMatchObject({ status: 400, body: { errors: [{ parameter: 'like' }] } })
  })

  it('finds what devices reported', async () => {
    const answer = await ledger.call('PUT /devices/{deviceId}/software', {
      roles: ['inventory-writer'],
      params: { deviceId: 'pc-1' },
      body: {
        deviceName: 'PC-1',
        platform: 'Windows',
        reportedAt: new Date().toISOString(),
        software: [
          { publisher: 'Adobe Inc.', title: 'Adobe Acrobat Pro 2020', version: '20.1' },
          { publisher: 'Microsoft Corporation', title: 'Microsoft Visual C++ 2015 Redistributable', version: '14' },
        ],
      },
    })
    expect(answer.status).toBe(204)
    expect(await publishers()).toEqual(['Adobe', 'Microsoft'])
    expect(await titles('Adobe Inc.')).toHaveLength(1)
    expect(await find('titles', { publisher: 'Microsoft' })).toMatchObject([{ licensable: false }])
  })

  it('does not find titles that were merged into others, and shows corrections', async () => {
    const [one, two] = [(await add('Acme', 'Draw')).body, (await add('Acme', 'Draw Plus')).body]
    expect((await merge(one.id, two.id)).status).toBeLessThan(300)
    expect(await titles('Acme')).toEqual(['Draw Plus'])
    const patched = await ledger.call('PATCH /software/{titleId}', {
      params: { titleId: two.id },
      body: { licensable: false },
    })
    expect(patched.status).toBe(200)
    expect(await find('titles', { publisher: 'Acme' })).toMatchObject([{ id: two.id, licensable: false }])
  })
})

describe('POST /catalog/titles', () => {
  it('adds a title that is known immediately, and found within seconds', async () => {
    const { status, headers, body } = await add('  Acme Corporation ', ' Draw 2024 (64-bit) ')
    expect(status).toBe(201)
    expect(headers).toMatchObject({ location: `/software/${body.id}`, etag: '"2"' })
    expect(body).toEqual({
      id: idOfName({ publisher: 'Acme', title: 'Draw 2024' }),
      publisher: 'Acme',
      title: 'Draw 2024',
      kind: 'licensed',
      recognizedBy: 'manager',
      licensable: true,
      licensableBy: 'manager',
      installedCount: 0,
      entitledCount: 0,
      unlimited: false,
      difference: 0,
      requiredCount: 0,
      openCount: 0,
      needsDataCount: 0,
      status: 'absent',
      flags: [],
      rawTitles: [],
      version: 2,
      createdAt: expect.any(String),
      updatedAt: body.createdAt,
      asOf: null,
      devicesAsOf: null,
      pending: true,
    })
    const { id } = body
    const get = async () => (await ledger.call('GET /software/{titleId}', { params: { titleId: id } })).body
    expect(await get()).toMatchObject({ id, title: 'Draw 2024', version: 2, pending: true })
    expect(await publishers('acme')).toEqual(['Acme'])
    expect(await get()).toMatchObject({ id, version: 2, pending: false })
    expect(await find('titles', { publisher: 'Acme', contains: 'raw' })).toEqual([
      { id, title: 'Draw 2024', publisher: 'Acme', licensable: true },
    ])
    expect(await audit()).toMatchObject([
      { actor: 'alice', action: 'title-added', before: null, after: { publisher: 'Acme', title: 'Draw 2024' } },
    ])
    expect((await ledger.call('GET /software/{titleId}', { params: { titleId: id } })).body).toMatchObject({
      licensableBy: 'manager',
      installedCount: 0,
    })
  })

  it('takes what a rule would call no software by the word of the manager', async () => {
    expect((await add('Acme', 'Acme Driver')).body).toMatchObject({ licensable: true })
  })

  it.each([
    [{ publisher: 'Acme' }, '/title', 'required'],
    [{ publisher: ' ', title: 'Draw' }, '/publisher', 'invalid-name'],
    [{ publisher: 'Acme', title: 'x'.repeat(257) }, '/title', 'invalid-name'],
    [{ publisher: 'Acme', title: 'Dr\u0007aw' }, '/title', 'invalid-name'],
    [{ publisher: 'Ac\u202eme', title: 'Draw' }, '/publisher', 'invalid-name'],
    [{ publisher: '---', title: 'Draw' }, '/publisher', 'invalid-name'],
    [{ publisher: 'Acme', title: 'Draw\ud800' }, '/title', 'invalid-name'],
    [{ publisher: 'Acme', title: 'Draw', licensable: false }, '/licensable', 'unknown-field'],
  ])('refuses %j', async (body, pointer, code) => {
    expect(await ledger.call('POST /catalog/titles', { body })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer, code }] },
    })
    expect(await publishers()).toEqual([])
  })

  it('is for managers', async () => {
    expect((await add('Acme', 'Draw', { roles: ['license-reader'] })).status).toBe(403)
    expect((await add('Acme', 'Draw', { roles: ['inventory-writer'] })).status).toBe(403)
  })

  it('refuses a title that is there, however it is written, and names it', async () => {
    const { id } = (await add('Acme', 'Draw')).body
    const answer = await add('ACME, Inc.', 'draw')
    expect(answer).toMatchObject({ status: 409, body: { type: 'urn:license-ledger:problem:title-in-catalog' } })
    expect(answer.body.detail).toContain(id)
    const into = (await add('Acme', 'Draw Plus')).body.id
    await merge(id, into)
    const merged = await add('Acme', 'Draw')
    expect(merged.status).toBe(409)
    expect(merged.body.detail).toMatch(new RegExp(`${id}.*${into}`))
  })

  it('takes one of two at the same time, whoever is first', async () => {
    const answers = await Promise.all([
      add('Acme', 'Draw'),
      add('Acme', 'Draw'),
      add('Acme', 'DRAW'),
      add('Acme', 'Paint'),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409])
    expect((await titles('Acme')).map((title) => title.toUpperCase())).toEqual(['DRAW', 'PAINT'])
  })

  it('answers a repeat as the first time', async () => {
    const headers = { 'idempotency-key': 'k1' }
    const [first, again] = [await add('Acme', 'Draw', { headers }), await add('Acme', 'Draw', { headers })]
    expect(again.status).toBe(201)
    expect(again.body).toEqual(first.body)
    expect((await add('Acme', 'Paint', { headers })).status).toBe(422)
    expect(await audit()).toHaveLength(1)
  })
})

describe('a catalog file', () => {
  it('adds titles, and says of those that are there whether they need a license', async () => {
    const { id } = (await add('Acme', 'Draw')).body
    await add('Acme', 'Paint')
    const run = await imports.drop(
      `${root}/catalog.csv`,
      '\ufeffVendor;Product name;Licensable\r\nAcme Inc.;Draw;no\r\nAcme;Paint;\r\nAcme;Write;yes\r\nAcme;write;YES\r\nOther;"Tool; small";0\r\n',
    )
    expect(run).toMatchObject({
      kind: 'catalog',
      status: 'completed',
      counts: { rows: 5, created: 2, updated: 1, unchanged: 2, rejected: 0, skipped: 0 },
      progress: { done: 5, total: 5 },
    })
    expect(await find('titles', { publisher: 'Acme' })).toMatchObject([
      { id, title: 'Draw', licensable: false },
      { title: 'Paint', licensable: true },
      { title: 'Write', licensable: true },
    ])
    expect(await find('titles', { publisher: 'Other' })).toMatchObject([{ title: 'Tool; small', licensable: false }])
    expect((await ledger.call('GET /software/{titleId}', { params: { titleId: id } })).body).toMatchObject({
      licensableBy: 'manager',
      version: 3,
    })
    const [entry] = await audit()
    expect(entry).toMatchObject({ action: 'catalog-imported' })
    expect(entry.after).toEqual({ fileName: 'catalog.csv', created: 2, updated: 1 })
  })

  it('again changes nothing, and writes nothing but its own run record', async () => {
    const file = 'publisher,title\nAcme,Draw\nAcme,Paint\nOther,Tool\n'
    await imports.drop(`${root}/a.csv`, file)
    const data = async () => (await ledger.scan()).filter(({ pk }) => !/^(IMPORT|DROP)#/.test(String(pk)))
    const before = await data()
    expect((await imports.drop(`${root}/a.csv`, file)).counts).toMatchObject({ created: 0, updated: 0, unchanged: 3 })
    expect(await data()).toEqual(before)
  })

  it('is refused as a whole by default when a line is wrong, and taken as far as it is right with on-error: skip', async () => {
    const file = [
      'manufacturer\tname\tlicensable',
      'Acme\tDraw\tyes',
      'Acme\t\t',
      '\tDraw\t',
      'Acme\tDraw\tno',
      'Acme\tPaint\tmaybe',
      `Acme\t${'x'.repeat(257)}\t`,
      'Acme\tWrite\tno\tmore',
      'Acme\t"Write\tno',
    ].join('\n')
    const expected = [
      [3, 2, 'missing-field'],
      [4, 1, 'missing-field'],
      [5, undefined, 'duplicate-line'],
      [6, 3, 'invalid-field'],
      [7, 2, 'invalid-field'],
      [8, 4, 'column-count'],
      [9, undefined, 'unclosed-quote'],
    ]
    const codes = ({ errors }: { errors: { line: number; column?: number; code: string }[] }) =>
      errors.map(({ line, column, code }) => [line, column, code])
    const refused = await imports.drop(`${root}/a.csv`, file)
    expect(refused).toMatchObject({ status: 'rejected', counts: { rows: 8, created: 0, rejected: 7 } })
    expect(codes(refused)).toEqual(expected)
    expect(refused.errors[0].text).toBe('Acme\t\t')
    expect(await publishers()).toEqual([])
    const dry = await imports.drop(`${root}/a.csv`, file, { 'on-error': 'skip', 'dry-run': 'true' })
    expect(dry).toMatchObject({ status: 'completed', dryRun: true, counts: { rows: 8, created: 1, rejected: 7 } })
    expect(await publishers()).toEqual([])
    const taken = await imports.drop(`${root}/a.csv`, file, { 'on-error': 'skip' })
    expect(taken).toMatchObject({ status: 'completed', counts: { rows: 8, created: 1, rejected: 7 } })
    expect(codes(taken)).toEqual(expected)
    expect(await titles('Acme')).toEqual(['Draw'])
  })

  it.each([
    ['other columns', 'name,count\nDraw,1', 'unknown-columns'],
    ['no rows', 'publisher,title\n', 'file-empty'],
    ['nothing but line ends', '\n\n', 'file-empty'],
    ['bytes that are no text', new Uint8Array([0x61, 0xff, 0xff, 0x0a]), 'encoding'],
    ['more than 20,000 rows', `publisher,title\n${'Acme,Draw\n'.repeat(20_001)}`, 'file-too-large'],
  ])('is refused as a whole: %s', async (_, content, code) => {
    expect(await imports.drop(`${root}/a.csv`, content)).toMatchObject({ status: 'rejected', errors: [{ code }] })
  })

  it('is read as UTF-16, too', async () => {
    const run = await imports.drop(`${root}/a.csv`, Buffer.from('\ufeffpublisher\ttitle\nGröße\tStraße\n', 'utf16le'))
    expect(run.counts).toMatchObject({ created: 1 })
    expect(await titles('größe', 'STRASSE')).toEqual(['Straße'])
  })

  it('does not say of a merged title whether it needs a license', async () => {
    const [one, two] = [(await add('Acme', 'Draw')).body, (await add('Acme', 'Draw Plus')).body]
    await merge(one.id, two.id)
    const run = await imports.drop(
      `${root}/a.csv`,
      'publisher,title,licensable\nAcme,Draw,no\nAcme,Draw,no\nAcme,Draw Plus,\n',
      {
        'on-error': 'skip',
      },
    )
    expect(run).toMatchObject({
      counts: { unchanged: 1, rejected: 2 },
      errors: [{ line: 2, code: 'title-merged' }, { line: 3 }],
    })
  })

  it('cannot be undone', async () => {
    const { id: importId } = await imports.drop(`${root}/a.csv`, 'publisher,title\nAcme,Draw\n')
    const answer = await ledger.call('POST /imports/{importId}/undo', { params: { importId } })
    expect(answer).toMatchObject({ status: 409, body: { type: 'urn:license-ledger:problem:cannot-undo' } })
    expect(answer.body.detail).toContain('cannot be undone')
  })

  it('can be uploaded', async () => {
    const { status, body } = await ledger.call('POST /imports', { body: { kind: 'catalog', fileName: 'x.csv' } })
    expect(status).toBe(201)
    await imports.deliver(s3Event([await imports.put(body.upload.fields.key, 'publisher,title\nAcme,Draw\n')]))
    expect(await titles('Acme')).toEqual(['Draw'])
  })
})

/** Lines of one large publisher and of many small ones, in several transactions. */
const lines = [
  ...Array.from({ length: 50 }, (_, index) => `Acme,Title ${index} of many,${index % 2 ? 'yes' : ''}`),
  ...Array.from({ length: 12 }, (_, index) => `Publisher ${index},Tool,no`),
  'Acme,Title 1 of many,yes',
]
const file = `publisher,title,licensable\n${lines.join('\n')}\n`
const counts = { rows: 63, created: 61, updated: 1, unchanged: 1, rejected: 0, skipped: 0 }

describe('an import of a catalog file', () => {
  const prepare = async () => {
    ledger = await newLedger()
    imports = importer(ledger)
    await add('Publisher 0', 'Tool')
  }

  it('ends as one clean run does when it crashed at any point', async () => {
    await prepare()
    let transactions = 0
    heal = injectFaults(ledger.client, {
      before: ({ command }) => {
        if (command === 'TransactWriteItems') transactions += 1
        return undefined
      },
    })
    expect(await imports.drop(`${root}/a.csv`, file)).toMatchObject({ status: 'completed', counts })
    heal()
    const clean = await titles('Acme')
    expect(transactions).toBeGreaterThan(4)
    for (let crash = 0; crash < transactions; crash++) {
      await prepare()
      const event = s3Event([await imports.put(`${root}/a.csv`, file)])
      heal = injectFaults(ledger.client, {
        [crash % 2 ? 'before' : 'after']: ({ command, count }: { command: string; count: number }) =>
          command === 'TransactWriteItems' && count >= crash ? new Crash() : undefined,
      })
      expect((await imports.deliver(event)).batchItemFailures).toHaveLength(1)
      heal()
      expect((await imports.deliver(event)).batchItemFailures).toEqual([])
      expect(await imports.newest()).toMatchObject({ status: 'completed', counts })
      expect(await titles('Acme')).toEqual(clean)
    }
  })

  it('judges again what another one wrote meanwhile', async () => {
    await prepare()
    heal = interleave(ledger.client, 'Title 40 of many', () => add('Acme', 'Title 40 of many'))
    const run = await imports.drop(`${root}/a.csv`, file)
    expect(run).toMatchObject({ status: 'completed', counts: { ...counts, created: 60, unchanged: 2 } })
  })

  it('takes each title once from two files at the same time', async () => {
    await prepare()
    const events = [
      s3Event([await imports.put(`${root}/a.csv`, file)]),
      s3Event([await imports.put(`${root}/b.csv`, file)]),
    ]
    const answers = await Promise.all(events.map((event) => imports.deliver(event)))
    expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([])
    const { body } = await ledger.call('GET /imports')
    const made = body.items.map((run: { counts: { created: number } }) => run.counts.created)
    expect(made[0] + made[1]).toBe(61)
    await ledger.work()
  })
})
