import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetRead, parquetReadObjects } from 'hyparquet'
import { ByteWriter, type ColumnSource, parquetWrite } from 'hyparquet-writer'
import type { ReadableFiles } from './files.ts'
import { Manifest, manifestKey } from './manifest.ts'
import { type AnyColumns, type Row, snapshotTables, type TableName } from './tables.ts'

/** Level 1 takes a third of the time of the default for a tenth more bytes. */
const level = { params: { 100: 1 } }
export const compressPage = (bytes: Uint8Array): Uint8Array => zstdCompressSync(bytes, level)

const decompressPage = (bytes: Uint8Array, length: number): Uint8Array => {
  const plain = zstdDecompressSync(bytes)
  if (plain.length !== length) throw new Error('A page of a snapshot is damaged.')
  return plain
}

const types = { text: 'STRING', integer: 'INT32', number: 'DOUBLE', boolean: 'BOOLEAN' } as const

/** Rows that are found by their numbers lie in small pages, so that a few of them are read by few bytes. */
const pageBytes: Partial<Record<TableName, number>> = {
  ...{ installs: 16_384, machines: 16_384, names: 65_536, entitlements: 65_536, coverage: 65_536 },
  ...{ combinations: 65_536, licenses: 65_536 },
}
const rowsTogether = 100_000
/** Long tables that are searched by value: the statistics of their row groups let a reader skip most of them. */
const searched: ReadonlySet<TableName> = new Set(['history', 'familyHistory'])

/** A table as a Parquet file: the same columns give the same bytes. */
export const writeTable = (table: TableName, columns: AnyColumns): Uint8Array => {
  const columnData = Object.entries(snapshotTables[table]).map(
    ([name, kind]): ColumnSource => ({
      name,
      data: columns[name] as ColumnSource['data'],
      type: types[kind.replace('?', '') as keyof typeof types],
      nullable: kind.endsWith('?'),
      // Numbers of rows rise slowly: their differences take a byte.
      ...((table === 'installs' || table === 'machines') && { encoding: 'DELTA_BINARY_PACKED' }),
    }),
  )
  const writer = new ByteWriter()
  parquetWrite({
    ...{ writer, columnData, codec: 'ZSTD', compressors: { ZSTD: compressPage }, createdBy: 'license-ledger' },
    ...{ rowGroupSize: rowsTogether, statistics: searched.has(table) },
    ...(pageBytes[table] !== undefined && { pageSize: pageBytes[table] }),
  })
  return writer.getBytes()
}

/** A table as it lies in the bucket. @param read gives bytes up to `end`, exclusive */
export const sourceOf = (
  byteLength: number,
  read: (start: number, end: number) => Uint8Array | Promise<Uint8Array>,
): AsyncBuffer => ({
  byteLength,
  slice: async (start, end = byteLength) => new Uint8Array(await read(start, end)).buffer,
})

export const sourceOfBytes = (bytes: Uint8Array): AsyncBuffer =>
  sourceOf(bytes.length, (start, end) => bytes.subarray(start, end))

export const readFooter = (source: AsyncBuffer): Promise<FileMetaData> => parquetMetadataAsync(source)

export interface Wanted<T extends TableName> {
  table: T
  from?: number
  to?: number
  columns?: readonly (keyof Row<T> & string)[]
  /** Rows whose column has this value; of `searched` tables, groups of rows that cannot have it are passed over. */
  where?: Partial<Row<T>>
}

/** Reads rows. What a file does not have reads as absent. */
export const readRows = async <T extends TableName>(
  file: AsyncBuffer,
  { table, from, to, columns, where }: Wanted<T>,
  footer?: FileMetaData,
): Promise<Row<T>[]> => {
  const metadata = footer ?? (await readFooter(file))
  const there = new Set(metadata.schema.map(({ name }) => name))
  const filters = Object.entries(where ?? {}).map(([name, value]) => ({ [name]: { $eq: value as string } }))
  const rows = await parquetReadObjects({
    ...{ file, metadata, compressors: { ZSTD: decompressPage }, useOffsetIndex: true },
    columns: (columns ?? Object.keys(snapshotTables[table])).filter((name) => there.has(name)),
    ...(from !== undefined && { rowStart: from }),
    ...(to !== undefined && { rowEnd: to }),
    ...(where && { filter: { $and: filters } }),
  })
  for (const row of rows) for (const name in row) row[name] ??= undefined
  return rows as Row<T>[]
}

/** A file that is damaged, or that a later version has written. */
export class Unreadable extends Error {
  override name = 'Unreadable'
}

/** @returns undefined when a file is unreadable */
export const ifReadable = <T>(reading: Promise<T>): Promise<T | undefined> =>
  reading.catch((error: unknown) => {
    if (error instanceof Unreadable) return undefined
    throw error
  })

const readFile = async <T>(
  files: ReadableFiles,
  key: string,
  parse: (bytes: Uint8Array) => T | Promise<T>,
): Promise<T | undefined> => {
  const bytes = await files.read(key)
  try {
    return bytes && (await parse(bytes))
  } catch (cause) {
    throw new Unreadable(`${key} cannot be read.`, { cause })
  }
}

/** @returns undefined when it is not there @throws Unreadable */
export const readManifest = (files: ReadableFiles, id: string): Promise<Manifest | undefined> =>
  readFile(files, manifestKey(id), (bytes) => Manifest.parse(JSON.parse(Buffer.from(bytes).toString())))

/** All rows of a table, with all or some of their columns; undefined when its file is not there. @throws Unreadable */
export const readTable = async <T extends TableName, C extends keyof Row<T> & string = keyof Row<T> & string>(
  files: ReadableFiles,
  { tables }: Manifest,
  table: T,
  columns: readonly C[] = Object.keys(snapshotTables[table]) as C[],
): Promise<Pick<Row<T>, C>[] | undefined> => {
  const file = tables[table]
  return file && readFile(files, file.key, (bytes) => readRows(sourceOfBytes(bytes), { table, columns }))
}

/** The numbers of a column of a table, which may be millions; undefined when its file is not there. @throws Unreadable */
export const readNumbers = async <T extends TableName>(
  files: ReadableFiles,
  { tables }: Manifest,
  table: T,
  column: keyof Row<T> & string,
): Promise<Int32Array | undefined> => {
  const found = tables[table]
  if (!found) return undefined
  const numbers = new Int32Array(found.rows)
  return readFile(files, found.key, async (bytes) => {
    await parquetRead({
      ...{ file: sourceOfBytes(bytes), columns: [column], compressors: { ZSTD: decompressPage } },
      onChunk: ({ columnData, rowStart }) => numbers.set(columnData as ArrayLike<number>, rowStart),
    })
    return numbers
  })
}
