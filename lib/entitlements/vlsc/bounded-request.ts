import { Agent, request } from 'undici'
import { VlscFailure, type VlscFailureCode } from './vlsc.ts'

/** Milliseconds and bytes that one HTTP call may take. */
export interface CallLimits {
  /** Milliseconds to connect. */
  connect: number
  /** Milliseconds until the answer is there to its last byte, connecting included. */
  answer: number
  /** Bytes of an answer. */
  bytes: number
}

export const defaultLimits: CallLimits = { connect: 3_000, answer: 10_000, bytes: 8 * 1024 * 1024 }

/** Milliseconds after which an idle connection is not trusted: a Lambda sleeps, and its connections die meanwhile. */
const idleLimit = 4_000

export interface HttpCall {
  /** Of whom the failure speaks: `VLSC`, `the token endpoint`. */
  name: string
  url: URL
  headers: Record<string, string>
  body: string
}

export interface HttpAnswer {
  status: number
  /** The first value of each header, by its name in lower case. */
  headers: Map<string, string>
  bytes: Uint8Array<ArrayBuffer>
}

const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME_MISMATCH/

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  const { cause } = error
  if ('code' in error && typeof error.code === 'string') return error.code
  return cause instanceof Error ? codeOf(cause) : error.name
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

const firstValues = (headers: Record<string, string | string[] | undefined>): Map<string, string> =>
  new Map(Object.entries(headers).map(([name, value]) => [name, [value].flat()[0] ?? '']))

/**
 * Makes a function that POSTs within limits: certificates are verified whatever the environment says, redirects are not
 * followed, and nothing is repeated.
 */
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
    const now = performance.now()
    if (now - lastUse > idleLimit) {
      void agent.close()
      agent = newAgent()
    }
    lastUse = now
    return agent
  }

  /** @throws VlscFailure `timeout`, `answer-too-large`, `certificate` or `connection` */
  return async (call: HttpCall): Promise<HttpAnswer> => {
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
      return { status: statusCode, headers: firstValues(headers), bytes }
    } catch (error) {
      throw asFailure(error, call, limits)
    }
  }
}

export type BoundedRequest = ReturnType<typeof boundedRequest>
