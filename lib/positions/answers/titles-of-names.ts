import type { SnapshotReader } from '../snapshot/snapshot-reader.ts'

/** The titles that names of software belong to, as the current snapshot knows them. @returns ids by the hashes of the names */
export const titlesOfNames = async (
  snapshots: SnapshotReader,
  hashes: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> => {
  if (hashes.size === 0) return new Map()
  const { snapshot } = await snapshots.present()
  if (!snapshot) return new Map()
  const [names, titles] = await Promise.all([
    snapshot.some({ table: 'names', columns: ['hash', 'title'] }),
    snapshot.some({ table: 'titles', columns: ['id'] }),
  ])
  return new Map(
    names.flatMap(({ hash, title }) => {
      const id = hashes.has(hash) ? titles[title]?.id : undefined
      return id === undefined ? [] : [[hash, id]]
    }),
  )
}
