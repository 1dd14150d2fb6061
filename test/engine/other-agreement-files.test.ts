import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { amountOf } from '../support/amount.ts'
import { addTitles, makeReady } from '../support/catalog.ts'
import { Crash, injectFaults, interleave } from '../support/faults.ts'
import { importer, s3Event, sqsEvent, type TestImporter } from '../support/imports.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'

let ledger: TestLedger
let imports: TestImporter
let heal = () => {}
const fresh = async () => {
  ledger = await newLedger()
  imports = importer(ledger)
  await makeReady(ledger)
  await addTitles(ledger, 'Adobe', ['Acrobat Pro', 'Photoshop'])
  await addTitles(ledger, 'Microsoft', ['Visio Professional 2019'])
}
beforeEach(fresh)
afterEach(() => heal())

const root = 'imports/other-agreements'
const head = 'name,publisher,productTitle,licenseCount,startDate,endDate,details'
const file = (...lines: string[]) => [head, ...lines].join('\n')
const many = (count: number, more = '10,,,') =>
  file(...Array.from({ length: count }, (_, index) => `A ${index},Adobe,Photoshop,${more}`))
const list = async () => (await ledger.call('GET /agreements', { query: { limit: '100' } })).body.items
const named = async (name: string) => {
  const { id: agreementId } = (await list()).find((item: { name: string }) => item.name === name)
  return (await ledger.call('GET /agreements/{agreementId}', { params: { agreementId } })).body
}
const names = async () => (await list()).map(({ name }: { name: string }) => name)
const patch = (agreementId: string, body: object) =>
  ledger.call('PATCH /agreements/{agreementId}', { params: { agreementId }, body })
const history = async (agreementId: string) =>
  (await ledger.call('GET /agreements/{agreementId}/history', { params: { agreementId } })).body.items
const get = async (importId: string) => (await ledger.call('GET /imports/{importId}', { params: { importId } })).body
const go = (importId: string, milliseconds?: number) => imports.deliver(sqsEvent({ importId }), milliseconds)
const undo = async (importId: string) => {
  const answer = await ledger.call('POST /imports/{importId}/undo', { params: { importId } })
  expect((await go(importId)).batchItemFailures).toEqual([])
  return answer
}
const told = ({ errors }: { errors: { line: number; column: number; code: string }[] }) =>
  errors.map(({ line, column, code }) => [line, code, column])
const sound = async () => expect(await recount(ledger)).toEqual([])
/** Items in which a text stands. */
const holding = async (text: string) =>
  (await ledger.scan()).filter((item) => JSON.stringify(item).includes(text)).map(({ pk }) => String(pk).split('#')[0])

