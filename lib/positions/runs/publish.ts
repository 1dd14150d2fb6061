import type { Conclusions } from '../reconcile/reconcile.ts'
import type { SnapshotFiles } from '../snapshot/files.ts'
import { formatVersion, latestKey, type Manifest, manifestKey, tableFileKey } from '../snapshot/manifest.ts'
import { readPointers } from '../snapshot/pointers.ts'
import { writeTable } from '../snapshot/stored-snapshot.ts'
import { tableNames } from '../snapshot/tables.ts'
import type { RunDesk } from './reconciliation.ts'

/** Writes the files of a snapshot. Tables with the inputs of those of the current one are taken over. */
export const publish = async (
  files: SnapshotFiles,
  { tables, summary }: Conclusions,
  about: Omit<Manifest, 'format' | 'tables' | 'summary'>,
  earlier: Manifest | undefined,
): Promise<Manifest> => {
  const written: Manifest['tables'] = {}
  // One after the other, as the largest takes much memory.
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
  await files.write(manifestKey(about.id), Buffer.from(JSON.stringify(manifest)))
  return manifest
}

/** Tells other tools which snapshot is current, and looks again afterwards, as another run may publish meanwhile. */
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
