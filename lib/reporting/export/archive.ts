import { open } from 'node:fs/promises'
import { Zip, ZipDeflate } from 'fflate'

/**
 * Writes a zip archive into a file, entry by entry, so that memory holds one entry at a time. Names are UTF-8.
 * @param path of a file that is not there yet
 */
export const createArchive = async (path: string) => {
  const file = await open(path, 'wx')
  let chunks: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    chunks.push(chunk)
  })
  const flush = async (): Promise<void> => {
    const written = chunks
    chunks = []
    for (const chunk of written) await file.writeFile(chunk)
  }
  return {
    add: async (name: string, content: string): Promise<void> => {
      const entry = new ZipDeflate(name)
      zip.add(entry)
      entry.push(Buffer.from(content), true)
      await flush()
    },
    /** Writes the directory of the archive. */
    end: async (): Promise<void> => {
      zip.end()
      await flush()
    },
    /** To be called in any case. */
    close: () => file.close(),
  }
}
