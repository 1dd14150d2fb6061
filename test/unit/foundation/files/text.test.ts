import { describe, expect, it } from 'vitest'
import { decodeText, type LineBlock, readLines, readText } from '../../../../lib/foundation/files/text.ts'
import { inEncodings } from '../../../support/encodings.ts'
import { collect, sourceOf } from '../../../support/inventory-files.ts'

async function* pieces(...texts: string[]) {
  yield* texts
}
const linesOf = async (texts: AsyncIterable<string>): Promise<LineBlock> => (await collect(readLines(texts))).flat()

describe('reading lines of a text in pieces', () => {
  it('lines end in LF or CRLF, wherever a piece ends', async () => {
    expect(await linesOf(pieces('a\r', '\nb', 'c\n\n', 'd'))).toEqual(['a', 'bc', '', 'd'])
    expect(await linesOf(pieces('a\n', ''))).toEqual(['a'])
    expect(await linesOf(pieces())).toEqual([])
  })

  it('a line of more than a million characters is not kept', async () => {
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

  it('a line must end within 16 million characters', async () => {
    const endless = Array.from({ length: 20 }, () => 'x'.repeat(1024 * 1024))
    await expect(linesOf(pieces('a\nb\n', ...endless))).rejects.toMatchObject({ code: 'file-too-large' })
    await expect(linesOf(pieces('a\nb\n', ...endless))).rejects.toThrow('Line 3 ')
  })
})

describe('decoding a text', () => {
  it('UTF-8 may have a byte order mark', () => {
    expect(decodeText(Buffer.from('Büro'))).toEqual({ content: 'Büro', encoding: 'utf-8', isMarked: false })
    expect(decodeText(Buffer.from('\ufeffBüro'))).toEqual({ content: 'Büro', encoding: 'utf-8', isMarked: true })
  })

  it.each([
    ['UTF-16 LE with a mark', Buffer.from('\ufeffa,b', 'utf16le'), 'utf-16le'],
    ['UTF-16 LE without one', Buffer.from('a,b', 'utf16le'), 'utf-16le'],
    ['UTF-16 BE with a mark', Buffer.from('\ufeffa,b', 'utf16le').swap16(), 'utf-16be'],
  ])('%s is read', (_, bytes, encoding) => {
    expect(decodeText(bytes)).toEqual({ content: 'a,b', encoding, isMarked: false })
  })

  it.each([
    ['Latin-1', Buffer.from('1,2,Büro', 'latin1')],
    ['UTF-16 that is cut off', Buffer.from('\ufeffa,b', 'utf16le').subarray(0, -1)],
  ])('%s is refused', (_, bytes) => {
    expect(() => decodeText(bytes)).toThrow(expect.objectContaining({ code: 'encoding' }))
  })
})

describe('decoding a text in pieces', () => {
  const text = 'Büro 💻 '.repeat(400)
  const textOf = async (bytes: Uint8Array, piece: number) =>
    (await collect(readText(sourceOf(bytes, piece).read(0, bytes.length)))).join('')

  it.each(inEncodings(text))('%s is read, wherever a piece ends', async (_, bytes) => {
    for (const piece of [1, 3, 1_000, 100_000]) expect(await textOf(bytes, piece)).toBe(text)
  })

  it.each([
    ['Latin-1', Buffer.from(text, 'latin1')],
    ['UTF-8 that is cut off', Buffer.from(`${text}ü`).subarray(0, -1)],
    ['half a character of UTF-16', Buffer.concat([Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from([0, 0xd8])])],
    ['an odd byte of UTF-16', Buffer.concat([Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from([0x20])])],
  ])('%s is refused', async (_, bytes) => {
    await expect(textOf(bytes, 1_000)).rejects.toMatchObject({ code: 'encoding' })
    await expect(textOf(bytes, 7)).rejects.toMatchObject({ code: 'encoding' })
  })
})
