import { crc32 } from 'node:zlib'
import { Inflate } from 'fflate'

/** An archive that we do not open: damaged, encrypted, or made to do harm. */
export class BadArchive extends Error {
  override name = 'BadArchive'
}

/** A file in an archive, as its directory tells of it. */
export interface ZipEntry {
  name: string
  /** In bytes; what is inflated is held to it. */
  size: number
  packedSize: number
  crc: number
  method: number
  /** Where its own header begins. */
  offset: number
}

export interface ZipLimits {
  /** Bytes that all files have together. */
  bytes: number
  /** How often the archive they are. */
  fold: number
}

export const damaged = (): BadArchive => new BadArchive('The archive is damaged. Pack the file anew.')

export const endLength = 22
export const longestComment = 0xffff
const directoryLength = 46
export const headerLength = 30
const unknownHere = 0xffffffff
export const stored = 0
const deflated = 8

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Where the record at the end of an archive begins. @param view its last bytes, or all of them @throws BadArchive */
export const findEnd = (view: DataView): number => {
  const last = view.byteLength - endLength
  for (let at = last; at >= Math.max(0, last - longestComment); at--)
    if (view.getUint32(at, true) === 0x06054b50) return at
  throw new BadArchive('The file is no zip archive, or is cut off.')
}

/** Sizes that need, or got, eight bytes stand in an extra field, in this order. */
const extended = (view: DataView, from: number, to: number, fields: readonly number[]): number[] => {
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue
    let next = at + 4
    return fields.map((field) => {
      if (field !== unknownHere) return field
      next += 8
      return Number(view.getBigUint64(next - 8, true))
    })
  }
  return [...fields]
}

const pathTricks = /^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\0/

const checkEntry = ({ name, method }: ZipEntry, flags: number): void => {
  if ((flags & 1) === 1) throw new BadArchive('The archive is encrypted. Save the file without a password.')
  if (pathTricks.test(name)) throw new BadArchive('The archive has a file whose path leads out of it.')
  if (method !== stored && method !== deflated)
    throw new BadArchive('The archive is packed in a way that we do not read.')
}

/**
 * The entries of a directory that begins at `from`.
 * @throws BadArchive; RangeError when it goes on behind the bytes: see {@link orDamaged}
 */
export const readDirectory = (bytes: Uint8Array, from: number, count: number): ZipEntry[] => {
  const view = viewOf(bytes)
  const entries: ZipEntry[] = []
  let at = from
  for (let left = count; left > 0; left--) {
    if (view.getUint32(at, true) !== 0x02014b50) throw damaged()
    const nameEnd = at + directoryLength + view.getUint16(at + 28, true)
    const extraEnd = nameEnd + view.getUint16(at + 30, true)
    const [size = 0, packedSize = 0, offset = 0] = extended(view, nameEnd, extraEnd, [
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ])
    const entry = {
      name: Buffer.from(bytes.subarray(at + directoryLength, nameEnd)).toString(),
      size,
      packedSize,
      crc: view.getUint32(at + 16, true),
      method: view.getUint16(at + 10, true),
      offset,
    }
    checkEntry(entry, view.getUint16(at + 8, true))
    entries.push(entry)
    at = extraEnd + view.getUint16(at + 32, true)
  }
  return entries
}

const readEntries = (bytes: Uint8Array): ZipEntry[] => {
  const view = viewOf(bytes)
  const end = findEnd(view)
  return readDirectory(bytes, view.getUint32(end + 16, true), view.getUint16(end + 10, true))
}

/** What reads behind the end of an archive finds it damaged. @throws BadArchive */
export const orDamaged = <T>(read: () => T): T => {
  try {
    return read()
  } catch (error) {
    throw error instanceof RangeError ? damaged() : error
  }
}

/** Lists an archive's files. Nothing is inflated: sizes are those declared. @throws BadArchive */
export const readZip = (bytes: Uint8Array, limits: ZipLimits): Map<string, ZipEntry> => {
  const entries = orDamaged(() => readEntries(bytes))
  const total = entries.reduce((sum, { size }) => sum + size, 0)
  if (total > limits.bytes || total > limits.fold * bytes.length)
    throw new BadArchive(
      `The archive expands to more than ${limits.bytes / 1024 / 1024} MiB, or to more than ${limits.fold} times its size.`,
    )
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  if (byName.size < entries.length) throw new BadArchive('The archive has two files of one name.')
  return byName
}

/** Small enough that what one piece expands to is small too: deflate makes at most 1,032 bytes of one. */
const pieceBytes = 2_048

function* inflate(packed: Uint8Array): Generator<Uint8Array> {
  const pieces: Uint8Array[] = []
  const inflater = new Inflate((piece) => void pieces.push(piece))
  for (let from = 0; from < packed.length; from += pieceBytes) {
    try {
      inflater.push(packed.subarray(from, from + pieceBytes), from + pieceBytes >= packed.length)
    } catch {
      throw damaged()
    }
    yield* pieces.splice(0)
  }
}

/** The content of a file, piece by piece, and never more of it than the directory declares. @throws BadArchive */
export function* readEntry(
  bytes: Uint8Array,
  { offset, packedSize, size, method, crc }: ZipEntry,
): Generator<Uint8Array> {
  const view = viewOf(bytes)
  const from = orDamaged(() => {
    if (view.getUint32(offset, true) !== 0x04034b50) throw damaged()
    return offset + headerLength + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  })
  if (from + packedSize > bytes.length) throw damaged()
  const packed = bytes.subarray(from, from + packedSize)
  let sum = 0
  let length = 0
  for (const piece of method === stored ? [packed] : inflate(packed)) {
    length += piece.length
    if (length > size) throw new BadArchive('A file in the archive is larger than the archive says.')
    sum = crc32(piece, sum)
    yield piece
  }
  if (length !== size || sum !== crc) throw damaged()
}
