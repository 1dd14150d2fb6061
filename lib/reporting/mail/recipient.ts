import * as z from 'zod'

/** As long as SMTP takes it: RFC 5321, 4.5.3.1. */
const longest = 254

const message = 'Write an address such as licenses@example.com, without a name.'

/** One e-mail address, without a name: nothing that could begin another header or name another recipient. */
export const EmailAddress = z.email(message).max(longest, message)
