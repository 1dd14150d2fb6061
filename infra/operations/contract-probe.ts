import { once } from 'node:events'
import { connect } from 'node:net'
import type { AgreementNumberPair } from '../../lib/agreements/records/pair.ts'
import { accessToken, type TokenSettings } from '../../lib/entitlements/vlsc/access-token.ts'
import { isPairFault, LookUpAnswer, type PairAnswer } from '../../lib/entitlements/vlsc/contract.ts'
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

/** Why nothing can be looked at. */
class Unreachable extends Error {
  override name = 'Unreachable'
}

/** What is against the contract. */
export class Deviation extends Error {
  override name = 'Deviation'
}

/** A call that was answered right. */
export interface RightAnswer {
  answers: PairAnswer[]
  milliseconds: number
  bytes: number
}

/** As it is typed: `01-07001/01-07001`. */
export const showPair = ({ agreementNumber, licenseNumber }: AgreementNumberPair): string =>
  `${agreementNumber}/${licenseNumber}`

/** @throws Deviation unless every pair was answered once, and right */
const rightAnswers = (body: unknown, pairs: readonly AgreementNumberPair[]): PairAnswer[] => {
  const results = LookUpAnswer.safeParse(body).data?.results.length
  const read = [...readAnswer(body, pairs).values()]
  const answers = read.map((answer, index) => {
    const pair = pairs[index]
    if (isPairFault(answer)) throw new Deviation(`${pair ? showPair(pair) : ''}: ${answer.fault.message}`)
    return answer
  })
  if (results !== pairs.length)
    throw new Deviation(`It answers ${results} results to ${pairs.length} pairs: one for each was asked.`)
  return answers
}

/** @throws Unreachable when nothing listens there */
const reach = async (url: URL, milliseconds: number): Promise<void> => {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const socket = connect(port, url.hostname.replace(/^\[|\]$/g, ''))
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(milliseconds) })
  } catch {
    throw new Unreachable(`Nothing answers at ${url.host}: see to the address, and to the network between.`)
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

  /** @param bearer the token; one that is good when absent, none when it is empty */
  const send = async (body: string, bearer?: string): Promise<HttpAnswer> =>
    call(lookUpCall(url, body, (bearer ?? (await getToken?.())) || undefined))

  return {
    pairs,
    hasTokens: getToken !== undefined,
    /** @throws Unreachable */
    reach: async () => {
      await reach(url, limits.connect)
      if (token) await reach(new URL(token.url), limits.connect)
    },
    /** @throws VlscFailure `token` */
    getToken: async () => getToken?.(),
    send,
    /** @throws Deviation or VlscFailure unless every pair was answered once, and right */
    ask: async (asked: readonly AgreementNumberPair[]): Promise<RightAnswer> => {
      const start = performance.now()
      const answer = await send(JSON.stringify({ pairs: asked }))
      const answers = rightAnswers(readJson(answer, url.host, new Date()), asked)
      return { answers, milliseconds: performance.now() - start, bytes: answer.bytes.length }
    },
  }
}

export type ContractProbe = ReturnType<typeof contractProbe>
