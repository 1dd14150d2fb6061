import { pairKey } from '../../agreements/records/pair.ts'
import { secretReader } from '../../foundation/secret.ts'
import { accessToken, noToken, type TokenSettings } from './access-token.ts'
import { lookUpLimit, type Vlsc } from './contract.ts'
import { boundedRequest, type CallLimits, defaultLimits, type HttpAnswer, readAddress } from './http-call.ts'
import { readAnswer, readJson } from './read-answer.ts'

export interface VlscSettings {
  /** The address under which `/agreement-pairs/lookup` is. */
  baseUrl: string
  /** How to get access tokens; without it calls carry none. */
  token?: TokenSettings | undefined
  now?: () => Date
  limits?: Partial<CallLimits>
}

export const lookUpAddress = (baseUrl: string): URL => {
  const url = readAddress('The address of the VLSC gateway', baseUrl)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/agreement-pairs/lookup`
  return url
}

export const lookUpCall = (url: URL, body: string, bearer: string | undefined) => {
  const authorization = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
  const headers = { 'content-type': 'application/json', accept: 'application/json', ...authorization }
  return { name: 'VLSC', url, headers, body }
}

/** VLSC, or a gateway before it, over HTTP. Only a call with a refused token is repeated. */
export const connectVlsc = ({ baseUrl, token, now = () => new Date(), limits = {} }: VlscSettings): Vlsc => {
  const url = lookUpAddress(baseUrl)
  const call = boundedRequest({ ...defaultLimits, ...limits })
  const getToken = token && accessToken(token, call, now)

  const ask = async (body: string): Promise<HttpAnswer> => {
    const bearer = await getToken?.()
    const answer = await call(lookUpCall(url, body, bearer))
    return getToken && answer.status === 401 ? call(lookUpCall(url, body, await getToken(bearer))) : answer
  }

  return {
    lookUp: async (pairs) => {
      if (pairs.length > lookUpLimit) throw new RangeError(`At most ${lookUpLimit} pairs can be looked up in one call.`)
      const distinct = [...new Map(pairs.map((pair) => [pairKey(pair), pair])).values()]
      if (distinct.length === 0) return new Map()
      // Nothing else that a caller's pairs may have is sent.
      const numbers = distinct.map(({ agreementNumber, licenseNumber }) => ({ agreementNumber, licenseNumber }))
      const answer = await ask(JSON.stringify({ pairs: numbers }))
      return readAnswer(readJson(answer, url.host, now()), distinct)
    },
  }
}

type Variable = 'BASE_URL' | 'TOKEN_URL' | 'CLIENT_ID' | 'SCOPE' | 'SECRET_ARN'

/** VLSC as the environment names it, if it does. @throws Error for settings that do not go together */
export const configuredVlsc = (environment: { [V in `VLSC_${Variable}`]?: string | undefined }): Vlsc | undefined => {
  const { VLSC_BASE_URL: baseUrl, VLSC_TOKEN_URL: url, VLSC_CLIENT_ID: clientId } = environment
  const { VLSC_SCOPE: scope, VLSC_SECRET_ARN: secretArn } = environment
  if (baseUrl === undefined) return undefined
  if (url === undefined) return connectVlsc({ baseUrl })
  if (clientId === undefined || secretArn === undefined)
    throw new Error('VLSC_TOKEN_URL needs VLSC_CLIENT_ID and VLSC_SECRET_ARN.')
  const readSecret = secretReader(secretArn, 'clientSecret', noToken)
  return connectVlsc({ baseUrl, token: { url, clientId, scope, readSecret } })
}
