import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type * as z from 'zod'

/** Characters that are written at once. */
const pieceLength = 64 * 1024

/**
 * Writes rows into a file on this machine, a line of JSON each, because what stands before them in a report is known
 * only when all of them are.
 * @param path of a file that is not there yet
 * @returns how many
 */
export const spoolRows = async <Row>(path: string, rows: AsyncIterable<Row>): Promise<number> => {
  const file = createWriteStream(path, { flags: 'wx' })
  const done = finished(file)
  // What goes wrong is thrown where it is waited for, and the file is closed in any case.
  done.catch(() => undefined)
  let count = 0
  let piece = ''
  const flush = async (): Promise<void> => {
    const written = piece
    piece = ''
    if (!file.write(written)) await Promise.race([once(file, 'drain'), done])
  }
  try {
    for await (const row of rows) {
      count += 1
      piece += `${JSON.stringify(row)}\n`
      if (piece.length > pieceLength) await flush()
    }
    file.end(piece)
    await done
  } finally {
    file.destroy()
    await done.catch(() => undefined)
  }
  return count
}

/** The rows of a file as they were written. */
export async function* readSpool<Row>(path: string, schema: z.ZodType<Row>): AsyncGenerator<Row> {
  let rest = ''
  // By hand: node:readline also ends lines at U+2028, which JSON leaves as it is.
  for await (const text of createReadStream(path, { encoding: 'utf8' })) {
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield schema.parse(JSON.parse(line))
  }
}
