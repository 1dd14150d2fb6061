import type { ReportFormat } from '../reports/report.ts'
import { type Render, type ReportDocument, writeTexts } from './document.ts'
import { csvOf } from './render-csv.ts'
import { htmlOf } from './render-html.ts'
import { renderXlsx } from './render-xlsx.ts'

/** One object: the head, then `rows`, one a line. docs/reports has the schemas. */
async function* jsonOf<Row>({ head, rows }: ReportDocument<Row>): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"rows":[`
  let separator = '\n'
  for await (const row of rows) {
    yield `${separator}${JSON.stringify(row)}`
    separator = ',\n'
  }
  yield '\n]}\n'
}

export const renderers: Record<ReportFormat, Render> = {
  html: (document, file) => writeTexts(htmlOf(document), file),
  csv: (document, file) => writeTexts(csvOf(document), file),
  json: (document, file) => writeTexts(jsonOf(document), file),
  xlsx: renderXlsx,
}
