import { createHash } from 'node:crypto'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as z from 'zod'
import { absent, invalidInput, LedgerError, type Versions } from '../errors.ts'
import { kindOf, sayIssue } from '../say-issue.ts'
import { errorsShown, HttpError } from './problem.ts'

const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** A rule of the domain names its own code; what breaks the form is `validation`, however the schema calls it. */
const domainCode = (issue: z.core.$ZodIssue): string | undefined =>
  issue.code === 'custom' && typeof issue.params?.code === 'string' ? issue.params.code : undefined

/** Characters of an unknown field; one with more is answered by where it stands. */
const longestKey = 128

/** What a form takes, where a value has nothing of it: another kind of value, or the one word that it is. */
const wantedOf = (issue: z.core.$ZodIssue): string | undefined => {
  if (issue.code === 'invalid_type') return kindOf(issue.expected)
  return issue.code === 'invalid_value' && issue.values.length === 1 ? String(issue.values[0]) : undefined
}

/** What is wrong with a value that may have several forms: of the form that it is nearest to. */
const unfold = (issue: z.core.$ZodIssue): z.core.$ZodIssue[] => {
  if (issue.code !== 'invalid_union') return [issue]
  const isOther = (inner: z.core.$ZodIssue) => inner.path.length === 0 && wantedOf(inner) !== undefined
  const meant = issue.errors.find((form) => !form.some(isOther))
  if (meant) return meant.flatMap(unfold).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
  const wanted = issue.errors.flat().flatMap((inner) => wantedOf(inner) ?? [])
  if (wanted.length === 0) return [issue]
  return [{ ...issue, message: `This must be ${[...new Set(wanted)].join(' or ')}.` }]
}

const placesOf = ({ issues }: z.ZodError, thing: 'field' | 'parameter') =>
  issues
    .flatMap(unfold)
    .slice(0, errorsShown)
    .flatMap((issue) => {
      if (issue.code === 'unrecognized_keys') {
        const unknown = { code: `unknown-${thing}`, message: `There is no such ${thing}.` }
        const pathOf = (key: string) => (key.length > longestKey ? issue.path : [...issue.path, key])
        return issue.keys.slice(0, errorsShown).map((key) => ({ path: pathOf(key), ...unknown }))
      }
      const isMissing = issue.code === 'invalid_type' && issue.input === undefined
      const code = domainCode(issue) ?? (isMissing ? 'required' : 'validation')
      return [{ path: issue.path, code, message: issue.message }]
    })

const saying = { reportInput: true, error: sayIssue }

/** @throws LedgerError `malformed`, naming each wrong parameter */
export const parseParameters = <S extends z.ZodType>(
  schema: S,
  input: Record<string, unknown>,
  what: string,
): z.output<S> => {
  const parsed = schema.safeParse(input, saying)
  if (parsed.success) return parsed.data
  const places = placesOf(parsed.error, 'parameter')
  const errors = places.map(({ path, ...rest }) => ({ parameter: String(path[0] ?? ''), ...rest }))
  throw new LedgerError('malformed', 'validation', `The ${what} cannot be read.`, errors)
}

/** @throws LedgerError `invalid`, with a JSON pointer to each wrong field */
export const parseBody = <S extends z.ZodType>(schema: S, body: unknown): z.output<S> => {
  const parsed = schema.safeParse(body, saying)
  if (parsed.success) return parsed.data
  const errors = placesOf(parsed.error, 'field').map(({ path, ...rest }) => ({ pointer: pointerTo(path), ...rest }))
  if (parsed.error.issues.every(domainCode)) throw invalidInput(errors)
  throw new LedgerError('invalid', 'validation', 'The body does not have the form that this request takes.', errors)
}

const jsonTypes = /^application\/([\w.-]+\+)?json\s*(;|$)/i

export const isOptional = (schema: z.ZodType): boolean => schema.safeParse(undefined).success

/** @throws HttpError 415, or 400 for what is not JSON in UTF-8, or for no body where one is needed */
export const readJson = (event: APIGatewayProxyEventV2, schema: z.ZodType): unknown => {
  if (event.body === undefined || event.body === '') {
    if (isOptional(schema)) return undefined
    throw new HttpError(400, 'validation', 'This request needs a JSON body.')
  }
  const type = event.headers['content-type'] ?? ''
  if (!jsonTypes.test(type)) throw new HttpError(415, 'unsupported-media-type', 'Send the body as application/json.')
  try {
    const text = event.isBase64Encoded
      ? new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(event.body, 'base64'))
      : event.body
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'it is not valid UTF-8'
    throw new HttpError(400, 'validation', `The body is not JSON: ${reason}.`)
  }
}

const Content = z.tuple([z.string(), z.string()])

const fingerprint = (content: unknown): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 12)

/** An opaque cursor, good as it is for the query that gave it. It holds a position in the list: forging one is no use. */
export const encodeCursor = (query: unknown, position: string): string =>
  Buffer.from(JSON.stringify([fingerprint([query, position]), position])).toString('base64url')

/** @throws LedgerError `validation` when it is not a cursor of this query */
export const decodeCursor = (query: unknown, cursor: string): string => {
  const malformed = new LedgerError('malformed', 'validation', 'The cursor is not one that this query gave.', [
    { parameter: 'cursor', code: 'invalid-cursor', message: 'Leave it out to begin with the first page again.' },
  ])
  try {
    const [, position] = Content.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    if (encodeCursor(query, position) !== cursor) throw malformed
    return position
  } catch {
    throw malformed
  }
}

/** Elements of a list may be empty (RFC 9110, 5.6.1). */
const ifMatchForm = /^[\s,]*(W\/)?"[^"]*"(\s*,[\s,]*(W\/)?"[^"]*")*[\s,]*$/

const strongForm = /^"[1-9]\d{0,14}"$/

const longestPage = 100
export const defaultLimit = 25

/** `limit` (25 by default) and `cursor` of a list. @param maximum items of a page */
export const pageQuery = (maximum = longestPage) =>
  z.object({
    limit: z
      .string()
      .regex(/^\d{1,9}$/, 'Must be a whole number.')
      .transform(Number)
      .pipe(z.number().min(1).max(maximum))
      .default(defaultLimit)
      .meta({ description: 'Items per page.' }),
    cursor: z.string().min(1).optional().meta({ description: 'The `cursor` of the page before.' }),
  })

/** The versions that `If-Match` names (RFC 9110): `*` matches any, a weak tag none; `If-None-Match: *` what is not there. @throws LedgerError `malformed` */
export const expectedVersions = (header = '*', ifNoneMatch?: string): Versions | undefined => {
  if (ifNoneMatch?.trim() === '*') return [absent]
  const list = header.trim()
  if (list === '*') return undefined
  if (!ifMatchForm.test(list))
    throw new LedgerError('malformed', 'validation', 'If-Match is not a list of entity tags.', [
      { parameter: 'If-Match', code: 'invalid-format', message: 'Send the ETag as it was given, for example "3".' },
    ])
  const tags = list.match(/(W\/)?"[^"]*"/g) ?? []
  return tags.filter((tag) => strongForm.test(tag)).map((tag) => Number(tag.slice(1, -1)))
}
