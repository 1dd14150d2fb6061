/** Why a call did not succeed: a problem of the API (RFC 9457), an answer of the gateway, or no answer at all. */
export class Problem extends Error {
  override name = 'Problem'
  /** HTTP status; 0 when nothing answered. */
  readonly status: number
  /** Stable word, such as `stale-version`; `offline` when nothing answered. */
  readonly code: string
  readonly errors: readonly ProblemError[]
  /** Names the request in the logs of the service. */
  readonly requestId: string | undefined
  /** Seconds after which to try again. */
  readonly retryAfter: number | undefined

  constructor(about: {
    status: number
    code: string
    detail: string
    errors?: readonly ProblemError[] | undefined
    requestId?: string | undefined
    retryAfter?: number | undefined
  }) {
    super(about.detail)
    this.status = about.status
    this.code = about.code
    this.errors = about.errors ?? []
    this.requestId = about.requestId
    this.retryAfter = about.retryAfter
  }
}

interface ProblemError {
  pointer?: string
  parameter?: string
  code: string
  message: string
}

const prefix = 'urn:license-ledger:problem:'

/** What API Gateway itself answers, by status. */
const gatewayCodes: Record<number, string> = {
  401: 'signed-out',
  413: 'too-large',
  429: 'too-many-requests',
  503: 'busy',
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const errorsOf = (value: unknown): ProblemError[] =>
  Array.isArray(value)
    ? value.filter(isRecord).map(({ pointer, parameter, code, message }) => ({
        ...(textOf(pointer) !== undefined && { pointer: String(pointer) }),
        ...(textOf(parameter) !== undefined && { parameter: String(parameter) }),
        code: textOf(code) ?? 'invalid',
        message: textOf(message) ?? '',
      }))
    : []

/** @param body what the service answered, parsed where it is JSON */
export const problemOf = (response: Response, body: unknown): Problem => {
  const { status, headers } = response
  const told = isRecord(body) ? body : {}
  const type = textOf(told.type)
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  return new Problem({
    status,
    code: type?.startsWith(prefix) ? type.slice(prefix.length) : (gatewayCodes[status] ?? `http-${status}`),
    detail: textOf(told.detail) ?? textOf(told.message) ?? response.statusText,
    errors: errorsOf(told.errors),
    requestId: headers.get('apigw-requestid') ?? undefined,
    retryAfter: Number.isFinite(seconds) ? seconds : undefined,
  })
}

/** The messages of a problem by the names of fields: `/pairs/2/licenseNumber` becomes `pairs.2.licenseNumber`. */
export const fieldErrors = (problem: unknown): Record<string, string> =>
  problem instanceof Problem
    ? Object.fromEntries(
        problem.errors.flatMap(({ pointer, message }) =>
          pointer === undefined
            ? []
            : [
                [
                  pointer
                    .slice(1)
                    .split('/')
                    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
                    .join('.'),
                  message,
                ],
              ],
        ),
      )
    : {}
