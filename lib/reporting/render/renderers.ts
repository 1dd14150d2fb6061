import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'
import { csvFormat, guardCell } from '../../foundation/files/cells.ts'
import type { ReportFormat } from '../reports/report.ts'
import { type Fact, originOf, type Render, type ReportDocument } from './document.ts'
import { htmlOf } from './render-html.ts'
import { renderXlsx } from './render-xlsx.ts'

/** One object: the head, then `rows`, one a line. docs/reports has the schemas. */
async function* jsonOf<Row>({ head, rows, sheets }: ReportDocument<Row>): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"rows":[`
  let separator = '\n'
  for await (const row of rows) {
    yield `${separator}${JSON.stringify(row)}`
    separator = ',\n'
  }
  yield '\n]'
  for (const { key, rows: own } of sheets) yield `,\n${JSON.stringify(key)}:${JSON.stringify(own)}`
  yield '}\n'
}

/**
 * The first column tells rows from those of other sheets, each after its headings, and from what is said about the report,
 * which comes last. No text cell starts a formula.
 */
async function* csvLinesOf<Row>({
  head,
  figures,
  columns,
  rows,
  sheets,
}: ReportDocument<Row>): AsyncGenerator<(string | number)[]> {
  const flat = columns.flat()
  yield ['Record', ...flat.map(({ heading }) => heading)]
  for await (const row of rows) yield ['row', ...flat.map(({ of }) => guardCell(of(row) ?? ''))]
  const wide = (cells: readonly (string | number)[]) => [...cells, ...flat.slice(cells.length - 1).map(() => '')]
  for (const { name, columns: own, cells } of sheets) {
    yield wide(['heading', ...own.map(({ heading }) => heading)])
    for (const line of cells()) yield wide([name, ...line.map((value) => guardCell(value ?? ''))])
  }
  const facts: Fact[] = [...figures.headline, ...originOf(head), ['Notice', head.notice]]
  const empty = flat.slice(2).map(() => '')
  for (const [label, value] of facts) yield ['about', guardCell(label), guardCell(value), ...empty]
}

export const renderers: Record<ReportFormat, Render> = {
  html: (document, file) => pipeline(htmlOf(document), file),
  csv: (document, file) => pipeline(csvLinesOf(document), stringify({ ...csvFormat, bom: true }), file),
  json: (document, file) => pipeline(jsonOf(document), file),
  xlsx: renderXlsx,
}
