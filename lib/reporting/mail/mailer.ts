import { createTransport } from 'nodemailer'
import { readSmtpUrl } from './smtp-url.ts'

/** A mail to one recipient. */
export interface Mail {
  /** By which mail servers and readers know one that comes twice. */
  id: string
  to: string
  subject: string
  text: string
  html: string
}

/** Hands a mail to a mail server, which has taken it on when this succeeds. */
export type SendMail = (mail: Mail) => Promise<void>

interface MailerSettings {
  /** Of the mail server: lib/reporting/mail/smtp-url.ts. */
  url: string
  /** Address of the sender. */
  from: string
  /** Gives the password of the user that the address names. */
  readPassword?: (() => Promise<string>) | undefined
}

/** Milliseconds that a mail server has to take the connection, to greet, and for each answer. */
const patience = { dnsTimeout: 5_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

const addresses = /<?[^\s<>]+@[^\s<>]+>?/g

/** What went wrong, without whom it was for: it is logged. */
const refusal = (error: unknown): Error =>
  new Error(
    `The mail server did not take a mail: ${String(error instanceof Error ? error.message : error).replaceAll(addresses, '<…>')}`,
  )

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

/**
 * The client of a mail server. Beyond this machine nothing is said without TLS.
 * @throws Error for settings that do not go together
 */
export const connectMailer = ({ url, from, readPassword }: MailerSettings): SendMail => {
  const { host, port, user, isLoopback, isImplicit } = readSmtpUrl(url)
  if ((user === undefined) !== (readPassword === undefined))
    throw new Error('SMTP_URL names a user, and SMTP_SECRET_ARN the secret with its password: both or neither.')
  const tls = isImplicit ? { secure: true } : isLoopback ? { ignoreTLS: true } : { requireTLS: true }
  const safe = { tls: { minVersion: 'TLSv1.2' as const }, disableFileAccess: true, disableUrlAccess: true }
  return async ({ id, to, subject, text, html }) => {
    const auth = user !== undefined && readPassword && { user, pass: await readPassword() }
    const transport = createTransport({ host, port, ...tls, ...safe, ...patience, ...(auth && { auth }) })
    try {
      await transport.sendMail({
        from: { name: 'License Ledger', address: from },
        // As an object, so that it is one address whatever is in it.
        to: { name: '', address: to },
        subject,
        text,
        html,
        messageId: `<${id}@${domainOf(from)}>`,
        // Nobody's absence is to be told to a machine (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      })
    } catch (error) {
      throw refusal(error)
    } finally {
      transport.close()
    }
  }
}
