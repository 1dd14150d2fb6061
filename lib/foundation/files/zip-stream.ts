import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'
import { type ByteSource, readBytes } from './byte-source.ts'
import {
  BadArchive,
  damaged,
  endLength,
  findEnd,
  headerLength,
  longestComment,
  orDamaged,
  readDirectory,
  stored,
  viewOf,
  type ZipEntry,
  type ZipLimits,
} from './zip.ts'

const locatorLength = 20
const largeEndLength = 56
/** More than one entry can have: its name, extra field and comment have at most 64 KiB each. */
const directoryRead = 256 * 1024
const pieceBytes = 64 * 1024
const namesShown = 3

/** The directory of an archive: where it lies, and how many entries it has. */
interface Directory {
  count: number
  from: number
  to: number
}

/** Reads stretches of a source whose last bytes are here already. */
const readerBehind = (source: ByteSource, tail: Uint8Array) => {
  const tailFrom = source.size - tail.length
  return async (from: number, to: number): Promise<Uint8Array> => {
    if (from < 0 || from > to || to > source.size) throw damaged()
    return from >= tailFrom ? tail.subarray(from - tailFrom, to - tailFrom) : readBytes(source, from, to)
  }
}

type Read = ReturnType<typeof readerBehind>

/** In an archive of more than 4 GiB (ZIP64) another record says where the directory is; a locator before the end says where that is. */
const findLargeDirectory = async (read: Read, end: number): Promise<Directory | undefined> => {
  if (end < locatorLength) return undefined
  const locator = viewOf(await read(end - locatorLength, end))
  if (locator.getUint32(0, true) !== 0x07064b50) return undefined
  const at = Number(locator.getBigUint64(8, true))
  const record = viewOf(await read(at, at + largeEndLength))
  if (record.getUint32(0, true) !== 0x06064b50) throw damaged()
  const from = Number(record.getBigUint64(48, true))
  return { count: Number(record.getBigUint64(32, true)), from, to: from + Number(record.getBigUint64(40, true)) }
}

const findDirectory = async (read: Read, tail: Uint8Array, size: number): Promise<Directory> => {
  const view = viewOf(tail)
  const at = findEnd(view)
  const end = size - tail.length + at
  const directory = await findLargeDirectory(read, end)
  if (directory) return directory
  if (view.getUint16(at + 4, true) !== 0) throw new BadArchive('The archive is split into parts. Pack it as one file.')
  const from = view.getUint32(at + 16, true)
  return { count: view.getUint16(at + 10, true), from, to: from + view.getUint32(at + 12, true) }
}

const refuseMany = (directory: Uint8Array, count: number): BadArchive => {
  if (count === 0) return new BadArchive('The archive is empty. Pack one .csv file into it.')
  const names = readDirectory(directory, 0, Math.min(count, namesShown)).map(({ name }) => name.slice(0, 100))
  const shown = `${names.join(', ')}${count > names.length ? ', …' : ''}`
  return new BadArchive(`The archive holds ${count} entries (${shown}). Pack one .csv file into it, without folders.`)
}

const checkFile = ({ name, size, packedSize }: ZipEntry, limits: ZipLimits): void => {
  if (/[/\\]/.test(name))
    throw new BadArchive('The file in the archive lies in a folder. Pack the file itself, without folders.')
  if (!name.toLowerCase().endsWith('.csv'))
    throw new BadArchive(`The archive holds ${name.slice(0, 100)}, which is no .csv file. Pack the .csv file itself.`)
  if (size > limits.bytes)
    throw new BadArchive(`The file in the archive has more than ${limits.bytes / 1024 ** 3} GiB. Split it.`)
  if (size > limits.fold * packedSize)
    throw new BadArchive(
      `The file in the archive expands to more than ${limits.fold} times its size. Put it there unpacked.`,
    )
}

/**
 * The one file of an archive, a .csv, as the directory tells of it. Nothing of it is read or inflated.
 * @throws BadArchive when there is another number of files, or one that we do not unpack
 */
export const findOnlyFile = async (source: ByteSource, limits: ZipLimits): Promise<ZipEntry> => {
  const tailLength = endLength + longestComment + locatorLength + largeEndLength
  const tail = await readBytes(source, Math.max(0, source.size - tailLength), source.size)
  if (tail.length < endLength) throw new BadArchive('The file is no zip archive, or is cut off.')
  const read = readerBehind(source, tail)
  const { count, from, to } = await findDirectory(read, tail, source.size)
  const directory = await read(from, Math.min(to, from + directoryRead))
  return orDamaged(() => {
    if (count !== 1) throw refuseMany(directory, count)
    const [entry] = readDirectory(directory, 0, 1)
    if (!entry || entry.offset + headerLength + entry.packedSize > from) throw damaged()
    checkFile(entry, limits)
    return entry
  })
}

/** The packed bytes of a file, behind its own header. */
const packedBytes = async (source: ByteSource, { offset, packedSize, method }: ZipEntry) => {
  const view = viewOf(await readBytes(source, offset, offset + headerLength))
  const from = orDamaged(() => {
    const isSame = view.getUint32(0, true) === 0x04034b50 && view.getUint16(8, true) === method
    if (!isSame) throw damaged()
    return offset + headerLength + view.getUint16(26, true) + view.getUint16(28, true)
  })
  if (from + packedSize > source.size) throw damaged()
  return source.read(from, from + packedSize)
}

const isOfZlib = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')

async function* inflate(packed: AsyncIterable<Uint8Array>, packedSize: number): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw({ chunkSize: pieceBytes })
  const filled = pipeline(Readable.from(packed, { objectMode: true, highWaterMark: 1 }), inflater)
  // What goes wrong there destroys the inflater, and so is thrown by the loop.
  filled.catch(() => undefined)
  try {
    yield* inflater as AsyncIterable<Uint8Array>
  } catch (error) {
    throw isOfZlib(error) ? damaged() : error
  } finally {
    inflater.destroy()
  }
  if (inflater.bytesWritten !== packedSize) throw damaged()
}

/** The content of a file in constant memory, and never more of it than the directory declares. @throws BadArchive */
export async function* readPacked(source: ByteSource, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const { method, packedSize, size, crc } = entry
  const packed = await packedBytes(source, entry)
  let sum = 0
  let length = 0
  for await (const piece of method === stored ? packed : inflate(packed, packedSize)) {
    length += piece.length
    if (length > size) throw new BadArchive('The file in the archive is larger than the archive says. Pack it anew.')
    sum = crc32(piece, sum)
    yield piece
  }
  if (length !== size || sum !== crc) throw damaged()
}
