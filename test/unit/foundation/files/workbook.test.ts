import { Readable } from 'node:stream'
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { openWorkbook } from '../../../../lib/foundation/files/workbook.ts'
import { readXml } from '../../../../lib/foundation/files/xml.ts'
import { collect } from '../../../support/inventory-files.ts'
import { readRows, workbook, workbookFiles, zipped } from '../../../support/workbook.ts'

const sheetPath = 'xl/worksheets/sheet1.xml'
const files = (more: Record<string, string | Uint8Array> = {}) => ({
  ...workbookFiles([{ name: 'S', rows: [['a', 1]] }]),
  ...more,
})
const sheetOf = (rows: string) => `<worksheet><sheetData>${rows}</sheetData></worksheet>`
const rowsOf = async (bytes: Uint8Array) => {
  const [sheet] = await openWorkbook(bytes)
  return (await readRows(sheet)).map(({ line, cells }) => [line, ...cells])
}
const read = (rows: string, more = {}) => rowsOf(zipped(files({ ...more, [sheetPath]: sheetOf(rows) })))

/** Text that deflate cannot make much smaller, so that nothing expands too far. */
const noise = new Uint8Array(200_000).map((_, index) => (index * 7919 * (index % 251)) % 256)

describe('a workbook', () => {
  it('sheets have names and come in order, and rows have their own numbers', async () => {
    const bytes = workbook({ name: 'One & <1>', rows: [['x']] }, { name: 'Zwei', rows: [[], ['', 'b', 3], [], ['d']] })
    const sheets = await openWorkbook(bytes)
    expect(sheets.map(({ name }) => name)).toEqual(['One & <1>', 'Zwei'])
    expect((await readRows(sheets[1])).map(({ line, cells, text }) => [line, [...cells], text])).toEqual([
      [2, [undefined, 'b', '3'], '\tb\t3'],
      [4, ['d'], 'd'],
    ])
  })

  it.each([
    ['shared text', '<c t="s"><v>0</v></c>', 'a'],
    ['shared text that is not there', '<c t="s"><v>7</v></c>', undefined],
    ['its own text', '<c t="inlineStr"><is><t> x </t></is></c>', 'x'],
    [
      'rich text, without its phonetic hints',
      '<c t="inlineStr"><is><r><t>x</t></r><rPh><t>no</t></rPh><r><t>y</t></r></is></c>',
      'xy',
    ],
    ['the result of a formula', '<c t="str"><f>A1&amp;"b"</f><v>ab</v></c>', 'ab'],
    ['a truth', '<c t="b"><v>1</v></c>', 'TRUE'],
    ['an error', '<c t="e"><v>#N/A</v></c>', '#N/A'],
    ['a number', '<c><v>12</v></c>', '12'],
    ['a number with all its digits', '<c><v>1234567890123456789</v></c>', '1234567890123456789'],
    ['a power of ten', '<c t="n"><v>1.2E7</v></c>', '12000000'],
    ['a fraction', '<c><v>12.50</v></c>', '12.5'],
    ['a fraction of nothing', '<c><v>12.0</v></c>', '12'],
    ['escapes', '<c t="inlineStr"><is><t>a_x000D__x0042_&amp;&#66;&#x42;&unknown;</t></is></c>', 'a\rB&BB&unknown;'],
    ['CDATA', '<c t="inlineStr"><is><t><![CDATA[<a & b>]]></t></is></c>', '<a & b>'],
    ['elements with a prefix', '<x:c t="inlineStr"><x:is><x:t>p</x:t></x:is></x:c>', 'p'],
    ['a comment, and a > in an attribute', '<!-- <c> --><c t="inlineStr" x=">"><is><t>q</t></is></c>', 'q'],
    ['half a character', '<c t="inlineStr"><is><t>a_xD800_b</t></is></c>', 'a\ufffdb'],
  ])('a cell may have %s', async (_, cell, expected) => {
    const rows = await read(`<row><c t="inlineStr"><is><t>first</t></is></c>${cell}</row>`)
    expect(rows).toEqual([expected === undefined ? [1, 'first'] : [1, 'first', expected]])
  })

  it('cells stand where their references say, otherwise one after the other', async () => {
    expect(
      await read(
        '<row r="3"><c r="C3"><v>1</v></c><c><v>2</v></c><c r="AA3"><v>3</v></c></row><row><c><v>4</v></c></row>',
      ),
    ).toEqual([
      [3, undefined, undefined, '1', '2', ...Array.from({ length: 22 }, () => undefined), '3'],
      [4, '4'],
    ])
  })

  it('shared texts may be in another place, or missing', async () => {
    const { 'xl/sharedStrings.xml': strings = '', 'xl/_rels/workbook.xml.rels': relations = '', ...others } = files()
    const moved = String(relations).replace('"sharedStrings.xml"', '"/xl/other/texts.xml"')
    expect(
      await rowsOf(zipped({ ...others, 'xl/_rels/workbook.xml.rels': moved, 'xl/other/texts.xml': strings })),
    ).toEqual([[1, 'a', '1']])
    expect(await rowsOf(zipped({ ...others, 'xl/_rels/workbook.xml.rels': relations }))).toEqual([[1, undefined, '1']])
  })

  it('a workbook may be stored without compression', async () => {
    const stored = Object.fromEntries(Object.entries(files()).map(([name, text]) => [name, Buffer.from(text)]))
    expect(await rowsOf(zipSync(stored, { level: 0 }))).toEqual([[1, 'a', '1']])
  })
})

