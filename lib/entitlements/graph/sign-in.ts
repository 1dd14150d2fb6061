import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretPost,
  clientCredentialsGrantRequest,
  customFetch,
  modifyAssertion,
  PrivateKeyJwt,
  processClientCredentialsResponse,
  ResponseBodyError,
} from 'oauth4webapi'
import * as z from 'zod'
import { readRetryAfter } from '../vlsc/http-call.ts'
import { GraphFailure } from './graph-failure.ts'

export interface SignInSettings {
  /** Where one signs in, such as https://login.microsoftonline.com. */
  login: string
  /** Where Graph is: tokens are for it alone. */
  graph: string
  /** GUID or domain. */
  tenant: string
  clientId: string
  /** The client's secret, or its certificate with the private key (PEM). Called again only after a sign-in failed. */
  readCredential: () => Promise<string>
}

/** Milliseconds before its end at which a token is replaced. Short-lived ones are replaced at half their life. */
const margin = 60_000
const defaultLife = 5 * 60_000
/** Milliseconds until the answer. */
const patience = 15_000

/** What the codes of Entra (AADSTS…) mean to whoever set the connector up. Source: learn.microsoft.com, reference-error-codes */
const hints: Readonly<Record<number, string>> = {
  7000215: 'The client secret is wrong: copy its value, not its id.',
  7000222: 'The client secret has expired: make a new one.',
  700027: 'The certificate is not one of the application, or has expired: upload its public part to the application.',
  700024: 'The assertion is outside of its time: see whether the clock is right.',
  1000502: 'The certificate is outside of its validity: renew it.',
  7000214: 'The certificate was revoked: renew it.',
  7000277: 'The certificate was revoked: renew it.',
  700016: 'The tenant has no such application: see the client id and the tenant.',
  7000112: 'The application is disabled: enable it.',
  90002: 'There is no such tenant: see its id.',
  900023: 'This is no id of a tenant.',
  500011: 'The tenant does not know Graph under this address: see the cloud.',
  53003: 'Conditional access refuses the application: see the policies for workload identities.',
}
/** Overload, or too many sign-ins: they pass. */
const passing = [90033, 50196]

const Refusal = z.looseObject({ error_codes: z.array(z.number()).default([]) })

const readPart = (pem: string, label: string): string | undefined =>
  new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`).exec(pem)?.[0]

const noCertificate = (why: string) => new GraphFailure('sign-in', `The certificate cannot be used: ${why}`)

/** PS256 by the thumbprint of the certificate, as Entra asks for it: learn.microsoft.com, certificate-credentials. */
const byCertificate = async (pem: string, tokenUrl: string): Promise<ClientAuth> => {
  const [certificate, key] = [readPart(pem, 'CERTIFICATE'), readPart(pem, '(?:RSA )?PRIVATE KEY')]
  if (certificate === undefined || key === undefined)
    throw noCertificate('the secret must hold a certificate and its private key, both as PEM.')
  try {
    const thumbprint = createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url')
    const der = createPrivateKey(key).export({ format: 'der', type: 'pkcs8' })
    const algorithm = { name: 'RSA-PSS', hash: 'SHA-256' }
    const signing = await crypto.subtle.importKey('pkcs8', new Uint8Array(der), algorithm, false, ['sign'])
    return PrivateKeyJwt(signing, {
      [modifyAssertion]: (header, payload) => {
        Object.assign(header, { typ: 'JWT', 'x5t#S256': thumbprint })
        payload.aud = tokenUrl
      },
    })
  } catch {
    throw noCertificate('its key must be an RSA key without a password.')
  }
}

const asFailure = (error: unknown): GraphFailure => {
  if (error instanceof GraphFailure) return error
  if (error instanceof ResponseBodyError) {
    const codes = Refusal.safeParse(error.cause).data?.error_codes ?? []
    const hint = codes.map((code) => hints[code]).find((known) => known !== undefined)
    const named = codes.length > 0 ? ` (AADSTS${codes.join(', ')})` : ''
    if (codes.some((code) => passing.includes(code)))
      return new GraphFailure('unavailable', `Microsoft Entra is overloaded${named}.`)
    const why = hint ?? "See the application's id, its secret or certificate, and the tenant."
    const kind = /^\w{1,40}$/.test(error.error) ? error.error : 'an error'
    return new GraphFailure('sign-in', `Microsoft Entra refuses the sign-in with ${kind}${named}. ${why}`)
  }
  if (error instanceof Error && error.cause instanceof Response)
    return new GraphFailure('sign-in', `Microsoft Entra answered ${error.cause.status}, and no token.`)
  return new GraphFailure(
    'connection',
    'Microsoft Entra cannot be reached, or broke off: see the network and the cloud.',
  )
}

/**
 * App-only access tokens for Graph, by OAuth 2.0 client credentials. A token says nothing of permissions: Graph refuses
 * what was not consented to.
 * @returns gives a token, or replaces a refused one; throws GraphFailure
 */
export const signIn = (settings: SignInSettings, now: () => Date) => {
  const { login, graph, tenant, clientId, readCredential } = settings
  const tokenUrl = new URL(`${login}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`)
  const server = { issuer: tokenUrl.origin, token_endpoint: tokenUrl.href }
  let credential: string | undefined
  let held: { token: string; until: number } | undefined

  const post = async (url: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(patience) })
    if (response.status !== 429 && response.status < 500) return response
    await response.body?.cancel()
    const retryAfter = readRetryAfter(response.headers.get('retry-after') ?? undefined, now())
    throw new GraphFailure('unavailable', `Microsoft Entra answered ${response.status}.`, { retryAfter })
  }

  const readOnce = async (): Promise<string> => {
    credential ??= await readCredential().catch((error: unknown) => {
      if (error instanceof GraphFailure) throw error
      const name = error instanceof Error ? error.name : 'unknown'
      throw new GraphFailure('sign-in', `The secret in Secrets Manager could not be read (${name}).`)
    })
    return credential
  }

  return async (refused?: string): Promise<string> => {
    if (held && held.token !== refused && now().getTime() < held.until) return held.token
    const asked = now().getTime()
    try {
      const proof = await readOnce()
      const auth = proof.includes('-----BEGIN') ? await byCertificate(proof, tokenUrl.href) : ClientSecretPost(proof)
      const client = { client_id: clientId }
      const response = await clientCredentialsGrantRequest(
        server,
        client,
        auth,
        { scope: `${graph}/.default` },
        {
          [customFetch]: post,
          [allowInsecureRequests]: tokenUrl.protocol === 'http:',
        },
      )
      const answer = await processClientCredentialsResponse(server, client, response)
      const life = answer.expires_in === undefined ? defaultLife : answer.expires_in * 1_000
      held = { token: answer.access_token, until: asked + life - Math.min(margin, life / 2) }
      return held.token
    } catch (error) {
      const failure = asFailure(error)
      if (!failure.passes) credential = undefined
      throw failure
    }
  }
}
