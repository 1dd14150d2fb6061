import { beforeEach, describe, expect, it } from 'vitest'
import { formulasIn } from '../support/formulas.ts'
import { importer, pairsFile, s3Event, sqsEvent, type TestImporter } from '../support/imports.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { recount } from '../support/recount.ts'

let ledger: TestLedger
let imports: TestImporter
beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
})

const root = 'imports/agreements'
const lines = (...rows: string[]) => rows.join('\n')
const agreements = async (query: Record<string, string> = {}) =>
  (await ledger.call('GET /agreements', { query })).body.items
const names = async () => (await agreements({ limit: '100' })).map(({ name }: { name: string }) => name)
const groups = async () => (await ledger.call('GET /groups')).body.items
const sound = async () => expect(await recount(ledger)).toEqual([])
const codes = (run: { errors: { line?: number; code: string }[] }) => run.errors.map(({ line, code }) => [line, code])

describe('A dropped pair file', () => {
  it("imports the reference's own example line [S]", async () => {
    const run = await imports.drop(`${root}/agreements.csv`, '01-07001, 01-07001, Office agreements')
    expect(run).toMatchObject({
      kind: 'agreements',
      fileName: 'agreements.csv',
      trigger: 'drop',
      status: 'completed',
      counts: { rows: 1, created: 1, updated: 0, unchanged: 0, rejected: 0, skipped: 0 },
      progress: { done: 1, total: 1 },
      errors: [],
    })
    expect(run).not.toHaveProperty('errorReportUrl')
    const [agreement] = await agreements()
    expect(agreement).toMatchObject({ name: 'Office agreements', groupId: 'unassigned', pairCount: 1 })
    const { body } = await ledger.call('GET /agreements/{agreementId}', { params: { agreementId: agreement.id } })
    expect(body.pairs).toMatchObject([
      { agreementNumber: '01-07001', licenseNumber: '01-07001', validation: { status: 'pending' } },
    ])
    await sound()
  })

  it('goes into the group that its folder names, be it new or not', async () => {
    await imports.drop(`${root}/Büro EMEA/a.csv`, 'A1,L1,One')
    await imports.drop(`${root}/büro emea/b.CSV`, 'A2,L2,Two')
    expect(await groups()).toMatchObject([{ agreementCount: 0 }, { name: 'Büro EMEA', agreementCount: 2 }])
    await imports.drop(`${root}/Unassigned Agreements/c.csv`, 'A3,L3,Three')
    expect(await groups()).toMatchObject([{ agreementCount: 1 }, {}])
    await sound()
  })

  it('leaves existing agreements in their groups', async () => {
    await imports.drop(`${root}/One/a.csv`, 'A1,L1,Same')
    const run = await imports.drop(`${root}/Two/b.csv`, 'A2,L2,Same')
    expect(run.counts).toMatchObject({ created: 0, updated: 1 })
    expect((await groups()).map(({ name }: { name: string }) => name)).toEqual(['Unassigned Agreements', 'One'])
    expect(await agreements()).toMatchObject([{ name: 'Same', pairCount: 2 }])
  })

  it('creates, updates or leaves agreements, and changes nothing the second time', async () => {
    const file = lines('A1,L1,One', 'A2,L2,Two', 'A3,L3')
    await imports.drop(`${root}/a.csv`, file)
    const before = await ledger.scan()
    const again = await imports.drop(`${root}/a.csv`, file)
    expect(again).toMatchObject({ status: 'completed', counts: { rows: 3, created: 0, updated: 0, unchanged: 3 } })
    const isRunRecord = ({ pk }: { pk?: unknown }) => /^(IMPORT|DROP)#/.test(String(pk))
    const data = (items: { pk?: unknown; sk?: unknown }[]) =>
      new Map(items.filter((item) => !isRunRecord(item)).map((item) => [`${item.pk} ${item.sk}`, item]))
    expect(data(await ledger.scan())).toEqual(data(before))
    const more = await imports.drop(`${root}/a.csv`, `${file}\nA4,L4,Two\nA5,L5,Five`)
    expect(more.counts).toMatchObject({ created: 1, updated: 1, unchanged: 3 })
    await sound()
  })

  it('counts a line without a name as unchanged when an agreement has its pair', async () => {
    await imports.drop(`${root}/a.csv`, 'A1,L1,Named')
    const run = await imports.drop(`${root}/b.csv`, lines('a1,l1', 'A2,L2'))
    expect(run.counts).toMatchObject({ created: 1, unchanged: 1 })
    expect(await names()).toEqual(['A2 L2', 'Named'])
  })

  it('that has a pair of another agreement is answered with the name of that agreement', async () => {
    await imports.drop(`${root}/a.csv`, 'A1,L1,The holder')
    const run = await imports.drop(`${root}/b.csv`, 'A1,L1,Another')
    expect(run).toMatchObject({ status: 'rejected', errors: [{ line: 1, code: 'pair-taken', text: 'A1,L1,Another' }] })
    expect(run.errors[0].message).toContain('The holder')
  })

  it('with a wrong line is refused as a whole by default, and every wrong line is reported', async () => {
    await imports.drop(`${root}/a.csv`, 'A9,L9,Held')
    const run = await imports.drop(`${root}/New/b.csv`, lines('A1,L1,Good', 'A2', 'A9,L9,Taken', 'A3,L3,a:b'))
    expect(run).toMatchObject({ status: 'rejected', counts: { rows: 4, created: 0, rejected: 3 } })
    expect(codes(run)).toEqual([
      [2, 'column-count'],
      [3, 'pair-taken'],
      [4, 'invalid-name'],
    ])
    expect(await names()).toEqual(['Held'])
    expect(await groups()).toHaveLength(1)
    const report = await imports.read(`results/imports/${run.id}/errors.csv`)
    expect(report?.split('\r\n').slice(0, 2)).toEqual([
      '\ufeffline,column,code,message,text',
      expect.stringContaining('2,,column-count,'),
    ])
    expect(run.errorReportUrl).toContain(run.id)
  })

  it('with a wrong line is imported without it with on-error: skip', async () => {
    const run = await imports.drop(`${root}/a.csv`, lines('A1,L1,Good', 'A2', 'A3,L3,Good'), { 'on-error': 'skip' })
    expect(run).toMatchObject({
      status: 'completed',
      onError: 'skip',
      counts: { rows: 3, created: 2, rejected: 1 },
      progress: { done: 3, total: 3 },
    })
    expect(codes(run)).toEqual([[2, 'column-count']])
    expect(await agreements()).toMatchObject([{ name: 'Good', pairCount: 2 }])
    await sound()
  })

  it('is only checked with dry-run: true, and creates nothing, not even a group', async () => {
    const run = await imports.drop(`${root}/New/a.csv`, lines('A1,L1,One', 'A2,L2,Two'), { 'dry-run': 'true' })
    expect(run).toMatchObject({ status: 'completed', dryRun: true, counts: { rows: 2, created: 2 } })
    expect(await agreements()).toEqual([])
    expect(await groups()).toHaveLength(1)
  })

  it('sets the program of the agreements it creates, and its pairs must follow its rules', async () => {
    const run = await imports.drop(`${root}/a.csv`, 'V1,V1,Value', { program: 'open-value' })
    expect(run).toMatchObject({ status: 'completed', program: 'open-value' })
    expect(await agreements()).toMatchObject([{ program: 'open-value' }])
    expect(codes(await imports.drop(`${root}/b.csv`, 'V2,V3,x', { program: 'open-value' }))).toEqual([
      [1, 'program-mismatch'],
    ])
    expect(codes(await imports.drop(`${root}/c.csv`, 'V2,V3,Value'))).toEqual([[1, 'program-mismatch']])
  })

  it.each([[{ program: 'academic' }], [{ 'on-error': 'ignore' }], [{ 'dry-run': 'yes' }]])(
    'is refused with the option %j, which the error names',
    async (metadata) => {
      const run = await imports.drop(`${root}/a.csv`, 'A1,L1', metadata)
      expect(run).toMatchObject({ status: 'rejected', errors: [{ code: 'invalid-option' }] })
      expect(run.errors[0].message).toContain(Object.keys(metadata)[0])
    },
  )

  it.each([
    ['an empty file', 'a.csv', '', 'file-empty'],
    ['blank lines', 'a.csv', ' \n\n', 'file-empty'],
    ['UTF-16', 'a.csv', Buffer.from('\ufeffA1,L1', 'utf16le'), 'encoding'],
    ['Latin-1', 'a.csv', Buffer.from('A1,L1,Büro', 'latin1'), 'encoding'],
    ['700,000 lines', 'a.csv', 'a,\n'.repeat(699_000), 'too-many-pairs'],
    ['more than 2 MiB', 'a.csv', 'x'.repeat(2 * 1024 * 1024 + 1), 'file-too-large'],
    ['another ending', 'a.txt', 'A1,L1', 'file-name'],
    ['129 characters', `${'n'.repeat(125)}.csv`, 'A1,L1', 'file-name'],
    ['NUL bytes', 'a.csv', 'A\u00001,L1', 'invalid-number'],
    ['one line of 1.5 MB', 'a.csv', `A1,L1,${'x'.repeat(1_500_000)}`, 'unclosed-quote'],
    ['an unclosed quote', 'a.csv', 'A1,L1,"x', 'unclosed-quote'],
  ])('is rejected: %s', async (_, file, content, code) => {
    const run = await imports.drop(`${root}/${file}`, content)
    expect(run).toMatchObject({ fileName: file, status: 'rejected', errors: [{ code }] })
    expect(await agreements()).toEqual([])
    expect((await imports.drop(`${root}/next.csv`, 'A1,L1')).status).toBe('completed')
  })

  it('may have a name of 128 characters', async () => {
    expect((await imports.drop(`${root}/${'n'.repeat(124)}.csv`, 'A1,L1')).status).toBe('completed')
  })

  it.each([
    [`${root}/one/two/a.csv`, 'group-path'],
    [`${root}/a:b/a.csv`, 'group-path'],
    ['imports/stock/a.csv', 'unknown-place'],
    ['imports/a.csv', 'unknown-place'],
    ['imports/uploads/x/a.csv', 'unknown-place'],
  ])('fails under a wrong key: %s', async (key, code) => {
    expect(await imports.drop(key, 'A1,L1')).toMatchObject({ status: 'failed', errors: [{ code }] })
  })

  it('is refused when its new group would be the 501st', async () => {
    for (let index = 0; index < 500; index += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, more) => ledger.call('POST /groups', { body: { name: `g ${index + more}` } })),
      )
    const run = await imports.drop(`${root}/One more/a.csv`, 'A1,L1')
    expect(run).toMatchObject({ status: 'rejected', errors: [{ code: 'group-limit-reached' }] })
    expect(await agreements()).toEqual([])
    await sound()
  })

  it('is refused while its group is being deleted', async () => {
    await imports.drop(
      `${root}/Doomed/a.csv`,
      pairsFile(30, (index) => `d ${index}`),
    )
    const [, { id: groupId }] = await groups()
    expect((await ledger.call('DELETE /groups/{groupId}', { params: { groupId } })).status).toBe(202)
    const run = await imports.drop(`${root}/Doomed/b.csv`, 'B1,L1')
    expect(run).toMatchObject({ status: 'rejected', errors: [{ code: 'group-deleting' }] })
    await ledger.work()
    expect((await imports.drop(`${root}/Doomed/c.csv`, 'B1,L1')).status).toBe('completed')
    await sound()
  })

  it('reports errors so that no spreadsheet runs a cell, whatever separates its cells', async () => {
    const bad = ['=1', 'A1;=1', 'A1\t@SUM(1)', 'A1;"+1"', '-1,;-1']
    const run = await imports.drop(`${root}/a.csv`, lines(...bad))
    expect(run.status).toBe('rejected')
    const report = (await imports.read(`results/imports/${run.id}/errors.csv`)) ?? ''
    expect(formulasIn(report)).toEqual([])
    expect(report).toContain("A1;'=1")
  })

  it('shows the first 100 errors and reports all', async () => {
    const run = await imports.drop(
      `${root}/a.csv`,
      lines(...Array.from({ length: 250 }, (_, index) => `=bad ${index}`)),
    )
    expect(run.errors).toHaveLength(100)
    const report = (await imports.read(`results/imports/${run.id}/errors.csv`))?.trimEnd().split('\r\n') ?? []
    expect(report).toHaveLength(251)
    expect(report.at(-1)).toContain("'=bad 249")
  })
})

