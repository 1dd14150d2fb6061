import { Agent, request } from 'undici'
import { VlscFailure, type VlscFailureCode } from './contract.ts'

/** Milliseconds until it is connected, and until the last byte of the answer; bytes of the answer. */
export const defaultLimits = { connect: 3_000, answer: 10_000, bytes: 8 * 1024 * 1024 }
export type CallLimits = typeof defaultLimits

/** Milliseconds after which an idle connection is not trusted: connections die while a Lambda sleeps. */
const idleLimit = 4_000

export interface HttpCall {
  /** What failures call the other side: `VLSC`, `the token endpoint`. */
  name: string
  url: URL
  headers: Record<string, string>
  body: string
}

/** Hosts that may be called without TLS: nobody listens between this machine and itself. */
const loopbackHosts = ['127.0.0.1', '[::1]', 'localhost']

/** An address that secrets are sent to. @param setting what errors call it @throws Error for an unsafe address */
export const readAddress = (setting: string, address: string): URL => {
  const url = URL.parse(address)
  if (!url || !['https:', 'http:'].includes(url.protocol)) throw new Error(`${setting} is no http or https address.`)
  if (url.protocol === 'http:' && !loopbackHosts.includes(url.hostname))
    throw new Error(`${setting} must begin with https://; http:// is taken on this machine only (${url.host} is not).`)
  if (url.username || url.password) throw new Error(`${setting} must not hold a user name or password.`)
  if (url.hash) throw new Error(`${setting} must not hold a fragment (#).`)
  return url
}

const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME_MISMATCH/

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause instanceof Error ? codeOf(error.cause) : error.name
}

const asFailure = (error: unknown, { name, url }: HttpCall, limits: CallLimits): VlscFailure => {
  const fail = (code: VlscFailureCode, says: string) => new VlscFailure(code, `${name} at ${url.host} ${says}`)
  const code = codeOf(error)
  if (error instanceof Error && error.name === 'TimeoutError')
    return fail('timeout', `did not answer in full within ${limits.answer / 1_000} s: see whether it is overloaded.`)
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    return fail('answer-too-large', `answered more than ${limits.bytes.toLocaleString('en-US')} bytes.`)
  if (certificateCode.test(code))
    return fail('certificate', `shows a certificate that is not trusted (${code}): see its chain, name and dates.`)
  return fail('connection', `cannot be reached, or broke off (${code}): see its address, DNS, and the network between.`)
}

/** POSTs within limits. It verifies certificates whatever the environment says, follows no redirects, repeats nothing. */
export const boundedRequest = (limits: CallLimits) => {
  const newAgent = () =>
    new Agent({
      allowH2: false,
      connect: { timeout: limits.connect, rejectUnauthorized: true },
      maxResponseSize: limits.bytes,
      keepAliveTimeout: idleLimit,
      keepAliveMaxTimeout: idleLimit,
    })
  let agent = newAgent()
  let lastUse = performance.now()

  /** The agent's own timers stand still while a Lambda sleeps; the clock does not. */
  const freshAgent = (): Agent => {
    if (performance.now() - lastUse > idleLimit) {
      void agent.close()
      agent = newAgent()
    }
    lastUse = performance.now()
    return agent
  }

  return async (call: HttpCall) => {
    try {
      const { statusCode, headers, body } = await request(call.url, {
        method: 'POST',
        headers: call.headers,
        body: call.body,
        dispatcher: freshAgent(),
        signal: AbortSignal.timeout(limits.answer),
      })
      const bytes = new Uint8Array(await body.arrayBuffer())
      lastUse = performance.now()
      // The first value of each header, by its name in lower case.
      const first = Object.entries(headers).map(([name, value]) => [name, [value].flat()[0] ?? ''] as const)
      return { status: statusCode, headers: new Map(first), bytes }
    } catch (error) {
      throw asFailure(error, call, limits)
    }
  }
}

export type BoundedRequest = ReturnType<typeof boundedRequest>
export type HttpAnswer = Awaited<ReturnType<BoundedRequest>>

/** Longer waits are cut to a day, so that a mistake does not stop refreshes for good. */
const longestWait = 24 * 60 * 60 * 1_000

/** Of the three forms of RFC 9110, the only one that may still be sent. */
const httpDate = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/

/** Reads a `Retry-After` header: seconds, or a date. @returns milliseconds from now; undefined if it cannot be read */
export const readRetryAfter = (header: string | undefined, now: Date): number | undefined => {
  const text = header?.trim() ?? ''
  let wait = Number.NaN
  if (/^\d+$/.test(text)) wait = Number(text) * 1_000
  else if (httpDate.test(text)) wait = Date.parse(text) - now.getTime()
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), longestWait)
}
