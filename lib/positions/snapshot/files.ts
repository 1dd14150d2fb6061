import { Busy } from '../../foundation/table/attempts.ts'

/** The bucket as snapshots use it. Keys are written once, apart from those for other tools. */
export interface SnapshotFiles {
  /** @param range bytes up to `end`, exclusive @returns undefined when there is no such object */
  read: (key: string, range?: { start: number; end: number }) => Promise<Uint8Array | undefined>
  write: (key: string, bytes: Uint8Array) => Promise<void>
  /** Keys under a prefix, page by page, with when they were written. */
  list: (prefix: string) => AsyncIterable<readonly { key: string; at: Date }[]>
  remove: (keys: readonly string[]) => Promise<void>
}

export type ReadableFiles = Pick<SnapshotFiles, 'read'>

/** Milliseconds that the bucket has for its answer. */
const patience = 10_000

/** The bucket through signed requests, for readers: the S3 client would make a function half as large again. */
export const signedFiles = (sign: (key: string) => Promise<string>): ReadableFiles => ({
  read: async (key, range) => {
    const response = await fetch(await sign(key), {
      headers: range ? { range: `bytes=${range.start}-${range.end - 1}` } : {},
      signal: AbortSignal.timeout(patience),
    }).catch((error: unknown) => {
      throw new Busy(error)
    })
    if (response.status === 404) return undefined
    if (response.status >= 500 || response.status === 429) throw new Busy(new Error(`S3 answered ${response.status}.`))
    if (!response.ok) throw new Error(`S3 answered ${response.status} for ${key}.`)
    return new Uint8Array(await response.arrayBuffer())
  },
})
