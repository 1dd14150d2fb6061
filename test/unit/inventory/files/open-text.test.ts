import fc from 'fast-check'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { ByteSource } from '../../../../lib/foundation/files/byte-source.ts'
import { readFile } from '../../../../lib/foundation/files/zip.ts'
import { findOnlyFile } from '../../../../lib/inventory/files/open-text.ts'
import { archiveOf, collect, sourceOf, zippedCsv } from '../../../support/inventory-files.ts'

const unpack = async (source: ByteSource): Promise<Buffer> =>
  Buffer.concat(await collect(readFile(source, await findOnlyFile(source))))
const text = Array.from({ length: 20_000 }, (_, index) => `${index},${(index * 7919) % 1_000_003}\n`).join('')
const name = 'a.csv'

describe('reading the only file of an archive', () => {
  it.each([
    ['deflated', zippedCsv(text)],
    ['stored', archiveOf([{ name, content: text, deflated: false }])],
    ['before a comment', archiveOf([{ name, content: text }], { comment: 'x'.repeat(65_535) })],
    ['in the way of archives larger than 4 GiB', archiveOf([{ name, content: text }], { isLarge: true })],
    ['made by another program', zipSync({ 'A.CSV': Buffer.from(text) })],
    ['empty', zippedCsv('')],
  ])('a file is read that is %s', async (which, archive) => {
    for (const piece of [1_000, 1_000_000])
      expect((await unpack(sourceOf(archive, piece))).toString()).toBe(which === 'empty' ? '' : text)
  })

  it('it is found without being read, however large it is', async () => {
    const noise = Buffer.alloc(1_000_000, Buffer.from(Array.from({ length: 251 }, (_, index) => index)))
    const source = sourceOf(archiveOf([{ name, content: noise, deflated: false }]))
    await findOnlyFile(source)
    expect(source.taken.bytes).toBeLessThan(70_000)
  })

  it('its source is closed when no more of it is wanted', async () => {
    const source = sourceOf(zippedCsv(text), 100)
    for await (const piece of readFile(source, await findOnlyFile(source))) {
      expect(piece.length).toBeGreaterThan(0)
      break
    }
    await expect.poll(() => source.taken.isClosed).toBe(true)
  })

  it('an error of the source comes through', async () => {
    const source = sourceOf(zippedCsv(text), 100)
    const entry = await findOnlyFile(source)
    const broken: ByteSource = {
      size: source.size,
      async *read(from, to) {
        yield* source.read(from, Math.min(to, from + 200))
        if (to - from > 200) throw new Error('The object was replaced.')
      },
    }
    await expect(collect(readFile(broken, entry))).rejects.toThrow('The object was replaced.')
  })
})

describe('refusing an archive', () => {
  const good = zippedCsv(text)
  const damagedData = Buffer.from(good)
  damagedData.fill(0xff, 100, 200)
  const saying = (says: NonNullable<Parameters<typeof archiveOf>[0][number]['says']>, content = text) =>
    archiveOf([{ name, content, says }])
  const named = (place: string) => archiveOf([{ name: place, content: text }])

  it.each([
    ['that is something else', Buffer.from('no archive at all, but long enough to be one'), 'not a zip archive'],
    ['that is tiny', Buffer.from('PK'), 'not a zip archive'],
    ['that is cut off', good.subarray(0, good.length - 30), 'not a zip archive'],
    ['without its beginning', good.subarray(50), 'damaged'],
    ['with damaged data', damagedData, 'damaged'],
    [
      'with two files',
      archiveOf([
        { name, content: 'x' },
        { name: 'b.csv', content: 'y' },
      ]),
      'holds 2 entries (a.csv, b.csv)',
    ],
    [
      'with many files',
      archiveOf(Array.from({ length: 7_000 }, (_, index) => ({ name: `${index}.csv`, content: '' }))),
      'holds 7000 entries (0.csv, 1.csv, 2.csv, …)',
    ],
    ['with no file', archiveOf([]), 'is empty'],
    ['with a folder', named('folder/a.csv'), 'lies in a folder'],
    ['with a folder of Windows', named('folder\\a.csv'), 'lies in a folder'],
    ['with a path upwards', named('../a.csv'), 'leads out'],
    ['with an absolute path', named('/etc/a.csv'), 'leads out'],
    ['with a drive', named('C:a.csv'), 'leads out'],
    ['with a NUL in the name', named('a\0.csv'), 'leads out'],
    ['with an archive', named('inner.zip'), 'holds inner.zip, which is not a .csv file'],
    ['that is encrypted', saying({ flags: 1 }), 'is encrypted'],
    ['packed in another way', saying({ method: 9 }), 'in a way that we do not read'],
    ['that expands 1,000-fold', zippedCsv('a'.repeat(1_000_000)), 'more than 200 times'],
    ['larger than it says', saying({ size: 1_000 }), 'larger than the archive says'],
    ['smaller than it says', saying({ size: text.length + 1 }), 'damaged'],
    ['with a wrong packed size', saying({ packedSize: 20_000 }), 'damaged'],
    ['with another checksum', saying({ crc: 1 }), 'damaged'],
    ['with a file after the directory', saying({ offset: 0x7fffffff }), 'damaged'],
    ['with a file in another place', saying({ offset: 3 }), 'damaged'],
  ])('an archive %s is refused', async (_, archive, message) => {
    await expect(unpack(sourceOf(archive))).rejects.toMatchObject({ name: 'WrongFile', code: 'bad-archive' })
    await expect(unpack(sourceOf(archive))).rejects.toThrow(message)
  })

  it('an archive that declares more than 5 GiB is refused', async () => {
    const archive = archiveOf([{ name, content: text, says: { size: 6 * 1024 ** 3 } }], { isLarge: true })
    await expect(unpack(sourceOf(archive))).rejects.toThrow('more than 5 GiB')
  })

  it('an archive with any change is read or refused', async () => {
    const change = fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 }))
    await fc.assert(
      fc.asyncProperty(change, fc.boolean(), async ([position, noise], isLarge) => {
        const archive = archiveOf([{ name, content: 'some,text\n1,2\n' }], { isLarge })
        archive.set(noise, position % (archive.length - noise.length))
        try {
          await unpack(sourceOf(archive, 20))
        } catch (error) {
          expect(error).toMatchObject({ name: 'WrongFile', code: 'bad-archive' })
        }
      }),
      { numRuns: 500 },
    )
  })
})
