import * as z from 'zod'

/** RFC 5321, 4.5.3.1. */
const longest = 254

const message = 'Write an address such as licenses@example.com, without a name.'

/** One e-mail address without a name: nothing in it can begin another header or name another recipient. */
export const EmailAddress = z.email(message).max(longest, message)

/** Hosts at which no TLS is needed: nobody listens between this machine and itself. */
const loopbackHosts = ['127.0.0.1', '[::1]', 'localhost']
const defaultPorts: Record<string, number> = { 'smtps:': 465, 'smtp:': 587 }

/** Reads `smtps://user@host:465`, or `smtp://user@host:587` for STARTTLS. @throws Error that says what is wrong */
export const readSmtpUrl = (text: string) => {
  const url = URL.parse(text)
  const port = defaultPorts[url?.protocol ?? '']
  const wrong = (why: string) => new Error(`SMTP_URL ${why}`)
  if (!url || port === undefined || url.hostname === '')
    throw wrong('is no address of a mail server. Write smtps://user@host:465, or smtp://user@host:587 for STARTTLS.')
  if (url.password !== '')
    throw wrong('must not hold a password. Put it into a secret of Secrets Manager, and name that in SMTP_SECRET_ARN.')
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') throw wrong('must end after the port.')
  return {
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: url.port === '' ? port : Number(url.port),
    user: url.username === '' ? undefined : decodeURIComponent(url.username),
    isLoopback: loopbackHosts.includes(url.hostname),
    /** TLS from the first byte; otherwise it begins with STARTTLS, and nothing is sent before. */
    isImplicit: url.protocol === 'smtps:',
  }
}