/** Changes bytes of the directory entry of a file. */
const patched = (bytes: Uint8Array, name: string, change: (view: DataView, at: number) => void): Uint8Array => {
  const copy = Buffer.from(bytes)
  const nameAt = copy.lastIndexOf(name)
  change(new DataView(copy.buffer, copy.byteOffset, copy.byteLength), nameAt - 46)
  return copy
}

describe('an archive with sizes in an extra field', () => {
  it('it is read, because some programs write all sizes in eight bytes', async () => {
    const xml = Buffer.from(sheetOf('<row><c><v>5</v></c></row>'))
    const extra = new Uint8Array(8)
    new DataView(extra.buffer).setBigUint64(0, BigInt(xml.length), true)
    const others = Object.entries(files()).map(([name, text]) => [name, Buffer.from(text)] as const)
    const bytes = zipSync({ ...Object.fromEntries(others), [sheetPath]: [xml, { extra: { 1: extra } }] })
    const large = patched(bytes, sheetPath, (view, at) => view.setUint32(at + 24, 0xffffffff, true))
    expect(await rowsOf(large)).toEqual([[1, '5']])
  })
})

describe('refusing a workbook', () => {
  const good = zipped(files())
  const huge = zipped(files({ [sheetPath]: sheetOf('<row/>'.repeat(500_000)) }))
  it.each([
    ['no zip', Buffer.from('PK\u0003\u0004 and no more'), 'not a zip archive'],
    ['cut off', good.subarray(0, good.length - 30), 'not a zip archive'],
    ['encrypted', patched(good, sheetPath, (view, at) => view.setUint16(at + 8, 1, true)), 'encrypted'],
    [
      'packed in another way',
      patched(good, sheetPath, (view, at) => view.setUint16(at + 10, 14, true)),
      'packed in a way',
    ],
    ['with a path upwards', zipped(files({ '../../etc/passwd': 'x' })), 'leads out'],
    ['with an absolute path', zipped(files({ '/etc/passwd': 'x' })), 'leads out'],
    ['with a drive', zipped(files({ 'C:\\x': 'x' })), 'leads out'],
    [
      'with two files of one name',
      patched(zipped(files({ 'xl/worksheets/sheet2.xml': '' })), 'xl/worksheets/sheet2.xml', (view, at) =>
        view.setUint8(at + 46 + 19, 0x31),
      ),
      'two files of one name',
    ],
    ['that expands more than 200-fold', huge, '200 times'],
    [
      'that declares more than 64 MiB',
      patched(good, sheetPath, (view, at) => view.setUint32(at + 24, 65 * 1024 * 1024, true)),
      '64 MiB',
    ],
    [
      'that declares less than it has',
      patched(huge, sheetPath, (view, at) => view.setUint32(at + 24, 1_000, true)),
      'larger than the archive says',
    ],
    [
      'that declares more than it has',
      patched(good, sheetPath, (view, at) => view.setUint32(at + 24, 5_000, true)),
      'damaged',
    ],
    ['with a wrong checksum', patched(good, sheetPath, (view, at) => view.setUint32(at + 16, 1, true)), 'damaged'],
    [
      'with a file after its end',
      patched(good, sheetPath, (view, at) => view.setUint32(at + 42, 0xffffff, true)),
      'damaged',
    ],
    [
      'with a file that begins elsewhere',
      patched(good, sheetPath, (view, at) => view.setUint32(at + 42, 5, true)),
      'damaged',
    ],
    [
      'with XML that declares a document type',
      zipped(files({ [sheetPath]: `<!DOCTYPE x [<!ENTITY a "b">]>${sheetOf('')}` })),
      'document type',
    ],
    ['with XML that is cut off', zipped(files({ [sheetPath]: '<worksheet><row' })), 'cut off'],
    ['with XML that is not UTF-8', zipped(files({ [sheetPath]: Buffer.from('<w>é</w>', 'latin1') })), 'not UTF-8'],
    [
      'with a tag that never ends',
      zipped(files({ 'noise.bin': noise, [sheetPath]: `<row x="${'ab'.repeat(100_000)}"/>` })),
      'too long',
    ],
    [
      'with rows out of order',
      zipped(files({ [sheetPath]: sheetOf('<row r="2"/><row r="2"/>') })),
      'not numbered in order',
    ],
    [
      'with a row after the last',
      zipped(files({ [sheetPath]: sheetOf('<row r="1048577"/>') })),
      'not numbered in order',
    ],
  ])('a workbook is refused: %s', async (_, bytes, why) => {
    await expect(rowsOf(bytes)).rejects.toMatchObject({ name: 'WrongFile', code: 'bad-archive' })
    await expect(rowsOf(bytes)).rejects.toThrow(why)
  })

  it.each([
    ['cells', sheetOf(`<row>${'<c/>'.repeat(2_000_001)}</row>`), {}],
    ['columns', sheetOf('<row><c r="DY1"><v>1</v></c></row>'), {}],
    ['characters', sheetOf(`<row><c><v>${'ab'.repeat(2_100_000)}</v></c></row>`), {}],
    ['texts', '', { 'xl/sharedStrings.xml': '<si/>'.repeat(500_001) }],
    ['characters of texts', '', { 'xl/sharedStrings.xml': `<si><t>${'ab'.repeat(2_100_000)}</t></si>` }],
  ])('a workbook with too many %s is too large', async (_, sheet, more) => {
    await expect(rowsOf(zipped(files({ 'noise.bin': noise, ...more, [sheetPath]: sheet })))).rejects.toMatchObject({
      name: 'WrongFile',
      code: 'file-too-large',
    })
  })
})

