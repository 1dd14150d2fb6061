import type { Conclusions } from '../reconcile/reconcile.ts'
import type { SnapshotFiles } from '../snapshot/files.ts'
import {
  formatVersion,
  latestKey,
  type Manifest,
  manifestKey,
  type TableFile,
  tableFileKey,
} from '../snapshot/manifest.ts'
import { readPointers } from '../snapshot/pointers.ts'
import { tableNames } from '../snapshot/tables.ts'
import { writeTable } from '../snapshot/write-table.ts'
import type { RunDesk } from './desk.ts'

const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))

/**
 * Writes the files of a snapshot: tables that were made from the same as those of the current one are taken over. No
 * reader finds them before the pointer moves.
 * @param earlier the current snapshot; undefined when nothing may be taken over
 */
export const publish = async (
  files: SnapshotFiles,
  { tables, summary }: Conclusions,
  about: Omit<Manifest, 'format' | 'tables' | 'summary'>,
  earlier: Manifest | undefined,
): Promise<Manifest> => {
  const written: Record<string, TableFile> = {}
  // One after the other: the largest table is large enough.
  for (const table of tableNames) {
    const { inputs, columns } = tables[table]
    const known = earlier?.tables[table]
    if (known?.inputs === inputs) {
      written[table] = known
      continue
    }
    const made = columns()
    const bytes = writeTable(table, made)
    const key = tableFileKey(about.id, table)
    await files.write(key, bytes)
    written[table] = { key, bytes: bytes.length, rows: Object.values(made)[0]?.length ?? 0, inputs }
  }
  const manifest: Manifest = { ...about, format: formatVersion, tables: written, summary }
  await files.write(manifestKey(about.id), json(manifest))
  return manifest
}

/**
 * Tells other tools which snapshot is current. Two runs may publish at once: whoever has told looks whether it still is
 * that one, so that what the last of them tells is right.
 */
export const publishLatest = async ({ table, files }: Pick<RunDesk, 'table' | 'files'>): Promise<void> => {
  let told: string | undefined
  while (true) {
    const { current } = await readPointers(table)
    if (!current || current.id === told) return
    const manifest = await files.read(manifestKey(current.id))
    if (!manifest) return
    await files.write(latestKey, manifest)
    told = current.id
  }
}
