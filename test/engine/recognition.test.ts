import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lineTotalKey } from '../../lib/foundation/table/keys.ts'
import { put, update } from '../../lib/foundation/table/table.ts'
import { readFacts } from '../../lib/positions/reconcile/read-facts.ts'
import { lineIdOf } from '../../lib/recognition/lines/recognition-line.ts'
import { amountOf } from '../support/amount.ts'
import { summaryHeadings } from '../support/entitlements.ts'
import { crashFrom, interleave } from '../support/faults.ts'
import { importer, sqsEvent, type TestImporter } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'
import { reporter } from '../support/reports.ts'

let ledger: TestLedger
let imports: TestImporter
let heal = () => {}
beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
})
afterEach(() => heal())

const acrobat = { publisher: 'Adobe', title: 'Acrobat Pro', kind: 'licensed', family: 'Acrobat', edition: 'Pro' }
const reader = { publisher: 'Adobe', title: 'Reader *', kind: 'free' }
const save = (lineId: string, body: object, headers: Record<string, string> = {}) =>
  ledger.call('PUT /recognition/{lineId}', { params: { lineId }, body, headers })
const get = (lineId: string) => ledger.call('GET /recognition/{lineId}', { params: { lineId } })
const remove = (lineId: string, headers: Record<string, string> = {}) =>
  ledger.call('DELETE /recognition/{lineId}', { params: { lineId }, headers })
const list = async (query: Record<string, string> = {}) => (await ledger.call('GET /recognition', { query })).body
const problem = (code: string) => ({ type: `urn:license-ledger:problem:${code}` })
const trail = async () => (await ledger.call('GET /audit')).body.items
const total = async () => (await ledger.table.get(lineTotalKey))?.total
const setTotal = (count: number) => ledger.table.change(update(lineTotalKey, { set: { total: count } }, {}))

