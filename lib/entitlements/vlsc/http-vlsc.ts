import { type AgreementNumberPair, pairKey } from '../../agreements/records/pair.ts'
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

/** Where pairs are looked up. @throws Error when the address is neither https nor on this machine */
export const lookUpAddress = (baseUrl: string): URL => {
  const url = readAddress('The address of VLSC', baseUrl)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/agreement-pairs/lookup`
  return url
}

/** A call with a body of JSON. */
export const lookUpCall = (url: URL, body: string, bearer: string | undefined) => {
  const authorization = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
  const headers = { 'content-type': 'application/json', accept: 'application/json', ...authorization }
  return { name: 'VLSC', url, headers, body }
}

/** Nothing else that a caller's pairs may have is sent. */
const numbersOf = ({ agreementNumber, licenseNumber }: AgreementNumberPair) => ({ agreementNumber, licenseNumber })

/**
 * VLSC, or a gateway before it, over HTTP. Only a call with a refused token is repeated.
 * @throws Error when an address is neither https nor on this machine
 */
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
      const answer = await ask(JSON.stringify({ pairs: distinct.map(numbersOf) }))
      return readAnswer(readJson(answer, url.host, now()), distinct)
    },
  }
}

/** Where VLSC is, and how to get access tokens for it: functions/wiring/environment.ts. */
interface VlscEnvironment {
  VLSC_BASE_URL?: string | undefined
  VLSC_TOKEN_URL?: string | undefined
  VLSC_CLIENT_ID?: string | undefined
  VLSC_SCOPE?: string | undefined
  VLSC_SECRET_ARN?: string | undefined
}

const tokenSettings = (environment: VlscEnvironment): TokenSettings | undefined => {
  const { VLSC_TOKEN_URL: url, VLSC_CLIENT_ID: clientId, VLSC_SECRET_ARN: secretArn, VLSC_SCOPE: scope } = environment
  if (url === undefined) return undefined
  if (clientId === undefined || secretArn === undefined)
    throw new Error('VLSC_TOKEN_URL needs VLSC_CLIENT_ID and VLSC_SECRET_ARN.')
  return { url, clientId, scope, readSecret: secretReader(secretArn, 'clientSecret', noToken) }
}

/** VLSC as the environment names it; undefined when it names none. @throws Error for settings that do not go together */
export const configuredVlsc = (environment: VlscEnvironment): Vlsc | undefined => {
  const { VLSC_BASE_URL: baseUrl } = environment
  return baseUrl === undefined ? undefined : connectVlsc({ baseUrl, token: tokenSettings(environment) })
}
