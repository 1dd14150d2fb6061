import {
  allowInsecureRequests,
  ClientSecretPost,
  clientCredentialsGrantRequest,
  customFetch,
  processClientCredentialsResponse,
  ResponseBodyError,
} from 'oauth4webapi'
import { VlscFailure } from './contract.ts'
import { type BoundedRequest, readAddress, readRetryAfter } from './http-call.ts'

export interface TokenSettings {
  url: string
  clientId: string
  scope?: string | undefined
  /** Called again only after it failed, or after the endpoint refused what it gave. */
  readSecret: () => Promise<string>
}

/** Milliseconds before its end at which a token is replaced. Short-lived ones are replaced at half their life. */
const margin = 60_000
const defaultLife = 5 * 60_000

/** The errors of RFC 6749. No other text of the endpoint gets into a message. */
const knownError = /^(invalid_(request|client|grant|scope)|unauthorized_client|unsupported_grant_type)$/

export const noToken = (why: string, retryAfter?: number) =>
  new VlscFailure('token', `No access token: ${why}`, retryAfter)

const asTokenFailure = (error: unknown): VlscFailure => {
  if (error instanceof VlscFailure) return error.code === 'token' ? error : noToken(error.message, error.retryAfter)
  if (error instanceof ResponseBodyError && knownError.test(error.error))
    return noToken(`the token endpoint refused with ${error.error}: see the client's id, secret and scope.`)
  const status = error instanceof Error && error.cause instanceof Response ? ` (it answered ${error.cause.status})` : ''
  return noToken(`the token endpoint did not answer as OAuth 2.0 asks${status}: see whether its address is right.`)
}

/**
 * Access tokens by OAuth 2.0 client credentials. Id and secret go into the body (`client_secret_post`), because
 * endpoints differ in how they decode special characters of basic authentication. Callers share a token, and the request
 * for the next one. @returns gives a token, or replaces a refused one; throws VlscFailure `token`
 */
export const accessToken = (settings: TokenSettings, call: BoundedRequest, now: () => Date) => {
  const { url: address, clientId, scope, readSecret } = settings
  const url = readAddress('The address of the token endpoint', address)
  let secret: string | undefined
  let held: { token: string; until: number } | undefined
  let fetching: Promise<string> | undefined

  const post = async (_: string, { headers, body }: { headers: Record<string, string>; body: URLSearchParams }) => {
    const answer = await call({ name: 'the token endpoint', url, headers, body: body.toString() })
    const { status, bytes } = answer
    const retryAfter = readRetryAfter(answer.headers.get('retry-after'), now())
    if (status === 429 || status >= 500)
      throw noToken(`the token endpoint at ${url.host} answered ${status}: see whether it is up.`, retryAfter)
    const type = answer.headers.get('content-type') ?? ''
    return new Response(bytes.length > 0 ? bytes : null, { status, headers: { 'content-type': type } })
  }

  const fetchToken = async (): Promise<string> => {
    const server = { issuer: url.origin, token_endpoint: url.href }
    const client = { client_id: clientId }
    try {
      const asked = now().getTime()
      secret ??= await readSecret().catch((error: unknown) => {
        if (error instanceof VlscFailure) throw error
        throw noToken(`the client secret could not be read (${error instanceof Error ? error.name : 'unknown'}).`)
      })
      const response = await clientCredentialsGrantRequest(
        server,
        client,
        ClientSecretPost(secret),
        scope === undefined ? {} : { scope },
        { [customFetch]: post, [allowInsecureRequests]: url.protocol === 'http:' },
      )
      const answer = await processClientCredentialsResponse(server, client, response)
      if (answer.token_type !== 'bearer' || !/^[\x21-\x7e]+$/.test(answer.access_token))
        throw noToken('the token endpoint answered something that is no bearer token.')
      const life = answer.expires_in === undefined ? defaultLife : answer.expires_in * 1_000
      held = { token: answer.access_token, until: asked + life - Math.min(margin, life / 2) }
      return held.token
    } catch (error) {
      if (!(error instanceof VlscFailure)) secret = undefined
      throw asTokenFailure(error)
    }
  }

  return async (refused?: string): Promise<string> => {
    if (held && held.token !== refused && now().getTime() < held.until) return held.token
    fetching ??= fetchToken().finally(() => {
      fetching = undefined
    })
    return fetching
  }
}