describe('Large files', () => {
  it('may have any number of pairs around the size of a transaction', async () => {
    for (const size of [84, 85, 86, 95, 96, 97, 190, 191]) {
      const run = await imports.drop(
        `${root}/${size}.csv`,
        pairsFile(size, () => `Size ${size}`, `S${size}x`),
      )
      expect(run.counts).toMatchObject({ rows: size, created: size })
    }
    await sound()
  })

  it('may have many wrong lines beside right ones in one agreement', async () => {
    await imports.drop(
      `${root}/a.csv`,
      pairsFile(700, () => 'Holder'),
    )
    const run = await imports.drop(
      `${root}/b.csv`,
      pairsFile(900, () => 'Taker'),
      { 'on-error': 'skip' },
    )
    expect(run.counts).toMatchObject({ rows: 900, created: 200, rejected: 700 })
    expect(run.errors).toHaveLength(100)
    await sound()
  })
})

describe('Messages of the queue', () => {
  it('may hold several puts, test events and folder markers', async () => {
    const puts = [await imports.put(`${root}/a.csv`, 'A1,L1'), await imports.put(`${root}/b c+d.csv`, 'A2,L2')]
    await imports.deliver(
      s3Event([
        ...puts,
        {
          bucket: puts[0]?.bucket ?? '',
          key: `${root}/folder/`,
          eTag: 'd41d8cd98f00b204e9800998ecf8427e',
          size: 0,
          sequencer: '01',
        },
      ]),
    )
    await imports.deliver(sqsEvent({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'drops' }))
    const { items } = (await ledger.call('GET /imports')).body
    expect(items.map(({ fileName }: { fileName: string }) => fileName).sort()).toEqual(['a.csv', 'b c+d.csv'])
  })

  it('are left to the dead-letter queue when nobody can read them', async () => {
    expect((await imports.deliver(sqsEvent('nonsense'))).batchItemFailures).toHaveLength(1)
    expect((await imports.deliver(sqsEvent({ other: true }))).batchItemFailures).toHaveLength(1)
  })
})

