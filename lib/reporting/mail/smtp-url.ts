/** Hosts at which no TLS is needed: nobody listens between this machine and itself. */
const loopbackHosts = ['127.0.0.1', '[::1]', 'localhost']
const defaultPorts: Record<string, number> = { 'smtps:': 465, 'smtp:': 587 }

/** Where a mail server is. */
export interface MailServer {
  host: string
  port: number
  user: string | undefined
  isLoopback: boolean
  /** TLS from the first byte on; otherwise it begins with STARTTLS, and nothing is sent before. */
  isImplicit: boolean
}

/**
 * Reads the address of a mail server: `smtps://user@host:465`, or `smtp://user@host:587` for STARTTLS.
 * @throws Error that says what is wrong
 */
export const readSmtpUrl = (text: string): MailServer => {
  const url = URL.parse(text)
  const port = defaultPorts[url?.protocol ?? '']
  if (!url || port === undefined || url.hostname === '')
    throw new Error(
      'SMTP_URL is no address of a mail server. Write smtps://user@host:465, or smtp://user@host:587 for STARTTLS.',
    )
  if (url.password !== '')
    throw new Error(
      'SMTP_URL must not hold a password. Put it into a secret of Secrets Manager, and name that in SMTP_SECRET_ARN.',
    )
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '')
    throw new Error('SMTP_URL ends behind the port.')
  return {
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: url.port === '' ? port : Number(url.port),
    user: url.username === '' ? undefined : decodeURIComponent(url.username),
    isLoopback: loopbackHosts.includes(url.hostname),
    isImplicit: url.protocol === 'smtps:',
  }
}
