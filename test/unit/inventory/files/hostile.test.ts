import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ByteSource } from '../../../../lib/foundation/files/byte-source.ts'
import { WrongFile } from '../../../../lib/foundation/files/sheet.ts'
import { readInventory } from '../../../../lib/inventory/files/read-inventory.ts'
import {
  archiveOf,
  csv,
  endlessSource,
  gather,
  readAll,
  sourceOf,
  zippedCsv,
} from '../../../support/inventory-files.ts'

const headings = 'deviceId,title'
const good = csv(headings, 'd,Office')
const refusalOf = async (source: ByteSource, fileName: string) => {
  try {
    await gather(await readInventory(source, fileName))
  } catch (error) {
    if (error instanceof WrongFile) return error
    throw error
  }
  throw new Error('It was read.')
}

describe('refusing an inventory file', () => {
  const damaged = zippedCsv(
    csv(headings, ...Array.from({ length: 9_999 }, (_, index) => `d${(index * 7919) % 9_973},t`)),
  )
  damaged.fill(0xff, 5_000, 5_100)
  const lying = archiveOf([{ name: 'a.csv', content: good, says: { size: 10 } }])

  it.each([
    ['that is empty', '', 'a.csv', 'file-empty'],
    ['that is blank', ' \r\n,,\r\n"",""\r\n', 'a.csv', 'file-empty'],
    ['of headings only', csv(headings), 'a.csv', 'file-empty'],
    ['of headings and blank rows only', csv(headings, '', ',,', headings), 'a.csv', 'file-empty'],
    ['that is an archive named .csv', zippedCsv(good), 'a.csv', 'file-name'],
    ['that is text named .zip', good, 'a.zip', 'bad-archive'],
    ['whose archive is damaged', damaged, 'a.zip', 'bad-archive'],
    ['whose archive lies', lying, 'a.zip', 'bad-archive'],
    ['whose archive holds an archive', zippedCsv(zippedCsv(good)), 'a.zip', 'bad-archive'],
    ['whose archive holds nothing', zippedCsv(''), 'a.zip', 'file-empty'],
    ['in Latin-1', Buffer.from(csv(headings, 'd,Büro'), 'latin1'), 'a.csv', 'encoding'],
    ['with 10,000 columns', csv(`${headings}${',x'.repeat(10_000)}`, 'd,Office'), 'a.csv', 'unknown-columns'],
    ['of zeros', Buffer.alloc(10_000), 'a.csv', 'unknown-columns'],
  ])('%s', async (_, content, fileName, code) => {
    const { code: found, message } = await refusalOf(sourceOf(content), fileName)
    expect(found).toBe(code)
    expect(message).toMatch(/\.$/)
  })

  it('a file with a broken encoding far from its start is refused after the rows before', async () => {
    const rows = csv(headings, ...Array.from({ length: 20_000 }, (_, index) => `d,Title ${index}`))
    const file = await readInventory(
      sourceOf(Buffer.concat([Buffer.from(rows), Buffer.from('d,Büro', 'latin1')])),
      'a.csv',
    )
    let rowsRead = 0
    const reading = async () => {
      for await (const batch of file.batches) rowsRead += batch.rows.length
    }
    await expect(reading()).rejects.toMatchObject({ name: 'WrongFile', code: 'encoding' })
    expect(rowsRead).toBeGreaterThan(18_000)
  })

  it.each([
    ['of one row without end', csv(headings), 'x'],
    ['of one quote that nothing closes', `${csv(headings)}"`, 'x'],
    ['without line ends', '', 'deviceId,title,'],
    ['of a million cells', csv(headings), 'd,'],
  ])('a file of 5 GiB %s is refused soon and in little memory', async (_, head, repeated) => {
    const source = endlessSource(head, repeated)
    const { code } = await refusalOf(source, 'a.csv')
    expect(code).toBe('file-too-large')
    expect(source.taken.bytes).toBeLessThan(20 * 1024 * 1024)
  })
})

describe('reading an inventory file', () => {
  it('a file is read in batches of some hundred rows, whatever its pieces', async () => {
    const content = csv(headings, ...Array.from({ length: 20_000 }, (_, index) => `d,Title ${index}`))
    const file = await readInventory(sourceOf(content, content.length), 'a.csv')
    let largest = 0
    for await (const { rows } of file.batches) largest = Math.max(largest, rows.length)
    expect(largest).toBeLessThan(6_000)
    expect(file.size).toBe(content.length)
  })

  it('an archive has the size of its text', async () => {
    const archive = zippedCsv(good)
    expect(await readInventory(sourceOf(archive), 'A.ZIP')).toMatchObject({ source: 'generic', size: good.length })
    expect((await readAll(archive, { fileName: 'a.zip' })).rows).toMatchObject([{ deviceId: 'd', title: 'Office' }])
  })

  it('a file is read only as far as rows are asked for', async () => {
    const source = endlessSource(csv(headings), 'd,Office\r\n')
    for await (const { rows } of (await readInventory(source, 'a.csv')).batches) {
      expect(rows.length).toBeGreaterThan(0)
      break
    }
    expect(source.taken.bytes).toBeLessThan(1024 * 1024)
  })

  it('an error of the source comes through', async () => {
    const gone = new Error('The object was deleted.')
    const failing: ByteSource = {
      size: 100_000,
      async *read() {
        yield Buffer.from(good)
        throw gone
      },
    }
    await expect(readInventory(failing, 'a.csv').then(gather)).rejects.toBe(gone)
  })

  it('any bytes are read or refused with a reason', async () => {
    const noise = fc.string({
      unit: fc.constantFrom('a', '"', '"', ',', ';', '\n', '\r', '\0', 'é', "'"),
      maxLength: 60,
    })
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      noise.map((text) => Buffer.from(`${good}${text}\nlast,Row\n`)),
      fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 9 })).map(([position, bytes]) => {
        const archive = zippedCsv(good)
        archive.set(bytes, position % (archive.length - bytes.length))
        return archive
      }),
    )
    await fc.assert(
      fc.asyncProperty(content, fc.constantFrom('a.csv', 'a.zip'), async (bytes, fileName) => {
        try {
          const { rows, faults } = await readAll(bytes, { fileName })
          expect(rows.length + faults.length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(WrongFile)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
