import { createTransport } from 'nodemailer'
import * as z from 'zod'
import { secretReader } from '../../foundation/secret.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { handOver, type Work } from '../../work/work.ts'
import { notice } from '../overview/overview.ts'
import { escaped } from '../render/document.ts'
import { reportNames, type StoredReport } from '../reports/report.ts'
import type { ReportFile } from '../reports/report-files.ts'
import { recordOpening, reportRuns } from '../reports/report-runs.ts'
import { readSmtpUrl } from './addresses.ts'

export interface Mail {
  /** Mail servers and readers recognize by it a mail that comes twice. */
  id: string
  to: string
  subject: string
  text: string
  html: string
}

/** Succeeds when the mail server has accepted the mail. */
export type SendMail = (mail: Mail) => Promise<void>

interface MailerSettings {
  url: string
  from: string
  readPassword?: (() => Promise<string>) | undefined
}

/** Milliseconds that a mail server has to take the connection, to greet, and for each answer. */
const patience = { dnsTimeout: 5_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

const addresses = /<?[^\s<>]+@[^\s<>]+>?/g

/** Uses TLS, except to this machine. @throws Error for settings that do not go together */
export const connectMailer = ({ url, from, readPassword }: MailerSettings): SendMail => {
  const { host, port, user, isLoopback, isImplicit } = readSmtpUrl(url)
  if ((user === undefined) !== (readPassword === undefined))
    throw new Error('SMTP_URL names a user, and SMTP_SECRET_ARN the secret with its password: both or neither.')
  const tls = isImplicit ? { secure: true } : isLoopback ? { ignoreTLS: true } : { requireTLS: true }
  const safe = { tls: { minVersion: 'TLSv1.2' as const }, disableFileAccess: true, disableUrlAccess: true }
  return async ({ id, to, ...content }) => {
    const auth = user !== undefined && readPassword && { user, pass: await readPassword() }
    const transport = createTransport({ host, port, ...tls, ...safe, ...patience, ...(auth && { auth }) })
    try {
      await transport.sendMail({
        from: { name: 'License Ledger', address: from },
        // An object is one address, whatever is in it.
        to: { name: '', address: to },
        ...content,
        messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
        // Asks for no automatic replies (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      })
    } catch (error) {
      // Without the recipient: it is logged.
      const why = (error instanceof Error ? error.message : String(error)).replaceAll(addresses, '<…>')
      throw new Error(`The mail server did not take a mail: ${why}`)
    } finally {
      transport.close()
    }
  }
}

const refuse = (why: string) => new Error(`No password for the mail server: ${why}`)

type Environment = Partial<Record<'SMTP_URL' | 'SMTP_SECRET_ARN' | 'MAIL_FROM', string | undefined>>

/** @throws Error for settings that do not go together */
export const configuredMailer = ({ SMTP_URL: url, SMTP_SECRET_ARN: secret, MAIL_FROM: from }: Environment) => {
  if (url === undefined) return undefined
  if (from === undefined) throw new Error('SMTP_URL needs MAIL_FROM beside it.')
  return connectMailer({ url, from, readPassword: secret ? secretReader(secret, 'password', refuse) : undefined })
}

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

export interface MailDesk extends Ledger {
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
    const who = { actor: `schedule:${report.schedule.id}`, at: desk.now().toISOString() }
    await recordOpening(desk, who, [report])
    const links = { file: await linkToReport(report), hours, api: `${apiUrl}/reports/${report.id}` }
    await sendMail({ id: work.id, to, ...composeReportMail(report, report.schedule, links) })
  })
