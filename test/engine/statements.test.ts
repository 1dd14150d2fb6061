import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { amountOf } from '../support/amount.ts'
import { statementHeadings, summaryHeadings } from '../support/entitlements.ts'
import { Crash, injectFaults, interleave } from '../support/faults.ts'
import { importer, s3Event, sqsEvent, type TestImporter } from '../support/imports.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { workbook } from '../support/workbook.ts'

let ledger: TestLedger
let imports: TestImporter
let heal = () => {}
beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
})
afterEach(() => heal())

const root = 'imports/entitlements'
const summary = (...rows: string[]) => [summaryHeadings, ...rows].join('\n')
const skip = { 'on-error': 'skip' }

const items = async () => (await ledger.scan()).filter(({ pk }) => String(pk).startsWith('ENTITLEMENTS#'))
/** What is stored, as `License ID family version quantity`. */
const stored = async () =>
  (await items())
    .map(
      ({ licenseId = '-', productFamily, version, effectiveQuantity }) =>
        `${licenseId} ${productFamily} ${version} ${effectiveQuantity}`,
    )
    .sort()
const runs = async () => (await ledger.call('GET /imports', { query: { limit: '100' } })).body.items
const statuses = async () => (await runs()).map(({ status }: { status: string }) => status).sort()
const get = async (importId: string) => (await ledger.call('GET /imports/{importId}', { params: { importId } })).body
const audit = async () => (await ledger.call('GET /audit')).body.items
/** Everything but what imports keep of themselves. */
const data = async () =>
  new Map(
    (await ledger.scan())
      .filter(({ pk }) => !/^(IMPORT|DROP)#/.test(String(pk)))
      .map((item) => [`${item.pk} ${item.sk}`, item]),
  )
/** Which sources count of those that report a product. */
const counted = async (name: string) => {
  await ledger.publish()
  return (await ledger.call('GET /entitlements')).body.items
    .filter((row: { product: string; counted: boolean }) => row.product === name && row.counted)
    .map(({ source }: { source: string }) => source)
}
const pass = (milliseconds: number) => ledger.setClock(new Date(ledger.ledger.now().getTime() + milliseconds))
const codes = (run: { errors: { line?: number; code: string }[] }) => run.errors.map(({ line, code }) => [line, code])

describe('A dropped license statement', () => {
  it('is stored row by row when it is a license summary', async () => {
    const run = await imports.drop(
      `${root}/summary.csv`,
      summary('Office Standard,2019,Applications,Full,"1,200.0",100,L-1', 'Windows Server,2022,Servers,Full,8,,'),
    )
    expect(run).toMatchObject({
      kind: 'entitlements',
      layout: 'license-summary',
      fileName: 'summary.csv',
      status: 'completed',
      counts: { rows: 2, created: 2, updated: 0, unchanged: 0, rejected: 0, skipped: 0 },
      progress: { done: 2, total: 2 },
    })
    const rows = await items()
    expect(rows).toHaveLength(2)
    expect(rows.find(({ licenseId }) => licenseId === 'L-1')).toMatchObject({
      source: 'license-summary',
      productPool: 'Applications',
      productFamily: 'Office Standard',
      version: '2019',
      type: 'Full',
      effectiveQuantity: 1200,
      activeSoftwareAssuranceQuantity: 100,
      importId: run.id,
    })
    expect(rows.find((row) => !('licenseId' in row))).toMatchObject({ productFamily: 'Windows Server' })
    expect(await audit()).toMatchObject([
      { action: 'entitlements-imported', after: { layout: 'license-summary', created: 2, updated: 0, removed: 0 } },
    ])
  })

  it('is stored row by row when it is a workbook with a Microsoft License Statement', async () => {
    const rows = [
      ...Array.from({ length: 9 }, () => []),
      statementHeadings,
      ['Applications', 'Office Standard', '2019', 100, 5, 2, 40, 'All Countries'],
      ['Applications', 'Office Standard', '2019', 60, 5, 2, 40, 'Germany'],
      ['Servers', 'Windows Server', '2022', undefined, undefined, undefined, undefined, 'All Countries'],
      ['Grand Total', undefined, undefined, 100],
    ]
    const run = await imports.drop(
      `${root}/MLS.XLSX`,
      workbook({ name: 'Cover', rows: [['hello']] }, { name: 'Pivot Data', rows }),
    )
    expect(run).toMatchObject({
      layout: 'license-statement',
      status: 'completed',
      counts: { rows: 4, created: 2, skipped: 2 },
      progress: { done: 4, total: 4 },
    })
    expect((await items()).find(({ version }) => version === '2019')).toMatchObject({
      source: 'license-statement',
      effectiveQuantity: 100,
      upgradeQuantity: 7,
      activeSoftwareAssuranceQuantity: 40,
    })
    const copy = await imports.read(`results/imports/${run.id}/source.xlsx`)
    expect(copy?.startsWith('PK')).toBe(true)
  })

  it.each([
    [`${root}/deeper/a.csv`, 'failed', 'unknown-place'],
    [`${root}/a.txt`, 'rejected', 'file-name'],
    [`${root}/${'n'.repeat(124)}.xlsx`, 'rejected', 'file-name'],
    [`${root}/a.csv.zip`, 'rejected', 'file-name'],
  ])('is not taken at %s', async (key, status, code) => {
    const run = await imports.drop(key, summary('Office,2019,,,1,,'))
    expect(run).toMatchObject({ status, errors: [{ code }] })
    expect(run.errors[0].message).toMatch(/imports\/entitlements\/<file>|must end in .csv or .xlsx|128/)
    expect(await items()).toEqual([])
  })

  it.each([
    ['2 MiB of CSV', 'a.csv', new Uint8Array(2 * 1024 * 1024 + 1), 'file-too-large'],
    ['5 MiB of XLSX', 'a.xlsx', new Uint8Array(5 * 1024 * 1024 + 1), 'file-too-large'],
    ['an empty file', 'a.xlsx', new Uint8Array(), 'file-empty'],
    ['text that is named .xlsx', 'a.xlsx', summary('Office,2019,,,1,,'), 'bad-archive'],
    ['a workbook that is named .csv', 'a.csv', workbook({ name: 'A', rows: [['x']] }), 'file-name'],
    ['other columns', 'a.csv', 'name,count\nOffice,1', 'unknown-columns'],
  ])('is refused as a whole: %s', async (_, file, content, code) => {
    expect(await imports.drop(`${root}/${file}`, content)).toMatchObject({ status: 'rejected', errors: [{ code }] })
  })

  it('takes no program', async () => {
    const run = await imports.drop(`${root}/a.csv`, summary('Office,2019,,,1,,'), { program: 'open' })
    expect(run).toMatchObject({ status: 'rejected', errors: [{ code: 'invalid-option' }] })
  })

  it('is refused as a whole when a line is wrong, unless on-error is skip', async () => {
    const file = summary('Office,2019,,,1,,L1', ',2019,,,1,,L1', 'Visio,2019,,,-1,,L1', 'Office,2019,,,2,,L1')
    const expected = [
      [3, 'missing-field'],
      [4, 'invalid-count'],
      [5, 'duplicate-line'],
    ]
    const refused = await imports.drop(`${root}/a.csv`, file)
    expect(refused).toMatchObject({
      status: 'rejected',
      layout: 'license-summary',
      counts: { rows: 4, created: 0, rejected: 3 },
      errors: [{ line: 3, column: 1, text: ',2019,,,1,,L1' }, { column: 5 }, {}],
    })
    expect(codes(refused)).toEqual(expected)
    expect(await items()).toEqual([])
    expect(await audit()).toEqual([])

    const taken = await imports.drop(`${root}/a.csv`, file, skip)
    expect(taken).toMatchObject({ status: 'completed', counts: { rows: 4, created: 1, rejected: 3 } })
    expect(codes(taken)).toEqual(expected)
    expect(await imports.read(`results/imports/${taken.id}/errors.csv`)).toContain('duplicate-line')
    expect(await stored()).toEqual(['L1 Office 2019 1'])
  })

  it('is only checked with dry-run: true', async () => {
    await imports.drop(`${root}/a.csv`, summary('Office,2019,,,1,,L1'))
    const before = await items()
    const run = await imports.drop(`${root}/b.csv`, summary('Office,2019,,,2,,L1', 'Visio,2019,,,1,,L1'), {
      'dry-run': 'true',
    })
    expect(run).toMatchObject({ status: 'completed', dryRun: true, counts: { rows: 2, created: 1, updated: 1 } })
    expect(await items()).toEqual(before)
    expect(await audit()).toHaveLength(1)
  })

  it('changes nothing the second time, and writes only its run', async () => {
    const file = summary('Office,2019,,,1,,L1', 'Office,2019,,,1,,L1', 'Visio,2019,,,1,,')
    expect((await imports.drop(`${root}/a.csv`, file)).counts).toMatchObject({ created: 2, unchanged: 1 })
    const before = await data()
    expect((await imports.drop(`${root}/a.csv`, file)).counts).toMatchObject({ created: 0, updated: 0, unchanged: 3 })
    expect((await imports.drop(`${root}/b.csv`, file)).counts).toMatchObject({ created: 0, updated: 0, unchanged: 3 })
    expect(await data()).toEqual(before)
  })

  it('writes its rows again after a file of the other layout, so the newer file counts', async () => {
    const file = summary('Office,2019,,,1,,L1', 'Visio,2019,,,1,,')
    const others = `${statementHeadings.join(',')}\nApps,Visio,2019,3,,,,All Countries`
    const drop = async (name: string, body: string) => {
      pass(60_000)
      return imports.drop(`${root}/${name}.csv`, body)
    }
    await drop('a', file)
    await drop('b', others)
    expect(await counted('Visio')).toEqual(['license-statement'])
    const again = await drop('a', file)
    expect(again.counts).toMatchObject({ created: 0, updated: 2, unchanged: 0 })
    expect(await counted('Visio')).toEqual(['license-summary'])
    expect((await audit())[0].after).toMatchObject({ layout: 'license-summary', created: 0, updated: 2, removed: 0 })
    const before = await data()
    expect((await drop('a', file)).counts).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
    expect(await data()).toEqual(before)
  })

  it('cannot be undone', async () => {
    const { id: importId } = await imports.drop(`${root}/a.csv`, summary('Office,2019,,,1,,L1'))
    const answer = await ledger.call('POST /imports/{importId}/undo', { params: { importId } })
    expect(answer).toMatchObject({ status: 409, body: { type: 'urn:license-ledger:problem:cannot-undo' } })
    expect(answer.body.detail).toContain('Import the file before it again')
  })
})

describe('A newer statement', () => {
  it('replaces the rows of its License IDs, and no others', async () => {
    await imports.drop(
      `${root}/a.csv`,
      summary('Office,2019,,,1,,L1', 'Visio,2019,,,1,,L1', 'Office,2019,,,5,,L2', 'Office,2019,,,9,,'),
    )
    const run = await imports.drop(`${root}/b.csv`, summary('Office,2019,,,2,,l1', 'Project,2019,,,1,,L1'))
    expect(run.counts).toMatchObject({ created: 1, updated: 1, unchanged: 0 })
    expect(await stored()).toEqual(['- Office 2019 9', 'L1 Project 2019 1', 'L2 Office 2019 5', 'l1 Office 2019 2'])
    const [entry] = await audit()
    expect(entry.after).toMatchObject({ created: 1, updated: 1, removed: 1 })
  })

  it('replaces all rows without a License ID when it has one such row', async () => {
    await imports.drop(`${root}/a.csv`, summary('Office,2019,,,1,,', 'Visio,2019,,,1,,', 'Office,2019,,,5,,L2'))
    await imports.drop(`${root}/b.csv`, summary('Office,2019,,,1,,', 'Office,2019,,,6,,L2'))
    expect(await stored()).toEqual(['- Office 2019 1', 'L2 Office 2019 6'])
  })

  it('removes rows that it no longer has, and counts as a change', async () => {
    await imports.drop(`${root}/a.csv`, summary('Office,2019,,,1,,', 'Visio,2019,,,1,,'))
    const run = await imports.drop(`${root}/b.csv`, summary('Office,2019,,,1,,'))
    expect(run).toMatchObject({ status: 'completed', counts: { created: 0, updated: 0, unchanged: 1 } })
    expect(await stored()).toEqual(['- Office 2019 1'])
    expect(await audit()).toHaveLength(2)
  })

  it('leaves the rows of the other layout', async () => {
    await imports.drop(`${root}/a.csv`, summary('Office,2019,,,1,,'))
    await imports.drop(`${root}/b.csv`, `${statementHeadings.join(',')}\nApps,Visio,2019,3,,,,All Countries`)
    expect(await stored()).toEqual(['- Office 2019 1', '- Visio 2019 3'])
  })

  it('removes no row that a wrong line may stand for', async () => {
    const before = summary('Office,2019,,,1,,L1', 'Visio,2019,,,1,,L1', 'Office,2019,,,1,,L2', 'Visio,2019,,,1,,L2')
    await imports.drop(`${root}/a.csv`, before)
    await imports.drop(`${root}/b.csv`, summary('Office,2019,,,2,,L1', 'Vision,,,,x,,L1', 'Office,2019,,,2,,L2'), skip)
    expect(await stored()).toEqual(['L1 Office 2019 2', 'L1 Visio 2019 1', 'L2 Office 2019 2'])

    await imports.drop(`${root}/a.csv`, before)
    await imports.drop(
      `${root}/b.csv`,
      summary('Office,2019,,,3,,L1', 'Office,2019,,,3,,L2', 'Visio,2019,,,1,,L?'),
      skip,
    )
    expect(await stored()).toEqual(['L1 Office 2019 3', 'L1 Visio 2019 1', 'L2 Office 2019 3', 'L2 Visio 2019 1'])
  })
})

describe('An upload of a license statement', () => {
  const ask = (body: object) => ledger.call('POST /imports', { body: { kind: 'entitlements', ...body } })

  it('is imported with the options asked for', async () => {
    const { status, body } = await ask({ fileName: 'x.xlsx', onError: 'skip' })
    expect(status).toBe(201)
    const { conditions } = JSON.parse(Buffer.from(body.upload.fields.policy, 'base64').toString())
    expect(conditions).toContainEqual(['content-length-range', 1, 5 * 1024 * 1024])
    const rows = [
      summaryHeadings.split(','),
      ['Office', '2019', '', '', 3, 0, 12345678],
      ['Visio', '2019', '', '', 'x'],
    ]
    await imports.deliver(s3Event([await imports.put(body.upload.fields.key, workbook({ name: 'S', rows }))]))
    expect(await get(body.id)).toMatchObject({
      kind: 'entitlements',
      trigger: 'api',
      status: 'completed',
      counts: { rows: 2, created: 1, rejected: 1 },
      errors: [{ line: 3, column: 5, code: 'invalid-count', text: 'Visio\t2019\t\t\tx' }],
    })
    expect(await stored()).toEqual(['12345678 Office 2019 3'])
  })

  it.each([
    [{ fileName: 'x.csv', group: { name: 'EMEA' } }, '/group', 'unknown-field'],
    [{ fileName: 'x.csv', program: 'open' }, '/program', 'unknown-field'],
    [{ fileName: 'x.zip' }, '/fileName', 'file-name'],
    [{ fileName: `${'n'.repeat(124)}.xlsx` }, '/fileName', 'file-name'],
  ])('is refused with %j', async (fields, pointer, code) => {
    expect(await ask(fields)).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } })
  })

  it('of a pair file may not end in .zip', async () => {
    const answer = await ledger.call('POST /imports', { body: { kind: 'agreements', fileName: 'x.zip' } })
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/fileName', code: 'file-name' }] } })
  })
})

