import { type ByteSource, readBytes } from '../../foundation/files/byte-source.ts'
import { WrongFile } from '../../foundation/files/sheet.ts'
import { badArchive, isZip, listFiles, readFile, type ZipEntry } from '../../foundation/files/zip.ts'
import { fileTypeOf } from '../../work/imports/import-file.ts'

/** GiB that an archive may expand to. */
const maximumSize = 5
/** How many times its packed size a file may be. */
const maximumFold = 200
const namesShown = 3

async function* refuseNested(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true
  for await (const piece of bytes) {
    if (isFirst && isZip(piece))
      throw badArchive('The file in the archive is an archive itself. Pack the .csv file, once.')
    isFirst = false
    yield piece
  }
}

/** The .csv file of an archive, which must be its only file. @throws WrongFile `bad-archive` */
export const findOnlyFile = async (source: ByteSource): Promise<ZipEntry> => {
  const { count, files } = await listFiles(source, namesShown)
  const [file] = files
  if (!file) throw badArchive('The archive is empty. Pack one .csv file into it.')
  const names = [...files.map(({ name }) => name.slice(0, 100)), ...(count > files.length ? ['…'] : [])].join(', ')
  if (count > 1)
    throw badArchive(`The archive holds ${count} entries (${names}). Pack one .csv file into it, without folders.`)
  const { name, size, packedSize } = file
  if (/[/\\]/.test(name))
    throw badArchive('The file in the archive lies in a folder. Pack the file itself, without folders.')
  if (!name.toLowerCase().endsWith('.csv'))
    throw badArchive(`The archive holds ${name.slice(0, 100)}, which is not a .csv file. Pack the .csv file itself.`)
  if (size > maximumSize * 1024 ** 3)
    throw badArchive(`The file in the archive has more than ${maximumSize} GiB. Split it.`)
  if (size > maximumFold * packedSize)
    throw badArchive(
      `The file in the archive expands to more than ${maximumFold} times its size. Put it there unpacked.`,
    )
  return file
}

/** Opens a file that may be packed. @throws WrongFile `bad-archive`, `file-empty`, `file-name` */
export const openText = async (source: ByteSource, fileName: string) => {
  if (source.size === 0) throw new WrongFile('file-empty', 'The file is empty.')
  if (fileTypeOf(fileName) === 'zip') {
    const entry = await findOnlyFile(source)
    if (entry.size === 0) throw new WrongFile('file-empty', 'The file in the archive is empty.')
    return { size: entry.size, bytes: refuseNested(readFile(source, entry)) }
  }
  if (isZip(await readBytes(source, 0, Math.min(4, source.size))))
    throw new WrongFile('file-name', 'The file is an archive or a workbook. Name an archive of one .csv file .zip.')
  return { size: source.size, bytes: source.read(0, source.size) }
}
