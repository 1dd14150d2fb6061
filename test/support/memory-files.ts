import type { SnapshotFiles } from '../../lib/positions/snapshot/files.ts'

/** A bucket of snapshots in memory. Tests look into it, and take files away. */
export const memoryFiles = (now: () => Date) => {
  const objects = new Map<string, { bytes: Uint8Array; at: Date }>()
  const files: SnapshotFiles & { objects: typeof objects } = {
    objects,
    read: async (key, range) => {
      const found = objects.get(key)
      return range ? found?.bytes.slice(range.start, range.end) : found?.bytes
    },
    write: async (key, bytes) => void objects.set(key, { bytes, at: now() }),
    list: async function* (prefix) {
      yield [...objects].flatMap(([key, { at }]) => (key.startsWith(prefix) ? [{ key, at }] : []))
    },
    remove: async (keys) => {
      for (const key of keys) objects.delete(key)
    },
  }
  return files
}