/** Rows of several License IDs and of the organization, in more than one transaction. */
const before = summary(
  ...Array.from({ length: 130 }, (_, index) => `Old ${index},2019,,,1,,L${index % 3}`),
  ...Array.from({ length: 120 }, (_, index) => `Org ${index},2019,,,1,,`),
)
const after = summary(
  ...Array.from({ length: 110 }, (_, index) => `Old ${index},2019,,,${index < 5 ? 1 : 2},,L${index % 3}`),
  ...Array.from({ length: 110 }, (_, index) => `New ${index},2019,,,1,,L1`),
  'Org 1,2019,,,1,,',
  'Org 1,2019,,,1,,',
)
const expected = { rows: 222, created: 110, updated: 105, unchanged: 7, rejected: 0, skipped: 0 }

describe('An import that crashes at any point', () => {
  it('ends with the rows and counts of a clean run', async () => {
    await imports.drop(`${root}/a.csv`, before)
    let transactions = 0
    heal = injectFaults(ledger.client, {
      before: ({ command }) => {
        if (command === 'TransactWriteItems') transactions += 1
        return undefined
      },
    })
    const run = await imports.drop(`${root}/b.csv`, after)
    heal()
    expect(run).toMatchObject({ status: 'completed', counts: expected })
    const clean = await stored()
    expect(clean).toHaveLength(221)
    expect(transactions).toBeGreaterThan(6)

    // Behind one transaction the table is as before the next: every second one of both kinds is all of them.
    for (const when of ['before', 'after'] as const)
      for (let crash = 0; crash < transactions; crash += amountOf(16, 2)) {
        ledger = await newLedger()
        imports = importer(ledger)
        await imports.drop(`${root}/a.csv`, before)
        const event = s3Event([await imports.put(`${root}/b.csv`, after)])
        heal = injectFaults(ledger.client, {
          [when]: ({ command, count }: { command: string; count: number }) =>
            command === 'TransactWriteItems' && count >= crash ? new Crash() : undefined,
        })
        expect((await imports.deliver(event)).batchItemFailures).toHaveLength(1)
        heal()
        expect((await imports.deliver(event)).batchItemFailures).toEqual([])
        const [newest, , ...others] = await runs()
        expect(others).toEqual([])
        expect(newest).toMatchObject({ status: 'completed', counts: expected, progress: { done: 222, total: 222 } })
        expect(await stored()).toEqual(clean)
        expect((await audit())[0].after).toMatchObject({ created: 110, updated: 105, removed: 139 })
        // Nobody holds the layout any more.
        expect((await imports.drop(`${root}/c.csv`, summary('New,2019,,,1,,L9'))).status).toBe('completed')
      }
  })
})

