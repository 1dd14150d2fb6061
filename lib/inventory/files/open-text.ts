import { type ByteSource, readBytes } from '../../foundation/files/byte-source.ts'
import { TooLarge } from '../../foundation/files/sheet.ts'
import { UnreadableText } from '../../foundation/files/text.ts'
import { BadArchive, type ZipLimits } from '../../foundation/files/zip.ts'
import { findOnlyFile, readPacked } from '../../foundation/files/zip-stream.ts'
import { fileTypeOf } from '../../work/imports/file-name.ts'
import { WrongFile } from '../../work/imports/wrong-file.ts'

/** What an archive may expand to. */
const limits: ZipLimits = { bytes: 5 * 1024 ** 3, fold: 200 }

/** The bytes of a text, unpacked, and how many they are. */
interface TextBytes {
  size: number
  bytes: AsyncIterable<Uint8Array>
}

/** What is wrong with the bytes, the text or the archive makes the file a wrong one; anything else stays what it is. */
export const asWrongFile = (error: unknown): unknown => {
  if (error instanceof BadArchive) return new WrongFile('bad-archive', error.message)
  if (error instanceof UnreadableText) return new WrongFile('encoding', error.message)
  if (error instanceof TooLarge) return new WrongFile('file-too-large', error.message)
  return error
}

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4

async function* refuseNested(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true
  for await (const piece of bytes) {
    if (isFirst && isZip(piece))
      throw new BadArchive('The file in the archive is an archive itself. Pack the .csv file, once.')
    isFirst = false
    yield piece
  }
}

/** @throws WrongFile, BadArchive */
export const openText = async (source: ByteSource, fileName: string): Promise<TextBytes> => {
  if (source.size === 0) throw new WrongFile('file-empty', 'The file is empty.')
  if (fileTypeOf(fileName) === 'zip') {
    const entry = await findOnlyFile(source, limits)
    if (entry.size === 0) throw new WrongFile('file-empty', 'The file in the archive is empty.')
    return { size: entry.size, bytes: refuseNested(readPacked(source, entry)) }
  }
  if (isZip(await readBytes(source, 0, Math.min(4, source.size))))
    throw new WrongFile('file-name', 'The file is an archive or a workbook. Name an archive of one .csv file .zip.')
  return { size: source.size, bytes: source.read(0, source.size) }
}
