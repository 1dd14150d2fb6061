import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { WrongFile } from '../../../../lib/foundation/files/sheet.ts'
import { type InventoryFile, readInventory } from '../../../../lib/inventory/files/read-inventory.ts'
import { type SpoolOptions, spool } from '../../../../lib/inventory/files/spool.ts'
import { csv, intuneHeadings, sourceOf } from '../../../support/inventory-files.ts'

const folders: string[] = []
const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'spool-test-'))
  folders.push(folder)
  return folder
}
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

const mebibyte = 1024 * 1024
const limits = { titles: 5_000, partWeight: 160 * mebibyte }
const headings = 'deviceId,deviceName,publisher,title,version,reportedAt'

/** @param size what the file says of its size, for the number of its parts */
const spooled = async (content: string, { size, ...options }: SpoolOptions & { size?: number } = {}) => {
  const folder = await newFolder()
  const file = await readInventory(sourceOf(content), 'a.csv')
  const result = await spool({ ...file, size: size ?? file.size }, folder, options)
  const parts = await Promise.all(Array.from({ length: result.parts }, (_, part) => result.readPart(part)))
  return { ...result, folder, perPart: parts, reports: parts.flat() }
}
const spoolLines = (lines: readonly string[], options = {}) => spooled(csv(headings, ...lines), options)

describe('spooling the rows of a file', () => {
  it('ids are one that nobody can tell apart, and none that nobody sees', async () => {
    const ids = ['PC-1', 'pc\u200b-1', 'P\u00adC-1', '\u200b']
    const { reports, errors } = await spoolLines(ids.map((id) => `${id},PC,M,Office,16,`))
    expect(reports).toMatchObject([{ deviceId: 'PC-1', lines: 3 }])
    expect(errors).toMatchObject([{ line: 5, column: 1, code: 'missing-field' }])
  })

  const dated = (...dates: string[]) => spoolLines(dates.map((date, index) => `pc-${index},PC,M,Office,16,${date}`))
  const timesOf = async (...dates: string[]) => (await dated(...dates)).reports.map(({ reportedAt }) => reportedAt)

  it.each([
    { dates: ['03/04/2025', '31/03/2025'], first: '2025-04-03', because: 'a later date can only have its day first' },
    { dates: ['03/04/2025 13:05', '3/31/2025 1:05:00 PM'], first: '2025-03-04', because: 'or its month' },
    { dates: ['2025-03-04', '04/04/2025'], first: '2025-03-04', because: 'both readings of the other are one' },
  ])('the date of the first of $dates is $first, as $because', async ({ dates, first }) => {
    expect((await timesOf(...dates))[0]?.slice(0, 10)).toBe(first)
  })

  it.each([
    { dates: ['2025-01-31', '03/04/2025'], why: 'no date of the file tells which', line: 3 },
    { dates: ['03/04/2025 1:05 PM'], why: 'no date of the file tells which', line: 2 },
    { dates: ['31/03/2025', '03/31/2025', '03/04/2025'], why: 'the file has dates of both orders', line: 4 },
  ])('$dates are refused, as $why: an American reading would be a guess', async ({ dates, why, line }) => {
    const refused = await dated(...dates).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(WrongFile)
    expect(refused).toMatchObject({ code: 'invalid-date', message: expect.stringContaining(`line ${line} `) })
    expect(String(refused)).toContain(why)
  })

  it('rows are gathered by device, without case, and the latest report of a device counts', async () => {
    const { reports, errors, ...counts } = await spoolLines([
      'pc-1,PC one,M,Office,16,2024-05-01',
      'pc-2,PC two,M,Office,16,',
      'PC-1,renamed,M,Visio,,2024-05-03',
      'pc-1,PC one,M,Office,15,2024-05-02',
      'pc-1,PC one,M,Office,16,',
      'pc-1,PC one,M,Project,,2024-05-03',
    ])
    expect(counts).toMatchObject({ source: 'generic', rows: 6, skipped: 0, rejected: 0, parts: 1 })
    expect(errors).toEqual([])
    expect(reports).toEqual([
      {
        key: 'PC-1',
        deviceId: 'pc-1',
        deviceName: 'renamed',
        otherName: 'PC one',
        reportedAt: '2024-05-03T00:00:00.000Z',
        lines: 5,
        firstLine: 2,
        software: [
          { publisher: 'M', title: 'Visio', version: '' },
          { publisher: 'M', title: 'Project', version: '' },
          { publisher: 'M', title: 'Office', version: '16' },
        ],
      },
      {
        key: 'PC-2',
        deviceId: 'pc-2',
        deviceName: 'PC two',
        lines: 1,
        firstLine: 3,
        software: [{ publisher: 'M', title: 'Office', version: '16' }],
      },
    ])
  })

  it('parts are the same each time, and a larger file has more of them', async () => {
    const lines = Array.from({ length: 2_000 }, (_, index) => `pc-${index % 1_000},,,T${index % 7},,`)
    for (const [size, parts] of [
      [1, 1],
      [100 * mebibyte, 8],
      [5 * 1024 * mebibyte, 256],
    ] as const) {
      const first = await spoolLines(lines, { size })
      expect(first.parts).toBe(parts)
      expect(first.reports).toHaveLength(1_000)
      for (const part of first.perPart) {
        const keys = part.map(({ key }) => key)
        expect(keys).toEqual(keys.toSorted())
        expect(part.length).toBeLessThan((1_000 / parts) * 3 + 20)
      }
      expect((await spoolLines(lines, { size })).perPart).toEqual(first.perPart)
    }
  })

  it('rows of other platforms and wrong rows are counted', async () => {
    const headings = 'DeviceId,ApplicationName,Platform'
    const { rows, skipped, rejected, errors, reports } = await spooled(
      csv(headings, 'd,A,Windows', 'd,B,iOS', 'd,,Windows', ',C,', headings, 'd,D,'),
    )
    expect([rows, skipped, rejected]).toEqual([5, 1, 2])
    expect(errors.map(({ line, code }) => [line, code])).toEqual([
      [4, 'missing-field'],
      [5, 'missing-field'],
    ])
    expect(reports).toMatchObject([{ key: 'D', lines: 2 }])
  })

  it('parts have no personal data, and only their owner can read them', async () => {
    const cells = 'K,Office,P,,1,dev,PC-1,ada@contoso.com,OS,10,Windows,U-77,Ada Lovelace'
    const { folder } = await spooled(csv(intuneHeadings, cells, cells.replace('Office', '')))
    const files = await readdir(folder)
    expect(files).toHaveLength(1)
    for (const file of files) {
      expect(await readFile(join(folder, file), 'utf8')).toBe('["P","Office","1"]\t["dev","PC-1"]\t\t2\n')
      expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600)
    }
  })

  it('progress is reported from time to time and waited for', async () => {
    const told: number[] = []
    let isBusy = false
    await spoolLines(
      Array.from({ length: 70_000 }, (_, index) => `d${index % 50},,,T,,`),
      {
        progress: async (rows: number) => {
          expect(isBusy).toBe(false)
          isBusy = true
          await new Promise((resolve) => setTimeout(resolve, 1))
          isBusy = false
          told.push(rows)
        },
      },
    )
    expect(told).toHaveLength(3)
    for (const [index, rows] of told.entries()) expect(Math.floor(rows / 20_000)).toBe(index + 1)
  })
})

