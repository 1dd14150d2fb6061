import { Busy } from '../../foundation/table/backoff.ts'
import { type ReportFile, reportObject } from './report-object.ts'

/** Signs a request for an object of the bucket. */
type Sign = (key: string, method?: 'GET' | 'DELETE') => Promise<string>

/** Milliseconds that S3 has for an answer. */
const patience = 5_000

/** What the API needs of the files of reports, by signed requests: ADR 0008 keeps the S3 client out of it. */
export const reportFiles = (sign: Sign) => ({
  /** A link that needs no token. */
  link: (report: ReportFile): Promise<string> => sign(reportObject(report)),

  /** Takes a file away; one that is not there is no error. @throws Busy */
  remove: async (report: ReportFile): Promise<void> => {
    const url = await sign(reportObject(report), 'DELETE')
    const { ok, status } = await fetch(url, { method: 'DELETE', signal: AbortSignal.timeout(patience) })
    if (ok || status === 404) return
    const failure = new Error(`S3 answered ${status} to the deletion of the file of report ${report.id}.`)
    throw status === 503 ? new Busy(failure) : failure
  },
})

export type ReportFiles = ReturnType<typeof reportFiles>
