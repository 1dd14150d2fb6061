import * as z from 'zod'

export const AgreementId = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'An agreement id is a ULID.')