describe('An event that is delivered several times', () => {
  it('is one import that writes and counts every row once', async () => {
    await imports.drop(`${root}/a.csv`, before)
    const event = s3Event([await imports.put(`${root}/b.csv`, after)])
    const answers = await Promise.all([imports.deliver(event), imports.deliver(event), imports.deliver(event)])
    for (const { batchItemFailures } of answers) expect(batchItemFailures).toEqual([])
    const [newest, , ...others] = await runs()
    expect(others).toEqual([])
    expect(newest).toMatchObject({ status: 'completed', counts: expected })
    expect(await stored()).toHaveLength(221)
  })

  it.each([
    ['before it begins to write', '"processing"'],
    ['before it writes rows', 'New 50'],
    ['before it ends the import', '"completed"'],
  ])('may sleep %s while another delivery does the whole import', async (_, text) => {
    const event = s3Event([await imports.put(`${root}/b.csv`, after)])
    heal = interleave(ledger.client, text, async () => {
      expect((await imports.deliver(event)).batchItemFailures).toEqual([])
    })
    expect((await imports.deliver(event, 5_000)).batchItemFailures).toEqual([])
    expect(await runs()).toMatchObject([{ status: 'completed', counts: { rows: 222, created: 221, unchanged: 1 } }])
    expect(await audit()).toHaveLength(1)
  })
})

