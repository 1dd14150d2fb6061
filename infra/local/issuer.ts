import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createLocalJWKSet } from 'jose'
import {
  Events,
  type MutableToken,
  OAuth2Issuer,
  OAuth2Service,
  type TokenRequestIncomingMessage,
} from 'oauth2-mock-server'
import * as z from 'zod'
import { type Role, roles } from '../../lib/foundation/http/route.ts'
import { defaultPorts, freePort, listen, loopback } from './ports.ts'
import { replaceFile } from './replace-file.ts'
import { type Grant, isExchange, offerSignIn } from './sign-in.ts'

export const rolesClaim = 'cognito:groups'
export const audience = 'license-ledger'

const readyTokenSeconds = 30 * 24 * 60 * 60

/** What tokens of an earlier start depend on: the key, and the port, which is part of the issuer's name. */
const Kept = z.object({ port: z.number(), key: z.record(z.string(), z.unknown()) })

const readKept = (file: string): z.infer<typeof Kept> | undefined => {
  try {
    return Kept.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

/** The library makes both kinds of tokens, and gives only access tokens a scope. */
const isAccessToken = (payload: MutableToken['payload']): boolean => 'scope' in payload

const accessToken = (subject: string, granted: readonly Role[]) => ({
  sub: subject,
  aud: audience,
  client_id: audience,
  token_use: 'access',
  [rolesClaim]: granted,
})

/** Roles are asked for as scopes: `POST /token` with `grant_type=client_credentials&scope=license-reader`. */
const grantScopes = ({ payload }: MutableToken, { body }: TokenRequestIncomingMessage): void => {
  const asked = body.scope?.split(' ') ?? []
  const subject = z.string().catch('local-client').parse(payload.sub)
  Object.assign(
    payload,
    accessToken(
      subject,
      roles.filter((role) => asked.includes(role)),
    ),
  )
}

/** @param seconds for which the access token is good */
const nameGrant = ({ payload }: MutableToken, { person, client, scope }: Grant, seconds: number): void => {
  const { subject, name, role } = person
  const claims = isAccessToken(payload)
    ? { ...accessToken(subject, [role]), client_id: client, scope, exp: payload.iat + seconds }
    : { sub: subject }
  Object.assign(payload, claims, { name })
}

/**
 * Starts an OpenID Connect issuer on 127.0.0.1 whose key, and so whose tokens, outlive it.
 * @param file keeps the key
 * @param accessTokenSeconds for which access tokens of people who sign in are good
 */
export const startIssuer = async (file: string, accessTokenSeconds: number) => {
  const kept = readKept(file)
  const issuer = new OAuth2Issuer()
  const service = new OAuth2Service(issuer)
  const key = kept ? await issuer.keys.add(kept.key) : await issuer.keys.generate('RS256')

  const server = createServer()
  const port = await listen(server, await freePort(kept?.port ?? defaultPorts.issuer))
  const { respond, grantOf } = offerSignIn(service, port, accessTokenSeconds)
  server.on('request', respond)
  service.on(Events.BeforeTokenSigning, (token: MutableToken, request: TokenRequestIncomingMessage) => {
    if (!isAccessToken(token.payload)) Object.assign(token.payload, { token_use: 'id' })
    const grant = grantOf(request.body)
    if (grant) nameGrant(token, grant, accessTokenSeconds)
    else if (isAccessToken(token.payload) && !isExchange(request.body.grant_type)) grantScopes(token, request)
  })
  const url = `http://${loopback}:${port}`
  issuer.url = url
  replaceFile(file, JSON.stringify({ port, key }))

  const readyToken = (subject: string, role: Role): Promise<string> =>
    issuer.buildToken({
      expiresIn: readyTokenSeconds,
      scopesOrTransform: (_, payload) => void Object.assign(payload, accessToken(subject, [role])),
    })

  return {
    url,
    keys: createLocalJWKSet({ keys: issuer.keys.toJSON() }),
    tokens: {
      reader: await readyToken('local-reader', 'license-reader'),
      manager: await readyToken('local-manager', 'license-manager'),
      writer: await readyToken('local-inventory-writer', 'inventory-writer'),
    },
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
