import { closeSync, openSync, writeSync } from 'node:fs'
import { partPath } from './part-file.ts'

const bufferBytes = 64 * 1024
/** More than the longest line of a part file has. */
const longestLine = 16 * 1024

interface OpenPart {
  file: number
  buffer: Buffer
  filled: number
}

/** Appends lines to the part files of a folder, each through a buffer. Call `close` whatever happens. */
export const partWriter = (folder: string) => {
  const parts = new Map<number, OpenPart>()
  const partOf = (part: number): OpenPart => {
    const found = parts.get(part)
    if (found) return found
    const opened = { file: openSync(partPath(folder, part), 'w', 0o600), buffer: Buffer.alloc(bufferBytes), filled: 0 }
    parts.set(part, opened)
    return opened
  }
  const flush = (part: OpenPart): void => {
    for (let from = 0; from < part.filled; ) from += writeSync(part.file, part.buffer, from, part.filled - from)
    part.filled = 0
  }
  return {
    /** @returns bytes of the line */
    append: (number: number, line: string): number => {
      const part = partOf(number)
      if (part.filled + longestLine > bufferBytes) flush(part)
      const bytes = part.buffer.write(line, part.filled)
      part.filled += bytes
      return bytes
    },
    flush: (): void => {
      for (const part of parts.values()) flush(part)
    },
    close: (): void => {
      for (const { file } of parts.values()) closeSync(file)
    },
  }
}