describe('A file of other agreements', () => {
  it('may have site licenses as unlimited, in any case', async () => {
    const lines = file('One,Adobe,Acrobat Pro,unlimited,,,', 'Two,Adobe,Photoshop,Unlimited,,,')
    const run = await imports.drop(`${root}/site.csv`, lines)
    expect(run.counts).toMatchObject({ created: 2, rejected: 0 })
    expect((await list()).map((item: { licenseCount: unknown }) => item.licenseCount)).toEqual([
      'unlimited',
      'unlimited',
    ])
    expect((await imports.drop(`${root}/site.csv`, lines)).counts).toMatchObject({ unchanged: 2 })
    const changed = await imports.drop(`${root}/site.csv`, file('One,Adobe,Acrobat Pro,5,,,'))
    expect(changed.counts).toMatchObject({ updated: 1 })
    await undo(changed.id)
    expect(await named('One')).toMatchObject({ licenseCount: 'unlimited' })
    await sound()
  })

  it('with our columns creates agreements in the group of its folder', async () => {
    const run = await imports.drop(
      `${root}/Design/a.csv`,
      file('Acrobat,Adobe,Acrobat Pro,25,2026-01-01,2026-12-31,KEY-1', 'Photo,ADOBE,photoshop,1 000,,,'),
    )
    expect(run).toMatchObject({
      kind: 'other-agreements',
      status: 'completed',
      counts: { rows: 2, created: 2, updated: 0, unchanged: 0, rejected: 0, skipped: 0 },
      progress: { done: 2, total: 2 },
    })
    expect(await named('Acrobat')).toMatchObject({
      type: 'other',
      publisher: 'Adobe',
      productTitle: 'Acrobat Pro',
      licenseCount: 25,
      startDate: '2026-01-01',
      endDate: '2026-12-31',
      details: 'KEY-1',
      groupId: run.groupId,
    })
    expect(await named('Photo')).toMatchObject({ publisher: 'Adobe', productTitle: 'Photoshop', licenseCount: 1000 })
    const groups = (await ledger.call('GET /groups')).body.items
    expect(groups).toMatchObject([{}, { id: run.groupId, name: 'Design', agreementCount: 2 }])
    const { items } = (await ledger.call('GET /audit')).body
    expect(items.find((item: { action: string }) => item.action === 'agreements-imported')).toMatchObject({
      action: 'agreements-imported',
      after: { created: 2, updated: 0 },
    })
    await sound()
  })

  it.each([
    ['semicolons and other spellings', 'Name;Vendor;Product;Licenses\nA 1;Adobe;Photoshop;5'],
    ['tabs, in another order', 'Licence Count\tproduct_title\tPUBLISHER\tAgreement name\n5\tPhotoshop\tAdobe\tA 1'],
    ['a byte order mark and CRLF', '\ufeffname,publisher,productTitle,licenseCount\r\nA 1,Adobe,Photoshop,5\r\n\r\n'],
    ['UTF-16', Buffer.from('\ufeffname,publisher,productTitle,licenseCount\nA 1,Adobe,Photoshop,5', 'utf16le')],
    ['columns that nobody knows', 'name,publisher,productTitle,licenseCount,Cost center\nA 1,Adobe,Photoshop,5,77'],
  ])('may have %s', async (_, content) => {
    expect(await imports.drop(`${root}/a.csv`, content)).toMatchObject({ status: 'completed', counts: { created: 1 } })
    expect(await named('A 1')).toMatchObject({ licenseCount: 5, groupId: 'unassigned' })
  })

  it('from Configuration Manager is a statement of product, purchase order and support', async () => {
    const run = await imports.drop(
      `${root}/statement.csv`,
      [
        'Name,Publisher,Version,Language,EffectiveQuantity,PONumber,ResellerName,DateOfPurchase,SupportPurchased,SupportExpirationDate,Comments',
        'Acrobat Pro,Adobe Inc.,DC,English,12,PO/4711,Reseller,01/31/2026,0,02/28/2027,Call Bob',
        'Visio Professional 2019 x64,Microsoft Corporation,16,English,3,,Reseller,2026-02-01,0,,',
      ].join('\n'),
    )
    expect(run).toMatchObject({ status: 'completed', counts: { created: 2 } })
    expect(await named('Acrobat Pro PO 4711')).toMatchObject({
      publisher: 'Adobe',
      productTitle: 'Acrobat Pro',
      licenseCount: 12,
      startDate: '2026-01-31',
      endDate: '2027-02-28',
      details: 'Call Bob',
    })
    expect(await named('Visio Professional 2019 x64')).toMatchObject({
      publisher: 'Microsoft',
      productTitle: 'Visio Professional 2019',
      startDate: '2026-02-01',
    })
  })

  describe('whose column of versions tells products apart', () => {
    const heads = 'Name,Publisher,Version,EffectiveQuantity,PONumber'
    const drop = async (...lines: string[]) => {
      await addTitles(ledger, 'Northwind', ['Widget CAD', 'Widget CAD 2019', 'Widget CAD 2020', 'Draw 2024'])
      const run = await imports.drop(`${root}/a.csv`, [heads, ...lines].join('\n'), { 'on-error': 'skip' })
      const items: { name: string; productTitle: string }[] = await list()
      return { codes: told(run), titles: items.map(({ name, productTitle }) => [name, productTitle]) }
    }

    it.each([
      ['2019 and 2020', ['Widget CAD,Northwind,2019,5,1', 'Widget CAD,Northwind,2020.1,7,2'], ['2019', '2020']],
      ['a build', ['Draw 2024,Northwind,24.1,5,1', 'Draw 2024,Northwind,2024.2,5,2'], ['Draw 2024', 'Draw 2024']],
      [
        'a version of the only product',
        ['Widget CAD,Northwind,18.1,5,1', 'Widget CAD,Northwind,18.2,7,2'],
        ['CAD', 'CAD'],
      ],
      ['no version', ['Widget CAD,Northwind,,5,1'], ['CAD']],
    ])('finds the title of %s', async (_, lines, ends) => {
      const { codes, titles } = await drop(...lines)
      expect(codes).toEqual([])
      expect(titles.map(([name]) => name)).toEqual(lines.map((line, index) => `${line.split(',')[0]} ${index + 1}`))
      for (const [index, end] of ends.entries()) expect(titles[index]?.[1]).toMatch(new RegExp(`${end}$`))
    })

    it.each([
      ['a year that the catalog lacks', ['Widget CAD,Northwind,2021,5,1'], 1],
      [
        'two versions that the catalog does not have',
        ['Widget CAD,Northwind,18.1,5,1', 'Widget CAD,Northwind,19.1,7,2'],
        2,
      ],
      [
        'two editions that the catalog does not have',
        ['Widget CAD,Northwind,Pro,5,1', 'widget cad,Northwind,Lite,7,2'],
        2,
      ],
    ])('refuses %s, as the product is not certain', async (_, lines, count) => {
      const { codes, titles } = await drop(...lines)
      expect(codes).toEqual(lines.map((__, index) => [index + 2, 'not-in-catalog', undefined]))
      expect([codes.length, titles]).toEqual([count, []])
    })
  })

  it('from Snipe-IT keeps the serial number as details, and the earliest of its dates as the end', async () => {
    const run = await imports.drop(
      `${root}/licenses.csv`,
      [
        'id,Company,Name,Serial Number,Purchase Date,Purchase Cost,Order Number,Licenses available,Seats,Expiration Date,Purchase Order Number,Termination Date,Maintained,Manufacturer,Category',
        '7,Us,"Photoshop",SER-1,2026-01-01,9.99,,3,5,2027-01-01,,2026-06-30,No,Adobe,Graphics',
        '8,Us,Photoshop,SER-2,1/20/2026,9.99,,3,6,2027-01-01 00:00:00,(PO) 12,,No,Adobe Inc,Graphics',
        '9,Us,Photoshop,SER-SECRET,32/13/2026,9.99,,3,6,,,,No,Adobe,Graphics',
      ].join('\n'),
      { 'on-error': 'skip' },
    )
    expect(run.counts).toMatchObject({ rows: 3, created: 2, rejected: 1 })
    expect(await named('Photoshop 7')).toMatchObject({ endDate: '2026-06-30', details: 'SER-1', licenseCount: 5 })
    expect(await named('Photoshop  PO  12')).toMatchObject({ startDate: '2026-01-20', endDate: '2027-01-01' })
    expect(told(run)).toEqual([[4, 'invalid-date', 5]])
    expect(run.errors[0].text).toBe('9, Photoshop, 32/13/2026, 6, , , , Adobe')
    expect(await imports.read(`results/imports/${run.id}/errors.csv`)).not.toContain('SECRET')
  })

  it.each(['reject', 'skip'])('adds up rows that its source keeps apart (on-error=%s)', async (onError) => {
    const rows = [1, 2, 3, 4, 5].map((id) => `${id},Photoshop,KEY-${id},Adobe,1,PO 77`)
    const text = ['ID,Name,Product Key,Manufacturer,Seats,Purchase Order Number', ...rows, rows[0]].join('\n')
    const drop = () => imports.drop(`${root}/a.csv`, text, { 'on-error': onError })
    expect(await drop()).toMatchObject({ status: 'completed', counts: { rows: 6, created: 5, unchanged: 1 } })
    expect(await named('Photoshop PO 77')).toMatchObject({
      licenseCount: 5,
      details: 'KEY-1\nKEY-2\nKEY-3\nKEY-4\nKEY-5',
    })
    expect(await drop()).toMatchObject({ status: 'completed', counts: { rows: 6, unchanged: 6 } })
    const unknown = text.replaceAll('Photoshop', 'Unknown')
    const refused = await imports.drop(`${root}/a.csv`, unknown, { 'on-error': onError })
    expect(told(refused).map(([line]) => line)).toEqual([2, 3, 4, 5, 6, 7])
    expect(refused.counts).toMatchObject({ rows: 6, rejected: 6 })
    await sound()
  })

  it('has no two agreements whose names nobody can tell apart, nor has the API', async () => {
    const lines = file(
      'Invisible one,Adobe,Photoshop,4,,,',
      'Invisible one\u200b,Adobe,Photoshop,4,,,',
      'Invis\u00adible one,Adobe,Photoshop,4,,,',
    )
    const run = await imports.drop(`${root}/a.csv`, lines, { 'on-error': 'skip' })
    expect(told(run)).toMatchObject([
      [3, 'duplicate-line', undefined],
      [4, 'duplicate-line', undefined],
    ])
    expect(await list()).toMatchObject([{ name: 'Invisible one', licenseCount: 4 }])
    const other = {
      type: 'other',
      name: '\u2060Invisible one',
      publisher: 'Adobe',
      productTitle: 'Photoshop',
      licenseCount: 1,
    }
    expect(await ledger.call('POST /agreements', { body: other })).toMatchObject({
      body: { type: 'urn:license-ledger:problem:agreement-name-taken' },
    })
    await ledger.call('POST /groups', { body: { name: 'Design' } })
    expect(await ledger.call('POST /groups', { body: { name: 'De\u200bsign' } })).toMatchObject({
      body: { type: 'urn:license-ledger:problem:group-name-taken' },
    })
    for (const name of ['\u200b', 'Unassigned\u00ad Agreements'])
      expect((await ledger.call('POST /groups', { body: { name } })).status).toBeGreaterThanOrEqual(400)
    await sound()
  })

  it('updates by name: fields without a column stay, an empty cell clears, and the same file again changes nothing', async () => {
    await imports.drop(`${root}/Design/a.csv`, file('One,Adobe,Photoshop,5,2026-01-01,2026-12-31,KEY-1'))
    const before = await named('One')
    const again = await imports.drop(`${root}/b.csv`, file('ONE,adobe,PHOTOSHOP,5,2026-01-01,2026-12-31,KEY-1'))
    expect(again.counts).toMatchObject({ unchanged: 1, updated: 0 })
    expect(await named('One')).toEqual(before)

    const some = await imports.drop(`${root}/c.csv`, 'name,publisher,productTitle,licenseCount\nOne,Adobe,Photoshop,6')
    expect(some.counts).toMatchObject({ updated: 1 })
    expect(await named('One')).toEqual({
      ...before,
      licenseCount: 6,
      version: 2,
      updatedAt: expect.any(String),
    })
    const cleared = await imports.drop(`${root}/d.csv`, file('One,Adobe,Acrobat Pro,6,,2026-12-31,'))
    expect(cleared.counts).toMatchObject({ updated: 1 })
    const after = await named('One')
    expect(after).toMatchObject({
      productTitle: 'Acrobat Pro',
      endDate: '2026-12-31',
      groupId: before.groupId,
      version: 3,
    })
    expect(after).not.toHaveProperty('startDate')
    expect(after).not.toHaveProperty('details')
    expect((await history(after.id))[0]).toMatchObject({
      action: 'agreement-changed',
      before: { productTitle: 'Photoshop', startDate: '2026-01-01', details: 'given' },
      after: { productTitle: 'Acrobat Pro', startDate: null, details: null, importId: cleared.id },
    })
    await sound()
  })

  it('may say restrictions, which its undo gives back', async () => {
    const columns = 'name,publisher,productTitle,licenseCount,restrictions'
    const say = (said: string) => imports.drop(`${root}/${said}.csv`, `${columns}\nOne,Adobe,Photoshop,5,${said}`)
    await say('SUITE; prior-version')
    expect(await named('One')).toMatchObject({ restrictions: ['suite', 'prior-version'], version: 1 })
    expect((await say('prior-version suite')).counts).toMatchObject({ unchanged: 1 })
    await imports.drop(`${root}/b.csv`, file('One,Adobe,Photoshop,6,,,'))
    expect(await named('One')).toMatchObject({ restrictions: ['suite', 'prior-version'], version: 2 })
    const cleared = await say('')
    expect(await named('One')).not.toHaveProperty('restrictions')
    await undo(cleared.id)
    expect(await named('One')).toMatchObject({ restrictions: ['suite', 'prior-version'] })
    expect(told(await say('exact'))).toEqual([[2, 'invalid-field', 5]])
  })

  it('that has wrong lines reports every one of them, and writes nothing', async () => {
    await ledger.call('POST /agreements', { body: { type: 'volume', name: 'Volume', pairs: [newPair()] } })
    const run = await imports.drop(
      `${root}/New/a.csv`,
      file(
        'Good,Adobe,Photoshop,5,,,',
        ',Adobe,Photoshop,5,,,',
        'No publisher,,Photoshop,5,,,',
        'No title,Adobe,,5,,,',
        'No count,Adobe,Photoshop,,,,',
        'a/b,Adobe,Photoshop,5,,,',
        'Zero,Adobe,Photoshop,0,,,',
        'Half,Adobe,Photoshop,1.5,,,',
        'Much,Adobe,Photoshop,10000001,,,',
        'Day,Adobe,Photoshop,5,2026-02-30,,',
        'American,Adobe,Photoshop,5,,12/31/2026,',
        'Backwards,Adobe,Photoshop,5,2026-02-02,2026-02-01,',
        'good,Adobe,Photoshop,6,,,',
        'VOLUME,Adobe,Photoshop,5,,,',
        'Unknown,Adobe,InDesign,5,,,TOP-SECRET',
        'Nobody,Nobody Ltd,Thing,5,,,',
        'Wide,Adobe,Photoshop,5,,,TOP,SECRET',
        'Open,"Adobe,Photoshop,5,,,TOP-SECRET',
        `Long,Adobe,Photoshop,5,,,${'x'.repeat(4_001)}`,
      ),
    )
    expect(run).toMatchObject({ status: 'rejected', counts: { rows: 19, rejected: 18, created: 0 } })
    expect(told(run)).toEqual([
      [3, 'missing-field', 1],
      [4, 'missing-field', 2],
      [5, 'missing-field', 3],
      [6, 'missing-field', 4],
      [7, 'invalid-name', 1],
      [8, 'invalid-count', 4],
      [9, 'invalid-count', 4],
      [10, 'invalid-count', 4],
      [11, 'invalid-date', 5],
      [12, 'invalid-date', 6],
      [13, 'invalid-date', 6],
      [14, 'duplicate-line', undefined],
      [15, 'agreement-name-taken', undefined],
      [16, 'not-in-catalog', undefined],
      [17, 'not-in-catalog', undefined],
      [18, 'column-count', 8],
      [19, 'unclosed-quote', undefined],
      [20, 'invalid-field', 7],
    ])
    const [missingTitle, missingPublisher] = run.errors.slice(13, 15)
    expect(missingTitle.message).toContain('must belong to the publisher given')
    expect(missingTitle.message).toContain('POST /catalog/titles')
    expect(missingTitle.text).toBe('Unknown, Adobe, InDesign, 5, , ')
    expect(missingPublisher.message).toContain('no such publisher')
    // Spec: messages never quote a cell, as a row that has slipped may have a key there.
    for (const cell of ['Nobody Ltd', 'InDesign', 'good'])
      expect(run.errors.map(({ message }: { message: string }) => message).join()).not.toContain(cell)
    expect(run.errors[0].text).toBe(',Adobe,Photoshop,5,,,')
    expect(await names()).toEqual(['Volume'])
    expect((await ledger.call('GET /groups')).body.items).toHaveLength(1)
    expect(await holding('SECRET')).toEqual([])
    expect(await imports.read(`results/imports/${run.id}/errors.csv`)).not.toContain('SECRET')
  })

  it('skips wrong lines on request', async () => {
    const run = await imports.drop(`${root}/a.csv`, file('Good,Adobe,Photoshop,5,,,', 'Bad,Adobe,Photoshop,x,,,'), {
      'on-error': 'skip',
    })
    expect(run).toMatchObject({ status: 'completed', counts: { created: 1, rejected: 1 }, progress: { done: 2 } })
    expect(await names()).toEqual(['Good'])
  })

  it('writes nothing in a dry run, and says what it would do', async () => {
    await imports.drop(`${root}/a.csv`, file('One,Adobe,Photoshop,5,,,'))
    const run = await imports.drop(`${root}/New/b.csv`, file('One,Adobe,Photoshop,6,,,', 'Two,Adobe,Photoshop,5,,,K'), {
      'dry-run': 'true',
    })
    expect(run).toMatchObject({ status: 'completed', dryRun: true, counts: { created: 1, updated: 1 } })
    expect(await named('One')).toMatchObject({ licenseCount: 5 })
    expect(await names()).toEqual(['One'])
    expect((await ledger.call('GET /groups')).body.items).toHaveLength(1)
  })

  it('needs an inventory, which every line reports before titles are looked up', async () => {
    ledger = await newLedger()
    imports = importer(ledger)
    const run = await imports.drop(`${root}/a.csv`, file('One,Nobody,Nothing,5,,,'))
    expect(run).toMatchObject({ status: 'rejected', errors: [{ line: 2, code: 'no-inventory' }] })
  })

  it.each([
    ['file-empty', ''],
    ['file-empty', `${head}\n\n`],
    ['unknown-columns', 'a,b,c\n1,2,3'],
    ['unknown-columns', 'name,publisher,productTitle\nA,Adobe,Photoshop'],
    ['encoding', Buffer.from([0x6e, 0xe4, 0x2c, 0x31])],
    ['file-name', Buffer.from('PK\u0003\u0004rest')],
  ])('is refused as a whole with %s', async (code, content) => {
    const run = await imports.drop(`${root}/a.csv`, content)
    expect(run).toMatchObject({ status: 'rejected', errors: [{ code }] })
  })

  it('that lacks columns is refused with their names', async () => {
    const run = await imports.drop(`${root}/a.csv`, 'name,publisher,productTitle\nA,Adobe,Photoshop')
    expect(run.errors[0].message).toContain('It lacks licenseCount.')
  })

  it('may have at most 5 MiB', async () => {
    const run = await imports.drop(`${root}/a.csv`, `${head}\n${'x'.repeat(5 * 1024 * 1024)}`)
    expect(run).toMatchObject({ status: 'rejected', errors: [{ code: 'file-too-large' }] })
  })

  it('may have details of many lines, with separators and quotes in them', async () => {
    const details = Array.from({ length: 1_999 }, (_, index) => (index % 2 ? ';' : '"')).join('\n')
    const run = await imports.drop(
      `${root}/a.csv`,
      file(`One,Adobe,Photoshop,5,,,"${details.replaceAll('"', '""')}"`, 'Two,Adobe,Photoshop,5,,,'),
    )
    expect(run).toMatchObject({ status: 'completed', counts: { rows: 2, created: 2 } })
    expect((await named('One')).details).toBe(details)
  })

  it('may also be uploaded, into a group by id or by a new name', async () => {
    const { id } = (await ledger.call('POST /groups', { body: { name: 'There' } })).body
    for (const [group, fileName] of [
      [{ id }, 'a.csv'],
      [{ name: 'Brand new' }, 'b.csv'],
    ] as const) {
      const body = { kind: 'other-agreements', fileName, group }
      const run = (await ledger.call('POST /imports', { body })).body
      const content = file(`${fileName},Adobe,Photoshop,5,,,`)
      await imports.deliver(s3Event([await imports.put(run.upload.fields.key, content)]))
      expect(await get(run.id)).toMatchObject({ status: 'completed', trigger: 'api', counts: { created: 1 } })
    }
    expect(await named('a.csv')).toMatchObject({ groupId: id })
    expect((await ledger.call('GET /groups')).body.items.map(({ name }: { name: string }) => name)).toContain(
      'Brand new',
    )
    const wrong = { kind: 'other-agreements', fileName: 'a.csv', program: 'open' }
    expect((await ledger.call('POST /imports', { body: wrong })).status).toBe(422)
    await sound()
  })

  it('cannot use a name of a volume agreement', async () => {
    await imports.drop(`${root}/a.csv`, file('One,Adobe,Photoshop,5,,,'))
    const run = await imports.drop('imports/agreements/a.csv', 'A1,L1,one')
    expect(run).toMatchObject({ status: 'rejected', errors: [{ line: 1, code: 'agreement-name-taken' }] })
  })

  it('has its details stored only in items apart', async () => {
    const run = await imports.drop(`${root}/a.csv`, file('One,Adobe,Photoshop,5,,,FIRST-KEY'))
    expect(await holding('FIRST-KEY')).toEqual(['DETAILS'])
    await imports.drop(`${root}/b.csv`, file('One,Adobe,Photoshop,5,,,SECOND-KEY'))
    expect(await holding('SECOND-KEY')).toEqual(['DETAILS'])
    expect(new Set(await holding('FIRST-KEY'))).toEqual(new Set(['DETAILS']))
    expect(JSON.stringify(await get(run.id))).not.toContain('KEY')
  })
})

