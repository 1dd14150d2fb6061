import { crc32, deflateRawSync } from 'node:zlib'
import type { ByteSource } from '../../lib/foundation/files/byte-source.ts'
import {
  type InventoryBatch,
  type InventoryFile,
  type InventoryOptions,
  readInventory,
} from '../../lib/inventory/files/read-inventory.ts'

/** Bytes in memory, given in pieces of `piece` bytes; counts what is taken of them. */
export const sourceOf = (content: string | Uint8Array, piece = 64 * 1024) => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const taken = { bytes: 0, isClosed: true }
  const source: ByteSource = {
    size: bytes.length,
    async *read(from, to) {
      taken.isClosed = false
      try {
        for (let at = from; at < Math.min(to, bytes.length); at += piece) {
          const some = bytes.subarray(at, Math.min(at + piece, to))
          taken.bytes += some.length
          yield some
        }
      } finally {
        taken.isClosed = true
      }
    },
  }
  return { ...source, taken }
}

/** A source of any size that repeats one text, held in no memory. */
export const endlessSource = (head: string, repeated: string, size = 5 * 1024 ** 3) => {
  const taken = { bytes: 0 }
  const piece = Buffer.from(repeated.repeat(Math.ceil(65_536 / repeated.length)))
  const source: ByteSource = {
    size,
    async *read(from, to) {
      if (from === 0) yield Buffer.from(head).subarray(0, to)
      for (let at = head.length; at < to; at += piece.length) {
        taken.bytes += piece.length
        yield piece
      }
    },
  }
  return { ...source, taken }
}

interface TestEntry {
  name: string
  content: string | Uint8Array
  /** Stored unless deflated. */
  deflated?: boolean
  /** What the directory says, whatever is so. */
  says?: Partial<{ size: number; packedSize: number; crc: number; method: number; flags: number; offset: number }>
}

const fields = (...values: (readonly [bytes: 2 | 4 | 8, value: number])[]): Buffer =>
  Buffer.concat(
    values.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes)
      if (bytes === 8) field.writeBigUInt64LE(BigInt(value))
      else field.writeUIntLE(value, 0, bytes)
      return field
    }),
  )

const entryBytes = ({ name, content, deflated = true, says }: TestEntry, offset: number, isLarge: boolean) => {
  const bytes = Buffer.from(content)
  const packed = deflated ? deflateRawSync(bytes) : bytes
  const told = {
    size: bytes.length,
    packedSize: packed.length,
    crc: crc32(bytes),
    method: deflated ? 8 : 0,
    flags: 0,
    offset,
    ...says,
  }
  const { size, packedSize, crc, method, flags } = told
  const place = Buffer.from(name)
  const local = [4, 0x04034b50] as const
  const common = [
    [2, flags],
    [2, method],
    [4, 0],
    [4, crc],
  ] as const
  const header = fields(local, [2, 20], ...common, [4, packed.length], [4, bytes.length], [2, place.length], [2, 0])
  const extra = isLarge ? fields([2, 1], [2, 24], [8, size], [8, packedSize], [8, told.offset]) : Buffer.alloc(0)
  const small = (value: number) => (isLarge ? 0xffffffff : value)
  const directory = Buffer.concat([
    fields([4, 0x02014b50], [2, 20], [2, 20], ...common, [4, small(packedSize)], [4, small(size)]),
    fields([2, place.length], [2, extra.length], [2, 0], [2, 0], [2, 0], [4, 0], [4, small(told.offset)]),
    place,
    extra,
  ])
  return { file: Buffer.concat([header, place, packed]), directory }
}

/** A zip archive, by hand: one that lies, or one as those of more than 4 GiB are written (`isLarge`, ZIP64). */
export const archiveOf = (entries: readonly TestEntry[], { isLarge = false, comment = '' } = {}): Buffer => {
  const files: Buffer[] = []
  const directories: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const { file, directory } = entryBytes(entry, offset, isLarge)
    files.push(file)
    directories.push(directory)
    offset += file.length
  }
  const directory = Buffer.concat(directories)
  const { length } = entries
  const large = Buffer.concat([
    fields([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, length], [8, length]),
    fields([8, directory.length], [8, offset]),
    fields([4, 0x07064b50], [4, 0], [8, offset + directory.length], [4, 1]),
  ])
  const counts = isLarge ? ([0xffff, 0xffffffff, 0xffffffff] as const) : ([length, directory.length, offset] as const)
  const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, counts[0]], [2, counts[0]], [4, counts[1]], [4, counts[2]])
  const remark = Buffer.from(comment)
  return Buffer.concat([...files, directory, ...(isLarge ? [large] : []), end, fields([2, remark.length]), remark])
}

/** The one file of an archive as people make it. */
export const zippedCsv = (content: string | Uint8Array, name = 'inventory.csv'): Buffer =>
  archiveOf([{ name, content }])

/** All that a file says, in one batch. */
export const gather = async ({ batches }: Pick<InventoryFile, 'batches'>): Promise<InventoryBatch> => {
  const all: InventoryBatch = { rows: [], faults: [], skipped: 0 }
  for await (const { rows, faults, skipped } of batches) {
    all.rows.push(...rows)
    all.faults.push(...faults)
    all.skipped += skipped
  }
  return all
}

export const readAll = async (
  content: string | Uint8Array,
  options: InventoryOptions & { fileName?: string; piece?: number } = {},
) => {
  const { fileName = 'inventory.csv', piece, ...rest } = options
  const file = await readInventory(sourceOf(content, piece), fileName, rest)
  return { source: file.source, ...(await gather(file)) }
}

/** Lines with CRLF. */
export const csv = (...lines: string[]): string => lines.map((line) => `${line}\r\n`).join('')

export const intuneHeadings =
  'ApplicationKey,ApplicationName,ApplicationPublisher,ApplicationShortVersion,ApplicationVersion,DeviceId,DeviceName,EmailAddress,OSDescription,OSVersion,Platform,UserId,UserName'

export const collect = async <T>(values: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const value of values) all.push(value)
  return all
}
