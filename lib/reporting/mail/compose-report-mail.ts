import { notice } from '../overview/overview.ts'
import { reportNames, type StoredReport } from '../reports/report.ts'
import type { Mail } from './mailer.ts'
import type { ReportMail } from './report-mail.ts'

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')

const timeIn = (at: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'long', timeStyle: 'short' }).format(new Date(at))

interface ReportLinks {
  /** Needs no token. */
  file: string
  /** Hours for which it is good, at most. */
  hours: number
  /** Of the API; needs a token, and gives a new link. */
  api: string
}

/** What the mail about a scheduled report says: a link to it, in plain text and as a small page. */
export const composeReportMail = (
  { type, format }: Pick<StoredReport, 'type' | 'format'>,
  { scheduleName, dueAt, timeZone }: ReportMail,
  { file, hours, api }: ReportLinks,
): Pick<Mail, 'subject' | 'text' | 'html'> => {
  const name = reportNames[type]
  const what = `The ${name} of the schedule “${scheduleName}”, due ${timeIn(dueAt, timeZone)} (${timeZone}), is ready.`
  const about = `The link needs no sign-in: whoever has it can open the report. It is good for at most ${hours} hours.`
  const later = 'Later, this address gives a new one to whoever has an access token:'
  const as = format?.toUpperCase() ?? 'ZIP'
  return {
    subject: `${name}: ${scheduleName}`,
    text: [what, `${as}: ${file}`, about, `${later}\n${api}`, notice, ''].join('\n\n'),
    html: [
      '<!doctype html><html lang="en"><meta charset="utf-8"><title>License Ledger</title>',
      '<body style="font-family:sans-serif;line-height:1.5;max-width:40em">',
      `<p>${escapeHtml(what)}</p>`,
      `<p><a href="${escapeHtml(file)}">Open the report (${as})</a></p>`,
      `<p>${escapeHtml(about)} ${escapeHtml(later)}<br>${escapeHtml(api)}</p>`,
      `<p style="color:#555;font-size:smaller">${escapeHtml(notice)}</p>`,
      '</body></html>',
    ].join('\n'),
  }
}
