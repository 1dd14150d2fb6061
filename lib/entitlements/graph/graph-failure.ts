import * as z from 'zod'

/** Why Graph gave no answer: docs/graph.md says what to do about each. */
export const GraphFailureCode = z.enum([
  'sign-in',
  'permission',
  'throttled',
  'unavailable',
  'connection',
  'refused',
  'unexpected-answer',
  'export-failed',
])
type GraphFailureCode = z.infer<typeof GraphFailureCode>

const passing: readonly GraphFailureCode[] = ['throttled', 'unavailable', 'connection']

interface More {
  /** Milliseconds until it may be asked again, as far as it says. */
  retryAfter?: number | undefined
  /** Of the answer, if there was one. */
  status?: number
}

/** Of answers, only error codes get into a message: no other text, no token, and no address with a query. */
export class GraphFailure extends Error {
  override name = 'GraphFailure'
  readonly code: GraphFailureCode
  readonly retryAfter: number | undefined
  readonly status: number | undefined

  constructor(code: GraphFailureCode, message: string, { retryAfter, status }: More = {}) {
    super(message)
    this.code = code
    this.retryAfter = retryAfter
    this.status = status
  }

  /** Whether asking later may help. */
  get passes(): boolean {
    return passing.includes(this.code)
  }
}