describe('hostile XML', () => {
  const piecesOf = async function* (text: string) {
    for (let from = 0; from < text.length; from += 65_536) yield text.slice(from, from + 65_536)
  }
  // A reader whose time grew with the square of the length would take hours for one of them.
  it.each([
    ['an attribute without a value', `<a ${'x'.repeat(1_000_000)}`, 'too long'],
    ['attributes without values', `<a ${'x '.repeat(500_000)}>`, 'not well formed'],
    ['quotes in a tag', `<a ${'"'.repeat(1_000_000)}>`, 'not well formed'],
    ['attributes', `<a ${Array.from({ length: 100_000 }, (_, index) => `a${index}=""`).join(' ')}>`, 'too long'],
    ['an open comment', `<a><!--${'x'.repeat(1_000_000)}`, 'too long'],
    ['open tags', '<a>'.repeat(333_000), 'nested too deeply'],
    ['references to nothing', `<a>${'&b;'.repeat(333_000)}</a>`, 'not well formed'],
  ])('a million characters are refused soon: %s', async (_, text, why) => {
    await expect(collect(readXml(piecesOf(text)))).rejects.toThrow(why)
  })
})

describe('reading XML in pieces', () => {
  const document = '<?xml version="1.0"?><a x="1>2"><!-- <no> --><b/>t &amp; &#x1F600; <![CDATA[<&]]></a>\n'
  const tokens = async (pieces: readonly string[]) => {
    const found: string[] = []
    for (const token of (await collect(readXml(Readable.from(pieces)))).flat())
      if (token.kind !== 'text') found.push(`${token.kind} ${token.name}`)
      else if (found.at(-1)?.startsWith('text')) found.push(`${found.pop()}${token.text}`)
      else found.push(`text ${token.text}`)
    return found
  }

  it('tokens are the same wherever a piece ends', async () => {
    const whole = await tokens([document])
    expect(whole).toEqual(['open a', 'open b', 'close b', 'text t & 😀 <&', 'close a'])
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(document.length), { maxLength: 20 }), async (cuts) => {
        const places = [0, ...cuts.toSorted((one, other) => one - other), document.length]
        const pieces = places.slice(1).map((to, index) => document.slice(places[index], to))
        expect(await tokens(pieces)).toEqual(whole)
      }),
      { numRuns: 500 },
    )
  })
})
