import { type ErrorKind, type InputError, LedgerError } from '../errors.ts'
import { Busy } from '../table/attempts.ts'

type Details = Pick<HttpError, 'errors' | 'headers'>

export class HttpError extends Error {
  override name = 'HttpError'
  readonly status: number
  readonly code: string
  readonly errors: readonly InputError[]
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, detail: string, { errors = [], headers = {} }: Partial<Details> = {}) {
    super(detail)
    this.status = status
    this.code = code
    this.errors = errors
    this.headers = headers
  }
}

const statusOf: Record<ErrorKind, number> = {
  malformed: 400,
  'not-found': 404,
  conflict: 409,
  stale: 412,
  invalid: 422,
}

const titles: Record<number, string> = {
  400: 'Malformed request',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'Out of date',
  415: 'Unsupported media type',
  422: 'Invalid input',
  500: 'Internal error',
  503: 'Busy',
}

/** The most errors of one answer. */
export const errorsShown = 100

const problem = (status: number, code: string, detail: string, errors: readonly InputError[] = []) => ({
  type: `urn:license-ledger:problem:${code}`,
  title: titles[status] ?? 'Error',
  status,
  detail,
  ...(errors.length > 0 && { errors: errors.slice(0, errorsShown) }),
})

const internal = 'Something went wrong on our side. The request id in the headers finds it in the logs.'

/** The one place where errors become problems. `unexpected` marks those that must be logged in full. */
export const problemOf = (error: unknown) => {
  if (error instanceof HttpError)
    return { problem: problem(error.status, error.code, error.message, error.errors), headers: error.headers }
  if (error instanceof LedgerError)
    return { problem: problem(statusOf[error.kind], error.code, error.message, error.errors) }
  if (error instanceof Busy) return { problem: problem(503, 'busy', error.message), headers: { 'retry-after': '2' } }
  return { problem: problem(500, 'internal', internal), unexpected: true }
}
