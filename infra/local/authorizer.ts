import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'

/** The claims of a good token; undefined for any other. */
export type Authorizer = (authorization: string | undefined) => Promise<JWTPayload | undefined>

/**
 * The JWT authorizer of HTTP APIs: checks signature, issuer and times, and the audience against `aud`, or against
 * `client_id` in a token without `aud`.
 */
export const jwtAuthorizer =
  (issuer: string, audience: string, keys: JWTVerifyGetKey): Authorizer =>
  async (authorization = '') => {
    try {
      const { payload } = await jwtVerify(authorization.replace(/^Bearer /i, ''), keys, {
        issuer,
        algorithms: ['RS256', 'RS384', 'RS512'],
        requiredClaims: ['exp'],
      })
      const audiences = [payload.aud ?? payload.client_id].flat()
      return audiences.includes(audience) ? payload : undefined
    } catch {
      return undefined
    }
  }
