import * as z from 'zod'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { handOver, type Work } from '../../work/work.ts'
import { notice } from '../overview/overview.ts'
import { escaped } from '../render/document.ts'
import { reportNames, type StoredReport } from '../reports/report.ts'
import type { ReportFile } from '../reports/report-files.ts'
import { reportRuns } from '../reports/report-runs.ts'
import type { SendMail } from './mailer.ts'

export const composeReportMail = (
  { type, format }: Pick<StoredReport, 'type' | 'format'>,
  schedule: Pick<NonNullable<StoredReport['schedule']>, 'name' | 'dueAt' | 'timeZone'>,
  { file, hours, api }: { file: string; hours: number; api: string },
) => {
  const { dueAt, timeZone } = schedule
  const name = reportNames[type]
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'long', timeStyle: 'short' })
  const due = `${time.format(new Date(dueAt))} (${timeZone})`
  const what = `The ${name} of the schedule “${schedule.name}”, due ${due}, is ready.`
  const about = `The link needs no sign-in: whoever has it can open the report. It is good for at most ${hours} hours.`
  const later = 'Later, this address gives a new one to whoever has an access token:'
  const as = format?.toUpperCase() ?? 'ZIP'
  return {
    subject: `${name}: ${schedule.name}`,
    text: [what, `${as}: ${file}`, about, `${later}\n${api}`, notice, ''].join('\n\n'),
    html: [
      '<!doctype html><html lang="en"><meta charset="utf-8"><title>License Ledger</title>',
      '<body style="font-family:sans-serif;line-height:1.5;max-width:40em">',
      `<p>${escaped(what)}</p>`,
      `<p><a href="${escaped(file)}">Open the report (${as})</a></p>`,
      `<p>${escaped(about)} ${escaped(later)}<br>${escaped(api)}</p>`,
      `<p style="color:#555;font-size:smaller">${escaped(notice)}</p>`,
      '</body></html>',
    ].join('\n'),
  }
}

export interface MailDesk extends Pick<Ledger, 'table' | 'now'> {
  sendMail: SendMail | undefined
  linkToReport: (report: ReportFile) => Promise<string>
  linkHours: number
  /** Without a slash at its end. */
  apiUrl: string
}

const Mailing = z.object({ mail: z.object({ to: z.string() }) })

/** The link is signed now. Nobody gets a mail about a report that is gone. */
export const sendReportMail = (desk: MailDesk, work: Work): Promise<void> =>
  handOver(desk, work, async () => {
    const { table, sendMail, linkToReport, linkHours: hours, apiUrl } = desk
    const { to } = Mailing.parse(work).mail
    const report = await reportRuns.read(table, work.subjectId)
    if (report?.status !== 'completed' || !report.schedule) return
    if (!sendMail) throw new Error('No mail server is configured: smtpUrl and mailFrom in docs/operations.md.')
    const links = { file: await linkToReport(report), hours, api: `${apiUrl}/reports/${report.id}` }
    await sendMail({ id: work.id, to, ...composeReportMail(report, report.schedule, links) })
  })