describe('PUT /recognition/{lineId}', () => {
  it('creates a line that a reconciliation reads, and says who did', async () => {
    const { status, headers, body } = await save('acrobat', acrobat)
    expect([status, headers.location, headers.etag]).toEqual([201, '/recognition/acrobat', '"1"'])
    expect(body).toEqual({ id: 'acrobat', ...acrobat, by: 'alice', at: expect.any(String), revision: 1 })
    expect(await get('acrobat')).toMatchObject({ status: 200, headers: { etag: '"1"' }, body })
    const { line } = (await readFacts(ledger.table)).decisions
    expect([...line.values()]).toMatchObject([{ subject: 'acrobat', value: { id: 'acrobat', ...acrobat } }])
    expect(await trail()).toMatchObject([
      {
        action: 'recognition-line-created',
        changes: [
          { type: 'recognition-line', id: 'acrobat', name: 'Adobe: Acrobat Pro', before: null, after: acrobat },
        ],
      },
    ])
  })

  it('replaces a line as a whole; the same again changes nothing', async () => {
    await save('acrobat', acrobat)
    const free = { publisher: 'Adobe', title: 'Acrobat Pro', kind: 'free', version: '2020' }
    expect(await save('acrobat', free)).toMatchObject({ status: 200, body: { revision: 2, version: '2020' } })
    expect((await get('acrobat')).body.family).toBeUndefined()
    expect(await save('acrobat', free)).toMatchObject({ status: 200, body: { revision: 2 } })
    expect((await trail()).map(({ action }: { action: string }) => action)).toEqual([
      'recognition-line-changed',
      'recognition-line-created',
    ])
    expect(await total()).toBe(1)
  })

  it('honors If-Match and If-None-Match', async () => {
    const stale = { status: 412, body: problem('stale-version') }
    expect(await save('acrobat', acrobat, { 'if-match': '"1"' })).toMatchObject(stale)
    expect(await save('acrobat', acrobat, { 'if-none-match': '*' })).toMatchObject({ status: 201 })
    const there = await save('acrobat', reader, { 'if-none-match': '*' })
    expect(there).toMatchObject({ ...stale, body: { detail: expect.stringContaining('It is there already') } })
    expect(await save('acrobat', reader, { 'if-match': '"2"' })).toMatchObject(stale)
    expect(await save('acrobat', reader, { 'if-match': '"1"' })).toMatchObject({ status: 200 })
    expect(await remove('acrobat', { 'if-match': '"1"' })).toMatchObject(stale)
    expect(await remove('acrobat', { 'if-match': '"2"' })).toMatchObject({ status: 204 })
    expect(await save('acrobat', reader, { 'if-none-match': '*' })).toMatchObject({
      status: 201,
      body: { revision: 4 },
    })
  })

  it.each([
    { body: { ...acrobat, kind: 'paid' }, pointer: '/kind', says: 'one of: licensed, subscription' },
    { body: { ...acrobat, title: ' ' }, pointer: '/title', says: 'no letter and no digit' },
    { body: { ...acrobat, title: '*' }, pointer: '/title', says: 'needs a word' },
    { body: { ...acrobat, title: 'a'.repeat(257) }, pointer: '/title', says: 'at most 256' },
    { body: { ...acrobat, publisher: 'A\ndobe' }, pointer: '/publisher', says: 'control characters' },
    { body: { ...acrobat, family: undefined }, pointer: '/family', says: 'needs its family' },
    { body: { ...acrobat, note: 'x' }, pointer: '/note', says: 'no such field' },
    { body: { title: 'Acrobat', kind: 'free' }, pointer: '/publisher', says: 'required' },
  ])('refuses a wrong $pointer, and says what is wrong', async ({ body, pointer, says }) => {
    const answer = await save('acrobat', body)
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ pointer, message: expect.stringContaining(says) }] },
    })
    expect(await list()).toEqual({ items: [] })
  })

  it.each(['Acrobat', 'a--b', '-a', 'a_b', 'a'.repeat(65)])('refuses the id %s', async (id) => {
    const message = expect.stringContaining('lower-case words with hyphens')
    expect(await save(id, acrobat)).toMatchObject({ status: 400, body: { errors: [{ parameter: 'lineId', message }] } })
  })

  it('takes 5,000 lines and no more, also of two managers at the same moment', async () => {
    await save('first', acrobat)
    await setTotal(4_999)
    const answers = await Promise.all(['one', 'two', 'three'].map((id) => save(id, acrobat)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject(problem('line-limit-reached'))
    expect((await save('first', reader)).status).toBe(200)
    expect((await remove('first')).status).toBe(204)
    expect(await total()).toBe(4_999)
  })
})

