import { createReadStream, createWriteStream } from 'node:fs'
import type * as z from 'zod'
import { writeTexts } from '../render/document.ts'

/**
 * Writes rows into a file on this machine, a line of JSON each: what stands before them in a report is known only when all
 * of them are.
 * @param path of a file that is not there yet
 * @returns how many
 */
export const spoolRows = async <Row>(path: string, rows: AsyncIterable<Row>): Promise<number> => {
  let count = 0
  const lines = async function* () {
    for await (const row of rows) {
      count += 1
      yield `${JSON.stringify(row)}\n`
    }
  }
  await writeTexts(lines(), createWriteStream(path, { flags: 'wx' }))
  return count
}

export async function* readSpool<Row>(path: string, schema: z.ZodType<Row>): AsyncGenerator<Row> {
  let rest = ''
  // By hand: node:readline also ends lines at U+2028, which JSON leaves as it is.
  for await (const text of createReadStream(path, { encoding: 'utf8' })) {
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield schema.parse(JSON.parse(line))
  }
}
