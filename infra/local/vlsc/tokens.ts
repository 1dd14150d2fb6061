import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { sendJson } from './respond.ts'

const decoded = (value: string): string => decodeURIComponent(value.replaceAll('+', ' '))

/** Id and secret, from the body or from basic authentication, where both are form-encoded. */
const clientOf = (authorization = '', form: URLSearchParams): [string | null, string | null] => {
  const [, basic] = /^Basic (.+)$/i.exec(authorization) ?? []
  if (basic === undefined) return [form.get('client_id'), form.get('client_secret')]
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':')
  return [decoded(id), decoded(secret)]
}

/** The token endpoint: OAuth 2.0 client credentials for one client. */
export const tokenIssuer = (client: { id: string; secret: string }, lifeSeconds: number) => {
  const issued = new Map<string, number>()

  return {
    /** Answers a token request. */
    respond: async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const form = new URLSearchParams(await text(request))
      const [id, secret] = clientOf(request.headers.authorization, form)
      if (form.get('grant_type') !== 'client_credentials')
        return sendJson(response, 400, { error: 'unsupported_grant_type' })
      if (id !== client.id || secret !== client.secret) return sendJson(response, 401, { error: 'invalid_client' })
      const token = randomBytes(24).toString('base64url')
      issued.set(token, Date.now() + lifeSeconds * 1_000)
      sendJson(response, 200, { access_token: token, token_type: 'Bearer', expires_in: lifeSeconds })
    },
    accepts: (authorization = ''): boolean => (issued.get(authorization.replace(/^Bearer /i, '')) ?? 0) > Date.now(),
    /** No token issued so far is good any more. */
    revokeAll: () => issued.clear(),
  }
}