describe('the errors of a file', () => {
  const wrongRows = (count: number) => spoolLines(Array.from({ length: count }, () => 'd,,,,,'))

  it('10,000 errors are listed', async () => {
    const { errors, rejected } = await wrongRows(10_000)
    expect([errors.length, rejected]).toEqual([10_000, 10_000])
  })

  it('more errors are counted', async () => {
    const { errors, rejected } = await wrongRows(10_003)
    expect([errors.length, rejected]).toEqual([10_001, 10_003])
    expect(errors.at(-1)).toEqual({ code: 'too-many-errors', message: expect.stringContaining('3 more errors') })
  })
})

describe('a device with too many titles', () => {
  const few = { ...limits, titles: 10 }
  const titles = (count: number, device: string) =>
    Array.from({ length: count }, (_, index) => `${device},,P,T${index},,`)
  const versions = (count: number, device: string) =>
    Array.from({ length: count }, (_, index) => `${device},,P,T,${index},`)

  it('it is refused at its first line, and other devices are not', async () => {
    const { rows, rejected, errors, reports } = await spoolLines(
      ['ok,,P,T,,', ...titles(10, 'full'), ...titles(11, 'over'), ',,,Wrong,,', 'OVER,,P,T0,,'],
      { limits: few },
    )
    expect([rows, rejected]).toEqual([24, 13])
    expect(errors).toMatchObject([
      { line: 13, code: 'too-many-titles', message: expect.stringContaining('10 titles') },
      { line: 24, code: 'missing-field' },
    ])
    expect(reports.map(({ key }) => key)).toEqual(['FULL', 'OK'])
  })

  it('a device may report few titles often, and in some versions', async () => {
    const { errors, reports } = await spoolLines(
      [...titles(5, 'often'), ...titles(5, 'often'), ...titles(5, 'often'), ...versions(20, 'versions')],
      { limits: few },
    )
    expect(errors).toEqual([])
    expect(reports.map(({ key, lines, software }) => [key, lines, software.length])).toEqual([
      ['OFTEN', 15, 5],
      ['VERSIONS', 20, 20],
    ])
  })

  it('a device with too many versions of its titles is refused', async () => {
    expect((await spoolLines(versions(21, 'versions'), { limits: few })).errors).toMatchObject([
      { line: 2, code: 'too-many-titles' },
    ])
  })

  it('devices are found in little memory, even a hundred thousand', async () => {
    async function* batches(): InventoryFile['batches'] extends AsyncIterable<infer B> ? AsyncGenerator<B> : never {
      for (let line = 2; line < 100_002; line += 500)
        yield {
          rows: Array.from({ length: 500 }, (_, index) => ({
            line: line + index,
            deviceId: 'd',
            deviceName: 'd',
            publisher: '',
            title: `Title ${line + index}`,
            version: '',
          })),
          faults: [],
          skipped: 0,
        }
    }
    const options = { limits: { titles: 5_000, partWeight: 3 * mebibyte } }
    const { rejected, errors } = await spool(
      { source: 'generic', size: 1, batches: batches(), isDayFirst: () => false },
      await newFolder(),
      options,
    )
    expect(rejected).toBe(100_000)
    expect(errors).toMatchObject([{ line: 2, code: 'too-many-titles' }])
  })
})

