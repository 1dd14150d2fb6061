import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { namedMailServer, startMail } from '../../../../infra/local/mail.ts'
import { EmailAddress, readSmtpUrl } from '../../../../lib/reporting/mail/addresses.ts'
import { composeReportMail, configuredMailer, connectMailer, type Mail } from '../../../../lib/reporting/mail/mailer.ts'
import { selfSigned } from '../../../support/self-signed.ts'

const from = 'ledger@example.com'
const mail: Mail = { id: 'ID1', to: 'you@example.com', subject: 'Größe “x”', text: 'Hällo', html: '<p>Hällo</p>' }

describe('The address of a mail server', () => {
  it.each([
    [
      'smtps://relay.example.com',
      { host: 'relay.example.com', port: 465, user: undefined, isImplicit: true, isLoopback: false },
    ],
    [
      'smtp://me%40x@relay.example.com',
      { host: 'relay.example.com', port: 587, user: 'me@x', isImplicit: false, isLoopback: false },
    ],
    ['smtp://127.0.0.1:2525', { host: '127.0.0.1', port: 2525, user: undefined, isImplicit: false, isLoopback: true }],
    ['smtp://[::1]:25/', { host: '::1', port: 25, user: undefined, isImplicit: false, isLoopback: true }],
  ])('%s is read', (url, expected) => {
    expect(readSmtpUrl(url)).toEqual(expected)
  })

  it.each([
    ['relay.example.com', 'smtps://user@host:465'],
    ['https://relay.example.com', 'smtps://user@host:465'],
    ['smtps://me:secret@relay.example.com', 'SMTP_SECRET_ARN'],
    ['smtps://relay.example.com/inbox', 'must end after the port'],
    ['smtps://relay.example.com?tls=no', 'must end after the port'],
  ])('%s is refused', (url, says) => {
    expect(() => readSmtpUrl(url)).toThrow(says)
  })

  it('needs a secret if it names a user, and a sender', () => {
    expect(configuredMailer({})).toBeUndefined()
    expect(() => configuredMailer({ SMTP_URL: 'smtps://relay.example.com' })).toThrow('MAIL_FROM')
    expect(() => configuredMailer({ SMTP_URL: 'smtps://me@relay.example.com', MAIL_FROM: from })).toThrow(
      'SMTP_SECRET_ARN',
    )
    expect(() => connectMailer({ url: 'smtps://relay.example.com', from, readPassword: async () => 'x' })).toThrow(
      'both',
    )
  })

  it('can be used by the local stack if it needs no password', () => {
    expect(namedMailServer({})).toBeUndefined()
    expect(namedMailServer({ SMTP_URL: 'smtp://127.0.0.1:2525' })).toMatchObject({ url: 'smtp://127.0.0.1:2525' })
    expect(() => namedMailServer({ SMTP_URL: 'smtps://me@relay.example.com' })).toThrow('Leave the user out.')
  })
})

describe('A mail', () => {
  const folder = mkdtempSync(`${tmpdir()}/mail-`)
  let server: Awaited<ReturnType<typeof startMail>>
  beforeAll(async () => {
    server = await startMail({ port: 0, folder })
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  it('is kept unchanged by the local mail server, readable by its owner only', async () => {
    await connectMailer({ url: server.url, from })(mail)
    const [name = ''] = readdirSync(folder)
    expect(name).toMatch(/\.eml$/)
    expect(statSync(`${folder}/${name}`).mode & 0o777).toBe(0o600)
    const text = readFileSync(`${folder}/${name}`, 'utf8')
    for (const header of [
      'From: License Ledger <ledger@example.com>',
      'To: you@example.com',
      'Message-ID: <ID1@example.com>',
      'Auto-Submitted: auto-generated',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Type: text/html; charset=utf-8',
    ])
      expect(text).toContain(header)
  })

  it('gets no other header or recipient from its content', async () => {
    const before = readdirSync(folder)
    await connectMailer({ url: server.url, from })({ ...mail, subject: 'x\r\nBcc: evil@example.com\r\n\r\nbody' })
    const [name = ''] = readdirSync(folder).filter((each) => !before.includes(each))
    expect(readFileSync(`${folder}/${name}`, 'utf8')).not.toMatch(/^Bcc:/im)
    for (const to of [
      'a@example.com\r\nBcc: b@example.com',
      'a@example.com, b@example.com',
      'A <a@example.com>',
      'a@',
      '@b',
      '',
    ])
      expect(EmailAddress.safeParse(to).success).toBe(false)
    for (const to of ['a.b+c@example.co.uk', "o'neil@example.com"])
      expect(EmailAddress.safeParse(to).success).toBe(true)
  })
})

describe('Beyond this machine', () => {
  /** It is this machine, and no address of it that the client knows. */
  const elsewhere = '127.0.0.2'

  it.each([
    ['offers no TLS', { disabledCommands: ['STARTTLS', 'AUTH'] }],
    ['shows a certificate that nobody vouches for', selfSigned()],
  ])('nothing is sent to a server that %s', async (_, options) => {
    const commands: string[] = []
    const server = new SMTPServer({
      logger: false,
      disableReverseLookup: true,
      authOptional: true,
      onMailFrom: ({ address }, __, callback) => {
        commands.push(address)
        callback()
      },
      ...options,
    })
    server.on('error', () => {})
    const listening = server.listen(0, elsewhere)
    await once(listening, 'listening')
    const address = listening.address()
    const port = typeof address === 'object' ? address?.port : 0
    await expect(connectMailer({ url: `smtp://${elsewhere}:${port}`, from })(mail)).rejects.toThrow()
    expect(commands).toEqual([])
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
})

describe('A mail that is refused', () => {
  it('is logged without its recipient', async () => {
    const server = new SMTPServer({
      logger: false,
      disableReverseLookup: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      onRcptTo: ({ address }, _, callback) => callback(new Error(`No mailbox <${address}> here`)),
    })
    const listening = server.listen(0, '127.0.0.1')
    await once(listening, 'listening')
    const address = listening.address()
    const port = typeof address === 'object' ? address?.port : 0
    const sending = connectMailer({ url: `smtp://127.0.0.1:${port}`, from })(mail)
    await expect(sending).rejects.toThrow('No mailbox <…> here')
    await expect(sending).rejects.not.toThrow('you@example.com')
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
})

describe('What the mail about a report says', () => {
  it('is safe HTML, whatever the name of the schedule', () => {
    const { subject, text, html } = composeReportMail(
      { type: 'installation', format: 'html' },
      { name: '<b>"&\'', dueAt: '2026-03-29T01:30:00.000Z', timeZone: 'Europe/Berlin' },
      { file: 'https://s3.example/x?a=1&b=2', hours: 12, api: 'https://api.example/reports/1' },
    )
    expect(subject).toBe('License Installation Report: <b>"&\'')
    expect(text).toContain('due 29 March 2026 at 03:30 (Europe/Berlin)')
    expect(text).toContain('https://s3.example/x?a=1&b=2\n')
    expect(html).toContain('href="https://s3.example/x?a=1&amp;b=2"')
    expect(html).toContain('&lt;b&gt;&quot;&amp;&#39;')
    expect(html).not.toContain('<b>')
  })
})
