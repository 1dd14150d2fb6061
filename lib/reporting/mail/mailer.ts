import { createTransport } from 'nodemailer'
import { secretReader } from '../../foundation/secret.ts'
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
