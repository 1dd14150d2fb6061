import { createHash, createPublicKey, randomBytes, type X509Certificate } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { jwtVerify } from 'jose'

export interface SimulatedClient {
  tenant: string
  clientId: string
  secret: string
  certificate?: X509Certificate | undefined
}

const refuse = (response: ServerResponse, status: number, error: string, code: number, says: string): void => {
  const body = { error, error_description: `AADSTS${code}: ${says}`, error_codes: [code], timestamp: '', trace_id: '' }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const noType: [number, string] = [7000218, 'The assertion has no type.']
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** The token endpoint of Entra, for one application of one tenant: learn.microsoft.com, v2-oauth2-client-creds-grant-flow. */
export const entraTokens = ({ tenant, clientId, secret, certificate }: SimulatedClient, seconds: number) => {
  const issued = new Map<string, { until: number; roles: readonly string[] }>()
  let roles: readonly string[] | undefined

  /** @returns the code and text of the refusal */
  const checkAssertion = async (assertion: string, audience: string): Promise<[number, string] | undefined> => {
    if (!certificate) return [700027, 'The key was not found.']
    try {
      const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url')
      const { protectedHeader, payload } = await jwtVerify(
        assertion,
        createPublicKey(certificate.publicKey.export({ format: 'pem', type: 'spki' })),
        {
          algorithms: ['PS256', 'RS256'],
          audience,
          issuer: clientId,
          subject: clientId,
          requiredClaims: ['jti', 'exp', 'nbf'],
        },
      )
      if (protectedHeader['x5t#S256'] !== thumbprint) return [700027, 'The key was not found.']
      return Number(payload.exp) - Number(payload.nbf) > 600
        ? [700024, 'The assertion is not within its time range.']
        : undefined
    } catch {
      return [700027, 'The assertion has an invalid signature.']
    }
  }

  return {
    /** @param origin of Graph, whose scope is asked for @param url of this endpoint */
    respond: async (request: IncomingMessage, response: ServerResponse, origin: string, url: string): Promise<void> => {
      const form = new URLSearchParams(await text(request))
      if (request.headers['content-type']?.split(';')[0] !== 'application/x-www-form-urlencoded')
        return refuse(response, 400, 'invalid_request', 900144, 'The body must be a form.')
      if (!url.includes(`/${tenant}/`)) return refuse(response, 400, 'invalid_request', 90002, 'Tenant not found.')
      if (form.get('grant_type') !== 'client_credentials')
        return refuse(response, 400, 'unsupported_grant_type', 70003, 'The grant type is not supported.')
      if (form.get('client_id') !== clientId)
        return refuse(response, 400, 'unauthorized_client', 700016, 'Application was not found in the directory.')
      if (form.get('scope') !== `${origin}/.default`)
        return refuse(response, 400, 'invalid_scope', 70011, 'The provided value for scope is not valid.')
      const [given, assertion] = [form.get('client_secret'), form.get('client_assertion')]
      if (assertion !== null) {
        const wrong =
          form.get('client_assertion_type') === assertionType ? await checkAssertion(assertion, url) : noType
        if (wrong) return refuse(response, 401, 'invalid_client', ...wrong)
      } else if (given === null)
        return refuse(response, 401, 'invalid_client', 7000216, 'A secret or assertion is required.')
      else if (given !== secret)
        return refuse(response, 401, 'invalid_client', 7000215, 'Invalid client secret provided.')
      const token = randomBytes(24).toString('base64url')
      issued.set(token, { until: Date.now() + seconds * 1_000, roles: roles ?? [] })
      const body = { token_type: 'Bearer', expires_in: seconds, ext_expires_in: seconds, access_token: token }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    },

    /** Whether a token is good, and whether it has one of the roles. */
    check: (authorization = '', oneOf: readonly string[]): 'ok' | 'unauthorized' | 'forbidden' => {
      const found = issued.get(authorization.replace(/^Bearer /, ''))
      if (!found || found.until < Date.now()) return 'unauthorized'
      return oneOf.some((role) => found.roles.includes(role)) ? 'ok' : 'forbidden'
    },
    /** Permissions that an administrator has consented to, for tokens from now on. */
    grant: (granted: readonly string[]): void => {
      roles = granted
    },
    revokeAll: (): void => issued.clear(),
  }
}
