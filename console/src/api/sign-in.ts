import * as oauth from 'oauth4webapi'
import type { Config } from './config.ts'

/** Where the issuer sends people back to. */
const redirectUri = `${location.origin}/console/signed-in`

export interface Tokens {
  access: string
  refresh: string | undefined
  /** Milliseconds since 1970. */
  expiresAt: number
  id: string | undefined
  subject: string | undefined
  name: string | undefined
}

/** What an attempt to sign in keeps until the issuer sends the person back. */
export interface Attempt {
  state: string
  verifier: string
  nonce: string
}

export type Issuer = Awaited<ReturnType<typeof findIssuer>>

/** Reads what the issuer says of itself. An issuer on this machine may do without TLS. */
export const findIssuer = async ({ issuer, clientId, scope }: Config & { clientId: string }) => {
  const url = new URL(issuer)
  const http = { [oauth.allowInsecureRequests]: url.protocol === 'http:' }
  const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, http))
  return { server, http, scope, client: { client_id: clientId } }
}

export const newAttempt = (kind: 'page' | 'window'): Attempt => ({
  state: `${kind}-${oauth.generateRandomState()}`,
  verifier: oauth.generateRandomCodeVerifier(),
  nonce: oauth.generateRandomNonce(),
})

/** Whether the issuer sent back a window that was opened beside the page. */
export const isWindow = (back: URL): boolean => back.searchParams.get('state')?.startsWith('window-') ?? false

export const signInAddress = async ({ server, client, scope }: Issuer, { state, verifier, nonce }: Attempt) => {
  if (server.authorization_endpoint === undefined) throw new Error(`${server.issuer} has no page to sign in on.`)
  const address = new URL(server.authorization_endpoint)
  const parameters = {
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    scope,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)
  return address.href
}

const tokensOf = (answer: oauth.TokenEndpointResponse, before?: Tokens): Tokens => {
  const claims = oauth.getValidatedIdTokenClaims(answer)
  const name = claims?.name ?? claims?.preferred_username ?? claims?.email
  return {
    access: answer.access_token,
    refresh: answer.refresh_token ?? before?.refresh,
    expiresAt: Date.now() + (answer.expires_in ?? 300) * 1_000,
    id: answer.id_token ?? before?.id,
    subject: claims?.sub ?? before?.subject,
    name: typeof name === 'string' ? name : before?.name,
  }
}

/** @param back the address that the issuer sent the person back to */
export const redeem = async ({ server, client, http }: Issuer, { state, verifier, nonce }: Attempt, back: URL) => {
  const parameters = oauth.validateAuthResponse(server, client, back, state)
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    redirectUri,
    verifier,
    http,
  )
  return tokensOf(await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce }))
}

export const renew = async ({ server, client, http }: Issuer, tokens: Tokens & { refresh: string }) => {
  const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh, http)
  return tokensOf(await oauth.processRefreshTokenResponse(server, client, response), tokens)
}

/** Where the session at the issuer ends; the page itself for an issuer that has no such address. */
export const signOutAddress = ({ server, client }: Issuer, tokens: Tokens | undefined): string => {
  const home = `${location.origin}/console/`
  if (server.end_session_endpoint === undefined) return home
  const address = new URL(server.end_session_endpoint)
  address.searchParams.set('client_id', client.client_id)
  address.searchParams.set('post_logout_redirect_uri', home)
  // Cognito has a name of its own for it.
  address.searchParams.set('logout_uri', home)
  if (tokens?.id !== undefined) address.searchParams.set('id_token_hint', tokens.id)
  return address.href
}