describe('A line of a manager', () => {
  const report = async (...software: string[]) => {
    const { status } = await inventoryOf(ledger).report('PC', new Date().toISOString(), software)
    expect(status).toBe(204)
    await ledger.work()
  }
  const titles = async () => (await ledger.call('GET /software', { query: { limit: '100' } })).body.items
  const saved = async (lineId: string, body: object) => {
    expect((await save(lineId, body)).status).toBe(201)
    await ledger.work()
    return titles()
  }
  const removed = async (lineId: string) => {
    expect((await remove(lineId)).status).toBe(204)
    await ledger.work()
    return titles()
  }

  it('wins over the data with the next snapshot; without it what was before applies again', async () => {
    await report('Igor Pavlov/7-Zip 19.00 (x64)@19.0', 'Contoso/Planner@1')
    const before = await titles()
    expect(before).toMatchObject([
      { title: 'Planner', kind: 'unknown' },
      { title: '7-Zip', kind: 'free' },
    ])
    expect(await saved('seven-zip', { publisher: '*', title: '7-Zip', kind: 'licensed' })).toMatchObject([
      { title: 'Planner' },
      { title: '7-Zip', kind: 'licensed', recognizedBy: 'seven-zip', status: 'no-entitlement' },
    ])
    expect(await removed('seven-zip')).toEqual(before)
  })

  it('with a * is for all titles that begin so, and one without is stronger', async () => {
    await report('Contoso/Planner@1', 'Contoso/Planner Viewer@1', 'Contoso/Plan@1')
    await saved('planner', { publisher: 'Contoso', title: 'Planner *', kind: 'component' })
    const kinds = async () =>
      Object.fromEntries((await titles()).map(({ title, kind }: Record<string, string>) => [title, kind]))
    expect(await kinds()).toEqual({ Plan: 'unknown', Planner: 'component', 'Planner Viewer': 'component' })
    await saved('planner-viewer', { publisher: 'Contoso', title: 'Planner Viewer', kind: 'subscription' })
    expect(await kinds()).toMatchObject({ Planner: 'component', 'Planner Viewer': 'subscription' })
  })

  it('with a * wins over what the data knows of single titles too, and tells the edition', async () => {
    await report('Microsoft Corporation/Microsoft Visio Professional 2019 - en-us@16.0', 'Contoso/Planner@3')
    const before = await titles()
    expect(before).toMatchObject([
      { title: 'Planner' },
      { kind: 'licensed', recognizedBy: 'microsoft-visio-professional' },
    ])
    await saved('visio', { publisher: 'Microsoft', title: 'Visio *', kind: 'free' })
    const product = { family: 'Planner', edition: 'Pro' }
    expect(
      await saved('planner', { publisher: 'Contoso', title: 'Planner *', kind: 'licensed', ...product }),
    ).toMatchObject([
      { title: 'Planner', kind: 'licensed', product },
      { title: 'Microsoft Visio Professional 2019', kind: 'free', recognizedBy: 'visio', status: 'free' },
    ])
    await removed('planner')
    expect(await removed('visio')).toEqual(before)
  })

  it('is outdone by a newer one for the same words, whatever their ids', async () => {
    await report('Contoso/Planner@1')
    const line = { publisher: 'Contoso', title: 'Planner' }
    await saved('second', { ...line, kind: 'licensed' })
    expect(await saved('first', { ...line, kind: 'free' })).toMatchObject([{ kind: 'free', recognizedBy: 'first' }])
    expect(await removed('first')).toMatchObject([{ kind: 'licensed', recognizedBy: 'second' }])
  })

  it('for any publisher leaves the titles of two publishers apart, and one for a publisher does not respell it', async () => {
    await report('Contoso/Viewer@1', 'Fabrikam/Viewer@1', 'Contoso/Planner@1')
    await saved('planner', { publisher: 'contoso', title: 'PLANNER', kind: 'component' })
    expect(await saved('viewer', { publisher: '*', title: 'Viewer', kind: 'licensed' })).toMatchObject([
      { publisher: 'Contoso', title: 'Planner', kind: 'component' },
      { publisher: 'Contoso', title: 'Viewer', kind: 'licensed' },
      { publisher: 'Fabrikam', title: 'Viewer', kind: 'licensed' },
    ])
  })

  it('groups titles into one product, and takes them apart again when it is deleted', async () => {
    await report('Contoso/Planner@1', 'Contoso/Scheduler@1')
    const before = await titles()
    expect(before).toHaveLength(2)
    const product = { publisher: 'Contoso', kind: 'licensed', family: 'Planner', edition: 'Pro' }
    await saved('planner', { ...product, title: 'Planner' })
    const [one, ...others] = await saved('scheduler', { ...product, title: 'Scheduler' })
    expect(others).toEqual([])
    expect(one).toMatchObject({ installedCount: 1, product: { family: 'Planner', edition: 'Pro' } })
    expect(await removed('scheduler')).toHaveLength(2)
    expect(await removed('planner')).toEqual(before)
  })

  it('tells the edition of a title that needs data, and the cores that it needs are not known', async () => {
    await report('Microsoft Corporation/Microsoft SQL Server 2019 (64-bit)@15.0')
    const before = await titles()
    expect(before).toMatchObject([{ status: 'needs-data', product: { edition: '?' } }])
    const edition = { family: 'SQL Server', edition: 'Enterprise', version: '2019' }
    const line = { publisher: 'Microsoft', title: 'Microsoft SQL Server 2019', kind: 'licensed', ...edition }
    expect(await saved('sql', line)).toMatchObject([{ status: 'needs-data', product: edition }])
    const rows = [summaryHeadings, 'SQL Server Enterprise Core,2019,Servers,License,16,0,']
    await imports.drop('imports/entitlements/summary.csv', rows.join('\n'))
    await ledger.work()
    expect(await titles()).toMatchObject([{ status: 'needs-data', product: edition, entitledCount: 16 }])
    await imports.drop('imports/entitlements/summary.csv', [summaryHeadings, 'Kit,1,Servers,License,1,0,'].join('\n'))
    expect(await removed('sql')).toEqual(before)
  })
})

