import { strToU8, zipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { headings as catalogHeadings } from '../../lib/agreements/catalog/catalog-columns.ts'
import { layouts as agreementLayouts } from '../../lib/agreements/files/agreement-columns.ts'
import { layouts as statementLayouts } from '../../lib/entitlements/statements/statement-columns.ts'
import type { Headings } from '../../lib/foundation/files/columns.ts'
import { headings as factsHeadings } from '../../lib/inventory/facts/facts-columns.ts'
import { sources } from '../../lib/inventory/files/inventory-columns.ts'
import { headings as lineHeadings } from '../../lib/recognition/lines/line-columns.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { workbook } from '../support/workbook.ts'

let ledger: TestLedger
beforeAll(async () => {
  ledger = await newLedger()
})

const post = (body: unknown, roles: ('license-reader' | 'license-manager')[] = ['license-manager']) =>
  ledger.call('POST /imports/recognize', { body, roles })
const recognize = async (content: string | Uint8Array, fileName = 'file.csv', more: object = {}) => {
  const { status, body } = await post({ fileName, head: Buffer.from(content).toString('base64'), ...more })
  expect(status).toBe(200)
  return body
}

const usual = (headings: Headings<string>): string[] =>
  Object.values(headings).flatMap((names) => (Array.isArray(names) ? [String(names[0])] : []))
const layouts = [
  ...agreementLayouts.map(({ id, headings }) => ({ kind: 'other-agreements', id, headings: usual(headings) })),
  ...statementLayouts.map(({ id, headings }) => ({ kind: 'entitlements', id, headings: usual(headings) })),
  ...sources.map(({ id, headings, textsOf }) => ({
    kind: 'inventory',
    id,
    headings: [...new Set([...usual(headings), ...textsOf('marks').slice(0, 1)])],
  })),
  { kind: 'catalog', id: 'catalog', headings: usual(catalogHeadings) },
  { kind: 'recognition', id: 'recognition', headings: usual(lineHeadings) },
  { kind: 'device-facts', id: 'device-facts', headings: usual(factsHeadings) },
]

describe('Files with the usual headings of a layout', () => {
  it.each(layouts)(
    'are recognized as $kind, $id, in any order and with any separator',
    async ({ kind, id, headings }) => {
      const cells = headings.map((_, index) => `cell ${index}`)
      for (const [order, separator] of [
        [headings, ','],
        [headings.toReversed(), ';'],
        [headings, '\t'],
      ] as const) {
        const text = [order, cells].map((row) => row.map((cell) => `"${cell}"`).join(separator)).join('\r\n')
        const recognized = await recognize(text)
        expect(recognized, recognized.reason).toMatchObject({ kind, layout: id, confidence: 'high' })
      }
    },
  )

  it.each(layouts.filter(({ kind }) => kind === 'entitlements'))(
    'are recognized in a workbook, below other rows and in its second sheet: $id',
    async ({ kind, id, headings }) => {
      const notes = { name: 'Notes', rows: [['Made on Monday']] }
      const file = workbook(notes, { name: 'Rows', rows: [['Export'], [], headings, headings.map(() => 'x')] })
      expect(await recognize(file, 'file.xlsx')).toMatchObject({
        kind,
        layout: id,
        reason: expect.stringContaining('Row 3 of the sheet Rows'),
      })
    },
  )
})

describe('Pair files', () => {
  it.each([
    ['agreementNumber,licenseNumber,name\n', 'high'],
    ['Authorization,License\n01-07001,01-07001\n', 'high'],
    ['01-07001,01-07001,Office agreements\n01-07002,01-07002\n', 'medium'],
    ['First,Second\n01-07001,01-07001\n', 'medium'],
    ['69900101,49900101\n69900101\n69900102,49900102\n', 'medium'],
    ['A1,L1,My agreement\nA2\n', 'medium'],
  ])('are recognized: %j', async (text, confidence) => {
    expect(await recognize(text)).toMatchObject({ kind: 'agreements', layout: 'pairs', confidence, missing: [] })
  })

  it('are not recognized with another separator', async () => {
    expect((await recognize('01-07001;01-07001;Office\n')).kind).toBeNull()
  })

  it.each([
    ['licenseNumber,agreementNumber\n1,2\n', 'in another order'],
    ['agreementName,agreementNumber,licenseNumber\nOffice,01-07001,01-07001\n', 'in another order'],
    ['agreementNumber,licenseNumber,name,note\n01-07001,01-07001,Office,\n', 'there are more'],
  ])('that are nearly right are told what to change, as no kind reads them so: %j', async (text, why) => {
    expect(await recognize(text)).toMatchObject({ kind: null, isReadable: false, reason: expect.stringContaining(why) })
  })

  it('that lack one of the numbers are told which', async () => {
    expect(await recognize('agreementNumber,name\n01-07001,Office\n')).toMatchObject({
      kind: null,
      isReadable: true,
      reason: expect.stringContaining('The nearest is a pair file, which lacks licenseNumber.'),
    })
  })

  it.each(['a,b,c\n', 'a,b,c\n1,2,3\n', 'a,b,c\nd,e,f\n', 'PC-1,Reader,20\nPC-2,Reader,21\n', '1,10\n2,20\n'])(
    'are not taken for what any table has: %j',
    async (text) => {
      expect((await recognize(text)).kind).toBeNull()
    },
  )
})

describe('A file that is not recognized', () => {
  it('is told the nearest layout and what it lacks', async () => {
    expect(await recognize('Product family,Product pool,Type,Effective quantity\nOffice,Apps,L,5\n')).toEqual({
      kind: null,
      layout: null,
      confidence: 'low',
      reason:
        'No row has all headings of a kind. The nearest is a license summary, which lacks Version. Found: Product family, Product pool, Type, Effective quantity.',
      missing: ['Version'],
      isReadable: true,
    })
  })

  it.each([
    [
      'Intune AppInvAggregate',
      'ApplicationKey,ApplicationId,ApplicationName,ApplicationPublisher,ApplicationVersion,DeviceCount,Platform',
    ],
    ['Lansweeper summary', 'Software,Version,Publisher,Total'],
    ['Fleet software', 'Name,Version,Probability of exploit,Hosts,Bundle identifier'],
    ['of another tool', 'Publisher,Name,Version,Installations'],
  ])('because it counts devices and names none is told which export does: %s', async (_, headings) => {
    expect(await recognize(`${headings}\n1,2,3,4,5,6,7\n`)).toMatchObject({
      kind: null,
      reason: expect.stringContaining('AppInvRawData'),
      missing: ['deviceId'],
    })
  })

  it('of one device is recognized, and needs the option that names it', async () => {
    expect(await recognize('Publisher;Name;Version;Installation date;\nAdobe;Reader;1;2024;\n')).toMatchObject({
      kind: 'inventory',
      layout: 'ocs',
      missing: ['deviceId'],
      reason: expect.stringContaining('option deviceId'),
    })
  })

  it('and can be read may be of any kind', async () => {
    expect(await recognize('some,words\nmore,words\n')).toMatchObject({
      kind: null,
      isReadable: true,
      reason: expect.stringContaining('No row has headings'),
    })
  })

  it('has a kind of low confidence when it has more columns of another one', async () => {
    expect(await recognize('name,publisher,productTitle,startDate,endDate\na,b,c,,\n')).toMatchObject({
      kind: 'catalog',
      confidence: 'low',
      reason: expect.stringContaining('lacks licenseCount'),
    })
  })

  it.each([
    ['file.csv', '', 'is empty'],
    ['file.csv', '\n\n', 'holds no rows'],
    ['file.csv', Buffer.from([0x4e, 0xe9, 0x2c, 0x0a]), 'Windows-1252'],
    ['file.csv', '"a,b"\n"c,d"\n', 'one quoted cell'],
    ['file.csv', workbook({ name: 'a', rows: [['b']] }), 'Name a workbook .xlsx'],
    ['file.xlsx', 'a,b\n', 'no XLSX workbook'],
    ['file.xlsx', Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), 'old format'],
    ['file.zip', 'a,b\n', 'not a zip archive'],
    ['file.zip', zipSync({ 'a.txt': strToU8('a') }), 'begins with a.txt'],
    ['file.zip', zipSync({ 'a.csv': strToU8('a'), 'b.csv': strToU8('b') }), 'begins with a.csv'],
    ['file.txt', 'a,b\n', 'must end in .csv'],
    ['picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47]), 'must end in .csv'],
  ])('because nothing can read it says why: %s, %j', async (fileName, content, why) => {
    expect(await recognize(content, fileName)).toMatchObject({
      kind: null,
      isReadable: false,
      confidence: 'low',
      reason: expect.stringContaining(why),
    })
  })
})

describe('The head of a large file', () => {
  const row = 'PC-1,Réception,Adobe,Acrobat,20.1\n'
  const large = `deviceId,deviceName,publisher,title,version\n${row.repeat(5_000)}`

  it('is enough for a text, wherever it ends', async () => {
    for (const length of [65_536, 65_535, 65_530, 60]) {
      const head = Buffer.from(large).subarray(0, length)
      expect(await recognize(head, 'file.csv', { size: large.length })).toMatchObject({ kind: 'inventory' })
    }
    const wide = Buffer.from(`\ufeff${large}`, 'utf16le')
    const size = wide.length
    expect(await recognize(wide.subarray(0, 65_535), 'file.csv', { size })).toMatchObject({ layout: 'generic' })
  })

  it('is enough for an archive', async () => {
    const noise = Array.from({ length: 20_000 }, (_, at) => `PC-${(at * 7919) % 104_729},${at * 31},b,${at * 17}\n`)
    const archive = zipSync({ 'all.csv': strToU8(`deviceId,publisher,title,version\n${noise.join('')}`) })
    expect(archive.length).toBeGreaterThan(65_536)
    expect(await recognize(archive.subarray(0, 65_536), 'all.zip')).toMatchObject({ kind: 'inventory' })
    const stored = zipSync({ 'all.csv': strToU8(large) }, { level: 0 })
    expect(await recognize(stored.subarray(0, 65_536), 'all.zip')).toMatchObject({ kind: 'inventory' })
  })

  it('is not enough for a workbook, which is sent whole', async () => {
    const rows = Array.from({ length: 6_000 }, (_, at) => [`Family ${(at * 7919) % 104_729}`, `${at * 31}`, at])
    const file = workbook({ name: 'Rows', rows: [['Product family', 'Version', 'Effective quantity'], ...rows] })
    expect(file.length).toBeGreaterThan(65_536)
    const part = await recognize(file.subarray(0, 65_536), 'file.xlsx')
    expect(part).toMatchObject({ kind: null, isReadable: true, reason: expect.stringContaining('Send all of it') })
    expect(await recognize(file, 'file.xlsx', { size: file.length })).toMatchObject({ layout: 'license-summary' })
  })
})

describe('POST /imports/recognize', () => {
  it('is for managers, takes base64 of at most 4 MiB, and stores nothing', async () => {
    const before = (await ledger.scan()).length
    const head = Buffer.from('publisher,title\n').toString('base64')
    expect((await post({ fileName: 'a.csv', head })).status).toBe(200)
    expect((await post({ fileName: 'a.csv', head }, ['license-reader'])).status).toBe(403)
    expect((await post({ fileName: 'a.csv', head: 'a,b' })).body.errors).toMatchObject([{ pointer: '/head' }])
    expect((await post({ fileName: 'a.csv', head: 'A'.repeat(6_000_000) })).status).toBe(422)
    expect((await post({ fileName: 'a.csv' })).status).toBe(422)
    expect((await post({ fileName: 'a.csv', head, kind: 'catalog' })).status).toBe(422)
    expect((await ledger.scan()).length).toBe(before)
  })
})
