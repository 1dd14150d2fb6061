import { Manifest, manifestKey } from './manifest.ts'
import { readFooter, readRows } from './parquet.ts'
import type { ReadableFiles } from './snapshot-files.ts'
import type { Row, TableName } from './tables.ts'

/** Undefined when it is not there. */
export const readManifest = async (files: ReadableFiles, id: string): Promise<Manifest | undefined> => {
  const bytes = await files.read(manifestKey(id))
  return bytes && Manifest.parse(JSON.parse(Buffer.from(bytes).toString()))
}

/** All rows of a table; undefined when its file is not there. */
export const readTable = async <T extends TableName>(
  files: ReadableFiles,
  manifest: Manifest,
  table: T,
): Promise<Row<T>[] | undefined> => {
  const file = manifest.tables[table]
  const bytes = file && (await files.read(file.key))
  if (!bytes) return undefined
  const source = { bytes: bytes.length, slice: async (start: number, end: number) => bytes.subarray(start, end) }
  return readRows(source, await readFooter(source), { table })
}
