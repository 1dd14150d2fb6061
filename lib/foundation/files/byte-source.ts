/** Bytes that lie somewhere and are read in pieces: a file, or an object in a bucket. */
export interface ByteSource {
  /** In bytes. */
  size: number
  /** The bytes from `from` up to, not including, `to`, in pieces of any length. */
  read: (from: number, to: number) => AsyncIterable<Uint8Array>
}

/** Reads a stretch as a whole; it is shorter when the source ends before. */
export const readBytes = async (source: ByteSource, from: number, to: number): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = []
  for await (const piece of source.read(from, to)) pieces.push(piece)
  return Buffer.concat(pieces)
}
