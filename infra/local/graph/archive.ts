import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { crc32, createDeflateRaw } from 'node:zlib'

const littleEndian = (...fields: [bytes: 2 | 4, value: number][]): Buffer =>
  Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes)
      field.writeUIntLE(value, 0, bytes)
      return field
    }),
  )

const deflated = 8

/** Writes an archive of one file in little memory, with its sizes in the directory alone. @param lines without their ends */
export const writeArchive = async (path: string, name: string, texts: Iterable<string>): Promise<void> => {
  const file = createWriteStream(path)
  const put = async (bytes: Uint8Array): Promise<void> => {
    if (!file.write(bytes)) await once(file, 'drain')
  }
  const head = (crc: number, packed: number, size: number) =>
    littleEndian(
      [2, 20],
      [2, 0],
      [2, deflated],
      [2, 0],
      [2, 0x5821],
      [4, crc],
      [4, packed],
      [4, size],
      [2, name.length],
    )
  const local = Buffer.concat([littleEndian([4, 0x04034b50]), head(0, 0, 0), littleEndian([2, 0]), Buffer.from(name)])
  await put(local)
  let [crc, size, packed] = [0, 0, 0]
  const deflate = createDeflateRaw({ level: 6 })
  const written = (async () => {
    for await (const piece of deflate) {
      packed += piece.length
      await put(piece)
    }
  })()
  for (const text of texts) {
    const bytes = Buffer.from(text)
    crc = crc32(bytes, crc)
    size += bytes.length
    if (!deflate.write(bytes)) await once(deflate, 'drain')
  }
  deflate.end()
  await written
  const entry = Buffer.concat([
    littleEndian([4, 0x02014b50], [2, 20]),
    head(crc, packed, size),
    littleEndian([2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, 0]),
    Buffer.from(name),
  ])
  const from = local.length + packed
  const end = littleEndian([4, 0x06054b50], [2, 0], [2, 0], [2, 1], [2, 1], [4, entry.length], [4, from], [2, 0])
  await put(Buffer.concat([entry, end]))
  file.end()
  await once(file, 'close')
  // What readers of the directory compare: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7
  const again = await open(path, 'r+')
  await again.write(littleEndian([4, crc], [4, packed], [4, size]), 0, 12, 14)
  await again.close()
}
