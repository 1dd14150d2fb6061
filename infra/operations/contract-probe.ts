import { once } from 'node:events'
import { connect } from 'node:net'
import type { AgreementNumberPair } from '../../lib/agreements/records/pair.ts'
import { accessToken, type TokenSettings } from '../../lib/entitlements/vlsc/access-token.ts'
import { isPairFault, LookUpAnswer } from '../../lib/entitlements/vlsc/contract.ts'
import {
  boundedRequest,
  type CallLimits,
  defaultLimits,
  type HttpAnswer,
} from '../../lib/entitlements/vlsc/http-call.ts'
import { lookUpAddress, lookUpCall } from '../../lib/entitlements/vlsc/http-vlsc.ts'
import { readAnswer, readJson } from '../../lib/entitlements/vlsc/read-answer.ts'

/** What is to be checked, and with what. */
export interface ContractTarget {
  baseUrl: string
  token?: TokenSettings | undefined
  /** Pairs that it is said to know. */
  pairs: readonly AgreementNumberPair[]
  limits?: Partial<CallLimits>
}

/** What breaks the contract. */
export class Deviation extends Error {
  override name = 'Deviation'
}

/** As it is typed: `01-07001/01-07001`. */
export const showPair = ({ agreementNumber, licenseNumber }: AgreementNumberPair): string =>
  `${agreementNumber}/${licenseNumber}`

/** @throws Error when nothing listens there */
const reach = async (url: URL, milliseconds: number): Promise<void> => {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const socket = connect(port, url.hostname.replace(/^\[|\]$/g, ''))
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(milliseconds) })
  } catch {
    throw new Error(`Nothing answers at ${url.host}: check the address, and the network in between.`)
  } finally {
    socket.destroy()
  }
}

/** Calls as License Ledger makes them, and wrong ones. @throws Error when an address is not acceptable */
export const contractProbe = ({ baseUrl, token, pairs, limits: given = {} }: ContractTarget) => {
  const limits = { ...defaultLimits, ...given }
  const url = lookUpAddress(baseUrl)
  const call = boundedRequest(limits)
  const getToken = token && accessToken(token, call, () => new Date())

  /** @param bearer the token; a good one when absent, none when it is empty */
  const send = async (body: string, bearer?: string): Promise<HttpAnswer> =>
    call(lookUpCall(url, body, (bearer ?? (await getToken?.())) || undefined))

  return {
    pairs,
    hasTokens: getToken !== undefined,
    /** @throws Error when nothing can be asked */
    reach: async () => {
      await reach(url, limits.connect)
      if (token) await reach(new URL(token.url), limits.connect)
    },
    /** @throws VlscFailure `token` */
    getToken: async () => getToken?.(),
    send,
    /** @throws Deviation or VlscFailure unless every pair is answered once, and right */
    ask: async (asked: readonly AgreementNumberPair[]) => {
      const start = performance.now()
      const answer = await send(JSON.stringify({ pairs: asked }))
      const body = readJson(answer, url.host, new Date())
      const answers = [...readAnswer(body, asked).values()].map((each, index) => {
        const pair = asked[index]
        if (isPairFault(each)) throw new Deviation(`${pair ? showPair(pair) : ''}: ${each.fault.message}`)
        return each
      })
      const results = LookUpAnswer.safeParse(body).data?.results.length
      if (results !== asked.length)
        throw new Deviation(`It sends ${results} results for ${asked.length} pairs: one for each is right.`)
      return { answers, milliseconds: performance.now() - start, bytes: answer.bytes.length }
    },
  }
}

export type ContractProbe = ReturnType<typeof contractProbe>
