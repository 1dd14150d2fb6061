import type { ErrorKind, InputError } from '../errors.ts'
import { LedgerError } from '../errors.ts'
import { Busy } from '../table/attempts.ts'

/** RFC 9457 problem details, and the headers that go with them. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  errors?: InputError[]
}

/** An error of the HTTP layer itself, which no domain rule knows. */
export class HttpError extends Error {
  override name = 'HttpError'
  readonly status: number
  readonly code: string
  readonly errors: InputError[]
  readonly headers: Record<string, string>

  constructor(
    status: number,
    code: string,
    detail: string,
    more: { errors?: InputError[]; headers?: Record<string, string> } = {},
  ) {
    super(detail)
    this.status = status
    this.code = code
    this.errors = more.errors ?? []
    this.headers = more.headers ?? {}
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

const problem = (status: number, code: string, detail: string, errors: InputError[] = []): Problem => ({
  type: `urn:license-ledger:problem:${code}`,
  title: titles[status] ?? 'Error',
  status,
  detail,
  ...(errors.length > 0 && { errors }),
})

/** The one place where errors become problems. `unexpected` marks those that must be logged in full. */
export const problemOf = (
  error: unknown,
): { problem: Problem; headers: Record<string, string>; unexpected: boolean } => {
  if (error instanceof LedgerError)
    return {
      problem: problem(statusOf[error.kind], error.code, error.message, error.errors),
      headers: {},
      unexpected: false,
    }
  if (error instanceof HttpError)
    return {
      problem: problem(error.status, error.code, error.message, error.errors),
      headers: error.headers,
      unexpected: false,
    }
  if (error instanceof Busy)
    return { problem: problem(503, 'busy', error.message), headers: { 'retry-after': '2' }, unexpected: false }
  return {
    problem: problem(
      500,
      'internal',
      'Something went wrong on our side. The request id in the headers finds it in the logs.',
    ),
    headers: {},
    unexpected: true,
  }
}