describe('An import of other agreements', () => {
  const mixed = [
    ...Array.from({ length: 40 }, (_, index) => `New ${index},Adobe,Photoshop,5,2026-01-01,,${index % 3 ? '' : 'K'}`),
    ...Array.from({ length: 12 }, (_, index) => `Old ${index},Adobe,Acrobat Pro,6,,,${index % 2 ? '' : 'NEW'}`),
    'Same,Adobe,Photoshop,1,,,',
    'Wrong,Adobe,Photoshop,x,,,',
  ]
  const skip = { 'on-error': 'skip' }
  const expected = { rows: 54, created: 40, updated: 12, unchanged: 1, rejected: 1, skipped: 0 }
  const prepare = () =>
    imports.drop(
      `${root}/There/old.csv`,
      file(
        ...Array.from({ length: 12 }, (_, index) => `Old ${index},Adobe,Photoshop,5,,2026-12-31,OLD`),
        'Same,Adobe,Photoshop,1,,,',
      ),
    )
  const endState = async () =>
    (await list()).map(({ name, productTitle, licenseCount, version }: Record<string, unknown>) => [
      name,
      productTitle,
      licenseCount,
      version,
    ])

  const fieldsOf = (rows: unknown[][]) => rows.map((row) => row.slice(0, 3))

  it('ends like one clean run after a crash at any transaction, and so does its undo', async () => {
    await prepare()
    const before = await endState()
    let transactions = 0
    heal = injectFaults(ledger.client, {
      before: ({ command }) => {
        if (command === 'TransactWriteItems') transactions += 1
        return undefined
      },
    })
    await imports.drop(`${root}/New/a.csv`, file(...mixed), skip)
    heal()
    const clean = await endState()
    expect(transactions).toBeGreaterThan(4)
    await sound()
    const crash = (when: 'before' | 'after', at: number) => {
      heal = injectFaults(ledger.client, {
        [when]: ({ command, count }: { command: string; count: number }) =>
          command === 'TransactWriteItems' && count >= at ? new Crash() : undefined,
      })
    }

    // Behind one transaction the table is as before the next: every second one of both kinds is all of them.
    for (const when of ['before', 'after'] as const)
      for (let at = 0; at < transactions; at += amountOf(12, 2)) {
        await fresh()
        await prepare()
        const event = s3Event([await imports.put(`${root}/New/a.csv`, file(...mixed), skip)])
        crash(when, at)
        expect((await imports.deliver(event)).batchItemFailures).toHaveLength(1)
        heal()
        expect((await imports.deliver(event)).batchItemFailures).toEqual([])
        const run = await imports.newest()
        expect(run).toMatchObject({ status: 'completed', counts: expected, progress: { done: 54, total: 54 } })
        expect(await endState()).toEqual(clean)
        await imports.deliver(event)
        expect(await get(run.id)).toEqual(run)

        await ledger.call('POST /imports/{importId}/undo', { params: { importId: run.id } })
        crash(when, at)
        await go(run.id)
        heal()
        expect((await go(run.id)).batchItemFailures).toEqual([])
        expect(await get(run.id)).toMatchObject({
          status: 'undone',
          undo: { status: 'done', agreements: 40, restored: 12, left: 0 },
        })
        expect(fieldsOf(await endState())).toEqual(fieldsOf(before))
        expect((await named('Old 0')).details).toBe('OLD')
        expect((await ledger.call('GET /groups')).body.items).toHaveLength(2)
        await sound()
      }
  })

  it('is one import, however many deliveries run simultaneously', async () => {
    await prepare()
    const event = s3Event([await imports.put(`${root}/New/a.csv`, file(...mixed), skip)])
    const answers = await Promise.all([imports.deliver(event), imports.deliver(event), imports.deliver(event)])
    for (const { batchItemFailures } of answers) expect(batchItemFailures).toEqual([])
    expect(await imports.newest()).toMatchObject({ status: 'completed', counts: expected })
    await sound()
  })

  it('checks a line again when its agreement was changed, deleted or created meanwhile', async () => {
    await imports.drop(`${root}/a.csv`, file('Changed,Adobe,Photoshop,1,,,', 'Deleted,Adobe,Photoshop,1,,,K'))
    const [{ id }, { id: agreementId }] = [await named('Changed'), await named('Deleted')]
    heal = interleave(ledger.client, 'agreement-changed', async () => {
      await patch(id, { endDate: '2026-12-31' })
      await ledger.call('DELETE /agreements/{agreementId}', { params: { agreementId } })
      await ledger.call('POST /agreements', { body: { type: 'volume', name: 'Taken', pairs: [newPair()] } })
    })
    const run = await imports.drop(
      `${root}/b.csv`,
      'name,publisher,productTitle,licenseCount\nChanged,Adobe,Photoshop,2\nDeleted,Adobe,Photoshop,2\nTaken,Adobe,Photoshop,2',
    )
    expect(run).toMatchObject({ status: 'completed', counts: { created: 1, updated: 1, rejected: 1 } })
    expect(run.errors).toMatchObject([{ line: 4, code: 'agreement-name-taken', text: 'Taken,Adobe,Photoshop,2' }])
    expect(await named('Changed')).toMatchObject({ licenseCount: 2, endDate: '2026-12-31', version: 3 })
    await sound()
  })

  it('goes on in unassigned when its group is deleted meanwhile', async () => {
    const { id: groupId } = (await ledger.call('POST /groups', { body: { name: 'Doomed' } })).body
    heal = interleave(ledger.client, '"A 40"', () => ledger.call('DELETE /groups/{groupId}', { params: { groupId } }))
    const run = await imports.drop(`${root}/Doomed/a.csv`, many(60))
    expect(run).toMatchObject({ status: 'completed', counts: { created: 60 } })
    await ledger.work()
    expect((await list()).every((item: { groupId: string }) => item.groupId === 'unassigned')).toBe(true)
    await sound()
  })
})