describe('The API of imports', () => {
  it('lists the newest first, in pages, and answers 404 and 400', async () => {
    for (const name of ['a', 'b', 'c']) await imports.drop(`${root}/${name}.csv`, `${name}1,L1`)
    const first = (await ledger.call('GET /imports', { query: { limit: '2' } })).body
    expect(first.items.map(({ fileName }: { fileName: string }) => fileName)).toEqual(['c.csv', 'b.csv'])
    const second = (await ledger.call('GET /imports', { query: { limit: '2', cursor: first.cursor } })).body
    expect(second.items.map(({ fileName }: { fileName: string }) => fileName)).toEqual(['a.csv'])
    expect(second).not.toHaveProperty('cursor')
    const read = (importId: string) => ledger.call('GET /imports/{importId}', { params: { importId } })
    expect((await read(first.items[0].id)).body).toEqual(first.items[0])
    expect((await read('0'.repeat(26))).status).toBe(404)
    expect((await read('nonsense')).status).toBe(400)
  })

  it('lists those of some kinds and states, and says who put each file', async () => {
    await imports.drop(`${root}/a.csv`, 'A1,L1')
    await imports.drop(`${root}/b.csv`, 'A2')
    const titles = lines('publisher,title', 'Corel,CorelDRAW 2024')
    await imports.drop('imports/catalog/c.csv', titles)
    const list = async (query: Record<string, string>) => (await ledger.call('GET /imports', { query })).body.items
    const files = async (query: Record<string, string>) =>
      (await list(query)).map(({ fileName }: { fileName: string }) => fileName)
    expect(await files({ kind: 'agreements' })).toEqual(['b.csv', 'a.csv'])
    expect(await files({ kind: 'agreements,catalog', status: 'completed' })).toEqual(['c.csv', 'a.csv'])
    expect(await files({ status: 'rejected' })).toEqual(['b.csv'])
    expect(await files({ kind: 'inventory' })).toEqual([])
    expect((await ledger.call('GET /imports', { query: { kind: 'nonsense' } })).status).toBe(400)
    expect(await list({ status: 'rejected' })).toMatchObject([{ by: 'drop:AWS:AIDAEXAMPLE' }])
  })

  it('shows an import as one entry of the audit trail, and in the history of its agreements', async () => {
    const run = await imports.drop(
      `${root}/a.csv`,
      pairsFile(3, (index) => `a ${index}`),
    )
    const { items } = (await ledger.call('GET /audit')).body
    expect(items).toMatchObject([
      {
        action: 'agreements-imported',
        actor: 'drop:AWS:AIDAEXAMPLE',
        after: { fileName: 'a.csv', created: 3, updated: 0 },
      },
    ])
    const [{ id: agreementId }] = await agreements()
    const history = await ledger.call('GET /agreements/{agreementId}/history', { params: { agreementId } })
    expect(history.body.items).toMatchObject([
      { action: 'agreement-created', after: { name: 'a 0', importId: run.id } },
    ])
  })
})
