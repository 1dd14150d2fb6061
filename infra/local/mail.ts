import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { readSmtpUrl } from '../../lib/reporting/mail/addresses.ts'
import { loopback } from './ports.ts'
import { replaceFile } from './replace-file.ts'

/** Bytes of a mail. */
const largestMail = 1024 * 1024

/**
 * The mail server that `SMTP_URL` names, to be used in place of the one that sends nothing on.
 * @throws Error when that is no address of a mail server, or of one that wants a password
 */
export const namedMailServer = ({ SMTP_URL: url }: NodeJS.ProcessEnv) => {
  if (!url) return undefined
  if (readSmtpUrl(url).user !== undefined)
    throw new Error('SMTP_URL names a user, and there is no secret with a password here. Leave the user out.')
  return { url, stop: async (): Promise<void> => {} }
}

/**
 * Starts a mail server on 127.0.0.1 that sends nothing on: it keeps what it takes in a folder, a file a mail, in the order
 * in which they came.
 */
export const startMail = async (settings: { port: number; folder: string }) => {
  const { port, folder } = settings
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: largestMail,
    onData: (stream, _, callback) => {
      buffer(stream)
        .then((mail) => {
          if (stream.sizeExceeded) throw new Error(`A mail has at most ${largestMail} bytes.`)
          const name = `${new Date().toISOString().replaceAll(':', '-')}-${randomUUID()}.eml`
          replaceFile(`${folder}/${name}`, mail)
          callback()
        })
        .catch(callback)
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.listen(port, loopback, () => {
      server.off('error', reject)
      // A client that goes away amid a mail is no failure of this server.
      server.on('error', () => {})
      resolve()
    })
  })
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port.')
  return {
    /** For `SMTP_URL`. */
    url: `smtp://${loopback}:${address.port}`,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
