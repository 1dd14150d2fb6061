import createClient, { type Middleware } from 'openapi-fetch'
import { text } from '../texts/en/common.ts'
import { Problem, problemOf } from './problem.ts'
import type { paths } from './schema.d.ts'
import { session } from './session.ts'

/** Milliseconds after which a call that nothing answers is given up; API Gateway waits for 30 seconds. */
const patience = 35_000

/** How often a busy service is asked, and the most seconds to wait in between. */
const attempts = 3
const longestWait = 10

const isBusy = ({ status }: Response): boolean => status === 429 || status === 503

const waitAsTold = (response: Response, signal: AbortSignal): Promise<void> => {
  const seconds = Math.min(longestWait, Number(response.headers.get('retry-after') ?? 1) || 1)
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1_000)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}

/**
 * Sends a call with the access token. A token that the gateway no longer takes is renewed once; a busy service is asked
 * again when it says. A repeated POST bears the key of the first, so that it is done once.
 */
const send = async (request: Request): Promise<Response> => {
  const { method, signal, headers } = request
  if (method === 'POST' && !headers.has('idempotency-key')) headers.set('idempotency-key', crypto.randomUUID())
  const call = (token: string): Promise<Response> => {
    const copy = request.clone()
    copy.headers.set('authorization', `Bearer ${token}`)
    return fetch(copy, { signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) })
  }
  for (let attempt = 1; ; attempt++) {
    const response = await call(await session.token())
    if (response.status === 401) return call(await session.renewedToken())
    if (!isBusy(response) || attempt === attempts) return response
    await waitAsTold(response, signal)
  }
}

const unanswered = (error: unknown): never => {
  if (error instanceof Problem || (error instanceof DOMException && error.name === 'AbortError')) throw error
  const isLate = error instanceof DOMException && error.name === 'TimeoutError'
  throw new Problem({ status: 0, code: isLate ? 'no-answer' : 'offline', detail: String(error) })
}

const throwProblems: Middleware = {
  onResponse: async ({ response }) => {
    const type = response.headers.get('content-type') ?? ''
    // Such as a page of a proxy: the service answers in JSON, or with nothing.
    if (response.ok && (response.status === 204 || type.includes('json'))) return
    if (response.ok) throw new Problem({ status: 0, code: 'strange-answer', detail: type })
    const body: unknown = await response.json().catch(() => undefined)
    throw problemOf(response, body)
  },
  onError: ({ error }) => unanswered(error),
}

/** The API, typed by its own document. Every call throws a {@link Problem} unless it succeeds. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: send })
api.use(throwProblems)

const isEmptyObject = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && Object.keys(data).length === 0

/** What a call answers: `await read(api.GET('/groups'))`. */
export const read = async <T>(call: Promise<{ data?: T; response: Response }>): Promise<T> => {
  const { data, response } = await call
  // Another service at this address, or a version that this page does not know: nothing that is asked for has no fields.
  if (isEmptyObject(data))
    throw new Problem({ status: response.status, code: 'unexpected-answer', detail: text.problem.unexpectedHint })
  return data as T
}

/** Header of a change to exactly the version that was shown. */
export const onlyVersion = (version: number) => ({ 'if-match': `"${version}"` })
