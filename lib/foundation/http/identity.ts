import { decodeJwt, decodeProtectedHeader } from 'jose'
import * as z from 'zod'
import { HttpError } from './problem.ts'
import { type Required, type Role, roles } from './route.ts'

/** Who calls: the subject of the token, the roles of this ledger and the name that it carries. */
export interface Identity {
  subject: string
  roles: readonly Role[]
  name: string | undefined
}

const Claims = z.looseObject({ sub: z.string().min(1) })
const RolesClaim = z.union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/))]).catch([])

/** Where tokens have the name of a person, the best for people first: standard claims, then that of Cognito. */
const nameClaims = ['name', 'preferred_username', 'email', 'username']

const nameIn = (claims: z.infer<typeof Claims>): string | undefined =>
  nameClaims
    .map((claim) => claims[claim])
    .find((value): value is string => typeof value === 'string' && value.trim() !== '' && value !== claims.sub)
    ?.trim()

const unauthenticated = (detail: string): HttpError =>
  new HttpError(401, 'unauthenticated', detail, { headers: { 'www-authenticate': 'Bearer' } })

const isText = (value: unknown): boolean => (typeof value === 'string' || Array.isArray(value)) && value.length > 0

/**
 * Whether a token is made for an API, and not to tell an application who has signed in: such a token may have the same
 * issuer, audience and roles. Cognito writes `token_use`, Keycloak `typ`, RFC 9068 a `typ` in the header, Entra ID `scp` in
 * tokens of users and `azpacr` (`appidacr` in version 1) in those of applications too, other issuers `scope`.
 */
const isAccessToken = (header: { typ?: unknown }, claims: Record<string, unknown>): boolean => {
  if (claims.token_use !== undefined) return claims.token_use === 'access'
  if (claims.typ !== undefined) return claims.typ === 'Bearer'
  if (claims.at_hash !== undefined || claims.c_hash !== undefined) return false
  return (
    /^(application\/)?at\+jwt$/i.test(String(header.typ)) ||
    ['scp', 'scope', 'azpacr', 'appidacr'].some((name) => isText(claims[name]))
  )
}

/**
 * Reads subject and roles from the bearer token, which the gateway's JWT authorizer has verified; its payload is read
 * again because HTTP APIs flatten array claims into text. @throws HttpError 401
 */
export const identify = (authorization: string | undefined, rolesClaim: string): Identity => {
  const [, token] = /^Bearer ([^\s,]+)$/i.exec(authorization ?? '') ?? []
  if (token === undefined) throw unauthenticated('Send exactly one header "Authorization: Bearer <access token>".')
  let payload: Record<string, unknown>
  let header: { typ?: unknown }
  try {
    payload = decodeJwt(token)
    header = decodeProtectedHeader(token)
  } catch {
    throw unauthenticated('The bearer token is not a JSON Web Token.')
  }
  const claims = Claims.safeParse(payload)
  if (!claims.success) throw unauthenticated('The token names no subject.')
  if (!isAccessToken(header, payload)) throw unauthenticated('Send an access token: this one has no mark of one.')
  const granted = RolesClaim.parse(payload[rolesClaim])
  return {
    subject: claims.data.sub,
    roles: roles.filter((role) => granted.includes(role)),
    name: nameIn(claims.data),
  }
}

/** A manager may do everything. @throws HttpError 403 */
export const authorize = (identity: Pick<Identity, 'roles'>, required: Required): void => {
  if (identity.roles.includes('license-manager')) return
  if (required === 'any' ? identity.roles.length > 0 : identity.roles.includes(required)) return
  if (required === 'any') throw new HttpError(403, 'forbidden', `This needs one of the roles ${roles.join(', ')}.`)
  throw new HttpError(403, 'forbidden', `This needs the role ${required}.`)
}
