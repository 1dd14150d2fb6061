/** The bucket as snapshots use it. Keys are written once, apart from those for other tools. */
export interface SnapshotFiles {
  /** @param range bytes from the first on, before the end @returns undefined when there is no such object */
  read: (key: string, range?: { start: number; end: number }) => Promise<Uint8Array | undefined>
  write: (key: string, bytes: Uint8Array) => Promise<void>
  /** Keys under a prefix, page by page, with when they were written. */
  list: (prefix: string) => AsyncIterable<readonly { key: string; at: Date }[]>
  remove: (keys: readonly string[]) => Promise<void>
}

export type ReadableFiles = Pick<SnapshotFiles, 'read'>