describe('An undo of other agreements', () => {
  it('leaves what was changed since, and lists it', async () => {
    await imports.drop(`${root}/a.csv`, file('Old 1,Adobe,Photoshop,1,,,', 'Old 2,Adobe,Photoshop,1,,,'))
    const run = await imports.drop(
      `${root}/New/b.csv`,
      file(
        'Old 1,Adobe,Photoshop,2,,,',
        'Old 2,Adobe,Photoshop,2,,,',
        'New 1,Adobe,Photoshop,2,,,',
        'New 2,Adobe,Photoshop,2,,,',
        'New 3,Adobe,Photoshop,2,,,',
      ),
    )
    await patch((await named('Old 1')).id, { name: 'Renamed' })
    await patch((await named('New 1')).id, { name: 'Renamed too', groupId: 'unassigned' })
    await imports.drop(`${root}/c.csv`, file('New 2,Adobe,Photoshop,3,,,'))
    expect((await undo(run.id)).status).toBe(202)
    expect(await get(run.id)).toMatchObject({
      status: 'undone',
      undo: {
        agreements: 1,
        restored: 1,
        left: 3,
        leftItems: [
          { line: 2, code: 'changed-since', text: 'Old 1,Adobe,Photoshop,2,,,' },
          { line: 4, code: 'changed-since' },
          { line: 5, code: 'changed-since' },
        ],
      },
    })
    expect((await names()).sort()).toEqual(['New 2', 'Old 2', 'Renamed', 'Renamed too'])
    expect(await named('Old 2')).toMatchObject({ licenseCount: 1, version: 3 })
    const { items } = (await ledger.call('GET /audit')).body
    expect(items[0]).toMatchObject({ action: 'import-undone', actor: 'alice' })
    expect((await history((await named('Old 2')).id))[0]).toMatchObject({
      actor: 'alice',
      before: { licenseCount: 2 },
      after: { licenseCount: 1, undoneImportId: run.id },
    })
    await sound()
  })

  it('restores former details, and keeps them nowhere else afterwards', async () => {
    await imports.drop(`${root}/a.csv`, file('One,Adobe,Photoshop,1,,2026-12-31,FORMER', 'Two,Adobe,Photoshop,1,,,'))
    const run = await imports.drop(
      `${root}/b.csv`,
      file('One,Adobe,Photoshop,1,,,LATER', 'Two,Adobe,Photoshop,1,,,LATER'),
    )
    await undo(run.id)
    expect(await named('One')).toMatchObject({ details: 'FORMER', endDate: '2026-12-31' })
    expect(await named('Two')).not.toHaveProperty('details')
    expect(await holding('FORMER')).toEqual(['DETAILS'])
    expect(await holding('LATER')).toEqual([])
    await sound()
    const again = await imports.drop(
      `${root}/b.csv`,
      file('One,Adobe,Photoshop,1,,,LATER', 'Two,Adobe,Photoshop,1,,,LATER'),
    )
    expect(again.counts).toMatchObject({ updated: 2 })
  })

  it('leaves an agreement that is changed while it runs', async () => {
    const run = await imports.drop(`${root}/a.csv`, many(30))
    const { id } = await named('A 3')
    await ledger.call('POST /imports/{importId}/undo', { params: { importId: run.id } })
    heal = interleave(ledger.client, 'import-undone', () => patch(id, { name: 'Saved' }))
    await go(run.id)
    expect(await get(run.id)).toMatchObject({ status: 'undone', undo: { agreements: 29, left: 1 } })
    expect(await names()).toEqual(['Saved'])
    await sound()
  })
})
