import { once } from 'node:events'
import http, { Agent as HttpAgent, type IncomingMessage } from 'node:http'
import https, { Agent as HttpsAgent } from 'node:https'
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

class TooLarge extends Error {}

const asFailure = (error: unknown, { name, url }: HttpCall, limits: CallLimits): VlscFailure => {
  const fail = (code: VlscFailureCode, says: string) => new VlscFailure(code, `${name} at ${url.host} ${says}`)
  const code = codeOf(error)
  if (error instanceof Error && error.name === 'TimeoutError')
    return fail('timeout', `did not answer in full within ${limits.answer / 1_000} s: see whether it is overloaded.`)
  if (error instanceof TooLarge)
    return fail('answer-too-large', `answered more than ${limits.bytes.toLocaleString('en-US')} bytes.`)
  if (certificateCode.test(code))
    return fail('certificate', `shows a certificate that is not trusted (${code}): see its chain, name and dates.`)
  return fail('connection', `cannot be reached, or broke off (${code}): see its address, DNS, and the network between.`)
}

/** POSTs within limits. It verifies certificates whatever the environment says, follows no redirects, repeats nothing. */
export const boundedRequest = (limits: CallLimits) => {
  const kept = { keepAlive: true, timeout: idleLimit }
  const newAgents = () => ({ 'http:': new HttpAgent(kept), 'https:': new HttpsAgent(kept) })
  let agents = newAgents()
  let lastUse = performance.now()

  return async (call: HttpCall) => {
    const { url, headers, body } = call
    // The agent's own timers stand still while a Lambda sleeps; the clock does not.
    if (performance.now() - lastUse > idleLimit) agents = newAgents()
    lastUse = performance.now()
    const protocol = url.protocol === 'http:' ? 'http:' : 'https:'
    const signal = AbortSignal.timeout(limits.answer)
    const options = { method: 'POST', headers, agent: agents[protocol], signal }
    try {
      const request = (protocol === 'http:' ? http : https).request(url, { ...options, rejectUnauthorized: true })
      const unconnected = Object.assign(new Error('It was not connected in time.'), { code: 'CONNECT_TIMEOUT' })
      request.on('socket', (socket) => {
        if (!socket.connecting) return
        const late = setTimeout(() => request.destroy(unconnected), limits.connect)
        for (const event of [protocol === 'http:' ? 'connect' : 'secureConnect', 'close'])
          socket.once(event, () => clearTimeout(late))
      })
      // What breaks off later is thrown where the answer is read.
      request.on('error', () => {})
      const answered = once(request, 'response')
      request.end(body)
      const [response]: IncomingMessage[] = await answered
      const chunks: Buffer[] = []
      let length = 0
      for await (const chunk of response ?? []) {
        length += chunk.length
        if (length > limits.bytes) throw new TooLarge()
        chunks.push(chunk)
      }
      lastUse = performance.now()
      // The first value of each header, by its name in lower case.
      const first = Object.entries(response?.headersDistinct ?? {}).map(
        ([name, [value = ''] = []]) => [name, value] as const,
      )
      return {
        status: response?.statusCode ?? 0,
        headers: new Map(first),
        bytes: new Uint8Array(Buffer.concat(chunks)),
      }
    } catch (error) {
      throw asFailure(signal.aborted ? signal.reason : error, call, limits)
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
