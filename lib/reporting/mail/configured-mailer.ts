import { secretReader } from '../../foundation/secret.ts'
import { connectMailer, type SendMail } from './mailer.ts'

/** Which mail server there is: functions/wiring/environment.ts. */
interface MailEnvironment {
  SMTP_URL?: string | undefined
  SMTP_SECRET_ARN?: string | undefined
  MAIL_FROM?: string | undefined
}

const refuse = (why: string) => new Error(`No password for the mail server: ${why}`)

/** The mail server as the environment names it; undefined when it names none. @throws Error for settings that do not go together */
export const configuredMailer = (environment: MailEnvironment): SendMail | undefined => {
  const { SMTP_URL: url, SMTP_SECRET_ARN: secretArn, MAIL_FROM: from } = environment
  if (url === undefined) return undefined
  if (from === undefined) throw new Error('SMTP_URL needs MAIL_FROM beside it.')
  return connectMailer({ url, from, ...(secretArn && { readPassword: secretReader(secretArn, 'password', refuse) }) })
}