describe('a device with two names', () => {
  it.each([
    ['of one time', ['x,A,,T,,', 'x,B,,U,,'], ['A', 'B']],
    ['of one time, a row without a name before', ['x,,,T,,', 'x,A,,T,,', 'x,B,,U,,'], ['A', 'B']],
    ['within hours', ['x,A,,T,,2026-01-01T01:00Z', 'x,B,,U,,2026-01-01T02:00Z'], ['B', 'A']],
    ['within hours, the later first', ['x,B,,U,,2026-01-01T02:00Z', 'x,A,,T,,2026-01-01T01:00Z'], ['B', 'A']],
    ['after a day, which is a rename', ['x,A,,T,,2026-01-01', 'x,B,,U,,2026-01-02'], ['B', undefined]],
    ['in another case', ['x,a,,T,,', 'x,A,,U,,'], ['a', undefined]],
  ])('%s', async (_, lines, [deviceName, otherName]) => {
    const { reports } = await spoolLines(lines)
    expect(reports).toMatchObject([{ deviceName, ...(otherName !== undefined && { otherName }) }])
    expect(reports[0]?.otherName).toBe(otherName)
  })
})

describe('a file with too much in one part', () => {
  it('it is refused before any device is applied', async () => {
    const lines = Array.from({ length: 2_000 }, (_, index) => `pc-${index},,,T${index},,`)
    const refused = spoolLines(lines, { limits: { titles: 10, partWeight: 100_000 } })
    await expect(refused).rejects.toThrow(WrongFile)
    await expect(refused).rejects.toMatchObject({ code: 'file-too-large' })
  })
})

describe('any rows', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'B', 'é', '💻', '"', '\\', "'", '.'), maxLength: 5 })
  const row = fc.record({
    device: fc.constantFrom('x', 'X', 'y', 'ß', '💻', '"\\'),
    publisher: text,
    title: text.map((title) => `T${title}`),
    version: text,
  })

  it('each device has its own distinct programs', async () => {
    const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(1, 100 * mebibyte),
        async (rows, size) => {
          const lines = rows.map(({ device, publisher, title, version }) =>
            [device, '', publisher, title, version, ''].map(quoted).join(','),
          )
          const { reports, errors } = await spoolLines(lines, { size })
          expect(errors).toEqual([])
          const expected = Map.groupBy(rows, ({ device }) => device.toUpperCase())
          expect(reports.map(({ key }) => key).toSorted()).toEqual([...expected.keys()].toSorted())
          for (const { key, software, lines: count } of reports) {
            const own = expected.get(key) ?? []
            expect(count).toBe(own.length)
            const distinct = new Map(own.map(({ device: _, ...each }) => [JSON.stringify(each), each]))
            expect(software).toEqual([...distinct.values()])
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
