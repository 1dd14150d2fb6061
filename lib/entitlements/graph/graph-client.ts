import * as z from 'zod'
import { readRetryAfter } from '../vlsc/http-call.ts'
import { GraphFailure } from './graph-failure.ts'

export interface GraphDesk {
  /** Where Graph is, such as https://graph.microsoft.com. */
  graph: string
  /** Gives a token, or replaces a refused one. */
  signIn: (refused?: string) => Promise<string>
  now: () => Date
  sleep: (milliseconds: number) => Promise<void>
  /** Milliseconds that the invocation still has. */
  timeLeft: () => number
}

/** What is asked, and the application permission that is missing when it is refused with 403. */
interface Question {
  path: string
  permission: string
}

/** Milliseconds until the last byte of an answer. */
const patience = 60_000
/** Milliseconds of the invocation that are left for what follows a call. */
const reserve = 20_000
const shortestWait = 1_000
/** Longer waits are the queue's. */
const longestWait = 60_000

/** How often it is asked again, by the status of the answer. */
const retriesOf: Readonly<Record<number, number>> = { 429: 6, 503: 6, 504: 6, 509: 6, 500: 2, 502: 2 }
const retriesOfConnection = 2

const ErrorBody = z.looseObject({ error: z.looseObject({ code: z.string() }) })

/** The error code of an answer, as messages quote it; '' when it has none. */
const quoteCode = async (response: Response): Promise<string> => {
  try {
    const { code } = ErrorBody.parse(await response.json()).error
    return /^[\w.]{1,60}$/.test(code) ? ` (${code})` : ''
  } catch {
    return ''
  }
}

/** As messages name it, without what is asked of it. */
const nameOf = ({ path }: Question): string => path.split('?')[0] ?? path

/** Graph also sends fractions of seconds, which HTTP does not know. */
const wholeSeconds = (header: string | null): string | undefined =>
  header !== null && /^\d+\.\d+$/.test(header) ? String(Math.ceil(Number(header))) : (header ?? undefined)

const failureOf = async (response: Response, question: Question, now: Date): Promise<GraphFailure> => {
  const { status, headers } = response
  const more = { status, retryAfter: readRetryAfter(wholeSeconds(headers.get('retry-after')), now) }
  const says = `Graph answered ${nameOf(question)} with ${status}${await quoteCode(response)}.`
  if (status === 429) return new GraphFailure('throttled', says, more)
  if (status >= 500) return new GraphFailure('unavailable', says, more)
  if (status === 401) return new GraphFailure('sign-in', `${says} It takes none of our tokens.`, more)
  if (status === 403)
    return new GraphFailure(
      'permission',
      `${says} The application needs ${question.permission}, with admin consent.`,
      more,
    )
  return new GraphFailure('refused', says, more)
}

const PageOf = z.looseObject({ '@odata.nextLink': z.url().optional(), value: z.array(z.unknown()) })

/**
 * Asks Microsoft Graph. It waits as Graph says and asks again while time is left, follows no redirect, and takes pages
 * from Graph alone.
 */