describe('DELETE /recognition/{lineId}', () => {
  it('takes a line back; its revision goes on rising when it comes again', async () => {
    await save('acrobat', acrobat)
    expect((await remove('acrobat')).status).toBe(204)
    expect(await get('acrobat')).toMatchObject({ status: 404, body: problem('recognition-line-not-found') })
    expect(await remove('acrobat')).toMatchObject({ status: 404 })
    expect(await list()).toEqual({ items: [] })
    expect([...(await readFacts(ledger.table)).decisions.line.values()]).toMatchObject([{ value: undefined }])
    expect((await trail())[0]).toMatchObject({
      action: 'recognition-line-deleted',
      changes: [{ id: 'acrobat', before: acrobat, after: null }],
    })
    expect(await save('acrobat', acrobat)).toMatchObject({ status: 201, body: { revision: 3 } })
    expect(await recount(ledger)).toEqual([])
  })
})

describe('GET /recognition', () => {
  it('lists lines by id, page by page, while others come and go', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `line-${String(index).padStart(2, '0')}`)
    for (const id of ids.toReversed()) await save(id, { ...acrobat, title: `Acrobat ${id}` })
    await remove('line-05')
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = await list({ limit: '5', ...(cursor !== undefined && { cursor }) })
      expect(page.items.length).toBeLessThanOrEqual(5)
      found.push(...page.items.map(({ id }: { id: string }) => id))
      if (cursor === undefined) await save('line-00a', acrobat)
      ;({ cursor } = page)
    } while (cursor !== undefined)
    expect(found).toEqual(ids.filter((id) => id !== 'line-05'))
    expect((await list({ limit: '1000' })).items).toHaveLength(12)
    expect((await ledger.call('GET /recognition', { query: { limit: '1001' } })).status).toBe(400)
  })

  it('finds lines by a part of id, publisher, title or family', async () => {
    await save('acrobat', acrobat)
    await save('free-reader', reader)
    const found = async (contains: string) => (await list({ contains })).items.map(({ id }: { id: string }) => id)
    expect(await found('ADOBE')).toEqual(['acrobat', 'free-reader'])
    expect(await found('reader *')).toEqual(['free-reader'])
    expect(await found('free-')).toEqual(['free-reader'])
    expect(await found('  acrobat ')).toEqual(['acrobat'])
    expect(await found('oracle')).toEqual([])
    expect(await ledger.call('GET /recognition', { query: { kind: 'free' } })).toMatchObject({ status: 400 })
  })
})

const key = 'imports/recognition/lines.csv'
const csv = (...rows: string[]) => ['publisher,title,kind,family,edition,version', ...rows].join('\n')
const goOn = async () => {
  while (ledger.woken.length > 0)
    for (const id of ledger.woken.splice(0)) await imports.deliver(sqsEvent({ importId: id }))
}
const undo = async (importId: string) => {
  const { status } = await ledger.call('POST /imports/{importId}/undo', { params: { importId } })
  await goOn()
  const { body } = await ledger.call('GET /imports/{importId}', { params: { importId } })
  return { status, run: body }
}

