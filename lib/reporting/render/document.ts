import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Stack } from '../contents/columns.ts'
import type { ReportHead } from '../contents/head.ts'

/** What becomes a file: what is said about the report, and its rows, which are read once. */
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

export const writeTexts = (texts: AsyncIterable<string>, file: Writable): Promise<void> =>
  pipeline(Readable.from(joined(texts), { objectMode: false }), file)

/** What neither HTML nor XML can hold, not even escaped. */
const unprintable = /(?![\t\n\r\u007f-\u009f])[\p{Cc}\ufffe\uffff]/gu

/** Replaces the characters that markup cannot hold: VLSC and devices may send any. */
export const printable = (text: string): string => text.toWellFormed().replace(unprintable, '\ufffd')

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export const escaped = (text: string): string =>
  printable(text).replaceAll(/[&<>"']/g, (found) => entities[found] ?? found)
