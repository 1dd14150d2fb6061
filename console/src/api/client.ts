import createClient, { type Middleware } from 'openapi-fetch'
import { Problem, problemOf } from './problem.ts'
import type { paths } from './schema.d.ts'
import { session } from './session.ts'

/** Milliseconds after which a call that nothing answers is given up; API Gateway waits for 30 seconds. */
const patience = 35_000

/** Sends a call with the access token. A token that the gateway no longer takes is renewed once. */
const send = async (request: Request): Promise<Response> => {
  const again = request.clone()
  const call = (token: string, what: Request) => {
    what.headers.set('authorization', `Bearer ${token}`)
    return fetch(what, { signal: AbortSignal.any([what.signal, AbortSignal.timeout(patience)]) })
  }
  const response = await call(await session.token(), request)
  return response.status === 401 ? call(await session.renewedToken(), again) : response
}

const unanswered = (error: unknown): never => {
  if (error instanceof Problem || (error instanceof DOMException && error.name === 'AbortError')) throw error
  const isLate = error instanceof DOMException && error.name === 'TimeoutError'
  throw new Problem({ status: 0, code: isLate ? 'no-answer' : 'offline', detail: String(error) })
}

const throwProblems: Middleware = {
  onResponse: async ({ response }) => {
    if (response.ok) return
    const body: unknown = await response.json().catch(() => undefined)
    throw problemOf(response, body)
  },
  onError: ({ error }) => unanswered(error),
}

/** The API, typed by its own document. Every call throws a {@link Problem} unless it succeeds. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: send })
api.use(throwProblems)

/** What a call answers: `await read(api.GET('/groups'))`. */
export const read = async <T>(call: Promise<{ data?: T; response: Response }>): Promise<T> => {
  const { data } = await call
  return data as T
}

/** Header of a change to exactly the version that was shown. */
export const onlyVersion = (version: number) => ({ 'if-match': `"${version}"` })
