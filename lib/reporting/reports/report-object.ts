import type { ReportFormat, ReportType, StoredReport } from './report.ts'

const contentTypes: Record<ReportFormat | 'zip', string> = {
  html: 'text/html; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
  zip: 'application/zip',
}

const titles: Record<ReportType, string> = {
  purchase: 'license-purchase-report',
  installation: 'license-installation-report',
  export: 'license-ledger-export',
}

export type ReportFile = Pick<StoredReport, 'id' | 'type' | 'format'>

const extensionOf = ({ format }: ReportFile): ReportFormat | 'zip' => format ?? 'zip'

/** The key of the file of a report in the bucket. */
export const reportObject = (report: ReportFile): string =>
  `results/reports/${report.id}/${report.type}.${extensionOf(report)}`

/** How whoever follows the link to a report gets it: a page is shown, all else is saved. @param day YYYY-MM-DD */
export const deliveryOf = (report: ReportFile, day: string) => {
  const extension = extensionOf(report)
  return {
    ContentType: contentTypes[extension],
    ContentDisposition: `${extension === 'html' ? 'inline' : 'attachment'}; filename="${titles[report.type]}-${day}.${extension}"`,
  }
}
