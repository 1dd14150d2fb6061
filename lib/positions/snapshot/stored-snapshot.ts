import { Manifest, manifestKey } from './manifest.ts'
import { readFooter, readRows } from './parquet.ts'
import type { ReadableFiles } from './snapshot-files.ts'
import type { Row, TableName } from './tables.ts'

/** A file that is damaged, or that a later version has written. */
export class Unreadable extends Error {
  override name = 'Unreadable'
}

const reading = async <T>(key: string, read: () => T | Promise<T>): Promise<T> => {
  try {
    return await read()
  } catch (cause) {
    throw new Unreadable(`${key} cannot be read.`, { cause })
  }
}

/** @returns undefined when it is not there @throws Unreadable */
export const readManifest = async (files: ReadableFiles, id: string): Promise<Manifest | undefined> => {
  const key = manifestKey(id)
  const bytes = await files.read(key)
  return bytes && reading(key, () => Manifest.parse(JSON.parse(Buffer.from(bytes).toString())))
}

/** All rows of a table, with some of their columns; undefined when its file is not there. @throws Unreadable */
export const readTable = async <T extends TableName, C extends keyof Row<T> & string>(
  files: ReadableFiles,
  manifest: Manifest,
  table: T,
  columns: readonly C[],
): Promise<Pick<Row<T>, C>[] | undefined> => {
  const file = manifest.tables[table]
  const bytes = file && (await files.read(file.key))
  if (!bytes) return undefined
  const source = { bytes: bytes.length, slice: async (start: number, end: number) => bytes.subarray(start, end) }
  return reading(file.key, async () => readRows(source, await readFooter(source), { table, columns }))
}