describe('a file of recognition lines', () => {
  it('makes lines whose ids follow from publisher and title; a changed row replaces its line', async () => {
    const first = await imports.drop(key, csv('Adobe,Acrobat Pro,licensed,Acrobat,Pro,', 'Adobe,Reader *,Free,,,'))
    expect(first).toMatchObject({ kind: 'recognition', status: 'completed', counts: { created: 2 } })
    const id = lineIdOf(acrobat)
    expect(await get(id)).toMatchObject({ body: { id, ...acrobat, by: 'drop:AWS:AIDAEXAMPLE', revision: 1 } })
    const again = await imports.drop(key, csv('Adobe,Acrobat Pro,licensed,Acrobat,Pro,', 'Adobe,Reader *,Free,,,'))
    expect(again).toMatchObject({ counts: { created: 0, updated: 0, unchanged: 2 } })
    const changed = await imports.drop(
      key,
      csv('ADOBE,acrobat-pro,licensed,Acrobat,Professional,', 'Adobe,Reader *,free,,,'),
    )
    expect(changed).toMatchObject({ counts: { updated: 1, unchanged: 1 } })
    expect(await get(id)).toMatchObject({ body: { edition: 'Professional', revision: 2 } })
    expect(await trail()).toMatchObject([
      { action: 'recognition-imported', changes: [{ after: { created: 0, updated: 1 } }] },
      { action: 'recognition-imported', changes: [{ after: { created: 2, updated: 0 } }] },
    ])
    expect(await recount(ledger)).toEqual([])
  })

  it('names what is wrong line by line', async () => {
    const run = await imports.drop(
      key,
      csv(
        'Adobe,Acrobat,paid,,,',
        'Adobe,,free,,,',
        'Adobe,*,free,,,',
        'Adobe,Draw,licensed,,Pro,',
        ',Draw,licensed,,,',
        'Adobe,Twice,free,,,',
        'Adobe,Twice,free,,,',
        'adobe,TWICE,licensed,,,',
        `Adobe,${'a'.repeat(257)},free,,,`,
      ),
    )
    expect(run).toMatchObject({ status: 'rejected', counts: { rejected: 7 } })
    expect(run.errors.map(({ line, column, code }: Record<string, unknown>) => [line, column, code])).toEqual([
      [2, 3, 'invalid-field'],
      [3, 2, 'missing-field'],
      [4, 2, 'invalid-field'],
      [5, 4, 'missing-field'],
      [6, 1, 'missing-field'],
      [9, undefined, 'duplicate-line'],
      [10, 2, 'invalid-field'],
    ])
    expect(run.errors[0].message).toContain('licensed, subscription, free, component')
    expect(await list()).toEqual({ items: [] })
    const headless = await imports.drop(key, 'publisher,title\nAdobe,Acrobat')
    expect(headless).toMatchObject({ status: 'rejected', errors: [{ code: 'unknown-columns' }] })
  })

  it('is uploaded through the API by managers', async () => {
    const body = { kind: 'recognition', fileName: 'lines.csv', dryRun: true }
    const asked = await ledger.call('POST /imports', { body })
    expect(asked).toMatchObject({ status: 201, body: { kind: 'recognition', status: 'awaiting-upload' } })
    expect((await ledger.call('POST /imports', { body, roles: ['license-reader'] })).status).toBe(403)
    const grouped = await ledger.call('POST /imports', { body: { ...body, group: { name: 'EMEA' } } })
    expect(grouped).toMatchObject({ status: 422, body: { errors: [{ pointer: '/group' }] } })
  })

  it('rejects the lines that are too many, also when another line comes meanwhile', async () => {
    await setTotal(4_998)
    const rows = ['Maker,One,free,,,', 'Maker,Two,free,,,', 'Maker,Three,free,,,']
    const refused = await imports.drop(key, csv(...rows))
    expect(refused).toMatchObject({ status: 'rejected', errors: [{ line: 4, code: 'line-limit-reached' }] })
    heal = interleave(ledger.client, 'Maker', async () => void (await save('between', acrobat)))
    const skipped = await imports.drop(key, csv(...rows), { 'on-error': 'skip' })
    expect(skipped).toMatchObject({ status: 'completed', counts: { created: 1, rejected: 2 } })
    expect(await total()).toBe(5_000)
  })

  it('is undone: what was before applies again, and what was changed since stays', async () => {
    const [one, two, three, gone] = ['One', 'Two', 'Three', 'Gone'].map((title) =>
      lineIdOf({ publisher: 'Maker', title }),
    )
    await imports.drop(key, csv('Maker,One,free,,,', 'Maker,Same,free,,,'))
    const rows = ['One,licensed', 'Same,free', 'Two,free', 'Three,free', 'Gone,free'].map((row) => `Maker,${row},,,`)
    const { id } = await imports.drop(key, csv(...rows))
    await save(three ?? '', acrobat)
    await remove(gone ?? '')
    const { status, run } = await undo(id)
    expect(status).toBe(202)
    expect(run).toMatchObject({
      status: 'undone',
      undo: { restored: 2, left: 1, leftItems: [{ line: 5, code: 'changed-since' }] },
    })
    expect(await get(one ?? '')).toMatchObject({ body: { kind: 'free', revision: 3 } })
    expect((await get(two ?? '')).status).toBe(404)
    expect(await get(three ?? '')).toMatchObject({ body: acrobat })
    expect((await trail())[0]).toMatchObject({
      action: 'import-undone',
      changes: [
        { type: 'recognition-line', id: one, before: { kind: 'licensed' }, after: { kind: 'free' } },
        { type: 'recognition-line', id: two, after: null },
      ],
    })
    expect(await recount(ledger)).toEqual([])
  })

  it('is undone once, at whichever write its worker dies', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => `Maker,Tool ${index}x,free,,,`)
    for (const when of ['before', 'after'] as const)
      for (let write = when === 'before' ? 0 : 1, crashed = true; crashed; write += amountOf(8, 1)) {
        ledger = await newLedger()
        imports = importer(ledger)
        await imports.drop(key, csv('Maker,Tool 7x,licensed,,,'))
        const { id } = await imports.drop(key, csv(...rows))
        await ledger.call('POST /imports/{importId}/undo', { params: { importId: id } })
        ledger.woken.splice(0)
        heal = crashFrom(ledger.client, when, write)
        crashed = (await imports.deliver(sqsEvent({ importId: id }))).batchItemFailures.length > 0
        heal()
        await imports.deliver(sqsEvent({ importId: id }))
        await goOn()
        const { body } = await ledger.call('GET /imports/{importId}', { params: { importId: id } })
        expect(body).toMatchObject({ status: 'undone', undo: { restored: 60, left: 0 } })
        expect((await list()).items).toMatchObject([{ title: 'Tool 7x', kind: 'licensed', revision: 3 }])
        expect(await recount(ledger)).toEqual([])
      }
  })

  it('comes back from an export of everything, with its ids, and changes nothing where it came from', async () => {
    await save('acrobat', acrobat)
    await save('dash', { ...reader, title: '-Dash, "quoted" *' })
    await imports.drop(key, csv('Maker,One,component,,,', '*,Two,subscription,Suite,,2024'))
    const reports = reporter(ledger)
    expect((await reports.run({ agreementType: 'volume' })).manifest.files).toEqual([])
    const { manifest, files } = await reports.run()
    const path = 'imports/recognition/recognition.csv'
    expect(manifest.files).toEqual([{ kind: 'recognition', path, metadata: {}, lines: 4 }])
    const told = async () => {
      const { items } = await list()
      return items.map(({ by, at, revision, ...line }: Record<string, unknown>) => line)
    }
    const before = await told()
    const content = files.get(path) ?? ''
    expect(await imports.drop(path, content)).toMatchObject({ counts: { unchanged: 4 } })
    ledger = await newLedger()
    expect(await importer(ledger).drop(path, content)).toMatchObject({ status: 'completed', counts: { created: 4 } })
    expect(await told()).toEqual(before)
  })
})

describe('npm run verify', () => {
  it('finds a wrong count of lines', async () => {
    await save('acrobat', acrobat)
    await ledger.table.transact([put({ ...lineTotalKey, total: 3 }, {})])
    expect(await recount(ledger)).toEqual(['3 recognition lines are counted, and there are 1.'])
  })
})
