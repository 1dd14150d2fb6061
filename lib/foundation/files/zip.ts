import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'
import { type ByteSource, readBytes } from './byte-source.ts'
import { WrongFile } from './sheet.ts'

/** An archive that we do not open: damaged, encrypted, or made to do harm. */
export const badArchive = (message: string): WrongFile => new WrongFile('bad-archive', message)

/** Whether a file begins as zip archives and workbooks do. */
export const isZip = (bytes: Uint8Array): boolean => [0x50, 0x4b, 3, 4].every((byte, index) => bytes[index] === byte)

/** A file in an archive, as the archive's directory declares it. */
export interface ZipEntry {
  name: string
  /** In bytes; no more is inflated. */
  size: number
  packedSize: number
  crc: number
  method: number
  offset: number
}

const damaged = (): WrongFile => badArchive('The archive is damaged. Pack the file again.')

/** Reading past the end of the bytes means that the archive is damaged. */
const orDamaged = <T>(read: () => T): T => {
  try {
    return read()
  } catch (error) {
    throw error instanceof RangeError ? damaged() : error
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const expectSignature = (view: DataView, at: number, signature: number): void => {
  if (view.getUint32(at, true) !== signature) throw damaged()
}

const stored = 0
const deflated = 8
const pathTricks = /^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\0/

const checkEntry = ({ name, method }: ZipEntry, flags: number): void => {
  if ((flags & 1) === 1) throw badArchive('The archive is encrypted. Save the file without a password.')
  if (pathTricks.test(name)) throw badArchive('The archive has a file whose path leads out of it.')
  if (method !== stored && method !== deflated) throw badArchive('The archive is packed in a way that we do not read.')
}

/** A field with all bits set has its number, of eight bytes, in an extra field; several are in this order. */
const extended = (view: DataView, from: number, to: number, fields: readonly number[]): number[] => {
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue
    let next = at + 4
    return fields.map((field) => {
      if (field !== 0xffffffff) return field
      next += 8
      return Number(view.getBigUint64(next - 8, true))
    })
  }
  return [...fields]
}

const readEntries = (bytes: Uint8Array, count: number): ZipEntry[] => {
  const view = viewOf(bytes)
  const entries: ZipEntry[] = []
  for (let at = 0; entries.length < count; ) {
    expectSignature(view, at, 0x02014b50)
    const nameEnd = at + 46 + view.getUint16(at + 28, true)
    const extraEnd = nameEnd + view.getUint16(at + 30, true)
    const [size = 0, packedSize = 0, offset = 0] = extended(view, nameEnd, extraEnd, [
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ])
    const entry = {
      name: Buffer.from(bytes.subarray(at + 46, nameEnd)).toString(),
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

const headerLength = 30
const endLength = 22
const longestComment = 0xffff
const locatorLength = 20
const largeEndLength = 56
/** More of a directory is not read: that is some 40,000 files. */
const longestDirectory = 4 * 1024 * 1024

const readWithin = (source: ByteSource, from: number, to: number): Promise<Uint8Array> => {
  if (from < 0 || from > to || to > source.size) throw damaged()
  return readBytes(source, from, to)
}

interface Directory {
  count: number
  from: number
  to: number
}

/** An archive of more than 4 GiB (ZIP64) has a locator before its end, which says where the larger record is. */
const findLargeDirectory = async (source: ByteSource, end: number): Promise<Directory | undefined> => {
  if (end < locatorLength) return undefined
  const locator = viewOf(await readWithin(source, end - locatorLength, end))
  if (locator.getUint32(0, true) !== 0x07064b50) return undefined
  const at = Number(locator.getBigUint64(8, true))
  const record = viewOf(await readWithin(source, at, at + largeEndLength))
  expectSignature(record, 0, 0x06064b50)
  const from = Number(record.getBigUint64(48, true))
  return { count: Number(record.getBigUint64(32, true)), from, to: from + Number(record.getBigUint64(40, true)) }
}

const findDirectory = async (source: ByteSource): Promise<Directory> => {
  const tail = viewOf(await readBytes(source, Math.max(0, source.size - endLength - longestComment), source.size))
  let at = tail.byteLength - endLength
  while (at >= 0 && tail.getUint32(at, true) !== 0x06054b50) at--
  if (at < 0) throw badArchive('The file is not a zip archive, or is cut off.')
  const large = await findLargeDirectory(source, source.size - tail.byteLength + at)
  if (large) return large
  if (tail.getUint16(at + 4, true) !== 0) throw badArchive('The archive is split into parts. Pack it as one file.')
  const from = tail.getUint32(at + 16, true)
  return { count: tail.getUint16(at + 10, true), from, to: from + tail.getUint32(at + 12, true) }
}

/**
 * Lists the files of an archive. Nothing is inflated: sizes are those declared.
 * @param most files that are listed; `count` says how many there are
 * @throws WrongFile `bad-archive`
 */
export const listFiles = async (source: ByteSource, most: number): Promise<{ count: number; files: ZipEntry[] }> => {
  const { count, from, to } = await findDirectory(source)
  const directory = await readWithin(source, from, Math.min(to, from + longestDirectory))
  const files = orDamaged(() => readEntries(directory, Math.min(count, most)))
  if (files.some(({ offset, packedSize }) => offset + headerLength + packedSize > from)) throw damaged()
  return { count, files }
}

/** The packed bytes of a file, which follow its own header. */
const readPacked = async (source: ByteSource, { offset, packedSize, method }: ZipEntry) => {
  const view = viewOf(await readBytes(source, offset, offset + headerLength))
  const from = orDamaged(() => {
    expectSignature(view, 0, 0x04034b50)
    if (view.getUint16(8, true) !== method) throw damaged()
    return offset + headerLength + view.getUint16(26, true) + view.getUint16(28, true)
  })
  if (from + packedSize > source.size) throw damaged()
  return source.read(from, from + packedSize)
}

async function* inflate(packed: AsyncIterable<Uint8Array>, packedSize: number): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw({ chunkSize: 64 * 1024 })
  const filled = pipeline(Readable.from(packed, { objectMode: true, highWaterMark: 1 }), inflater)
  // A failure there destroys the inflater, so the loop below throws it.
  filled.catch(() => undefined)
  try {
    yield* inflater as AsyncIterable<Uint8Array>
  } catch (error) {
    const isOfZlib = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
    throw isOfZlib ? damaged() : error
  } finally {
    inflater.destroy()
  }
  if (inflater.bytesWritten !== packedSize) throw damaged()
}

/** Inflates a file in constant memory, and never more of it than declared. @throws WrongFile `bad-archive` */
export async function* readFile(source: ByteSource, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const packed = await readPacked(source, entry)
  let sum = 0
  let length = 0
  for await (const piece of entry.method === stored ? packed : inflate(packed, entry.packedSize)) {
    length += piece.length
    if (length > entry.size) throw badArchive('The archive holds a file that is larger than the archive says.')
    sum = crc32(piece, sum)
    yield piece
  }
  if (length !== entry.size || sum !== entry.crc) throw damaged()
}
