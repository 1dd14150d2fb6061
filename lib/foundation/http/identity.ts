import { decodeJwt } from 'jose'
import * as z from 'zod'
import { HttpError } from './problem.ts'
import { type Role, roles } from './route.ts'

/** Who calls: the subject of the token and the roles of this ledger that it carries. */
export interface Identity {
  subject: string
  roles: readonly Role[]
}

const Claims = z.looseObject({ sub: z.string().min(1), token_use: z.string().optional() })
const RolesClaim = z.union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/))]).catch([])

const unauthenticated = (detail: string): HttpError =>
  new HttpError(401, 'unauthenticated', detail, { headers: { 'www-authenticate': 'Bearer' } })

/**
 * Reads subject and roles from the bearer token, which the gateway's JWT authorizer has verified; its payload is read
 * again because HTTP APIs flatten array claims into text. @throws HttpError 401
 */
export const identify = (authorization: string | undefined, rolesClaim: string): Identity => {
  const [, token] = /^Bearer ([^\s,]+)$/i.exec(authorization ?? '') ?? []
  if (token === undefined) throw unauthenticated('Send exactly one header "Authorization: Bearer <access token>".')
  let payload: Record<string, unknown>
  try {
    payload = decodeJwt(token)
  } catch {
    throw unauthenticated('The bearer token is not a JSON Web Token.')
  }
  const claims = Claims.safeParse(payload)
  if (!claims.success) throw unauthenticated('The token names no subject.')
  if (claims.data.token_use !== undefined && claims.data.token_use !== 'access')
    throw unauthenticated('Send the access token, not the identity token.')
  const granted = RolesClaim.parse(payload[rolesClaim])
  return { subject: claims.data.sub, roles: roles.filter((role) => granted.includes(role)) }
}

/** A manager may do everything. @throws HttpError 403 */
export const authorize = (identity: Identity, required: Role): void => {
  if (identity.roles.includes(required) || identity.roles.includes('license-manager')) return
  throw new HttpError(403, 'forbidden', `This needs the role ${required}.`)
}
