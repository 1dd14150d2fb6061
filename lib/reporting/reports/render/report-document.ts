import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Stack } from '../column.ts'
import type { ReportHead } from '../report-head.ts'

/** What becomes a file: what stands before and behind the rows, and the rows themselves, which are read once. */
export interface ReportDocument<Row> {
  title: string
  /** What a row is, as a heading: `Titles`. */
  rowsAre: string
  head: ReportHead
  columns: readonly Stack<Row>[]
  rows: AsyncIterable<Row>
}

/** Writes a report as a file of one format, and ends the file. Memory holds some rows at a time. */
export type Render = <Row>(document: ReportDocument<Row>, file: Writable) => Promise<void>

/** Characters that are written at once. */
const pieceLength = 64 * 1024

async function* joined(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = ''
  for await (const text of texts) {
    piece += text
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  yield piece
}

/** Renders a format that is text. */
export const renderText =
  (textOf: <Row>(document: ReportDocument<Row>) => AsyncIterable<string>): Render =>
  (document, file) =>
    pipeline(Readable.from(joined(textOf(document)), { objectMode: false }), file)
