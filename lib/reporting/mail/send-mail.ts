import type { Table } from '../../foundation/table/table.ts'
import { handOver } from '../../work/hand-over.ts'
import type { Work } from '../../work/work.ts'
import type { ReportFile } from '../reports/report-files.ts'
import { reportRuns } from '../reports/report-runs.ts'
import { composeReportMail } from './compose-report-mail.ts'
import type { SendMail } from './mailer.ts'

/** What sending mail needs. */
export interface MailDesk {
  table: Table
  now: () => Date
  /** Undefined where no mail server is configured. */
  sendMail: SendMail | undefined
  /** Makes a link to the file of a report that needs no token. */
  linkToReport: (report: ReportFile) => Promise<string>
  /** Hours for which such a link is good, at most. */
  linkHours: number
  /** Address of the API, without a slash at its end. */
  apiUrl: string
}

/**
 * Sends the mail of a piece of work, with a link signed now. A report that has been deleted since is not written about.
 * @throws Error when the mail server does not take it
 */
export const sendReportMail = (desk: MailDesk, work: Work): Promise<void> =>
  handOver(desk, work, async () => {
    const { table, sendMail, linkToReport, linkHours: hours, apiUrl } = desk
    const { mail, subjectId } = work
    const report = await reportRuns.read(table, subjectId)
    if (!mail || report?.status !== 'completed') return
    if (!sendMail) throw new Error('No mail server is configured: smtpUrl and mailFrom in docs/operations.md.')
    const links = { file: await linkToReport(report), hours, api: `${apiUrl}/reports/${report.id}` }
    await sendMail({ id: work.id, to: mail.to, ...composeReportMail(report, mail, links) })
  })
