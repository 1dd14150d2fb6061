import { once } from 'node:events'
import { connect } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import type { AgreementNumberPair } from '../../lib/agreements/records/pair.ts'
import { accessToken } from '../../lib/entitlements/vlsc/access-token.ts'
import { isPairFault, LookUpAnswer, lookUpLimit, VlscFailure } from '../../lib/entitlements/vlsc/contract.ts'
import { boundedRequest, defaultLimits, type HttpAnswer } from '../../lib/entitlements/vlsc/http-call.ts'
import { lookUpAddress, lookUpCall, type VlscSettings } from '../../lib/entitlements/vlsc/http-vlsc.ts'
import { readAnswer, readJson } from '../../lib/entitlements/vlsc/read-answer.ts'

export interface ContractTarget extends Omit<VlscSettings, 'now'> {
  pairs: readonly AgreementNumberPair[]
}

/** What breaks the contract. */
class Deviation extends Error {}

/** As it is typed: `01-07001/01-07001`. */
const showPair = ({ agreementNumber, licenseNumber }: AgreementNumberPair): string =>
  `${agreementNumber}/${licenseNumber}`

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
const contractProbe = ({ baseUrl, token, pairs, limits: given = {} }: ContractTarget) => {
  const limits = { ...defaultLimits, ...given }
  const url = lookUpAddress(baseUrl)
  const call = boundedRequest(limits)
  const getToken = token && accessToken(token, call, () => new Date())

  /** @param bearer a good token when absent, none when it is empty */
  const send = async (body: string, bearer?: string): Promise<HttpAnswer> =>
    call(lookUpCall(url, body, (bearer ?? (await getToken?.())) || undefined))

  return {
    pairs,
    hasTokens: getToken !== undefined,
    reach: async () => {
      await reach(url, limits.connect)
      if (token) await reach(new URL(token.url), limits.connect)
    },
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

type ContractProbe = ReturnType<typeof contractProbe>

export interface Verdict {
  outcome: 'ok' | 'deviates' | 'not checked'
  subject: string
  says: string
}

class NotChecked extends Error {}

/** Made-up numbers, which no agreement has. */
const unknownPairs = (count: number): AgreementNumberPair[] =>
  Array.from({ length: count }, (_, index) => ({ agreementNumber: `NF-CHECK${index}`, licenseNumber: `ZZ${index}` }))
const firstOf = ({ pairs }: ContractProbe) => [...pairs, ...unknownPairs(1)].slice(0, 1)

const must = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Deviation(otherwise)
}

const needTokens = ({ hasTokens }: ContractProbe): void => {
  if (!hasTokens) throw new NotChecked('No token endpoint was named (--token-url).')
}

const mustRefuse = async ({ send }: ContractProbe, body: string, what: string): Promise<string> => {
  const { status, headers } = await send(body)
  if (status === 429 || status === 503) readJson({ status, headers, bytes: new Uint8Array() }, '', new Date())
  must(status >= 400 && status < 500, `${what} is answered ${status}; 400 is right.`)
  return `${what} is refused with ${status}.`
}

/** What docs/vlsc.md says, in the order in which it is asked. A check returns what is right, or throws what is not. */
const contractChecks: Record<string, (probe: ContractProbe) => Promise<string>> = {
  token: async (probe) => {
    needTokens(probe)
    await probe.getToken()
    return 'The token endpoint gives a token.'
  },
  'no token': async (probe) => {
    needTokens(probe)
    const body = JSON.stringify({ pairs: unknownPairs(1) })
    for (const bearer of ['', 'made-up']) {
      const { status } = await probe.send(body, bearer)
      must(status === 401, `A call with ${bearer || 'no'} token is answered ${status}; 401 is right.`)
    }
    return 'Calls without a token, and with a made-up one, are answered 401.'
  },
  'one pair': async (probe) => {
    await probe.ask(firstOf(probe))
    return 'A pair is answered once, as JSON, with a status and the right types.'
  },
  'given pairs': async ({ pairs, ask }) => {
    if (pairs.length === 0) throw new NotChecked('No pair was given that it knows (--pair AGREEMENT/LICENSE).')
    const { answers } = await ask(pairs)
    const found = answers.map(({ status, entitlements }, index) => {
      const pair = pairs[index]
      return `${pair && showPair(pair)} is ${status}, with ${entitlements.length} entitlements`
    })
    return `${found.join('; ')}.`
  },
  'letter case': async (probe) => {
    const given = firstOf(probe)
    const lower = given.map(({ agreementNumber, licenseNumber }) => ({
      agreementNumber: agreementNumber.toLowerCase(),
      licenseNumber: licenseNumber.toLowerCase(),
    }))
    const [asGiven, asLower] = [await probe.ask(given), await probe.ask(lower)]
    const isSame = isDeepStrictEqual(asGiven.answers, asLower.answers)
    must(isSame, 'Numbers in lower case are answered differently: case must not matter.')
    return 'Numbers come back as asked, and their case does not matter.'
  },
  'unknown pair': async ({ ask }) => {
    const [answer] = (await ask(unknownPairs(1))).answers
    must(answer?.status === 'not-found', `A made-up pair is ${answer?.status}; not-found is right.`)
    return 'A made-up pair is not-found.'
  },
  '100 pairs': async ({ pairs, ask }) => {
    const { milliseconds, bytes } = await ask([...pairs, ...unknownPairs(lookUpLimit)].slice(0, lookUpLimit))
    return `${lookUpLimit} pairs are answered in full: in ${(milliseconds / 1_000).toFixed(1)} s, ${bytes} bytes.`
  },
  'asked twice': async ({ pairs, ask }) => {
    const asked = [...pairs, ...unknownPairs(1)].slice(0, lookUpLimit)
    const [first, second] = [await ask(asked), await ask(asked)]
    must(isDeepStrictEqual(first.answers, second.answers), 'Asked twice, it answers differently.')
    return 'Asked twice, it answers the same.'
  },
  '101 pairs': (probe) => {
    const pairs = unknownPairs(lookUpLimit + 1)
    return mustRefuse(probe, JSON.stringify({ pairs }), `A call about ${pairs.length} pairs`)
  },
  'broken JSON': (probe) => mustRefuse(probe, '{"pairs":[', 'A body that is not JSON'),
  'no pairs': async (probe) => {
    const { status, ...answer } = await probe.send('{"pairs":[]}')
    if (status < 200 || status >= 300) return mustRefuse(probe, '{"pairs":[]}', 'An empty list')
    const body = LookUpAnswer.safeParse(readJson({ status, ...answer }, 'this address', new Date())).data
    must(body?.results.length === 0, 'An empty list is answered with something other than no results.')
    return 'An empty list is answered with no results.'
  },
}

/** @throws the error itself when it says nothing of the contract */
const judge = (subject: string, error: unknown): Verdict => {
  const verdict = (outcome: Verdict['outcome'], says: string): Verdict => ({ outcome, subject, says })
  if (error instanceof NotChecked) return verdict('not checked', error.message)
  if (error instanceof Deviation) return verdict('deviates', error.message)
  if (!(error instanceof VlscFailure)) throw error
  if (error.code === 'token' && subject !== 'token') return verdict('not checked', 'It needs a token.')
  if (error.retryAfter !== undefined)
    return verdict('not checked', `${error.message} Check again in ${Math.ceil(error.retryAfter / 1_000)} s.`)
  const isPutOff = error.code === 'throttled' || error.code === 'unavailable'
  return verdict('deviates', `${error.message}${isPutOff ? ' Retry-After is missing or unreadable.' : ''}`)
}

/** Checks everything that the contract of docs/vlsc.md says. @throws Error when nothing can be asked */
export const checkContract = async (target: ContractTarget): Promise<Verdict[]> => {
  const subjects = Object.entries(contractChecks)
  let probe: ContractProbe
  try {
    probe = contractProbe(target)
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error)
    const skipped = { outcome: 'not checked', says: 'Nothing is sent to such an address.' } as const
    const address: Verdict = { outcome: 'deviates', subject: 'address', says }
    return [address, ...subjects.map(([subject]) => ({ ...skipped, subject }))]
  }
  await probe.reach()
  const verdicts: Verdict[] = [{ outcome: 'ok', subject: 'address', says: 'It is https, or on this machine.' }]
  for (const [subject, check] of subjects) {
    const ok = (says: string): Verdict => ({ outcome: 'ok', subject, says })
    verdicts.push(await check(probe).then(ok, (error: unknown) => judge(subject, error)))
  }
  return verdicts
}
