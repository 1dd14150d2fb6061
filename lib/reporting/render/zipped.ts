import { Zip, ZipDeflate } from 'fflate'

export interface Entry {
  path: string
  content: string | AsyncIterable<string>
}

/** A zip archive. Memory holds one piece of an entry at a time; names are UTF-8. */
export async function* zipped(entries: AsyncIterable<Entry>): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    chunks.push(chunk)
  })
  for await (const { path, content } of entries) {
    const entry = new ZipDeflate(path)
    zip.add(entry)
    if (typeof content !== 'string')
      for await (const piece of content) {
        entry.push(Buffer.from(piece))
        yield* chunks.splice(0)
      }
    entry.push(Buffer.from(typeof content === 'string' ? content : ''), true)
    yield* chunks.splice(0)
  }
  zip.end()
  yield* chunks
}
