import { describe, expect, it } from 'vitest'
import { type LineBlock, readLines } from '../../../../lib/foundation/files/line-stream.ts'
import { rowReader } from '../../../../lib/foundation/files/row-stream.ts'
import { TooLarge } from '../../../../lib/foundation/files/sheet.ts'
import { UnreadableText } from '../../../../lib/foundation/files/text.ts'
import { readText } from '../../../../lib/foundation/files/text-stream.ts'
import { collect, sourceOf } from '../../../support/inventory-files.ts'

async function* pieces(...texts: string[]) {
  yield* texts
}
const linesOf = async (texts: AsyncIterable<string>): Promise<LineBlock> => (await collect(readLines(texts))).flat()
const rowsOf = (lines: LineBlock, width = 3) => {
  const take = rowReader(';', 1, width)
  const piecemeal = [...lines.flatMap((line) => take([line])), ...take([], true)]
  const whole = rowReader(';', 1, width)(lines, true)
  expect(piecemeal).toEqual(whole)
  return whole.map(({ line, cells, fault }) => [line, fault ?? [...cells]])
}

describe('lines of a text in pieces', () => {
  it('end in LF or CRLF, wherever a piece ends', async () => {
    expect(await linesOf(pieces('a\r', '\nb', 'c\n\n', 'd'))).toEqual(['a', 'bc', '', 'd'])
    expect(await linesOf(pieces('a\n', ''))).toEqual(['a'])
    expect(await linesOf(pieces())).toEqual([])
  })

  it('are not kept when they have more than a million characters', async () => {
    const mebi = 'x'.repeat(1024 * 1024)
    expect(await linesOf(pieces(`a\n${mebi}\n`, mebi, 'y\nb\n', `${mebi}z\nc`))).toEqual([
      'a',
      mebi,
      undefined,
      'b',
      undefined,
      'c',
    ])
  })

  it('must end within 16 million', async () => {
    const endless = Array.from({ length: 20 }, () => 'x'.repeat(1024 * 1024))
    await expect(linesOf(pieces('a\nb\n', ...endless))).rejects.toThrow(TooLarge)
    await expect(linesOf(pieces('a\nb\n', ...endless))).rejects.toThrow('Line 3 ')
  })
})

describe('rows of lines', () => {
  it('may span lines; blank ones are left out', () => {
    expect(rowsOf(['a;"b', 'c";d', '', ' ; ;', '"";""', 'e;f;g', '"x', '', 'y";1;2'])).toEqual([
      [1, ['a', 'b\nc', 'd']],
      [6, ['e', 'f', 'g']],
      [7, ['x\n\ny', '1', '2']],
    ])
  })

  it('with a quote that nothing closes spoil their first line only', () => {
    expect(rowsOf(['"a;b;c', 'd;e;f', '"g";"h";"i"', 'j;k;"l'])).toEqual([
      [1, 'unclosed-quote'],
      [2, ['d', 'e', 'f']],
      [3, ['g', 'h', 'i']],
      [4, 'unclosed-quote'],
    ])
  })

  it('are not swallowed by a quote that another line would close, unless the columns fit', () => {
    expect(rowsOf(['"a;b;c', '5";e;f', '"x;b;c', 'd;5";f;g;h'])).toEqual([
      [1, ['a;b;c\n5', 'e', 'f']],
      [3, 'unclosed-quote'],
      [4, ['d', '5"', 'f', 'g', 'h']],
    ])
  })

  it('may have quotes that were not doubled, when their columns fit', () => {
    expect(rowsOf(['"P";"Foo "Bar" 1.0";"1";', '"P";"Foo 24"";"1";', '"P";"1";"24"";', '"P";"Q";"1";'])).toEqual([
      [1, ['P', 'Foo "Bar" 1.0', '1', '']],
      [2, ['P', 'Foo 24"', '1', '']],
      [3, ['P', '1', '24"', '']],
      [4, ['P', 'Q', '1', '']],
    ])
    expect(rowsOf(['"P" x;"Foo;1"', '"a "b";c";d;e'])).toEqual([
      [1, 'unclosed-quote'],
      [2, 'unclosed-quote'],
    ])
  })

  it('span no more than 100 lines', () => {
    const spanning = (lines: number) => ['"a', ...Array.from({ length: lines - 2 }, () => 'b'), 'c";d;e']
    expect(rowsOf(spanning(100))).toHaveLength(1)
    expect(rowsOf(spanning(101), 1)[0]).toEqual([1, 'unclosed-quote'])
  })

  it('hold no NUL, and no line that is too long', () => {
    expect(rowsOf(['a;\0;c', '"b', '\0";c;d', undefined, 'a;b;c'])).toEqual([
      [1, 'nul'],
      [2, 'nul'],
      [4, 'too-long'],
      [5, ['a', 'b', 'c']],
    ])
  })
})

describe('text in pieces', () => {
  const text = 'Büro 💻 '.repeat(400)
  const textOf = async (bytes: Uint8Array, piece: number) =>
    (await collect(readText(sourceOf(bytes, piece).read(0, bytes.length)))).join('')
  const bigEndian = (content: string) => Buffer.from(content, 'utf16le').swap16()

  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 LE without a mark', Buffer.from(text, 'utf16le')],
    ['UTF-16 BE', bigEndian(`\ufeff${text}`)],
    ['UTF-16 BE without a mark', bigEndian(text)],
  ])('is %s, wherever a piece ends', async (_, bytes) => {
    for (const piece of [1, 3, 1_000, 100_000]) expect(await textOf(bytes, piece)).toBe(text)
  })

  it.each([
    ['Latin-1', Buffer.from(text, 'latin1')],
    ['UTF-8 that is cut off', Buffer.from(`${text}ü`).subarray(0, -1)],
    ['half a character of UTF-16', Buffer.concat([Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from([0, 0xd8])])],
    ['an odd byte of UTF-16', Buffer.concat([Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from([0x20])])],
  ])('is not %s', async (_, bytes) => {
    await expect(textOf(bytes, 1_000)).rejects.toThrow(UnreadableText)
    await expect(textOf(bytes, 7)).rejects.toThrow(UnreadableText)
  })
})
