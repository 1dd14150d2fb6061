import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, crc32, createInflateRaw, inflateRawSync } from 'node:zlib'
import { type ByteSource, readBytes } from './byte-source.ts'
import { WrongFile } from './sheet.ts'

export const badArchive = (message: string): WrongFile => new WrongFile('bad-archive', message)

export const isZip = (bytes: Uint8Array): boolean => [0x50, 0x4b, 3, 4].every((byte, index) => bytes[index] === byte)

/** A file in an archive, as the archive's directory declares it; sizes in bytes. */
export interface ZipEntry {
  name: string
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

const expectSignature = (bytes: Buffer, at: number, signature: number): void => {
  if (bytes.readUInt32LE(at) !== signature) throw damaged()
}

const largeNumber = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at))

const stored = 0
const deflated = 8
const pathTricks = /^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\0/

const checkEntry = ({ name, method }: Pick<ZipEntry, 'name' | 'method'>, flags: number): void => {
  if ((flags & 1) === 1) throw badArchive('The archive is encrypted. Save the file without a password.')
  if (pathTricks.test(name)) throw badArchive('The archive has a file whose path leads out of it.')
  if (method !== stored && method !== deflated) throw badArchive('The archive is packed in a way that we do not read.')
}

/** A field with all bits set has its number, of eight bytes, in an extra field (ZIP64); several are in this order. */
const extended = (bytes: Buffer, from: number, to: number, fields: readonly number[]): readonly number[] => {
  for (let at = from; at + 4 <= to; at += 4 + bytes.readUInt16LE(at + 2)) {
    if (bytes.readUInt16LE(at) !== 1) continue
    let next = at - 4
    return fields.map((field) => {
      if (field !== 0xffffffff) return field
      next += 8
      return largeNumber(bytes, next)
    })
  }
  return fields
}

const readEntries = (bytes: Buffer, count: number): ZipEntry[] => {
  const entries: ZipEntry[] = []
  for (let at = 0; entries.length < count; ) {
    expectSignature(bytes, at, 0x02014b50)
    const start = at
    const nameEnd = start + 46 + bytes.readUInt16LE(start + 28)
    const extraEnd = nameEnd + bytes.readUInt16LE(start + 30)
    const fields = [24, 20, 42].map((field) => bytes.readUInt32LE(start + field))
    const [size = 0, packedSize = 0, offset = 0] = extended(bytes, nameEnd, extraEnd, fields)
    const name = bytes.toString('utf8', start + 46, nameEnd)
    const [method, crc] = [bytes.readUInt16LE(start + 10), bytes.readUInt32LE(start + 16)]
    const entry = { name, size, packedSize, crc, method, offset }
    checkEntry(entry, bytes.readUInt16LE(start + 8))
    entries.push(entry)
    at = extraEnd + bytes.readUInt16LE(start + 32)
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

const readWithin = (source: ByteSource, from: number, to: number): Promise<Buffer> => {
  if (from < 0 || from > to || to > source.size) throw damaged()
  return readBytes(source, from, to)
}

/** An archive of more than 4 GiB (ZIP64) has a locator before its end, which says where the larger record is. */
const findLargeDirectory = async (source: ByteSource, end: number) => {
  if (end < locatorLength) return undefined
  const locator = await readWithin(source, end - locatorLength, end)
  if (locator.readUInt32LE() !== 0x07064b50) return undefined
  const at = largeNumber(locator, 8)
  const record = await readWithin(source, at, at + largeEndLength)
  expectSignature(record, 0, 0x06064b50)
  const [count, length, from] = [largeNumber(record, 32), largeNumber(record, 40), largeNumber(record, 48)]
  return { count, from, to: from + length }
}

const findDirectory = async (source: ByteSource) => {
  const tail = await readBytes(source, Math.max(0, source.size - endLength - longestComment), source.size)
  let at = tail.length - endLength
  while (at >= 0 && tail.readUInt32LE(at) !== 0x06054b50) at--
  if (at < 0) throw badArchive('The file is not a zip archive, or is cut off.')
  const large = await findLargeDirectory(source, source.size - tail.length + at)
  if (large) return large
  if (tail.readUInt16LE(at + 4) !== 0) throw badArchive('The archive is split into parts. Pack it as one file.')
  const from = tail.readUInt32LE(at + 16)
  return { count: tail.readUInt16LE(at + 10), from, to: from + tail.readUInt32LE(at + 12) }
}

/**
 * Lists files of an archive, at most so many; `count` says how many there are. Sizes are those declared.
 * @throws WrongFile `bad-archive`
 */
export const listFiles = async (source: ByteSource, most: number): Promise<{ count: number; files: ZipEntry[] }> => {
  const { count, from, to } = await findDirectory(source)
  const directory = await readWithin(source, from, Math.min(to, from + longestDirectory))
  const files = orDamaged(() => readEntries(directory, Math.min(count, most)))
  if (files.some(({ offset, packedSize }) => offset + headerLength + packedSize > from)) throw damaged()
  return { count, files }
}

const readPacked = async (source: ByteSource, { offset, packedSize, method }: ZipEntry) => {
  const header = await readBytes(source, offset, offset + headerLength)
  const from = orDamaged(() => {
    expectSignature(header, 0, 0x04034b50)
    if (header.readUInt16LE(8) !== method) throw damaged()
    return offset + headerLength + header.readUInt16LE(26) + header.readUInt16LE(28)
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
  let [sum, length] = [0, 0]
  for await (const piece of entry.method === stored ? packed : inflate(packed, entry.packedSize)) {
    length += piece.length
    if (length > entry.size) throw badArchive('The archive holds a file that is larger than the archive says.')
    sum = crc32(piece, sum)
    yield piece
  }
  if (length !== entry.size || sum !== entry.crc) throw damaged()
}

const packedLookedAt = 64 * 1024

/** Of an archive of which only the beginning is there: the name of its first file, and that file's beginning. */
export const peekFirst = (head: Buffer): { name: string; bytes: Uint8Array } =>
  orDamaged(() => {
    expectSignature(head, 0, 0x04034b50)
    const nameEnd = headerLength + head.readUInt16LE(26)
    const entry = { name: head.toString('utf8', headerLength, nameEnd), method: head.readUInt16LE(8) }
    checkEntry(entry, head.readUInt16LE(6))
    const from = nameEnd + head.readUInt16LE(28)
    // 0 when it stands behind the file.
    const packedSize = head.readUInt32LE(18) || packedLookedAt
    const packed = head.subarray(from, from + Math.min(packedSize, packedLookedAt))
    if (entry.method === stored) return { name: entry.name, bytes: packed }
    try {
      return { name: entry.name, bytes: inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }) }
    } catch {
      throw damaged()
    }
  })
