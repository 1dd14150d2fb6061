import { type AgreementNumberPair, pairKey } from '../../agreements/records/pair.ts'
import { accessToken, type TokenSettings } from './access-token.ts'
import { addPath, readAddress } from './address.ts'
import { boundedRequest, type CallLimits, defaultLimits, type HttpAnswer } from './bounded-request.ts'
import { lookUpLimit } from './contract.ts'
import { readJson } from './json-answer.ts'
import { readAnswer } from './read-answer.ts'
import type { Vlsc } from './vlsc.ts'

export interface VlscSettings {
  /** The address under which `/agreement-pairs/lookup` is. */
  baseUrl: string
  /** How to get access tokens; without it calls carry none. */
  token?: TokenSettings | undefined
  now?: () => Date
  limits?: Partial<CallLimits>
}

/** Nothing else that a caller's pairs may have is sent. */
const numbersOf = ({ agreementNumber, licenseNumber }: AgreementNumberPair) => ({ agreementNumber, licenseNumber })

/** Where pairs are looked up. @throws Error when the address is neither https nor on this machine */
export const lookUpAddress = (baseUrl: string): URL =>
  addPath(readAddress('The address of VLSC', baseUrl), 'agreement-pairs/lookup')

/** Makes a call of a body that is JSON. */
export const lookUpCall = (url: URL, body: string, bearer: string | undefined) => {
  const authorization = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
  const headers = { 'content-type': 'application/json', accept: 'application/json', ...authorization }
  return { name: 'VLSC', url, headers, body }
}

/**
 * VLSC, or a gateway before it, over HTTP. Nothing is repeated but the call whose token was refused.
 * @throws Error when an address is neither https nor on this machine
 */
export const connectVlsc = ({ baseUrl, token, now = () => new Date(), limits = {} }: VlscSettings): Vlsc => {
  const url = lookUpAddress(baseUrl)
  const call = boundedRequest({ ...defaultLimits, ...limits })
  const tokens = token && accessToken(token, call, now)

  const ask = async (body: string): Promise<HttpAnswer> => {
    const bearer = await tokens?.get()
    const answer = await call(lookUpCall(url, body, bearer))
    if (answer.status !== 401 || !tokens || bearer === undefined) return answer
    tokens.renew(bearer)
    return call(lookUpCall(url, body, await tokens.get()))
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
