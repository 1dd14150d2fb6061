import type { ReportFormat } from '../report.ts'
import { renderCsv } from './render-csv.ts'
import { renderHtml } from './render-html.ts'
import { renderJson } from './render-json.ts'
import { renderXlsx } from './render-xlsx.ts'
import type { Render } from './report-document.ts'

export const renderers: Record<ReportFormat, Render> = {
  html: renderHtml,
  csv: renderCsv,
  xlsx: renderXlsx,
  json: renderJson,
}
