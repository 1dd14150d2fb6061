import { ByteWriter, type ColumnSource, parquetWrite } from 'hyparquet-writer'
import { compressPage } from './stored-snapshot.ts'
import { type AnyColumns, snapshotTables, type TableName } from './tables.ts'

const types = { text: 'STRING', integer: 'INT32', number: 'DOUBLE', boolean: 'BOOLEAN' } as const

/** Rows that are found by their numbers lie in small pages, so that a few of them are read by few bytes. */
const pageBytes: Partial<Record<TableName, number>> = { installs: 16_384, names: 65_536, entitlements: 65_536 }
const rowsTogether = 100_000

/** A table as a Parquet file: the same columns give the same bytes. */
export const writeTable = (table: TableName, columns: AnyColumns): Uint8Array => {
  const columnData = Object.entries(snapshotTables[table]).map(([name, kind]): ColumnSource => {
    const base = kind.replace('?', '') as keyof typeof types
    return {
      name,
      data: columns[name] as ColumnSource['data'],
      type: types[base],
      nullable: kind.endsWith('?'),
      // Numbers of rows rise slowly: their differences take a byte.
      ...(table === 'installs' && { encoding: 'DELTA_BINARY_PACKED' }),
    }
  })
  const writer = new ByteWriter()
  parquetWrite({
    writer,
    columnData,
    codec: 'ZSTD',
    compressors: { ZSTD: compressPage },
    rowGroupSize: rowsTogether,
    ...(pageBytes[table] !== undefined && { pageSize: pageBytes[table] }),
    createdBy: 'license-ledger',
  })
  return writer.getBytes()
}
