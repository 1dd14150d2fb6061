import { open } from 'node:fs/promises'
import { Zip, ZipDeflate } from 'fflate'

/** Writes a zip archive into a new file. Memory holds one entry at a time; names are UTF-8. */
export const createArchive = async (path: string) => {
  const file = await open(path, 'wx')
  const chunks: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    chunks.push(chunk)
  })
  const flush = async (): Promise<void> => {
    for (const chunk of chunks.splice(0)) await file.writeFile(chunk)
  }
  return {
    add: async (name: string, content: string): Promise<void> => {
      const entry = new ZipDeflate(name)
      zip.add(entry)
      entry.push(Buffer.from(content), true)
      await flush()
    },
    end: async (): Promise<void> => {
      zip.end()
      await flush()
    },
    /** To be called also after a failure. */
    close: () => file.close(),
  }
}
