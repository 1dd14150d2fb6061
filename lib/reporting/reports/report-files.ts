import { Busy } from '../../foundation/table/attempts.ts'
import type { ReportFormat, ReportType, StoredReport } from './report.ts'

const contentTypes: Record<ReportFormat | 'zip', string> = {
  html: 'text/html; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
  zip: 'application/zip',
}

const fileNames: Record<ReportType, string> = {
  purchase: 'license-purchase-report',
  installation: 'license-installation-report',
  position: 'effective-license-position',
  changes: 'license-changes',
  export: 'license-ledger-export',
}

export type ReportFile = Pick<StoredReport, 'id' | 'type' | 'format'>

export const reportObject = ({ id, type, format }: ReportFile): string =>
  `results/reports/${id}/${type}.${format ?? 'zip'}`

/** Browsers show a page and save all else. @param day YYYY-MM-DD */
export const deliveryOf = ({ type, format }: ReportFile, day: string) => {
  const extension = format ?? 'zip'
  const disposition = `${extension === 'html' ? 'inline' : 'attachment'}; filename="${fileNames[type]}-${day}.${extension}"`
  return { ContentType: contentTypes[extension], ContentDisposition: disposition }
}

type Sign = (key: string, method?: 'GET' | 'DELETE') => Promise<string>

/** Milliseconds. */
const patience = 5_000

/** What the API needs of the files of reports, by signed requests: ADR 0008 keeps the S3 client out of it. */
export const reportFiles = (sign: Sign) => ({
  /** Needs no token. */
  link: (report: ReportFile): Promise<string> => sign(reportObject(report)),

  /** Removes a file; one that is not there is no error. @throws Busy */
  remove: async (report: ReportFile): Promise<void> => {
    const url = await sign(reportObject(report), 'DELETE')
    const { ok, status } = await fetch(url, { method: 'DELETE', signal: AbortSignal.timeout(patience) })
    if (ok || status === 404) return
    const failure = new Error(`S3 answered ${status} to the deletion of the file of report ${report.id}.`)
    throw status === 503 ? new Busy(failure) : failure
  },
})

export type ReportFiles = ReturnType<typeof reportFiles>
