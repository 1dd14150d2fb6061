import fc from 'fast-check'
import { ByteWriter, parquetWrite } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { columnsOf } from '../../../../lib/positions/reconcile/columns.ts'
import {
  compressPage,
  readFooter,
  readRows,
  sourceOf,
  sourceOfBytes,
  type Wanted,
  writeTable,
} from '../../../../lib/positions/snapshot/stored-snapshot.ts'
import { type Row, snapshotTables, type TableName, tableNames } from '../../../../lib/positions/snapshot/tables.ts'

const values: Record<string, fc.Arbitrary<unknown>> = {
  text: fc.string({ unit: 'grapheme' }),
  integer: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  number: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
  boolean: fc.boolean(),
}

const rowsOf = (table: TableName) =>
  fc.array(
    fc.record(
      Object.fromEntries(
        Object.entries(snapshotTables[table]).map(([name, kind]) => {
          const value = values[kind.replace('?', '')] ?? fc.constant(undefined)
          return [name, kind.endsWith('?') ? fc.option(value, { nil: undefined }) : value]
        }),
      ),
    ),
    { maxLength: 30 },
  )

const read = async <T extends TableName>(bytes: Uint8Array, wanted: Wanted<T>): Promise<Row<T>[]> =>
  readRows(sourceOfBytes(bytes), wanted)

const write = (table: TableName, rows: readonly unknown[]) =>
  writeTable(table, columnsOf(table, rows as Row<TableName>[]))

describe('A table of a snapshot', () => {
  it.each(tableNames)('%s says what was written into it, and the same rows are the same bytes', async (table) => {
    await fc.assert(
      fc.asyncProperty(rowsOf(table), async (rows) => {
        const bytes = write(table, rows)
        expect(await read(bytes, { table })).toEqual(rows)
        expect(Buffer.compare(write(table, structuredClone(rows)), bytes)).toBe(0)
      }),
      { numRuns: 40 },
    )
  })

  it.each(tableNames)('%s can be empty', async (table) => {
    const bytes = write(table, [])
    expect(await read(bytes, { table })).toEqual([])
    expect(await read(bytes, { table, from: 0, to: 10 })).toEqual([])
  })

  it('gives some rows and columns, by their numbers or by a value', async () => {
    const rows = Array.from({ length: 250_000 }, (_, index) => ({
      title: Math.floor(index / 100),
      device: index % 977,
    }))
    const bytes = writeTable('installs', {
      title: Int32Array.from(rows, ({ title }) => title),
      device: Int32Array.from(rows, ({ device }) => device),
    })
    const [from, to] = [99_950, 100_050]
    expect(await read(bytes, { table: 'installs', from, to })).toEqual(rows.slice(from, to))
    expect(await read(bytes, { table: 'installs', where: { title: 1_234 } })).toEqual(rows.slice(123_400, 123_500))
    expect(await read(bytes, { table: 'installs', from, to: from + 2, columns: ['device'] })).toEqual(
      rows.slice(from, from + 2).map(({ device }) => ({ device })),
    )
    expect(await read(bytes, { table: 'installs', where: { title: 1_234 }, columns: ['device'] })).toEqual(
      rows.slice(123_400, 123_500).map(({ device }) => ({ device })),
    )
    let asked = 0
    const counting = sourceOf(bytes.length, (start, end) => {
      asked += end - start
      return bytes.subarray(start, end)
    })
    const footer = await readFooter(sourceOfBytes(bytes))
    await readRows(counting, { table: 'installs', from, to: from + 100 }, footer)
    expect(asked).toBeLessThan(bytes.length / 3)
  })

  it('of an earlier version reads as if the columns that were added since were absent', async () => {
    const writer = new ByteWriter()
    parquetWrite({
      writer,
      columnData: [
        { name: 'id', data: ['T1', 'T2'], type: 'STRING' },
        { name: 'retired', data: [1, 2], type: 'INT32' },
      ],
      codec: 'ZSTD',
      compressors: { ZSTD: compressPage },
    })
    const rows = await read(writer.getBytes(), { table: 'titles' })
    expect(rows).toEqual([{ id: 'T1' }, { id: 'T2' }])
    expect(rows[0]?.recognizedBy).toBeUndefined()
    expect(await read(writer.getBytes(), { table: 'titles', columns: ['id', 'status'] })).toEqual(rows)
  })

  it('that is damaged is not read as if it were right', async () => {
    const rows = Array.from({ length: 2_000 }, (_, index) => ({
      id: `T${index}`,
      publisher: 'P',
      title: `T ${index}`,
      licensable: true,
    }))
    const bytes = write('catalog', rows)
    const damaged = bytes.slice()
    for (let at = 100; at < 400; at++) damaged[at] = 0
    await expect(read(damaged, { table: 'catalog' })).rejects.toThrow()
    await expect(read(bytes.slice(0, -10), { table: 'catalog' })).rejects.toThrow()
  })
})
