import { stringify } from 'csv-stringify/sync'
import { guardCell } from '../../foundation/files/cells.ts'
import type { Column } from '../contents/columns.ts'
import { type Fact, headlineOf, originOf } from './about.ts'
import type { ReportDocument } from './document.ts'

type Cell = string | number

/** A cell that holds ends of lines is quoted, whichever they are. */
const linesOf = (lines: readonly (readonly Cell[])[]): string =>
  stringify([...lines], { record_delimiter: 'windows', quoted_match: /[\r\n]/ })

const cellOf = <Row>(column: Column<Row>, row: Row): Cell => {
  const value = column.of(row) ?? ''
  return column.kind === 'text' ? guardCell(String(value)) : value
}

const factLine = (width: number, [label, value]: Fact): Cell[] => [
  ...['about', label, typeof value === 'number' ? value : guardCell(value)],
  ...Array.from({ length: width - 3 }, () => ''),
]

const linesPerWrite = 200

/**
 * RFC 4180 in UTF-8 with a byte order mark; no text cell starts a formula. The first column tells rows from what is said
 * about the report, which comes last.
 */
export async function* csvOf<Row>({ head, columns, rows }: ReportDocument<Row>): AsyncGenerator<string> {
  const flat = columns.flat()
  yield `\ufeff${linesOf([['Record', ...flat.map(({ heading }) => heading)]])}`
  let lines: Cell[][] = []
  for await (const row of rows) {
    lines.push(['row', ...flat.map((column) => cellOf(column, row))])
    if (lines.length < linesPerWrite) continue
    yield linesOf(lines)
    lines = []
  }
  const facts: Fact[] = [...headlineOf(head), ...originOf(head), ['Notice', head.notice]]
  yield linesOf([...lines, ...facts.map((fact) => factLine(flat.length + 1, fact))])
}