describe('Two files of one layout', () => {
  const file = (name: string) => summary(...Array.from({ length: 150 }, (_, index) => `${name} ${index},,,,1,,`))
  const names = async () => new Set((await stored()).map((row) => row.split(' ')[1]))

  it('do not mix: the second waits, is woken, and replaces the first', async () => {
    const one = s3Event([await imports.put(`${root}/one.csv`, file('One'))])
    const two = s3Event([await imports.put(`${root}/two.csv`, file('Two'))])
    heal = interleave(ledger.client, 'One 120', async () => {
      expect((await imports.deliver(two)).batchItemFailures).toEqual([])
      expect(await statuses()).toEqual(['processing', 'queued'])
    })
    expect((await imports.deliver(one)).batchItemFailures).toEqual([])
    expect(await names()).toEqual(new Set(['One']))
    expect(imports.woken).toHaveLength(1)
    await imports.deliver(sqsEvent({ importId: imports.woken[0] }))
    expect(await statuses()).toEqual(['completed', 'completed'])
    expect(await names()).toEqual(new Set(['Two']))
    expect(await stored()).toHaveLength(150)
  })

  it('are imported one after the other when they race', async () => {
    for (let round = 0; round < 5; round++) {
      const events = [
        s3Event([await imports.put(`${root}/one.csv`, file(`One${round}`))]),
        s3Event([await imports.put(`${root}/two.csv`, file(`Two${round}`))]),
        s3Event([await imports.put(`${root}/three.csv`, file(`Three${round}`))]),
      ]
      const answers = await Promise.all(events.map((event) => imports.deliver(event)))
      expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([])
      while (imports.woken.length > 0)
        await Promise.all(imports.woken.splice(0).map((importId) => imports.deliver(sqsEvent({ importId }))))
      expect(new Set(await statuses())).toEqual(new Set(['completed']))
      expect((await names()).size).toBe(1)
      expect(await stored()).toHaveLength(150)
    }
  })

  it('are woken and write when the one before them was given up', async () => {
    const one = [await imports.put(`${root}/one.csv`, file('One'))]
    const two = s3Event([await imports.put(`${root}/two.csv`, file('Two'))])
    heal = injectFaults(ledger.client, {
      before: ({ command, count }) => (command === 'TransactWriteItems' && count >= 3 ? new Crash() : undefined),
    })
    expect((await imports.deliver(s3Event(one))).batchItemFailures).toHaveLength(1)
    heal()
    await imports.deliver(two)
    expect(await statuses()).toEqual(['processing', 'queued'])
    heal = injectFaults(ledger.client, {
      before: ({ command, count }) => (command === 'TransactWriteItems' && count === 0 ? new Crash() : undefined),
    })
    expect((await imports.deliver(s3Event(one, 5))).batchItemFailures).toHaveLength(1)
    heal()
    expect(imports.woken).toHaveLength(1)
    await imports.deliver(sqsEvent({ importId: imports.woken[0] }))
    expect(await statuses()).toEqual(['completed', 'failed'])
    expect(await names()).toEqual(new Set(['Two']))
  })

  it('of different layouts do not wait for each other', async () => {
    const one = s3Event([await imports.put(`${root}/one.csv`, file('One'))])
    const other = `${statementHeadings.join(',')}\nApps,Visio,2019,3,,,,All Countries`
    heal = interleave(ledger.client, 'One 120', async () => {
      expect((await imports.drop(`${root}/other.csv`, other)).status).toBe('completed')
    })
    await imports.deliver(one)
    expect(await stored()).toHaveLength(151)
  })

  it('of different layouts count in the order in which they began, whichever ends first', async () => {
    const others = `${statementHeadings.join(',')}\nApps,Visio,2019,3,,,,All Countries`
    await imports.drop(`${root}/one.csv`, summary('Visio,2019,,,1,,'))
    pass(60_000)
    const event = s3Event([await imports.put(`${root}/other.csv`, others)])
    heal = interleave(ledger.client, '"Visio"', async () => {
      pass(60_000)
      const run = await imports.drop(`${root}/one.csv`, summary('Visio,2019,,,1,,'))
      expect(run).toMatchObject({ status: 'completed', counts: { updated: 1 } })
    })
    expect((await imports.deliver(event)).batchItemFailures).toEqual([])
    expect(await counted('Visio')).toEqual(['license-summary'])
  })
})

describe('A large statement', () => {
  it('of 3,000 rows for 250 License IDs can be imported twice', async () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => `Family ${index},2019,Pool,Full,${index},,L${index % 250}`)
    const run = await imports.drop(`${root}/a.csv`, summary(...rows))
    expect(run).toMatchObject({ status: 'completed', counts: { rows: 3_000, created: 3_000 } })
    expect((await imports.drop(`${root}/a.csv`, summary(...rows))).counts).toMatchObject({ unchanged: 3_000 })
  })
})