export const connectGraph = ({ graph, signIn, now, sleep, timeLeft }: GraphDesk) => {
  const host = new URL(graph)
  const unexpected = (question: Question, why: string) =>
    new GraphFailure('unexpected-answer', `Graph answered ${nameOf(question)} ${why}`)

  const call = async (url: URL, init: RequestInit, question: Question): Promise<unknown> => {
    const send = (token: string) =>
      fetch(url, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${token}`, accept: 'application/json' },
        redirect: 'manual',
        signal: AbortSignal.timeout(patience),
      })
    try {
      const token = await signIn()
      let response = await send(token)
      // A token has the permissions of its time: one that is added since needs another token.
      if (response.status === 401 || response.status === 403) {
        await response.body?.cancel()
        response = await send(await signIn(token))
      }
      if (!response.ok) throw await failureOf(response, question, now())
      return JSON.parse(await response.text())
    } catch (error) {
      if (error instanceof GraphFailure) throw error
      if (error instanceof SyntaxError) throw unexpected(question, 'with something that is no JSON.')
      throw new GraphFailure('connection', `Graph cannot be reached, or broke off at ${nameOf(question)}.`)
    }
  }

  /** @throws the failure when there is no time to wait */
  const wait = (failure: GraphFailure, attempt: number): Promise<void> => {
    const doubled = Math.min(longestWait, shortestWait * 2 ** attempt)
    const { code, message, status, retryAfter = doubled * (0.5 + Math.random() / 2) } = failure
    if (retryAfter <= Math.min(longestWait, timeLeft() - reserve)) return sleep(retryAfter)
    throw new GraphFailure(code, message, { retryAfter, ...(status !== undefined && { status }) })
  }

  const ask = async <T>(url: URL, init: RequestInit, question: Question, schema: z.ZodType<T>): Promise<T> => {
    for (let attempt = 0; ; attempt++)
      try {
        const { data, error } = schema.safeParse(await call(url, init, question))
        if (error) throw unexpected(question, `not as expected: see ${error.issues[0]?.path.join('.') || 'all of it'}.`)
        return data
      } catch (error) {
        if (!(error instanceof GraphFailure) || !error.passes) throw error
        const retries = error.status === undefined ? retriesOfConnection : (retriesOf[error.status] ?? 0)
        if (attempt >= retries) throw error
        await wait(error, attempt)
      }
  }

  const get = <T>(question: Question, schema: z.ZodType<T>): Promise<T> =>
    ask(new URL(question.path, host), { method: 'GET' }, question, schema)

  /** Creates something. A second one would do no harm. */
  const post = <T>(question: Question, body: object, schema: z.ZodType<T>): Promise<T> => {
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    return ask(new URL(question.path, host), init, question, schema)
  }

  /**
   * Opens a file that Graph has made, at the address that it gave for it, which is a secret and takes no token.
   * @param name of the file, for messages @returns its bytes, which fail with GraphFailure when they break off
   */
  const download = async (url: string, name: string): Promise<AsyncIterable<Uint8Array>> => {
    const brokeOff = () => new GraphFailure('connection', `The download of ${name} broke off.`)
    const address = new URL(url)
    if (address.protocol !== 'https:' && address.hostname !== host.hostname)
      throw new GraphFailure('unexpected-answer', `Graph answered with an unsafe address of ${name}.`)
    const response = await fetch(address, { redirect: 'manual' }).catch(() => {
      throw brokeOff()
    })
    const { status, headers, body } = response
    // A proxy may have taken the length away; a file that breaks off is then found out by its own end.
    const announced = headers.get('content-length')
    const size = announced === null ? undefined : Number(announced)
    if (status !== 200 || !body || size === 0) {
      await body?.cancel()
      const why = status === 403 ? 'Its address is no longer good.' : `The answer was ${status}.`
      throw new GraphFailure('unavailable', `The download of ${name} failed. ${why}`, { status })
    }
    // Locked at once: the body of an answer that nobody holds is cancelled when memory is collected.
    const unread = body.values()
    const pieces = async function* () {
      let read = 0
      try {
        for await (const piece of unread) {
          read += piece.length
          yield piece
        }
      } catch {
        throw brokeOff()
      }
      if (size !== undefined && read !== size) throw brokeOff()
    }
    return pieces()
  }

  /** A page may be empty and have a next one. A failed page is asked for again, not those before it. */
  async function* pages<T>(question: Question, item: z.ZodType<T>): AsyncGenerator<T[]> {
    const seen = new Set<string>()
    const schema = PageOf.extend({ value: z.array(item) })
    for (let url: URL | undefined = new URL(question.path, host); url; ) {
      if (url.origin !== host.origin) throw unexpected(question, 'with a page on another host.')
      if (seen.has(url.href)) throw unexpected(question, 'with a page that leads to itself.')
      seen.add(url.href)
      const { value, '@odata.nextLink': next }: z.infer<typeof schema> = await ask(
        url,
        { method: 'GET' },
        question,
        schema,
      )
      yield value
      url = next === undefined ? undefined : new URL(next)
    }
  }

  return { get, post, pages, download }
}

export type Graph = ReturnType<typeof connectGraph>
