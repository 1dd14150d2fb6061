export interface ByteSource {
  size: number
  /** The bytes from `from` up to, not including, `to`, in pieces of any length. */
  read: (from: number, to: number) => AsyncIterable<Uint8Array>
}

const pieceBytes = 64 * 1024

export const sourceOfBytes = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  async *read(from, to) {
    for (let at = from; at < to; at += pieceBytes) yield bytes.subarray(at, Math.min(at + pieceBytes, to))
  },
})

/** Reads a stretch as a whole; it is shorter when the source ends before. */
export const readBytes = async (source: ByteSource, from: number, to: number): Promise<Buffer> => {
  const pieces: Uint8Array[] = []
  for await (const piece of source.read(from, to)) pieces.push(piece)
  return Buffer.concat(pieces)
}
